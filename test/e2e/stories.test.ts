import { afterAll, beforeAll, describe, it } from 'vitest'
import { addDays, atBusinessTime, businessDate } from '../../src/kernel/clock/time.ts'
import { accessible } from './accessible.ts'
import { chase } from './chase.ts'
import { classOne } from './class-one.ts'
import { Office } from './complaint-acts.ts'
import { developersComplaint } from './developer.ts'
import { emergency } from './emergency.ts'
import { guardComplainedAbout } from './guard.ts'
import { caseLink } from './link.ts'
import { monthEnd } from './month-end.ts'
import { paidRepair } from './paid-repair.ts'
import { publicRepair } from './public-repair.ts'
import { Stage } from './stage.ts'

/** Starting a server, a browser and the demo estate on a machine that others use too. */
const STARTS_WITHIN_MS = 300_000
const STORY_WITHIN_MS = 300_000

let stage: Stage

beforeAll(async () => {
  stage = await Stage.open()
}, STARTS_WITHIN_MS)

afterAll(() => stage?.close(), 60_000)

describe('in a real browser, through pages alone', () => {
  const story = (title: string, play: (on: Stage) => Promise<void>) => it(title, () => play(stage), STORY_WITHIN_MS)

  story('every face can be read and used by light and dark: nothing serious for axe', accessible)
  story('a paid repair from the ringing phone to the closed matter, nobody home the first time', paidRepair)
  story('a public-place repair from the guard’s report to the answered matter', publicRepair)
  story('an emergency by one key, answered; and one that nobody answers', emergency)
  story('a chase joins the open case; calls side by side; an unknown caller', chase)
  story('owner and contractor by case links, and a link that has expired', caseLink)
})

describe('complaints in a real browser', () => {
  let office: Office

  beforeAll(async () => {
    await stage.moveTo(beforeMonthEnd(stage.now))
    office = new Office(stage)
  })

  const story = (title: string, play: (on: Stage, by: Office) => Promise<void>) =>
    it(title, () => play(stage, office), STORY_WITHIN_MS)

  story('a complaint about a guard, to whom the system shows nothing', guardComplainedAbout)
  story('a class one complaint that climbs, is answered, called back, studied and published', classOne)
  story('a month end at which one duty is missed, and climbs', monthEnd)
  story('a developer’s complaint over six weeks, with word to the owner every week', developersComplaint)
})

/** A working morning from which four days lead to the end of a month, so that its duties have been handed out. */
function beforeMonthEnd(now: Date): Date {
  let day = businessDate(now)
  while (!/-2[1-3]$/.test(day) || [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())) day = addDays(day, 1)
  return atBusinessTime(day, '09:30')
}
