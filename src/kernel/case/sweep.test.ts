import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tell } from '../../../test/steps.ts'
import { forget } from '../../../test/walk-check.ts'
import { makeWorld, START, type World } from '../../../test/world.ts'
import { openDatabase, readProjects } from '../db/db.ts'
import type { Command, Engine } from './engine.ts'
import { performMany } from './perform-many.ts'
import { Refusal } from './refusal.ts'
import { sweep } from './sweep.ts'

const MINUTE = 60_000

let w: World
let say: ReturnType<typeof tell>
beforeAll(async () => {
  w = await makeWorld()
  say = tell(w)
})
afterAll(() => w?.close())
beforeEach(async () => {
  await forget(w)
  w.time.set(START)
})

describe('a rung of a clock fires once', () => {
  it('with four sweepers at work', async () => {
    await matters(60)
    w.time.advance(95 * MINUTE)
    const sweepers = await Promise.all(Array.from({ length: 4 }, anotherServer))
    try {
      const swept = await Promise.all(sweepers.map(({ engine }) => sweep(engine)))
      expect(swept.reduce((sum, { troubled }) => sum + troubled, 0)).toBe(0)
      expect(swept.reduce((sum, { fired }) => sum + fired, 0)).toBe(180)
    } finally {
      await Promise.all(sweepers.map(({ close }) => close()))
    }
    // Sorting is due after 30 minutes; its ladder has two posts, a rung each 30 minutes.
    const rungs = await read<{ level: number; many: number }>(sql`
      select level, count(*)::int as many from case_clock_level group by level order by level`)
    expect(rungs).toEqual([0, 1, 2].map((level) => ({ level, many: 60 })))
    const lines = await read<{ level: number; many: number }>(sql`
      select (form ->> 'level')::int as level, count(*)::int as many from case_action
      where action = 'recordBreach' group by 1 order by 1`)
    expect(lines).toEqual(rungs)
    const notices = await read<{ name: string; level: number; many: number }>(sql`
      select a.name, n.level, count(*)::int as many from notice n join account a on a.id = n.account_id
      where n.kind = 'clock' group by 1, 2 order by 2`)
    expect(notices).toEqual([
      { name: '周敏', level: 0, many: 60 },
      { name: '陈曦', level: 1, many: 60 },
      { name: '蒋宏', level: 2, many: 60 },
    ])
  }, 120_000)

  it('after two days of standstill: every rung, in order, and no more', async () => {
    const id = await say.matter()
    w.time.advance(2 * 24 * 60 * MINUTE)
    await sweep(w.engine)
    const climbed = await rungsOf(id)
    expect(climbed.filter(({ clock }) => clock === 'sort').map(({ level }) => level)).toEqual([0, 1, 2])
    expect(climbed.filter(({ clock }) => clock === 'answer').map(({ level }) => level)).toEqual([0, 1, 2, 3])
    const lines = await breachesOf(id)
    for (const name of ['sort', 'answer'])
      expect(lines.filter(({ clock }) => clock === name).map(({ level }) => level)).toEqual(
        climbed.filter(({ clock }) => clock === name).map(({ level }) => level),
      )
    expect(await sweep(w.engine)).toEqual({ fired: 0, troubled: 0 })
    expect(await breachesOf(id)).toHaveLength(7)
  })

  it('when the machine is set back an hour: none twice, none early', async () => {
    const early = await say.matter()
    await w.passTo('2026-03-11T09:31:00+08:00')
    expect(await rungsOf(early)).toHaveLength(1)
    w.time.set('2026-03-11T08:31:00+08:00')
    expect(await sweep(w.engine)).toEqual({ fired: 0, troubled: 0 })
    const late = await say.matter({ content: '另一件' })
    await w.passTo('2026-03-11T09:00:59+08:00')
    expect(await rungsOf(late)).toEqual([])
    await w.passTo('2026-03-11T09:01:00+08:00')
    expect(await rungsOf(late)).toMatchObject([{ clock: 'sort', level: 0 }])
    await w.passTo('2026-03-11T09:59:59+08:00')
    expect(await rungsOf(early)).toHaveLength(1)
    await w.passTo('2026-03-11T10:00:00+08:00')
    expect(await rungsOf(early)).toMatchObject([{ level: 0 }, { level: 1 }])
  })

  it('not before its time, and on the minute', async () => {
    const id = await say.matter()
    await w.pass(29)
    expect(await rungsOf(id)).toEqual([])
    w.time.advance(MINUTE - 1)
    await sweep(w.engine)
    expect(await rungsOf(id)).toEqual([])
    w.time.advance(1)
    await sweep(w.engine)
    expect(await rungsOf(id)).toMatchObject([{ level: 0, told: ['周敏'] }])
  })
})

