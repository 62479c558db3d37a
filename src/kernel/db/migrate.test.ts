import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/db.ts'
import { DatabaseGone } from './errors.ts'
import { migrate } from './migrate.ts'

let test: TestDatabase
let client: pg.Client
let folder: string

/** The files of these tests start from an empty history. */
beforeAll(async () => {
  test = await testDatabase()
  client = new pg.Client(test.ownerUrl)
  await client.connect()
})

beforeEach(async () => {
  await client.query('drop table if exists schema_migration, one, two, three')
  folder = mkdtempSync(join(tmpdir(), 'guanjia-migrations-'))
  file('20260101T0000_one.sql', 'create table one (id int);')
  file('20260102T0000_two.sql', 'create table two (id int);')
})

afterEach(() => rmSync(folder, { recursive: true }))

afterAll(async () => {
  await client.end()
  await test.close()
})

function file(name: string, sql: string): void {
  writeFileSync(join(folder, name), sql)
}

function run(onApplied?: (name: string, done: number, total: number) => void) {
  return migrate({ ownerUrl: test.ownerUrl, appUrl: test.url, folder, ...(onApplied ? { onApplied } : {}) })
}

async function tables(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relname in ('one', 'two', 'three') order by relname`,
  )
  return rows.map((row) => row.name)
}

describe('migrate', () => {
  it('applies what is new, in order, once, and tells of each', async () => {
    const told: string[] = []
    const first = await run((name, done, total) => told.push(`${name} ${done}/${total}`))
    expect(first.applied).toEqual(['20260101T0000_one.sql', '20260102T0000_two.sql'])
    expect(told).toEqual(['20260101T0000_one.sql 1/2', '20260102T0000_two.sql 2/2'])
    file('20260103T0000_three.sql', 'create table three (id int);')
    expect(await run()).toEqual({ applied: ['20260103T0000_three.sql'], present: first.applied })
    expect((await run()).applied).toEqual([])
    expect(await tables()).toEqual(['one', 'three', 'two'])
  })

  it('refuses an applied file that was changed, and takes other line ends for no change', async () => {
    file('20260102T0000_two.sql', 'create table two\n(id int);')
    await run()
    file('20260102T0000_two.sql', 'create table two\r\n(id int);')
    expect((await run()).applied).toEqual([])
    file('20260102T0000_two.sql', 'create table two (id bigint);')
    await expect(run()).rejects.toThrow('20260102T0000_two.sql 在执行之后被改动过')
  })

  it('refuses a database that is newer than the files', async () => {
    await run()
    rmSync(join(folder, '20260102T0000_two.sql'))
    await expect(run()).rejects.toThrow('数据库比程序新')
  })

  it('refuses a file that comes before one already applied', async () => {
    await run()
    file('20260101T1200_three.sql', 'create table three (id int);')
    await expect(run()).rejects.toThrow('迁移只能向前')
  })

  it('refuses a file name without time', async () => {
    file('three.sql', 'create table three (id int);')
    await expect(run()).rejects.toThrow('YYYYMMDDTHHMM_name.sql')
  })

  it('keeps nothing of a file that fails, keeps those before it, and names file and line', async () => {
    file('20260103T0000_three.sql', 'create table three (id int);\nselect nothing\nfrom nowhere;')
    await expect(run()).rejects.toThrow('20260103T0000_three.sql:3: relation "nowhere" does not exist')
    expect(await tables()).toEqual(['one', 'two'])
    file('20260103T0000_three.sql', 'create table three (id int);')
    expect((await run()).applied).toEqual(['20260103T0000_three.sql'])
  })

  it('lets two servers that start at once migrate one after the other', async () => {
    const both = await Promise.all([run(), run()])
    expect(both.map((result) => result.applied.length).sort()).toEqual([0, 2])
  })

  it('fails instead of silently skipping rows of a fenced table', async () => {
    file('20260103T0000_three.sql', `update zone set name = 'x';`)
    await expect(run()).rejects.toThrow('row-level security policy for table "zone"')
    file(
      '20260103T0000_three.sql',
      `alter table zone no force row level security; update zone set name = 'x'; alter table zone force row level security;`,
    )
    expect((await run()).applied).toEqual(['20260103T0000_three.sql'])
  })

  it('makes the runtime login a member of guanjia_app, and says when there is no such login', async () => {
    await run()
    const { user } = new pg.Client(test.url)
    const { rows } = await client.query(`select pg_has_role($1, 'guanjia_app', 'member') as member`, [user])
    expect(rows).toEqual([{ member: true }])
    const stranger = migrate({ ownerUrl: test.ownerUrl, appUrl: 'postgresql://nobody_here:x@h/db', folder })
    await expect(stranger).rejects.toThrow('nobody_here')
  })

  it('tells a missing server as such', async () => {
    const missing = migrate({ ownerUrl: 'postgresql://a:b@127.0.0.1:1/x', appUrl: test.url, folder })
    await expect(missing).rejects.toBeInstanceOf(DatabaseGone)
  })
})
