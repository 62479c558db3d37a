import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, browserOf, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { drillSettings, drillTime } from '../../drill.ts'
import { cases } from '../../kernel/case/case.contract.ts'
import { MINUTE_MS } from '../../kernel/clock/time.ts'
import { root } from '../../kernel/root.ts'
import { procedures } from '../../rooms.ts'
import { buildServer } from '../../server.ts'
import { deskTake, type TakeBody } from '../intake/take.contract.ts'
import { type DrillResult, drills } from './drill.contract.ts'
import { goOnFrom, keepPace } from './drill.pace.ts'
import { readRecording } from './recording.ts'

/** One call of each sort that a result looks at differently. */
const RECORDING = `
title: 试听
begins: "13:30"
calls:
  - minute: 1
    title: 龙头滴水
    words: 我是{房号}的{姓名}，厨房龙头滴水
    answers: { since: 三天了 }
    right: { kind: [repair], steps: ["repair.assign|repair.offer"], fields: [unit, person, keyPoints] }
    why: 报修
  - minute: 5
    title: 困人
    place: 电梯
    words: 电梯停了，我出不来
    right: { kind: [repair], emergency: lift-entrapment, steps: [matter.fillIn], fields: [place] }
    why: 紧急
  - minute: 10
    title: 岗亭没人
    words: 我要投诉，岗亭没人
    right: { kind: [complaint], complaintClass: "1", steps: [complaint.register], fields: [serviceItem] }
    why: 投诉
  - minute: 15
    title: 问押金
    words: 押金什么时候退
    right: { kind: [inquiry], steps: [matter.settle], fields: [unit] }
    never: [今天就退]
    why: 咨询
  - minute: 20
    title: 再问龙头
    again: 1
    words: 怎么还没来
    right: {}
    why: 催单
`
const recording = readRecording(RECORDING, procedures)

let world: DoorWorld
let app: FastifyInstance
let trainer: Browser
let desk: Browser
let other: Browser

beforeAll(async () => {
  world = await makeDoorWorld()
  app = await buildServer(world.doors, { drill: { recordings: new Map([['test', recording]]), speed: 4 } })
  await app.ready()
  const browser = async (who: Parameters<DoorWorld['browser']>[0]) => browserOf(app, (await world.browser(who)).cookie)
  trainer = await browser(world.staff.chen)
  desk = await browser(world.staff.zhou)
  other = await browser(world.staff.wu)
  await moveIn(40)
}, 60_000)
afterAll(async () => {
  await app.close()
  await world.closeAll()
})

/** People enough for many afternoons: who has something open does not ring. */
async function moveIn(many: number): Promise<void> {
  await world.database.asOwner(
    `with building as (select * from building where project_id = $1 and code = '1'),
      flat as (insert into unit (project_id, id, kind, building_id, zone_id, code)
        select $1, gen_random_uuid(), 'flat', id, zone_id, '1-2-' || n from building, generate_series(1, $2::int) n returning id),
      people as (insert into person (project_id, id, name, name_key, made_at)
        select $1, id, '住户', 'zh', '2020-01-01' from flat returning id)
    insert into residence (project_id, id, unit_id, person_id, relation, from_on)
      select $1, gen_random_uuid(), flat.id, flat.id, 'owner', '2020-01-01' from flat`,
    [world.project, many],
  )
}

const settings = () => world.database.asOwner('update project set demo = true where id = $1', [world.project])

interface Rung {
  drill: string
  nth: number
  matterId: string
  unitId: string
  personId: string
}

async function start(who = trainer, more: object = {}) {
  const drill = uuid()
  const body = {
    ...{ id: drill, recording: 'test', trainee: '王芳', deskId: world.staff.zhou.accountId, speed: 4 as const },
    ...more,
  }
  return { drill, answer: await who.send(drills.start, { params: { project: world.project }, body }) }
}

async function begin(): Promise<string> {
  const { drill, answer } = await start()
  expect(answer.status, answer.reply.body).toBe(200)
  return drill
}

const at = (drill: string, nth: number) => ({ params: { project: world.project, drill, nth: String(nth) } })

