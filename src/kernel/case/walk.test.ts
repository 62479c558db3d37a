import fc from 'fast-check'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tell } from '../../../test/steps.ts'
import { families, type Step, walk } from '../../../test/walk.ts'
import { digest, forget, type Onlooker, readingWrongs, wrongs } from '../../../test/walk-check.ts'
import { type Ground, groundOf } from '../../../test/walk-people.ts'
import { makeWorld, START, type World } from '../../../test/world.ts'
import { perform } from './perform.ts'
import type { Untyped } from './procedure.ts'

/** Walks per run of this file; the nightly run and a hunt for a fault ask for more. */
const RUNS = Number(process.env.GUANJIA_WALK_RUNS ?? 12)
/** The same walks every time unless another seed is given, so that a run that fails can be looked into. */
const SEED = Number(process.env.GUANJIA_WALK_SEED ?? 20260311)
const LONGEST = 160
/** A dozen walks begin every procedure; to see each to its end takes hundreds. */
const LONG = RUNS >= 300

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constant('act' as const) },
    { weight: 3, arbitrary: fc.constant('wild' as const) },
    { weight: 1, arbitrary: fc.constant('open' as const) },
    { weight: 2, arbitrary: fc.constant('pass' as const) },
    { weight: 1, arbitrary: fc.constant('again' as const) },
  ),
  // Another seed is another step altogether: shrinking leaves steps out and keeps the others as they are.
  seed: fc.noShrink(fc.nat()),
})
const steps = fc.array(step, { minLength: 1, maxLength: LONGEST, size: 'max' })

let w: World
let ground: Ground
beforeAll(async () => {
  w = await makeWorld()
  ground = await groundOf(w)
})
afterAll(() => w?.close())

describe('whatever people do, in whatever order', () => {
  it.each(families.map((family) => ({ family, named: family.join(', ') })))(
    'every case stays what its log says, and a refusal changes nothing: $named',
    { timeout: 3_600_000 },
    async ({ family }) => {
      await fc.assert(
        fc.asyncProperty(steps, (drawn) => walk(ground, family, drawn)),
        { numRuns: Math.ceil(RUNS / families.length), seed: SEED, unbiased: true },
      )
    },
  )

  it.skipIf(RUNS < 12)(
    'the walks get about: every procedure (in a long run to its end, and most of its actions), every kind of refusal',
    () => {
      const { seen } = ground
      for (const { name, final, actions } of Object.values(w.engine.procedures)) {
        // A study is opened by the end of a long complaint alone.
        if (name === 'study') continue
        const done = Object.keys(actions).filter((action) => seen.has(`${name}.${action}`))
        expect([name, done.length / Object.keys(actions).length]).toEqual([
          name,
          expect.toSatisfy((share) => share > (LONG ? 0.5 : 0.1)),
        ])
        if (LONG) expect([name, final.some((state) => seen.has(`${name}:${state}`))]).toEqual([name, true])
      }
      for (const kind of ['bad-form', 'blocked', 'key-reused', 'not-found', 'stale', 'wrong-role', 'wrong-state'])
        expect([kind, seen.get(`✗ ${kind}`) ?? 0]).toEqual([kind, expect.toSatisfy((many) => many > 0)])
    },
  )
})

