import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tell } from '../../../test/steps.ts'
import { forget } from '../../../test/walk-check.ts'
import { type ClockView, makeWorld, START, type World } from '../../../test/world.ts'
import { inProject, json } from '../db/db.ts'
import { policySchema } from '../policy/policy.ts'

/** When the promises of a repair are due, told as tables: what is done at which minute, and what the clock says then. */

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

type Job = Awaited<ReturnType<typeof say.home>>
/** An act `at` so many minutes after 09:00. */
type Deed = [at: number, act: (job: Job) => Promise<unknown>]

const clockTime = (minutes: number) => new Date(new Date(START).getTime() + minutes * 60_000)
const half = (minutes: number) => clockTime(minutes).toISOString()

const send =
  (appointment?: number) =>
  (job: Job): Promise<unknown> =>
    say.sentTo(job, w.staff.li, appointment === undefined ? undefined : half(appointment))
const take = (job: Job) => job.do(w.staff.li, 'take')
const arrive = (job: Job) => job.do(w.staff.li, 'arrive')
const nobodyHome = async (job: Job) => job.do(w.staff.li, 'nobodyHome', { photos: [await w.picture()], called: true })
const appoint = (minutes: number) => (job: Job) => job.do(w.owners.wang, 'appoint', { appointmentAt: half(minutes) })
const waitParts = async (job: Job) => {
  await job.do(w.staff.li, 'check', { finding: '阀芯断裂' })
  await job.do(w.staff.li, 'waitParts', { parts: '阀芯', expectedOn: '2026-03-13' })
}
const partsCome = (minutes: number) => (job: Job) =>
  job.do(w.staff.li, 'partsArrived', { appointmentAt: half(minutes) })
const reassign = (job: Job) =>
  job.do(w.staff.qian, 'reassign', { technicianId: w.staff.zhao.accountId, reason: '换人' })
const takeZhao = (job: Job) => job.do(w.staff.zhao, 'take')
const outsource = (appointment?: number) => (job: Job) =>
  job.do(w.staff.zhou, 'outsource', {
    ...{ contractor: '宏达', contact: '王工', reason: '专业设备' },
    ...(appointment === undefined ? {} : { appointmentAt: half(appointment) }),
  })
const cancel = (job: Job) => job.do(w.staff.zhou, 'cancel', { reason: '不修了' })

/** What a clock says: `due` in minutes after 09:00, null while it is paused. */
interface Says {
  status: ClockView['status']
  due: number | null
  broken?: boolean
}

describe('REP-04 the arrive clock', () => {
  it.each<[story: string, deeds: Deed[], says: Says[]]>([
    ['does not run before the slip is taken', [[5, send()]], []],
    [
      'counts from taking the slip',
      [
        [5, send()],
        [12, take],
      ],
      [{ status: 'open', due: 27 }],
    ],
    ['counts from the appointment, taken or not', [[5, send(60)]], [{ status: 'open', due: 75 }]],
    [
      'stays when the slip is taken afterwards',
      [
        [5, send(60)],
        [20, take],
      ],
      [{ status: 'open', due: 75 }],
    ],
    [
      'is kept by arriving',
      [
        [5, send(60)],
        [20, take],
        [58, arrive],
      ],
      [{ status: 'met', due: 75 }],
    ],
    [
      'is kept by arriving on the last minute',
      [
        [5, send(60)],
        [20, take],
        [75, arrive],
      ],
      [{ status: 'met', due: 75 }],
    ],
    [
      'is broken by arriving a minute later',
      [
        [5, send(60)],
        [20, take],
        [76, arrive],
      ],
      [{ status: 'late', due: 75, broken: true }],
    ],
    [
      'a new appointment is a new promise',
      [
        [5, send(60)],
        [20, take],
        [30, appoint(180)],
      ],
      [
        { status: 'cancelled', due: 75 },
        { status: 'open', due: 195 },
      ],
    ],
    [
      'a new appointment does not heal a broken promise',
      [
        [5, send(60)],
        [20, take],
        [90, appoint(180)],
      ],
      [
        { status: 'late', due: 75, broken: true },
        { status: 'open', due: 195 },
      ],
    ],
    [
      'the same appointment is the same promise',
      [
        [5, send(60)],
        [20, take],
        [30, appoint(60)],
      ],
      [{ status: 'open', due: 75 }],
    ],
    [
      'nobody home stops it: who was there in time is not late afterwards',
      [
        [5, send(60)],
        [20, take],
        [70, nobodyHome],
        [300, async () => {}],
      ],
      [
        { status: 'cancelled', due: 75 },
        { status: 'open', due: null },
      ],
    ],
    [
      'nobody home at the second knock: arrived, then gone',
      [
        [5, send(60)],
        [20, take],
        [62, arrive],
        [70, nobodyHome],
        [300, async () => {}],
      ],
      [
        { status: 'met', due: 75 },
        { status: 'open', due: null },
      ],
    ],
    [
      'nobody home without an appointment',
      [
        [5, send()],
        [10, take],
        [22, nobodyHome],
        [300, async () => {}],
      ],
      [
        { status: 'cancelled', due: 25 },
        { status: 'open', due: null },
      ],
    ],
    [
      'after nobody home it runs to the new appointment',
      [
        [5, send(60)],
        [20, take],
        [70, nobodyHome],
        [120, appoint(240)],
        [250, arrive],
      ],
      [
        { status: 'cancelled', due: 75 },
        { status: 'cancelled', due: null },
        { status: 'met', due: 255 },
      ],
    ],
    [
      'waiting for parts stops it until they have come',
      [
        [5, send(60)],
        [20, take],
        [62, arrive],
        [90, waitParts],
        [2000, async () => {}],
      ],
      [
        { status: 'met', due: 75 },
        { status: 'open', due: null },
      ],
    ],
    [
      'parts that have come make a new appointment',
      [
        [5, send(60)],
        [20, take],
        [62, arrive],
        [90, waitParts],
        [1500, partsCome(1560)],
        [1580, arrive],
      ],
      [
        { status: 'met', due: 75 },
        { status: 'cancelled', due: null },
        { status: 'late', due: 1575, broken: true },
      ],
    ],
    [
      'another technician keeps the appointment',
      [
        [5, send(60)],
        [20, take],
        [30, reassign],
      ],
      [{ status: 'open', due: 75 }],
    ],
    [
      'another technician without appointment begins when he takes the slip',
      [
        [5, send()],
        [10, take],
        [20, reassign],
        [30, takeZhao],
      ],
      [
        { status: 'cancelled', due: 25 },
        { status: 'open', due: 45 },
      ],
    ],
    [
      'parts and the owner awaited at once: one appointment ends both',
      [
        [5, send(60)],
        [20, take],
        [62, arrive],
        [90, waitParts],
        [95, nobodyHome],
        [1500, partsCome(1560)],
        [1570, arrive],
      ],
      [
        { status: 'met', due: 75 },
        { status: 'cancelled', due: null },
        { status: 'cancelled', due: null },
        { status: 'met', due: 1575 },
      ],
    ],
    [
      'a contractor called in while the owner is awaited comes by appointment',
      [
        [5, send(60)],
        [20, take],
        [70, nobodyHome],
        [100, outsource(240)],
      ],
      [
        { status: 'cancelled', due: 75 },
        { status: 'cancelled', due: null },
        { status: 'open', due: 255 },
      ],
    ],
    ['runs for a contractor too', [[5, outsource(60)]], [{ status: 'open', due: 75 }]],
    [
      'ends with the job',
      [
        [5, send(60)],
        [20, cancel],
      ],
      [{ status: 'cancelled', due: 75 }],
    ],
    [
      'ends broken when the job is given up too late',
      [
        [5, send(60)],
        [90, cancel],
      ],
      [{ status: 'late', due: 75, broken: true }],
    ],
  ])('%s', async (_story, deeds, says) => {
    const job = await say.home()
    await say.paidBy(job, 'company')
    for (const [at, deed] of deeds) {
      // What is due in that very moment has not fired yet: whoever comes first is first.
      await w.passTo(new Date(clockTime(at).getTime() - 1).toISOString())
      w.time.set(clockTime(at))
      await deed(job)
    }
    const clocks = (await w.clocks(job.caseId)).filter(({ clock }) => clock === 'arrive')
    expect(clocks.map(said)).toEqual(says.map((one) => ({ broken: false, ...one })))
  })

  it('an emergency counts from whoever answers it', async () => {
    const job = await say.home({ urgent: true })
    await w.passTo(clockTime(3).toISOString())
    await job.do(w.staff.shen, 'respond')
    expect((await w.clocks(job.caseId)).filter(({ status }) => status === 'open').map(({ clock }) => clock)).toEqual([
      'arrive',
    ])
    expect(await job.clock('arrive')).toMatchObject({ dueAt: clockTime(18) })
  })
})