const result = (drill: string, who = trainer): Promise<DrillResult> =>
  who.call(drills.result, { params: { project: world.project, drill } })

/** Twenty seconds after a call begins to ring, which are five to the learner. */
async function answered(drill: string, nth: number): Promise<Rung> {
  const [call] = await world.database.asOwner<{ ringsAt: Date; unitId: string; personId: string }>(
    'select rings_at as "ringsAt", unit_id as "unitId", person_id as "personId" from drill_call where run_id = $1 and nth = $2',
    [drill, nth],
  )
  world.time.set(new Date(call!.ringsAt.getTime() + 20_000))
  const { matterId } = await desk.call(drills.take, at(drill, nth))
  return { ...call!, drill, nth, matterId }
}

const act = (procedure: string, id: string, action: string, form: object) =>
  desk.call(cases.act, { params: { project: world.project, procedure, id, action }, body: { form } })

function take({ matterId, unitId, personId }: Rung, next: TakeBody['next'], register: object = {}) {
  const words = { channel: 'phone' as const, content: '客户说的话', unitId, personId, ...register }
  return desk.call(deskTake, { params: { project: world.project }, body: { matterId, register: words, next } })
}

const repair = (more: object = {}): TakeBody['next'] => ({
  as: 'repair',
  repairId: uuid(),
  repair: { place: 'home', trade: 'water', keyPoints: '三天了' },
  payer: { payer: 'company', reason: '公司承诺' },
  dispatch: { to: 'technician', technicianId: world.staff.li.accountId },
  ...more,
})

const answer = (kind: 'inquiry' | 'service', more: object = {}): TakeBody['next'] => ({
  as: 'answer',
  sort: { kind },
  answer: { answer: '验收满三个月后凭收据办理', way: 'phone', ...more },
})

async function strike(call: Rung, emergency: 'lift-entrapment' | 'power'): Promise<void> {
  const words = { emergency, unitId: undefined, personId: undefined }
  const urgent = {
    repair: { place: 'public', trade: 'lift', urgent: true },
    payer: undefined,
    dispatch: { to: 'later' },
  }
  await take(call, repair(urgent), words)
  await act('matter', call.matterId, 'fillIn', { content: '负一楼，两个人', placeId: world.places.lift })
}

async function complain(call: Rung, complaintClass: '1' | '3', register: object = {}): Promise<void> {
  const complaintId = uuid()
  await take(call, { as: 'complaint', complaintId, complaint: { source: 'phone', serviceItem: '秩序维护' } }, register)
  await act('complaint', complaintId, 'classify', { complaintClass, party: 'own' })
}

/** What a good receptionist does with each call, after she has taken it. */
const right: Record<number, (call: Rung, first: Rung) => Promise<unknown>> = {
  1: (call) => take(call, repair()),
  2: (call) => strike(call, 'lift-entrapment'),
  3: (call) => complain(call, '1'),
  4: (call) => take(call, answer('inquiry')),
  5: (_, first) => act('matter', first.matterId, 'chase', { words: '怎么还没来' }),
}

/** Lives an afternoon; `null` lets a call ring off. Answers the result when it is over. */
async function live(changed: Partial<Record<number, (typeof right)[number] | null>> = {}): Promise<DrillResult> {
  const drill = await begin()
  let first: Rung | undefined
  for (const { nth, does } of recording.calls.map((_, index) => ({
    nth: index + 1,
    does: { ...right, ...changed }[index + 1],
  }))) {
    if (!does) continue
    const call = await answered(drill, nth)
    first ??= call
    world.time.advance(MINUTE_MS)
    await does(call, first)
  }
  const { run } = await result(drill)
  world.time.set(run.endsAt)
  return result(drill)
}

/** The lines that were not kept: call and line. */
const wrong = ({ calls }: DrillResult) =>
  calls.flatMap(({ nth, lines }) => lines.filter(({ kept }) => !kept).map(({ line }) => `${nth} ${line}`))

