import type { LightMyRequestResponse } from 'fastify'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cases } from '../src/kernel/case/case.contract.ts'
import { readProjects } from '../src/kernel/db/db.ts'
import { procedures } from '../src/rooms.ts'
import { complaintStories, openedByTheHouse } from './bad-complaints.ts'
import { type Step, stories } from './bad-stories.ts'
import { digestOf } from './digest.ts'
import type { Browser } from './doors.ts'
import { faults, makeTried, type Request, type Tried, type Wanted } from './refusals.ts'
import { signatureBy } from './signatures.ts'

/**
 * Every act of every procedure over HTTP, told in stories: double click, stale page, a key used twice, an act that the
 * case has left behind, and two people at once.
 */
let tried: Tried

beforeAll(async () => {
  tried = await makeTried()
}, 60_000)
afterAll(() => tried.closeAll())

/** Of two clicks, each is answered like the repeat after them, or told that the other is being carried out. */
const inFlightOrSame = (clicks: readonly LightMyRequestResponse[], after: LightMyRequestResponse): string[] =>
  clicks.flatMap((reply) => {
    if (reply.statusCode !== 200) return faults(reply, { status: 409, kind: 'in-flight' })
    return reply.body === after.body ? [] : [`${reply.body} and then ${after.body}`]
  })

describe('every act of every procedure', () => {
  const ids = new Map<string, string>()
  const idOf = (name: string) => {
    const id = ids.get(name) ?? uuid()
    ids.set(name, id)
    return id
  }
  const browsers = new Map<string, Browser>()
  const acted = new Set<string>()
  const refusedByState = new Set<string>()

  const browserOf = async (who: Step['who']) => {
    const browser = browsers.get(who) ?? (await tried.browser({ ...tried.staff, ...tried.owners }[who]))
    browsers.set(who, browser)
    return browser
  }
  const pathOn = (on: string, action: string, id = idOf(on)) =>
    `/api/projects/${tried.project}/cases/${on.split(' ')[0]}/${id}/${action}`
  const actionOf = ({ on, do: action }: Step) => procedures[on.split(' ')[0]!]!.actions[action]!
  const bodyOf = (step: Step, more = {}) => {
    const { signedBy } = actionOf(step)
    const signature =
      signedBy && (signedBy.who === 'owner' ? signatureBy('王小明', '业主') : signatureBy('经办人', '物业'))
    return JSON.stringify({ form: step.form, ...(signature ? { signature } : {}), ...more })
  }
  const caseOf = (on: string) =>
    readProjects(tried.engine.db, [tried.project], (tx) =>
      tx
        .selectFrom('cases')
        .select(['state', 'lastSeq'])
        .where('projectId', '=', tried.project)
        .where('id', '=', idOf(on))
        .executeTakeFirstOrThrow(),
    )

  beforeAll(async () => {
    // Cases that a used key is tried on.
    const { units, owners, staff, departments } = tried
    const home = { unitId: units['1-1-301'], personId: owners.wang.personId }
    const forms = {
      'matter other': { action: 'register', form: { channel: 'phone', content: '别的事', ...home } },
      'repair other': {
        action: 'register',
        form: { place: 'home', trade: 'water', content: '别处', keyPoints: '别处', ...home },
      },
      'complaint other': {
        action: 'register',
        form: { source: 'phone', content: '别的', serviceItem: '保洁', ...home },
      },
      'suggestion other': { action: 'collect', form: { kind: 'need', content: '别的', ...home } },
      'dispute other': { action: 'register', form: { topic: 'pet', content: '别的', otherSide: '楼上', ...home } },
      'contact other': {
        action: 'issue',
        form: { kind: 'complaint', content: '别的', departmentId: departments.order, handlerId: staff.li.accountId },
      },
    }
    for (const [on, { action, form }] of Object.entries(forms)) {
      const reply = await tried.send({
        path: pathOn(on, action),
        payload: JSON.stringify({ form }),
        cookie: (await browserOf('zhou')).cookie,
      })
      expect(reply.statusCode).toBe(200)
    }
    for (const { on, actor, form } of openedByTheHouse(idOf, tried.staff.sun.accountId))
      await tried.act({ kind: actor }, on.split(' ')[0]!, idOf(on), 'open', form)
  })

  /** Digest of the world after the last act that was carried out. */
  let stands = ''

  async function act(title: string, step: Step): Promise<void> {
    const { cookie } = await browserOf(step.who)
    const [path, payload, key] = [pathOn(step.on, step.do), bodyOf(step), uuid()]
    const name = `${title}: ${step.who} ${step.on} ${step.do}`
    const refused = async (what: string, request: Request, wanted: Wanted) => {
      const reply = await tried.send({ cookie, ...request })
      expect([name, what, ...faults(reply, wanted)]).toEqual([name, what])
    }
    const opening = actionOf(step).from === 'new'
    if (!opening)
      await refused('stale page', { path, payload: bodyOf(step, { seenSeq: 0 }) }, { status: 409, kind: 'stale' })
    if (!opening) await refused('unknown case', { path: pathOn(step.on, step.do, uuid()), payload }, { status: 404 })
    if (stands !== '') expect([name, await digestOf(tried)]).toEqual([name, stands])

    // A double click: both at once, and the page's own repeat after.
    const both = await Promise.all([
      tried.send({ path, payload, key, cookie }),
      tried.send({ path, payload, key, cookie }),
    ])
    const after = await tried.send({ path, payload, key, cookie })
    expect([name, after.statusCode, after.statusCode === 200 ? '' : after.body]).toEqual([name, 200, ''])
    expect([name, ...inFlightOrSame(both, after)]).toEqual([name])
    expect((await caseOf(step.on)).lastSeq).toBe(after.json().seq)
    const before = stands
    stands = await digestOf(tried)
    expect([name, stands === before]).toEqual([name, false])
    const other = `${step.on.split(' ')[0]} other`
    await refused('used key', { path: pathOn(other, step.do), payload, key }, { status: 422, kind: 'key-reused' })
    if (opening) await refused('used id', { path, payload, key: uuid() }, { status: 422, kind: 'key-reused' })
    acted.add(`${step.on.split(' ')[0]}.${step.do}`)
  }

  /** What was done before and can no longer be done is refused with the present state. */
  async function tryAgain(step: Step): Promise<void> {
    const procedure = procedures[step.on.split(' ')[0]!]!
    const { from } = actionOf(step)
    const now = await caseOf(step.on)
    if (from === 'new' || from.includes(now.state)) return
    const { cookie } = await browserOf(step.who)
    const reply = await tried.send({ path: pathOn(step.on, step.do), payload: bodyOf(step), cookie })
    // Who held the case may no longer hold it.
    if (reply.statusCode === 403) return
    const name = `${step.on} ${step.do} in ${now.state}`
    expect([name, ...faults(reply, { status: 409, kind: 'wrong-state' })]).toEqual([name])
    const stateTitle = procedure.stateTitles[now.state]
    expect(reply.json().state).toEqual({ state: now.state, stateTitle, lastSeq: now.lastSeq })
    refusedByState.add(`${procedure.name}.${step.do}`)
  }

  it('is done once by a double click, and refused by a stale page, a used key, a wrong state', async () => {
    const photo = await tried.picture()
    for (const [title, steps] of Object.entries({
      ...stories(tried, photo, idOf),
      ...complaintStories(tried, photo, idOf),
    })) {
      const told: Step[] = []
      for (const step of steps) {
        if (typeof step === 'number') {
          await tried.pass(step)
          stands = ''
        } else {
          await act(title, step)
          told.push(step)
          for (const one of new Map(told.map((earlier) => [`${earlier.on} ${earlier.do}`, earlier])).values())
            if (!refusedByState.has(`${one.on.split(' ')[0]}.${one.do}`)) await tryAgain(one)
          expect([title, await digestOf(tried)]).toEqual([title, stands])
        }
      }
    }
  }, 300_000)

  it('was among them', () => {
    const all = Object.values(procedures).flatMap(({ name, actions }) =>
      Object.keys(actions)
        .filter((action) => tried.commands.some(({ path }) => path.endsWith(`/cases/${name}/{id}/${action}`)))
        .map((action) => ({ name: `${name}.${action}`, opening: actions[action]!.from === 'new' })),
    )
    expect(all.map(({ name }) => name).filter((name) => !acted.has(name))).toEqual([])
    // Whose ladder a missed deadline climbed has nothing to do with a case that is closed: 403.
    const ladder = /\.(acknowledge|delegate)$/
    expect(
      all
        .filter(({ name, opening }) => !opening && !refusedByState.has(name) && !ladder.test(name))
        .map(({ name }) => name),
    ).toEqual([])
  })
})

