import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import {
  at,
  dataPath,
  log,
  needsLinux,
  needsRoot,
  postmaster,
  query,
  server,
  start,
  useInstallation,
} from '../../test/installation.ts'
import { openDatabase } from '../kernel/db/db.ts'
import { stateOf } from './postmaster.ts'

useInstallation()

describe('rule 3: the guard', () => {
  it('shuts the database down cleanly when the server is killed', async () => {
    const one = await server()
    one.process.kill('SIGKILL')
    await expect.poll(postmaster, { timeout: 3000 }).toBeNull()
    expect(log()).toContain('database system is shut down')
  })

  it('asks more firmly after its time when a session does not end', async (context) => {
    needsLinux(context)
    const one = await server({ env: { STOP_TIMEOUT_MS: '1000' } })
    const busy = new pg.Client({ connectionString: one.superUrl })
    busy.on('error', () => {})
    await busy.connect()
    const { rows } = await busy.query<{ pid: number }>('select pg_backend_pid() as pid')
    process.kill(rows[0]!.pid, 'SIGSTOP')
    one.process.kill('SIGKILL')
    await expect.poll(postmaster, { timeout: 15_000 }).toBeNull()
    expect(log()).toContain('received fast shutdown request')
    expect(log()).toContain('received immediate shutdown request')
    await busy.end().catch(() => {})
  })

  it('keeps Ctrl-C from the database, so that the server can drain first', async (context) => {
    needsLinux(context)
    const postgres = await start()
    const field = (pid: number, index: number) => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[index]
    }
    const [group, session] = [2, 3]
    expect(field(postgres.pid()!, group)).not.toBe(field(process.pid, group))
    expect(field(postgres.pid()!, session)).not.toBe(field(process.pid, session))
  })
})