describe('a drill is refused', () => {
  it('beside anything real: by the door and by the command line', async () => {
    expect((await start()).answer).toMatchObject({
      status: 422,
      problem: { title: expect.stringContaining('演示小区') },
    })
    await expect(drillTime(world.engine.db)).rejects.toThrow(/不是演示小区，演练会写入编造的住户和事项/)
    await settings()
  })

  it('on a server that is none for drills', async () => {
    const supervisor = await world.browser(world.staff.chen)
    expect((await start(supervisor)).answer.problem.title).toContain('guanjia drill')
    const { start: none } = await supervisor.call(drills.list, { params: { project: world.project }, query: {} })
    expect(none).toBeNull()
  })

  it('for another desk than one’s own, no receptionist, and a recording that is not there', async () => {
    const fieldOf = async (asked: ReturnType<typeof start>) => {
      const { status, problem } = (await asked).answer
      return [status, problem.fields?.[0]?.field]
    }
    expect(await fieldOf(start(other))).toEqual([400, 'deskId'])
    expect(await fieldOf(start(trainer, { deskId: world.staff.li.accountId }))).toEqual([400, 'deskId'])
    expect(await fieldOf(start(trainer, { recording: 'nothing' }))).toEqual([400, 'recording'])
    expect(await fieldOf(start(trainer, { trainee: ' ' }))).toEqual([400, 'trainee'])
    expect(await fieldOf(start(trainer, { speed: 5 }))).toEqual([400, 'speed'])
  })
})

