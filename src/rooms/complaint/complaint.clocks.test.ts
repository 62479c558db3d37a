import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tellComplaints } from '../../../test/complaints.ts'
import { type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { START } from '../../../test/world.ts'
import { cases } from '../../kernel/case/case.contract.ts'
import { sayExactTime } from '../../kernel/clock/relative.ts'

/** When the promises of a complaint are due, told as tables; each deadline is asked how it came about. */
let w: DoorWorld
let say: ReturnType<typeof tellComplaints>
beforeAll(async () => {
  w = await makeDoorWorld()
  say = tellComplaints(w)
})
afterAll(() => w?.closeAll())

type Told = ReturnType<typeof say.of>
/** What is done, beginning at `from`, till the clock runs. */
type Deeds = () => Promise<Told>

const moment = (text: string) => new Date(`${text.replace(' ', 'T')}:00+08:00`)
const inHand =
  (complaintClass: '1' | '2' | '3', form: object = {}) =>
  () =>
    say.inHand({ ...form }, complaintClass)
const complained = (form: object) => () => say.complained({ ...form })
const handled = async () => {
  const it = await say.inHand()
  await say.verified(it)
  await say.handled(it)
  return it
}
const answered = async () => {
  const it = await handled()
  await say.answered(it)
  return it
}
const referred = async () => {
  const it = await say.complained()
  await say.classified(it, '2')
  const out = { party: 'developer', body: '翠湖置业', documentNo: 'WJ-1', coordinatorId: w.staff.he.accountId }
  await it.do(w.staff.zhou, 'referOut', out)
  return it
}
const later = (deeds: Deeds, at: string, then: (it: Told) => Promise<unknown>): Deeds => {
  return async () => {
    const it = await deeds()
    w.time.set(moment(at))
    await then(it)
    return it
  }
}

/** The clock `name` after the deeds, and how the page explains it. */
async function clockAndSteps(from: string, deeds: Deeds, name: string) {
  // Each story is of another case: time goes back between them.
  w.time.set(moment(from))
  const it = await deeds()
  const clock = (await it.clock(name))!
  // A browser of that day: a session does not last from one holiday to the next.
  const desk = await w.browser(w.staff.chen)
  const params = { project: w.project, procedure: 'complaint', id: it.caseId, clock: clock.id }
  const { steps } = await desk.call(cases.explain, { params })
  w.time.set(START)
  return { clock, steps }
}

// 2026: 10-1 to 10-7 国庆节, make-up workday Saturday 10-10; 3-14 and 3-15 a weekend.
describe('deadlines of a complaint', () => {
  it.each<[rules: string, story: string, from: string, deeds: Deeds, clock: string, due: string]>([
    ['CMP-18', 'class one: four hours from the receipt', '2026-03-11 10:00', inHand('1'), 'handle', '2026-03-11 14:00'],
    ['CMP-18', 'class one, over noon', '2026-03-11 11:30', inHand('1'), 'handle', '2026-03-11 15:30'],
    ['CMP-18', 'class one, through the night', '2026-03-11 22:30', inHand('1'), 'handle', '2026-03-12 02:30'],
    ['CMP-18', 'class one, in the holidays', '2026-10-02 10:00', inHand('1'), 'handle', '2026-10-02 14:00'],
    ['CMP-18', 'class two: the same day', '2026-03-11 10:00', inHand('2'), 'handle', '2026-03-12 00:00'],
    ['CMP-18', 'class two, after closing', '2026-03-11 18:30', inHand('2'), 'handle', '2026-03-12 18:00'],
    ['CMP-18', 'class two, on Friday night', '2026-03-13 20:00', inHand('2'), 'handle', '2026-03-16 18:00'],
    ['CMP-18', 'class two, on a Saturday', '2026-03-14 10:00', inHand('2'), 'handle', '2026-03-16 18:00'],
    ['CMP-18', 'class two, in the holidays', '2026-10-03 10:00', inHand('2'), 'handle', '2026-10-08 18:00'],
    ['CMP-18', 'class two, on a make-up Saturday', '2026-10-10 10:00', inHand('2'), 'handle', '2026-10-11 00:00'],
    [
      'CMP-18',
      'class three: three days, weekend or not',
      '2026-03-13 09:00',
      inHand('3'),
      'handle',
      '2026-03-16 09:00',
    ],
    ['CMP-18', 'class three, over the end of February', '2026-02-27 09:00', inHand('3'), 'handle', '2026-03-02 09:00'],
    ['CMP-18', 'class three, over 29 February', '2028-02-28 09:00', inHand('3'), 'handle', '2028-03-02 09:00'],
    ['CMP-18', 'class three, over the turn of the year', '2026-12-30 21:15', inHand('3'), 'handle', '2027-01-02 21:15'],
    [
      'CMP-18',
      'a slip that nobody signs counts as received after half an hour',
      '2026-03-11 10:00',
      async () => {
        const it = await say.complained()
        await say.classified(it)
        await say.issued(it)
        await w.pass(30)
        return it
      },
      'handle',
      '2026-03-11 14:30',
    ],
    [
      'CMP-53',
      'reopened: the hours count anew from then',
      '2026-03-11 10:00',
      later(
        () => say.closed(),
        '2026-03-12 16:10',
        (it) => it.do(w.staff.zhou, 'reopen', { reason: '又没人了' }),
      ),
      'handle',
      '2026-03-12 20:10',
    ],
    ['CMP-36', 'answered within a working day', '2026-03-11 10:00', complained({}), 'respond', '2026-03-12 18:00'],
    ['CMP-36', 'over the weekend', '2026-03-13 23:30', complained({}), 'respond', '2026-03-16 18:00'],
    ['CMP-36', 'over the holidays', '2026-09-30 10:00', complained({}), 'respond', '2026-10-08 18:00'],
    ['CMP-36', 'on a make-up Saturday', '2026-10-09 10:00', complained({}), 'respond', '2026-10-10 18:00'],
    [
      'CMP-39',
      'from the network: from when it was found',
      '2026-03-13 09:00',
      complained({ source: 'network', site: '业主论坛', foundAt: moment('2026-03-12 20:00').toISOString() }),
      'respond',
      '2026-03-13 18:00',
    ],
    ['CMP-20', 'two days of silence', '2026-03-13 10:00', complained({}), 'direct', '2026-03-15 10:00'],
    [
      'CMP-14',
      'face to face: reported upwards',
      '2026-03-11 10:00',
      complained({ source: 'face', apologized: true }),
      'reportUp',
      '2026-03-11 12:00',
    ],
    ['CMP-35', 'with the developer: first told', '2026-03-11 10:00', referred, 'feedback', '2026-03-18 10:00'],
    [
      'CMP-35',
      'with the developer: told again a week after the last time',
      '2026-03-11 10:00',
      later(referred, '2026-03-16 15:00', (it) => it.do(w.staff.he, 'feedback', { words: '地产已派人查看' })),
      'feedback',
      '2026-03-23 15:00',
    ],
    ['CMP-03', 'handled: answered', '2026-03-11 22:00', handled, 'answer', '2026-03-12 02:00'],
    ['CMP-15', 'handled: entered the same day', '2026-03-11 16:00', handled, 'enter', '2026-03-12 00:00'],
    ['CMP-27', 'handled: called back within three days', '2026-01-30 16:00', answered, 'callBack', '2026-02-02 16:00'],
    ['CMP-49', 'confirmed', '2026-03-11 16:00', complained({}), 'confirm', '2026-03-12 16:00'],
  ])('%s %s', async (_rules, _story, from, deeds, name, due) => {
    const { clock, steps } = await clockAndSteps(from, deeds, name)
    expect([clock.status, sayExactTime(clock.dueAt!)]).toEqual(['open', due])
    expect(steps.at(-1)!.at).toBe(clock.dueAt!.toISOString())
    // It begins somewhere and each step says where it arrives; none goes back.
    const arrives = steps.flatMap(({ at }) => (at === null ? [] : [at]))
    expect(arrives.length).toBeGreaterThan(1)
    expect(arrives).toEqual([...arrives].sort())
    for (const { text } of steps) expect(text).not.toMatch(/[{}]/)
  })
})