describe('rule 4: a database that runs already, or died', () => {
  it('is adopted by a second server, which does not stop it', async () => {
    const one = await server()
    const two = await start()
    expect(two.adopted).toBe(true)
    expect(two.pid()).toBe(one.pid)
    expect(await query(two.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await two.stop()
    expect(postmaster()).toBe(one.pid)
  })

  it('is started once by two servers that come at the same time', async () => {
    const [one, two] = await Promise.all([server(), server()])
    expect(one.pid).toBe(two.pid)
    expect([one.adopted, two.adopted].sort()).toEqual([false, true])
    expect(log().match(/ready to accept connections/g)).toHaveLength(1)
  })

  it('is taken over by the second server when the first is killed', async () => {
    const one = await server()
    const two = await start()
    one.process.kill('SIGKILL')
    await expect.poll(() => two.pid() !== null && two.pid() !== one.pid, { timeout: 10_000 }).toBe(true)
    expect(await query(two.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await two.stop()
    expect(postmaster()).toBeNull()
  })

  it('is adopted as an orphan, stopped by its new supervisor, and guarded against its death', async (context) => {
    needsLinux(context)
    const orphan = await orphaned()
    const two = await server()
    expect([two.adopted, two.pid]).toEqual([true, orphan])
    two.process.kill('SIGKILL')
    await expect.poll(postmaster, { timeout: 3000 }).toBeNull()
    const again = await orphaned()
    const three = await start()
    expect([three.adopted, three.pid()]).toEqual([true, again])
    await three.stop()
    expect(postmaster()).toBeNull()
  })

  it('comes back by itself within ten seconds when it is killed, with every acknowledged row', async () => {
    let told = 0
    const postgres = await start()
    postgres.onExit(() => told++)
    await query(postgres.ownerUrl, 'create table note (id int primary key); grant all on note to guanjia_login')
    const db = openDatabase({ url: postgres.appUrl, poolSize: 4 })
    const acknowledged: number[] = []
    let writing = true
    let id = 0
    const writer = async () => {
      while (writing) {
        const mine = ++id
        await db.pool.query('insert into note values ($1)', [mine]).then(
          () => acknowledged.push(mine),
          () => sleep(20),
        )
      }
    }
    const writers = [writer(), writer(), writer(), writer()]
    for (let round = 0; round < 3; round++) {
      await sleep(300)
      const killed = postgres.pid()!
      process.kill(killed, 'SIGKILL')
      const before = Date.now()
      await expect.poll(() => postgres.pid() !== null && postgres.pid() !== killed, { timeout: 10_000 }).toBe(true)
      const count = acknowledged.length
      await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(count)
      expect(Date.now() - before).toBeLessThan(10_000)
    }
    writing = false
    await Promise.all(writers)
    const rows = new Set((await query<{ id: number }>(postgres.ownerUrl, 'select id from note')).map((row) => row.id))
    expect(acknowledged.filter((one) => !rows.has(one))).toEqual([])
    expect(told).toBe(3)
    await db.close()
  }, 60_000)

  it('is started in spite of a pid file that names an unrelated process', async () => {
    forgePidFile(process.pid)
    const postgres = await start()
    expect(await query(postgres.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is started in spite of a zombie, which still answers to signals', async (context) => {
    needsRoot(context)
    const { uid } = statSync(dataPath())
    // `sleep` never reaps the child that it inherits from the shell.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { uid, gid: uid, cwd: '/' })
    const zombie = await new Promise<number>((resolve) => parent.stdout.once('data', (line) => resolve(Number(line))))
    try {
      await expect.poll(() => stateOf(zombie, dataPath())).toBe('zombie')
      forgePidFile(zombie)
      const again = await start()
      expect(await query(again.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      parent.kill('SIGKILL')
    }
  })

  it('is not started beside the last children of a dead one', async (context) => {
    needsLinux(context)
    const one = await server()
    const busy = new pg.Client({ connectionString: one.superUrl })
    busy.on('error', () => {})
    await busy.connect()
    const { rows } = await busy.query<{ pid: number }>('select pg_backend_pid() as pid')
    const child = rows[0]!.pid
    // A stopped child cannot notice the death of its postmaster and keeps the shared memory.
    process.kill(child, 'SIGSTOP')
    process.kill(one.pid, 'SIGKILL')
    await sleep(1500)
    expect(postmaster()).toBeNull()
    process.kill(child, 'SIGCONT')
    await expect.poll(postmaster, { timeout: 10_000 }).not.toBeNull()
    expect(postmaster()).not.toBe(one.pid)
    await busy.end().catch(() => {})
  })

  it('fails with the reason when it cannot start', async () => {
    writeFileSync(join(dataPath(), 'local.conf'), 'shared_buffers = nonsense\n')
    await expect(start()).rejects.toThrow(/数据库启动失败.*shared_buffers/s)
  })
})

/** A database whose server and guards were all killed. */
async function orphaned(): Promise<number> {
  const one = await server()
  const guards = spawnSync('ps', ['-e', '-o', 'pid=,args='], { encoding: 'utf8' }).stdout.split('\n')
  const pids = guards
    .filter((line) => line.includes('/bin/sh -c') && line.includes(at.dataDir))
    .map((line) => Number.parseInt(line, 10))
  expect(pids.length).toBeGreaterThan(0)
  // The reader of the pipe first: when the other guard ends, Node closes the pipe and the reader would act.
  for (const pid of pids.reverse()) process.kill(pid, 'SIGKILL')
  one.process.kill('SIGKILL')
  await sleep(300)
  expect(postmaster()).toBe(one.pid)
  return one.pid
}

function forgePidFile(pid: number): void {
  const lines = [pid, dataPath(), 1_700_000_000, 5432, tmpdir(), '', '     12345         0', 'ready   ']
  const path = join(dataPath(), 'postmaster.pid')
  writeFileSync(path, `${lines.join('\n')}\n`)
  const owner = statSync(dataPath())
  chownSync(path, owner.uid, owner.gid)
  chmodSync(path, 0o600)
}