describe('an afternoon', () => {
  it('goes to its beginning, rings one call after the other, and lets nobody else answer', async () => {
    const drill = await begin()
    expect(world.time.now()).toEqual(new Date('2026-03-11T13:30:00+08:00'))
    const now = () => desk.call(drills.now, { params: { project: world.project } })
    expect(await now()).toMatchObject({ run: { trainee: '王芳', over: false }, ringing: [], talks: [] })
    expect((await start()).answer.status).toBe(409)
    expect((await desk.send(drills.take, at(drill, 1))).status).toBe(409)
    world.time.advance(MINUTE_MS)
    expect((await now()).ringing).toMatchObject([{ nth: 1 }])
    expect((await other.send(drills.take, at(drill, 1))).status).toBe(404)
    expect(await other.call(drills.now, { params: { project: world.project } })).toMatchObject({ run: null })
    const talk = await desk.call(drills.take, at(drill, 1))
    expect(talk).toEqual(await desk.call(drills.take, at(drill, 1)))
    expect(talk.words).toMatch(/^我是[12]-\d-\d+的.+，厨房龙头滴水$/)
    expect(talk.answers).toContainEqual({ question: 'since', answer: '三天了' })
    expect(talk.answers).toContainEqual({ question: 'when', answer: null })
    expect(await now()).toMatchObject({ ringing: [], talks: [{ nth: 1, registered: false }] })
    // An emergency rings two minutes.
    world.time.advance(6 * MINUTE_MS)
    expect((await desk.send(drills.take, at(drill, 2))).status).toBe(409)
    await desk.call(drills.end, { params: { project: world.project, drill } })
    expect((await now()).run).toBeNull()
    const { run, calls } = await result(drill)
    expect(run.over).toBe(true)
    expect(calls.map(({ nth, seconds }) => [nth, seconds])).toEqual([
      [1, 0],
      [2, null],
    ])
  })

  it('that is done well scores full, on the next working day', async () => {
    const done = await live()
    expect(wrong(done)).toEqual([])
    expect(done).toMatchObject({ kept: done.total, lost: 0, seconds: 5, run: { over: true } })
    expect(done.run.startedAt).toBe('2026-03-12T05:30:00.000Z')
    expect(done.calls.map(({ lines }) => lines.map(({ line }) => line).join(' '))).toEqual([
      'answered kind step field field field phrase',
      'answered kind emergency paged step field phrase',
      'answered kind class step field phrase',
      'answered kind step field phrase promise',
      'answered again phrase',
    ])
    expect(done.calls[1]!.lines[3]!.said).toBe('接听 15 秒后已呼叫值班人员')
    expect(done.calls[0]!.matter?.number).toMatch(/^SQ-/)
  })

  /** What goes wrong with a call, and the lines that it costs. */
  const mistakes: Record<string, { call: number; does: (typeof right)[number] | null; wrong: string[] }> = {
    'a step left out': {
      call: 1,
      does: (call) => take(call, repair({ dispatch: { to: 'later' } })),
      wrong: ['step'],
    },
    'another flat': {
      call: 1,
      does: (call) => take(call, repair(), { unitId: world.units['2-1-102'] }),
      wrong: ['field'],
    },
    'a wrong emergency': { call: 2, does: (call) => strike(call, 'power'), wrong: ['emergency'] },
    'an emergency that is not seen': {
      call: 2,
      does: async (call) => {
        const ordinary = { repair: { place: 'public', trade: 'lift', keyPoints: '停了' }, payer: undefined }
        await take(call, repair(ordinary), { unitId: undefined, placeId: world.places.lift })
        await act('matter', call.matterId, 'fillIn', { content: '两个人' })
      },
      wrong: ['emergency', 'paged'],
    },
    'a call that rings off': {
      call: 2,
      does: null,
      wrong: ['answered', 'kind', 'emergency', 'paged', 'step', 'field', 'phrase'],
    },
    'a wrong class': { call: 3, does: (call) => complain(call, '3'), wrong: ['class'] },
    'a false alarm': { call: 3, does: (call) => complain(call, '1', { emergency: 'fire' }), wrong: ['emergency'] },
    'a wrong kind': { call: 4, does: (call) => take(call, answer('service')), wrong: ['kind'] },
    'a field left empty': {
      call: 4,
      does: (call) => take(call, answer('inquiry'), { unitId: undefined }),
      wrong: ['field'],
    },
    'evasive words': {
      call: 4,
      does: (call) => take(call, answer('inquiry', { answer: '这个我不清楚', keptReason: '客户要听原话' })),
      wrong: ['phrase'],
    },
    'a promise that must not be made': {
      call: 4,
      does: (call) => take(call, answer('inquiry', { answer: '我们今天就退' })),
      wrong: ['promise'],
    },
    'a second case for one thing': { call: 5, does: (call) => take(call, repair()), wrong: ['again'] },
  }

  // One mistake in a call, several calls in an afternoon.
  it.each([
    [['a step left out', 'a wrong emergency', 'a wrong class', 'a wrong kind']],
    [['another flat', 'an emergency that is not seen', 'a false alarm', 'a field left empty']],
    [['a call that rings off', 'evasive words', 'a second case for one thing']],
    [['a promise that must not be made']],
  ])('%j: each takes off just its lines', async (names) => {
    const made = names.map((name) => mistakes[name]!)
    const done = await live(Object.fromEntries(made.map(({ call, does }) => [call, does])))
    const expected = made.flatMap(({ call, wrong: lines }) => lines.map((line) => `${call} ${line}`))
    expect(wrong(done)).toEqual(expected)
    expect(done.kept).toBe(done.total - expected.length)
  })

  it('counts nothing that is done after its end; the next one finds nothing left open', async () => {
    const done = await live({ 4: null })
    expect(done.calls[3]!.matter).toBeNull()
    await act('matter', done.calls[0]!.matter!.id, 'note', { text: '后来补的' })
    await begin()
    expect(await result(done.run.id)).toEqual(done)
    const { of } = await world.read('matter', done.calls[2]!.matter!.id)
    expect(of.state).toBe('withdrawn')
    const left = await world.database.asOwner<{ procedure: string }>(
      `select procedure from cases where project_id = $1 and not final and opened_at < $2`,
      [world.project, world.time.now()],
    )
    expect(left).toEqual([])
    const { rows } = await trainer.call(drills.list, { params: { project: world.project }, query: { limit: 1 } })
    await trainer.call(drills.end, { params: { project: world.project, drill: rows[0]!.id } })
  })
})

