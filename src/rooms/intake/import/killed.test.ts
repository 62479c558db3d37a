import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/db.ts'
import { importFromFile } from '../../../import.ts'
import { init } from '../../../init.ts'
import { Changes } from '../../../kernel/case/changes.ts'
import { systemTime } from '../../../kernel/clock/time.ts'
import { root } from '../../../kernel/root.ts'
import { makeEngine } from '../../../main.ts'

let database: TestDatabase
const dataDir = mkdtempSync(join(tmpdir(), 'guanjia-killed-'))
const file = join(dataDir, 'messages.json')
/** Two transactions: the first of 500. */
const MANY = 700

beforeAll(async () => {
  database = await testDatabase()
  const estate = { company: '安居物业', project: '翠湖花园', code: 'cuihu', login: 'head', name: '蒋宏' }
  await init(database.db, { ...estate, password: 'Kept-for-the-test-1' }, new Date())
  await database.asOwner(
    `insert into post (id, project_id, department_id, role, title)
     select gen_random_uuid(), p.id, d.id, 'receptionist', '前台' from project p, department d where d.code = 'service'`,
  )
  await database.asOwner(
    `insert into post_holding (id, post_id, account_id, from_at)
     select gen_random_uuid(), p.id, a.id, now() - interval '1 day' from post p, account a where p.role = 'receptionist'`,
  )
  const messages = Array.from({ length: MANY }, (_, n) => ({
    id: `k${n}`,
    subject: `第${n}件`,
    text: `第 ${n} 件的内容`,
  }))
  writeFileSync(file, JSON.stringify(messages))
})

afterAll(async () => {
  await database.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const count = async (query: string) => Number((await database.asOwner<{ n: string }>(`select ${query} as n`))[0]!.n)

it('an import of messages that is killed half-way and repeated ends the same', async () => {
  // The child makes the keys of the installation, which are then used here.
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'src/cli.ts', 'import', 'messages', file, '--project', 'cuihu', '--data', dataDir],
    {
      cwd: root,
      env: { ...process.env, DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl },
      stdio: 'ignore',
    },
  )
  const exit = once(child, 'exit')
  while ((await count('(select count(*) from cases)')) === 0 && child.exitCode === null) await sleep(20)
  child.kill('SIGKILL')
  expect(await exit).toEqual([null, 'SIGKILL'])
  const before = await count('(select count(*) from cases)')
  expect(before).toBe(500)

  const engine = await makeEngine(database.db, dataDir, systemTime, new Changes())
  const wish = { kind: 'messages', file, projectCode: 'cuihu', checkOnly: false, as: null, report: null }
  const said: string[] = []
  expect(await importFromFile(engine, wish, (line) => said.push(line))).toBe(true)
  expect(said).toContain(`导入完成：新增 ${MANY - before}，更新 0，没有变化 ${before}`)
  expect(await count('(select count(*) from cases)')).toBe(MANY)
  expect(await count('(select count(distinct source_ref) from intake_matter)')).toBe(MANY)
  expect(await count('(select count(*) from case_original o join cases c on c.id = o.case_id)')).toBe(MANY)
  // The desk is told of all of them, once.
  expect(await count(`(select string_agg(args ->> 'count', ',') from notice)`)).toBe(MANY)
  expect(await importFromFile(engine, wish, () => {})).toBe(true)
  expect(await count('(select count(*) from cases)')).toBe(MANY)
  expect(await count('(select count(*) from notice)')).toBe(1)
}, 120_000)
