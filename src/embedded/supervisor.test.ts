import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import {
  at,
  dataPath,
  log,
  NOBODY,
  needsLinux,
  needsRoot,
  postmaster,
  query,
  server,
  start,
  uidOf,
  useInstallation,
} from '../../test/installation.ts'
import { inCompany, openDatabase } from '../kernel/db/db.ts'
import { binariesFor, findBinaries, programOf } from './binaries.ts'

const RAW_UID = 54321

useInstallation()

describe('rule 1: where the data lies', () => {
  it('keeps it in pg/18/data for the database user alone, settings and rights as decided', async () => {
    rmSync(at.dataDir, { recursive: true })
    const postgres = await start()
    expect(statSync(dataPath()).mode & 0o777).toBe(0o700)
    expect(statSync(postgres.socketDir).mode & 0o777).toBe(0o700)
    const settings = `select current_setting('fsync') || current_setting('synchronous_commit') || current_setting('full_page_writes')
      || current_setting('data_checksums') || current_setting('listen_addresses') as text`
    expect(await query(postgres.superUrl, settings)).toEqual([{ text: 'onononon' }])
    const roles = await query(
      postgres.superUrl,
      `select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname in ('guanjia_owner', 'guanjia_login') order by 1`,
    )
    expect(roles).toEqual([
      { rolname: 'guanjia_login', rolsuper: false, rolbypassrls: false, rolcreaterole: false },
      { rolname: 'guanjia_owner', rolsuper: false, rolbypassrls: false, rolcreaterole: true },
    ])
    const wrong = postgres.appUrl.replace(/:[^:@]+@/, ':wrong@')
    await expect(query(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('works below a path longer than a socket address may be', async () => {
    at.dataDir = join(at.base, 'a-rather-long-name-of-a-folder-'.repeat(4), 'data')
    const postgres = await start()
    expect(dataPath().length).toBeGreaterThan(107)
    expect(await query(postgres.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('refuses to look empty when the data is of another major version or the keys are lost', async () => {
    renameSync(join(at.dataDir, 'pg', '18'), join(at.dataDir, 'pg', '17'))
    await expect(start()).rejects.toThrow('PostgreSQL 17')
    renameSync(join(at.dataDir, 'pg', '17'), join(at.dataDir, 'pg', '18'))
    rmSync(join(at.dataDir, 'secrets.json'))
    await expect(start()).rejects.toThrow('secrets.json')
    writeFileSync(join(at.dataDir, 'secrets.json'), JSON.stringify({ database: { superuser: 'other' } }), {
      mode: 0o600,
    })
    await expect(start()).rejects.toThrow('不是同一套')
  })
})

describe('rule 2: whom it runs as', () => {
  it('never runs as root', async (context) => {
    needsRoot(context)
    const postgres = await start()
    expect(uidOf(postgres.pid()!)).not.toBe(0)
  })

  it.for([
    ['with an entry in the user list', NOBODY],
    ['without one', RAW_UID],
  ] as const)('runs as the owner of the data folder, %s', async ([, uid], context) => {
    needsRoot(context)
    rmSync(at.dataDir, { recursive: true })
    mkdirSync(at.dataDir)
    chownSync(at.dataDir, uid, uid)
    const postgres = await start()
    expect(uidOf(postgres.pid()!)).toBe(uid)
    expect(statSync(dataPath()).uid).toBe(uid)
    expect(await query(postgres.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('works below a folder that only root may enter, restart and recovery included', async (context) => {
    needsRoot(context)
    chmodSync(at.base, 0o700)
    rmSync(at.dataDir, { recursive: true })
    const postgres = await start()
    await query(postgres.ownerUrl, 'create table note (id int); insert into note values (1)')
    process.kill(postgres.pid()!, 'SIGKILL')
    await expect
      .poll(() => query(postgres.ownerUrl, 'select id from note').catch(() => []), { timeout: 10_000 })
      .toEqual([{ id: 1 }])
    await postgres.stop()
    const again = await start()
    expect(await query(again.ownerUrl, 'select id from note')).toEqual([{ id: 1 }])
    expect(statSync(at.base).mode & 0o777).toBe(0o700)
  })

  it('copies the programs when the database user cannot reach them, links included', async (context) => {
    needsRoot(context)
    const found = findBinaries()
    context.skip(found.origin !== 'package', 'the programs do not come from the npm package')
    const closed = join(at.base, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    spawnSync('cp', ['-a', found.home, closed])
    // As npm leaves it with --ignore-scripts, under a strict umask.
    spawnSync('find', [join(closed, 'native', 'lib'), '-type', 'l', '-delete'])
    const hidden = { ...found, home: join(closed, 'native') }
    const copy = binariesFor({ uid: NOBODY, gid: NOBODY }, hidden, join(at.base, 'bin'))
    expect(copy.home).toBe(join(at.base, 'bin', found.version))
    const version = spawnSync(programOf(copy, 'postgres'), ['--version'], {
      uid: NOBODY,
      gid: NOBODY,
      encoding: 'utf8',
      cwd: '/',
    })
    expect(version.stdout).toContain('PostgreSQL')
    expect(existsSync(join(copy.home, 'lib', 'libicuuc.so.60')) || process.arch !== 'x64').toBe(true)
  })

  it('runs as an ordinary user without more ado', async (context) => {
    needsRoot(context)
    rmSync(at.dataDir, { recursive: true })
    mkdirSync(at.dataDir)
    chownSync(at.dataDir, NOBODY, NOBODY)
    const one = await server({ uid: NOBODY })
    expect(uidOf(one.pid)).toBe(NOBODY)
    expect(await query(one.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await one.stop()
  })
})

describe('rule 5: the stop', () => {
  it('is fast and clean in spite of an open transaction', async () => {
    const postgres = await start()
    const client = new pg.Client({ connectionString: postgres.ownerUrl })
    client.on('error', () => {})
    await client.connect()
    await client.query('begin; create table half (id int)')
    const before = Date.now()
    await Promise.all([postgres.stop(), postgres.stop()])
    expect(Date.now() - before).toBeLessThan(5000)
    expect(log()).toContain('received fast shutdown request')
    expect(log()).toContain('database system is shut down')
    expect(existsSync(postgres.socketDir)).toBe(false)
    await client.end().catch(() => {})
  })

  it('asks more firmly after its time, and never kills', async (context) => {
    needsLinux(context)
    const lines: string[] = []
    const postgres = await start({ stopTimeoutMs: 500, log: (line) => lines.push(line) })
    const client = new pg.Client({ connectionString: postgres.superUrl })
    client.on('error', () => {})
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    process.kill(rows[0]!.pid, 'SIGSTOP')
    await postgres.stop()
    expect(lines.join()).toContain('did not stop within 0.5 s')
    expect(log()).toContain('received immediate shutdown request')
    expect(postmaster()).toBeNull()
    await client.end().catch(() => {})
  })
})

describe('rule 6: the pool', () => {
  it('survives the end of the database under idle connections', async () => {
    const postgres = await start()
    const errors: Error[] = []
    const db = openDatabase({ url: postgres.appUrl, onIdleError: (error) => errors.push(error) })
    await inCompany(db, async () => {})
    await postgres.stop()
    await expect.poll(() => errors.length).toBeGreaterThan(0)
    await db.close()
  })
})