describe('two people at once', () => {
  const two = async (browsers: readonly Browser[], id: string, action: string, forms: readonly object[]) => {
    const params = { project: tried.project, procedure: 'repair', id, action }
    return Promise.all(
      browsers.map((browser, index) => browser.send(cases.act, { params, body: { form: forms[index] } })),
    )
  }
  it.each([
    {
      who: 'two technicians take one job from the pool',
      action: 'grab',
      offered: true,
    },
    { who: 'two receptionists hand out one job', action: 'assign', offered: false },
  ])('$who: one has it, the other is told where it stands', async ({ action, offered }) => {
    const { staff } = tried
    for (let round = 0; round < 5; round++) {
      const id = await tried.newRepair()
      const params = { project: tried.project, procedure: 'repair', id, action: 'offer' }
      if (offered) await tried.anyone.call(cases.act, { params, body: { form: {} } })
      const people = action === 'grab' ? ([staff.li, staff.zhao] as const) : ([staff.zhou, staff.wu] as const)
      const browsers = await Promise.all(people.map((who) => tried.browser(who)))
      const forms =
        action === 'grab' ? [{}, {}] : [staff.li, staff.zhao].map(({ accountId }) => ({ technicianId: accountId }))
      const answers = await two(browsers, id, action, forms)
      const [won, lost] = answers.sort((a, b) => a.status - b.status)
      expect([won!.status, ...faults(lost!.reply, { status: 409, kind: 'wrong-state' })]).toEqual([200])
      expect(lost!.problem.state).toMatchObject({ state: won!.body.state, lastSeq: won!.body.seq })
    }
  })
})