describe('REP-13 the clock of a correction', () => {
  it('is given back the time in which the owner was awaited', async () => {
    const job = await say.freeRepairSigned()
    await say.calledBack(job, { passed: false, nonConformity: '还在滴水', department: w.departments.engineering })
    const from = w.time.now()
    const due = (hours: number) => new Date(from.getTime() + hours * 3_600_000)
    expect(await job.clock('correct')).toMatchObject({ status: 'open', dueAt: due(48) })
    await w.pass(60)
    await say.sentTo(job)
    await take(job)
    await nobodyHome(job)
    expect(await job.clock('correct')).toMatchObject({ status: 'open', dueAt: null, breachedAt: null })
    await w.pass(72 * 60)
    expect(await job.clock('correct')).toMatchObject({ status: 'open', dueAt: null, breachedAt: null, nextLevel: 0 })
    await job.do(w.owners.wang, 'appoint', { appointmentAt: new Date(from.getTime() + 80 * 3_600_000).toISOString() })
    expect(await job.clock('correct')).toMatchObject({ status: 'open', dueAt: due(48 + 72), breachedAt: null })
    const { of } = await w.read('repair', job.caseId)
    expect(of.flags).toEqual([])
    await w.passTo(due(120).toISOString())
    expect(await job.clock('correct')).toMatchObject({ breachedAt: due(120), nextLevel: 1 })
  })
})

describe('a clock and the policy', () => {
  it('a case keeps the figures it was opened under; the next one has the new ones', async () => {
    const before = await say.home()
    await say.paidBy(before, 'company')
    const body = policySchema.parse({ repair: { arriveWithinMinutes: 5 } })
    await inProject(w.engine.db, w.project, (tx) =>
      sql`insert into policy (project_id, version, body, effective_at, reason, made_at)
        values (${w.project}, 2, ${json(body)}, ${w.time.now()}, '收紧', ${w.time.now()})`.execute(tx),
    )
    const after = await say.home()
    await say.paidBy(after, 'company')
    for (const job of [before, after]) {
      await say.sentTo(job)
      await take(job)
    }
    expect(await before.clock('arrive')).toMatchObject({ dueAt: clockTime(15) })
    expect(await after.clock('arrive')).toMatchObject({ dueAt: clockTime(5) })
  })
})

function said({ status, dueAt, breachedAt }: ClockView) {
  const due = dueAt && (dueAt.getTime() - new Date(START).getTime()) / 60_000
  return { status, due, broken: breachedAt !== null }
}