describe('a clock whose expiry fails', () => {
  it('does not hold up 999 others, is tried again after a minute, then two, and fires when it can', async () => {
    const ids = await matters(1000)
    const [poisoned] = ids
    let healed = false
    const engine: Engine = {
      ...w.engine,
      effects: {
        matter: {
          recordBreach: async (_tx, { facts }) => {
            if (facts.case.id === poisoned && !healed) throw new Error('poisoned')
          },
        },
      },
    }
    w.time.advance(30 * MINUTE)
    expect(await sweep(engine)).toEqual({ fired: 999, troubled: 1 })
    expect(await rungsOf(poisoned!)).toEqual([])
    expect(await troubles()).toEqual([{ tries: 1, wait: 60, error: 'Error: poisoned' }])
    expect(await sweep(engine)).toEqual({ fired: 0, troubled: 0 })
    w.time.advance(MINUTE)
    expect(await sweep(engine)).toEqual({ fired: 0, troubled: 1 })
    expect(await troubles()).toEqual([{ tries: 2, wait: 120, error: 'Error: poisoned' }])
    healed = true
    w.time.advance(MINUTE)
    expect(await sweep(engine)).toEqual({ fired: 0, troubled: 0 })
    w.time.advance(MINUTE)
    expect(await sweep(engine)).toEqual({ fired: 1, troubled: 0 })
    expect(await rungsOf(poisoned!)).toMatchObject([{ clock: 'sort', level: 0 }])
    expect(await troubles()).toEqual([])
  }, 180_000)

  it('because the database is busy is at no fault: the next sweep fires it', async () => {
    const id = await say.matter()
    let busy = true
    const engine: Engine = {
      ...w.engine,
      effects: {
        matter: {
          recordBreach: async () => {
            if (busy) throw Object.assign(new Error('too many clients'), { code: '53300' })
          },
        },
      },
    }
    w.time.advance(30 * MINUTE)
    expect(await sweep(engine)).toEqual({ fired: 0, troubled: 0 })
    expect(await troubles()).toEqual([])
    busy = false
    expect(await sweep(engine)).toEqual({ fired: 1, troubled: 0 })
    expect(await rungsOf(id)).toMatchObject([{ clock: 'sort', level: 0 }])
  })

  it('a form or right that refuses the clock is set aside with the reason', async () => {
    const id = await say.matter()
    const { matter } = w.engine.procedures
    const refusing = { ...matter!.actions.recordBreach!, when: [{ check: () => '现在不行' }] }
    const procedures = {
      ...w.engine.procedures,
      matter: { ...matter!, actions: { ...matter!.actions, recordBreach: refusing } },
    }
    w.time.advance(30 * MINUTE)
    expect(await sweep({ ...w.engine, procedures })).toEqual({ fired: 0, troubled: 1 })
    expect(await troubles()).toMatchObject([{ tries: 1, error: 'blocked: 现在不行' }])
    expect(await rungsOf(id)).toEqual([])
  })
})