describe('a walk notices', () => {
  beforeEach(async () => {
    await forget(w)
    w.time.set(START)
    const say = tell(w)
    const above = await say.matter()
    await w.act(w.staff.zhou, 'matter', above, 'sort', { kind: 'repair' })
    const job = await say.home({ parentId: above })
    await say.paidBy(job, 'company')
    await say.sentTo(job)
    await w.pass(31)
    await job.do(w.staff.li, 'take')
    await job.do(w.staff.li, 'nobodyHome', { photos: [await w.picture()], called: true })
  })

  const found = (many = 2) => wrongs(w, { ...ground.known, many: () => many })

  it('nothing where nothing is wrong', async () => {
    expect(await found()).toEqual([])
  })

  it.each<[string, string, RegExp]>([
    ['a changed column of the row', `update repair_order set content = '别的'`, /row\.content is "别的", the log says/],
    [
      'a changed figure of the row',
      `update repair_order set nobody_home_count = 2`,
      /row\.nobodyHomeCount is 2, the log/,
    ],
    [
      'a changed list of the row',
      `update repair_order set photos = '["x"]'`,
      /row\.photos is \["x"\], the log says \[\]/,
    ],
    ['a changed state', `update cases set state = 'on-site' where procedure = 'repair'`, /case\.state is "on-site"/],
    [
      'a changed holder',
      `update cases set holder_account = null where procedure = 'repair'`,
      /case\.holderAccount is null/,
    ],
    ['a changed zone', `update cases set zone_id = gen_random_uuid()`, /case\.zoneId is/],
    ['a flag without its row', `delete from case_flag`, /flags waiting-owner but rows say/],
    ['a flag taken down', `update cases set flags = '{}'`, /case\.flags is \[\], the log says \["waiting-owner"\]/],
    [
      'a line that does not follow',
      `update case_action set from_state = 'done' where action = 'take'`,
      /does not begin/,
    ],
    [
      'a line before its time',
      `update case_action set at = at - interval '1 day' where action = 'take'`,
      /is earlier than/,
    ],
    [
      'a changed form',
      `update case_action set form = '{"payer": "owner"}' where action = 'decidePayer'`,
      /row\.payer is/,
    ],
    [
      'a changed text',
      `update case_text set body = '{"content": "别的", "keyPoints": "x"}' where seq = 1`,
      /row\.content is/,
    ],
    [
      'a due time that was moved',
      `update case_clock set due_at = due_at + interval '1 minute'`,
      /answer is due .*, not/,
    ],
    [
      'a clock that was stopped',
      `update case_clock set status = 'met' where clock = 'arrive'`,
      /clocks .* run, declared are/,
    ],
    [
      'a clock that runs on',
      `update case_clock set status = 'open' where clock = 'take'`,
      /clocks .*take.* run, declared are/,
    ],
    ['a next due time of its own', `update cases set next_due_at = now()`, /next due at .*, clocks say/],
    ['a rung that never fires', `update case_clock set fire_at = null`, /answer fires null, not/],
    ['a rung left out', `delete from case_clock_level where level = 0`, /take climbed , next is 1/],
    ['a broken clock mended', `update case_clock set breached_at = null`, /take fired and is not broken/],
    [
      'a rung before its time',
      `update case_clock_level set fired_at = due_at - interval '1 minute'`,
      /fired level 0 before/,
    ],
    [
      'a final case whose clocks run',
      `update cases set final = true where procedure = 'repair'`,
      /is final and .* still run/,
    ],
    [
      'open work under a closed matter',
      `update cases set final = true where procedure = 'matter'`,
      /open under a closed case/,
    ],
  ])('%s', async (_what, tampering, line) => {
    await w.database.asOwner(tampering)
    expect((await found()).join('\n')).toMatch(line)
  })

  it('a case too many', async () => {
    expect(await found(1)).toEqual(['there are 2 cases instead of 1'])
  })

  it('one changed byte in any table of a case', async () => {
    const before = await digest(w)
    for (const tampering of [
      `update case_text set body = body || '{"x": 1}' where seq = 1`,
      `update notice set text = text || ' '`,
      `update case_clock_level set told_account = '{}'`,
      `update case_flag set reason = 'x'`,
      `update intake_matter set channel = 'visit'`,
    ]) {
      await w.database.asOwner(tampering)
      const after = await digest(w)
      expect([tampering, after === before]).toEqual([tampering, false])
    }
  })

  it('a reader who finds what he should not, and one who reads what others wrote', async () => {
    const session = {
      hash: '',
      account: { id: w.staff.zhou.accountId, kind: 'staff' as const, name: '周敏', language: 'zh-CN' },
      posts: [{ project: w.project, role: 'receptionist' as const, title: '前台' }],
      persons: [],
      projects: [w.project],
      barred: [],
    }
    const spy: Onlooker = { name: '周敏', kind: 'staff', reader: { session }, reaches: () => false }
    expect(await readingWrongs(w, () => [spy])).toEqual([
      expect.stringMatching(/ 周敏 finds it$/),
      expect.stringMatching(/ 周敏 finds it$/),
    ])
    const asOwner: Onlooker = { ...spy, kind: 'owner', reaches: () => true }
    const lines = (await readingWrongs(w, () => [asOwner])).join('\n')
    expect(lines).toMatch(/周敏 reads lines 1,2,3.* instead of/)
    expect(lines).toMatch(/周敏 reads "厨房水龙头漏水"/)
    const nobody: Onlooker = { ...spy, reader: { session: { ...session, posts: [] } }, reaches: () => true }
    expect((await readingWrongs(w, () => [nobody])).join('\n')).toMatch(/周敏 does not find it/)
  })
})

describe('a walk finds a fault of the engine', () => {
  /** The shortest walk that goes wrong, by a world whose procedures are changed. */
  const hunt = async (change: (procedures: Untyped) => void, effects: Untyped = {}) => {
    const procedures = structuredCloneOf(w.engine.procedures)
    change(procedures)
    const faulty = { ...w, engine: { ...w.engine, procedures, effects } }
    const hunting = fc.assert(
      fc.asyncProperty(steps, (drawn) => walk({ ...ground, w: faulty, seen: new Map() }, families[0]!, drawn)),
      { numRuns: 20, seed: SEED, unbiased: true, endOnFailure: true },
    )
    const error = await hunting.then(
      () => 'nothing',
      (failure: Error) => String((failure.cause as Error)?.message ?? failure.message),
    )
    return error
  }

  it('a column that the log does not tell of', { timeout: 120_000 }, async () => {
    let told = 0
    const fault = await hunt(({ matter }) => {
      matter.actions.sort.sets = () => ({ kindReason: `第${++told}次` })
    })
    expect(fault).toMatch(/row\.kindReason is "第\d+次", the log says "第\d+次"/)
  })

  it('an act that opens a second case', { timeout: 120_000 }, async () => {
    const sort = async (_tx: Untyped, { projectId }: Untyped) => {
      const form = { channel: 'phone', content: '又来问' }
      const command = { projectId, procedure: 'matter', caseId: uuid(), action: 'register', actor: w.staff.wu, form }
      await perform(w.engine, { ...command, key: uuid() })
    }
    const fault = await hunt(() => {}, { matter: { sort } })
    expect(fault).toMatch(/there are \d+ cases instead of \d+/)
  })

  it('a guard that says one thing to the page and another at the door', { timeout: 120_000 }, async () => {
    let asked = 0
    const fault = await hunt(({ matter }) => {
      matter.actions.sort.when = [{ check: () => ++asked % 2 === 0 || '再等等' }]
    })
    expect(fault).toMatch(/the button said|expected blocked|expected that it is done/)
  })
})

/** Procedures whose actions may be changed without touching the real ones. */
function structuredCloneOf(procedures: Untyped): Untyped {
  return Object.fromEntries(
    Object.entries(procedures as Record<string, Untyped>).map(([name, procedure]) => [
      name,
      {
        ...procedure,
        actions: Object.fromEntries(
          Object.entries(procedure.actions as Record<string, object>).map(([action, declared]) => [
            action,
            { ...declared },
          ]),
        ),
      },
    ]),
  )
}