describe('how she did', () => {
  it('is read by the trainer and by herself, and prints for the training file', async () => {
    const { rows } = await trainer.call(drills.list, { params: { project: world.project }, query: { limit: 1 } })
    const params = { project: world.project, drill: rows[0]!.id }
    expect((await desk.call(drills.result, { params })).run.trainee).toBe('王芳')
    expect((await other.send(drills.result, { params })).status).toBe(404)
    const { cookie } = await world.browser(world.staff.li)
    expect((await browserOf(app, cookie).send(drills.result, { params })).status).toBe(403)
    const { sheet } = await desk.call(drills.sheet, { params })
    expect(JSON.stringify(sheet)).toMatch(/前台演练记录.+王芳.+漏接/)
    const { reply } = await trainer.send(drills.pdf, { params })
    expect(reply.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  })

  it('is listed newest first, page by page; a receptionist sees her own alone', async () => {
    const page = (after?: string) =>
      desk.call(drills.list, { params: { project: world.project }, query: { limit: 4, ...(after ? { after } : {}) } })
    const first = await page()
    const second = await page(first.next!)
    const begun = [...first.rows, ...second.rows].map(({ startedAt }) => startedAt)
    expect(begun).toEqual(begun.toSorted().reverse())
    expect(new Set(begun).size).toBe(begun.length)
    expect(begun.length).toBe(8)
    expect((await other.call(drills.list, { params: { project: world.project }, query: {} })).rows).toEqual([])
  })
})

describe('its clock', () => {
  it('runs while a drill goes on, not past its end, and stands still afterwards', async () => {
    const drill = await begin()
    const began = world.time.now().getTime()
    const { run } = await result(drill)
    const stop = new AbortController()
    const pace = keepPace(world.engine.db, world.time, stop.signal)
    while (world.time.now().getTime() < began + 1_000) await sleep(50)
    world.time.set(new Date(Date.parse(run.endsAt) - 1))
    while (world.time.now().getTime() < Date.parse(run.endsAt)) await sleep(50)
    await sleep(600)
    stop.abort()
    await pace
    expect(world.time.now().toISOString()).toBe(run.endsAt)
  })

  it('goes on where it was left; a drill that was broken off ends there', async () => {
    const drill = await begin()
    const { ringsAt } = { ringsAt: world.time.now() }
    await answered(drill, 1)
    const left = world.time.now()
    world.time.advance(MINUTE_MS)
    expect(await goOnFrom(world.engine.db)).toEqual(left)
    expect((await result(drill)).run).toMatchObject({ over: true, endsAt: left.toISOString() })
    expect(left.getTime()).toBeGreaterThan(ringsAt.getTime())
  })
})

describe('a recording', () => {
  it('that comes with the program can be played', () => {
    const { recordings, speed } = drillSettings({})
    expect(speed).toBe(4)
    expect(recordings.get('afternoon')?.calls.length).toBeGreaterThanOrEqual(12)
    expect(() => drillSettings({ speed: '5' })).toThrow('--speed 只能是 1、2、3、4、6、8')
    expect(() => drillSettings({ recording: '/nowhere/x.yaml' })).toThrow('没有录音文件 /nowhere/x.yaml')
  })

  const shipped = readFileSync(join(root, 'drills', 'afternoon.yaml'), 'utf8')
  it.each([
    ['calls: [', '不是 YAML 文件'],
    ['title: x', 'begins：没有写'],
    [shipped.replace('minute: 9', 'minute: "9"'), '第 2 个来电的 minute：请写数字'],
    [shipped.replace('minute: 9', 'minute: 0'), '第 2 个来电的 minute：来电要按时间先后写'],
    [shipped.replace('kind: [inquiry]', 'kind: [question]'), '第 2 个来电的 right.kind.0：只能是 repair complaint'],
    [shipped.replace('matter.settle]', 'matter.solve]'), '第 2 个来电的 right.steps：没有“matter.solve”这个操作'],
    [shipped.replace('again: 3', 'again: 11'), '第 11 个来电的 again：只能是前面的来电'],
    [shipped.replace('      kind: [inquiry]\n', ''), '第 2 个来电的 right.kind：请写应判的类别'],
    [
      shipped.replace('patience', 'patients').replace('    place: 客梯', '    plaza: 客梯'),
      '第 4 个来电：没有“plaza”这一项',
    ],
    [shipped.replace('"13:30"', '"25:00"'), 'begins：请写时刻'],
  ])('that is wrong is told line by line (%#)', (text, expected) => {
    expect(() => readRecording(text, procedures)).toThrow(expected)
  })
})