describe('the ladder', () => {
  it('climbs a post each half hour and stops when somebody it reached has seen it', async () => {
    const job = await untaken()
    await w.pass(30)
    expect(await takeRungs(job.caseId)).toEqual([[0, '李强']])
    await expect(job.do(w.staff.qian, 'acknowledge')).rejects.toMatchObject({ kind: 'wrong-role' })
    await w.pass(30)
    expect(await takeRungs(job.caseId)).toEqual([
      [0, '李强'],
      [1, '钱海'],
    ])
    await expect(job.do(w.staff.zheng, 'acknowledge')).rejects.toMatchObject({ kind: 'wrong-role' })
    await job.do(w.staff.qian, 'acknowledge', { note: '我去催' })
    await w.pass(24 * 60)
    expect(await takeRungs(job.caseId)).toHaveLength(2)
    expect(await w.notices(w.staff.zheng.accountId)).toEqual([])
    const clock = (await w.clocks(job.caseId)).find(({ clock }) => clock === 'take')
    expect(clock).toMatchObject({ status: 'open', acknowledgedAt: new Date('2026-03-11T10:00:00+08:00') })
  })

  it('is handed on: whom it is given to is told, and it stops', async () => {
    const job = await untaken()
    await w.pass(60)
    const passed = { accountId: w.staff.he.accountId, note: '请跟一下' }
    const yesterday = new Date(w.time.now().getTime() - 24 * 3_600_000).toISOString()
    await expect(job.do(w.staff.qian, 'delegate', { ...passed, until: yesterday })).rejects.toMatchObject({
      message: '办结期限须晚于现在',
    })
    const until = new Date(w.time.now().getTime() + 24 * 3_600_000).toISOString()
    await job.do(w.staff.qian, 'delegate', { ...passed, until })
    const told = await w.notices(w.staff.he.accountId)
    expect(told).toHaveLength(1)
    expect(told[0]!.text).toContain('转交您督办')
    await w.pass(24 * 60)
    expect(await takeRungs(job.caseId)).toHaveLength(2)
  })

  it('runs to its end when nobody answers, and the clock stays broken', async () => {
    const job = await untaken()
    await w.pass(24 * 60)
    expect(await takeRungs(job.caseId)).toEqual([
      [0, '李强'],
      [1, '钱海'],
      [2, '郑刚'],
    ])
    await job.do(w.staff.li, 'take')
    const clock = (await w.clocks(job.caseId)).find(({ clock }) => clock === 'take')
    expect(clock).toMatchObject({ status: 'late', breachedAt: new Date('2026-03-11T09:30:00+08:00') })
  })

  it('a new promise climbs anew, also after the old one was acknowledged', async () => {
    const job = await untaken()
    await w.pass(60)
    await job.do(w.staff.qian, 'acknowledge')
    await job.do(w.staff.qian, 'reassign', { technicianId: w.staff.zhao.accountId, reason: '换人' })
    await w.pass(30)
    await w.pass(30)
    expect(await takeRungs(job.caseId)).toEqual([
      [0, '李强'],
      [1, '钱海'],
      [0, '赵勇'],
      [1, '钱海'],
    ])
  })

  it('tells a post that nobody holds nothing, and climbs on', async () => {
    const job = await untaken()
    await w.database.asOwner('update post_holding set to_at = $1 where account_id = $2', [
      new Date('2026-01-01'),
      w.staff.qian.accountId,
    ])
    try {
      await w.pass(90)
      expect(await takeRungs(job.caseId)).toEqual([
        [0, '李强'],
        [1, ''],
        [2, '郑刚'],
      ])
    } finally {
      await w.database.asOwner('update post_holding set to_at = null where account_id = $1', [w.staff.qian.accountId])
    }
  })
})

describe('a ladder of posts, not of names', () => {
  const postOf = async (who: 'qian' | 'zheng') => {
    const [row] = await w.database.asOwner<{ post: string }>(
      'select post_id as post from post_holding where account_id = $1',
      [w.staff[who].accountId],
    )
    return row!.post
  }

  it('a vacant post is answered for by its superior, who is told, and may act in its place', async () => {
    const job = await untaken()
    const [leader, supervisor] = [await postOf('qian'), await postOf('zheng')]
    await w.database.asOwner('update post set superior_post_id = $1 where id = $2', [supervisor, leader])
    await w.database.asOwner(`update post_holding set to_at = '2026-01-01' where post_id = $1`, [leader])
    try {
      await w.pass(60)
      expect(await takeRungs(job.caseId)).toEqual([
        [0, '李强'],
        [1, '郑刚'],
      ])
      await job.do(w.staff.zheng, 'acknowledge', { note: '班长空缺，我来督办' })
    } finally {
      await w.database.asOwner('update post_holding set to_at = null where post_id = $1', [leader])
      await w.database.asOwner('update post set superior_post_id = null where id = $1', [leader])
    }
  })

  it('a stand-in is told beside the holder from and to, and may act', async () => {
    const job = await untaken()
    const leader = await postOf('qian')
    await w.database.asOwner(
      `insert into post_holding (id, post_id, account_id, kind, from_at, to_at) values (gen_random_uuid(), $1, $2, 'stand-in', '2026-03-11', $3)`,
      [leader, w.staff.he.accountId, new Date(w.time.now().getTime() + 61 * MINUTE)],
    )
    await w.pass(60)
    const [, rung] = await takeRungs(job.caseId)
    expect(String(rung?.[1]).split('、').sort()).toEqual(['何静', '钱海'])
    await job.do(w.staff.he, 'acknowledge', { note: '钱海休假，我来督办' })
    const later = await untaken()
    await w.pass(60)
    expect((await takeRungs(later.caseId))[1]).toEqual([1, '钱海'])
  })
})

