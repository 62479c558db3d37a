import { afterAll, beforeAll, describe, it } from 'vitest'
import { accessible } from './accessible.ts'
import { chase } from './chase.ts'
import { emergency } from './emergency.ts'
import { caseLink } from './link.ts'
import { paidRepair } from './paid-repair.ts'
import { publicRepair } from './public-repair.ts'
import { Stage } from './stage.ts'

/** Starting a server, a browser and the demo estate on a machine that others use too. */
const STARTS_WITHIN_MS = 300_000
const STORY_WITHIN_MS = 300_000

describe('in a real browser, through pages alone', () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.open()
  }, STARTS_WITHIN_MS)

  afterAll(() => stage?.close(), 60_000)

  const story = (title: string, play: (on: Stage) => Promise<void>) => it(title, () => play(stage), STORY_WITHIN_MS)

  story('every face can be read and used by light and dark: nothing serious for axe', accessible)
  story('a paid repair from the ringing phone to the closed matter, nobody home the first time', paidRepair)
  story('a public-place repair from the guard’s report to the answered matter', publicRepair)
  story('an emergency by one key, answered; and one that nobody answers', emergency)
  story('a chase joins the open case; calls side by side; an unknown caller', chase)
  story('owner and contractor by case links, and a link that has expired', caseLink)
})