describe('a restart in the middle of a rung', () => {
  it('undoes the claim with everything else; afterwards the rung fires, once', async () => {
    const id = await say.matter()
    w.time.advance(30 * MINUTE)
    const { engine, close } = await anotherServer()
    let reached = () => {}
    const inside = new Promise<void>((resolve) => {
      reached = resolve
    })
    const stuck: Engine = {
      ...engine,
      effects: {
        matter: {
          recordBreach: async (tx) => {
            const claimed = await sql`select from case_clock_level where project_id = ${w.project}`.execute(tx)
            expect(claimed.rows).toHaveLength(1)
            reached()
            await sql`select pg_sleep(10)`.execute(tx)
          },
        },
      },
    }
    const dying = sweep(stuck).catch((error: unknown) => error)
    await inside
    const sleeping = `datname = current_database() and query like '%pg_sleep(10)%' and pid <> pg_backend_pid()`
    const end = () =>
      w.database.db.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${sleeping}`)
    await expect.poll(async () => (await end()).rowCount).toBe(1)
    expect(await dying).toMatchObject({ name: 'DatabaseGone' })
    await close()
    expect(await rungsOf(id)).toEqual([])
    expect(await breachesOf(id)).toEqual([])
    expect((await w.clocks(id)).map(({ nextLevel }) => nextLevel)).toEqual([0, 0])
    expect(await sweep(w.engine)).toEqual({ fired: 1, troubled: 0 })
    expect(await rungsOf(id)).toHaveLength(1)
    expect(await breachesOf(id)).toHaveLength(1)
  }, 60_000)
})

/** Matters that nobody sorts, in one go. */
async function matters(many: number): Promise<string[]> {
  const commands = Array.from(
    { length: many },
    (_, index): Command => ({
      projectId: w.project,
      procedure: 'matter',
      caseId: uuid(),
      action: 'register',
      actor: w.staff.zhou,
      key: uuid(),
      form: { channel: 'phone', content: `第${index}件` },
    }),
  )
  const answers = await performMany(w.engine, commands)
  for (const answer of answers) if (answer instanceof Refusal) throw answer
  return commands.map(({ caseId }) => caseId)
}

/** A repair given to 李强, who does not take it. */
async function untaken() {
  const job = await say.home()
  await say.paidBy(job, 'company')
  await say.sentTo(job)
  return job
}

/** The engine as another process has it: with connections of its own. */
async function anotherServer(): Promise<{ engine: Engine; close: () => Promise<void> }> {
  const db = openDatabase({ url: w.database.url, poolSize: 4 })
  return { engine: { ...w.engine, db }, close: () => db.close() }
}

function read<Row>(query: ReturnType<typeof sql<unknown>>): Promise<Row[]> {
  return readProjects(w.engine.db, [w.project], async (tx) => (await query.execute(tx)).rows as Row[])
}

interface Rung {
  clock: string
  level: number
  told: string[]
}

/** Rungs that the clocks of a case have climbed, in order. */
function rungsOf(caseId: string): Promise<Rung[]> {
  return read<Rung>(sql`
    select c.clock, l.level, array(select a.name from account a where a.id = any (l.told_account) order by 1) as told
    from case_clock_level l join case_clock c on c.project_id = l.project_id and c.id = l.clock_id
    where c.project_id = ${w.project} and c.case_id = ${caseId} order by c.started_seq, c.clock, l.level`)
}

async function takeRungs(caseId: string): Promise<[number, string][]> {
  const rungs = await rungsOf(caseId)
  return rungs.filter(({ clock }) => clock === 'take').map(({ level, told }) => [level, told.join('、')])
}

/** What the log says of missed clocks, in order. */
function breachesOf(caseId: string): Promise<{ clock: string; level: number }[]> {
  return read(sql`
    select form ->> 'clock' as clock, (form ->> 'level')::int as level from case_action
    where project_id = ${w.project} and case_id = ${caseId} and action = 'recordBreach' order by seq`)
}

function troubles(): Promise<{ tries: number; wait: number; error: string }[]> {
  return read(sql`
    select tries, extract(epoch from retry_at - ${w.time.now()}::timestamptz)::int as wait, error from clock_trouble`)
}
