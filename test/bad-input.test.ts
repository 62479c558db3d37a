import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import type { LightMyRequestResponse } from 'fastify'
import sharp from 'sharp'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { auth } from '../src/kernel/auth/auth.contract.ts'
import { cases, links } from '../src/kernel/case/case.contract.ts'
import { inCompany, readProjects } from '../src/kernel/db/db.ts'
import { roleNames } from '../src/kernel/org/roles.ts'
import { procedures } from '../src/rooms.ts'
import { badBodies, badRequests } from './bad-forms.ts'
import { type Step, stories } from './bad-stories.ts'
import { digestOf } from './digest.ts'
import { type Browser, type DoorWorld, makeDoorWorld } from './doors.ts'
import { type Api, type Operation, readApi } from './operations.ts'
import { signatureBy } from './signatures.ts'

/**
 * What bad input gets, for each command of the OpenAPI document: a clear refusal in Chinese that names the field,
 * nothing of the database in it, and nothing changed.
 */

let world: DoorWorld
let api: Api
let commands: readonly Operation[]
/** Somebody with every post there is, so that no missing right hides a wrong form. */
let anyone: Browser
let token: string

beforeAll(async () => {
  world = await makeDoorWorld({ manualTime: null })
  api = await readApi()
  // The time door exists in drills only.
  commands = api.operations.filter(({ method, path }) => method !== 'GET' && path !== '/api/test/time')
  const { project, departments, staff, units, owners, engine } = world
  await inCompany(engine.db, async (tx) => {
    for (const role of roleNames) {
      const id = uuid()
      const post = { id, projectId: project, departmentId: departments.service, role, title: role }
      await tx.insertInto('post').values(post).execute()
      const holding = { id: uuid(), postId: id, accountId: staff.wei.accountId, fromAt: new Date(0) }
      await tx.insertInto('postHolding').values(holding).execute()
    }
  })
  anyone = await world.browser(staff.wei)
  const form = { place: 'home', trade: 'water', content: '漏水', keyPoints: '角阀' }
  const params = { project, procedure: 'repair', id: uuid() }
  const home = { unitId: units['1-1-301'], personId: owners.wang.personId }
  await anyone.call(cases.act, { params: { ...params, action: 'register' }, body: { form: { ...form, ...home } } })
  token = tokenOf((await anyone.call(cases.makeLink, { params, body: { purpose: 'owner' } })).url)
}, 60_000)
afterAll(() => world.closeAll())

const tokenOf = (url: string) => url.split(/[/#]/).at(-1)!

/* ---- one request, and what every refusal must be ---- */

interface Request {
  path: string
  payload?: string | Buffer
  cookie?: string
  key?: string | null
  type?: string
  method?: Operation['method']
}

function send({
  path,
  payload,
  cookie = anyone.cookie,
  key = uuid(),
  type = 'application/json',
  method = 'POST',
}: Request) {
  return world.app.inject({
    method,
    url: path,
    headers: {
      ...(cookie === '' ? {} : { cookie }),
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...(payload === undefined ? {} : { 'content-type': type }),
    },
    ...(payload === undefined ? {} : { payload }),
  })
}

/** Words that only the inside knows. */
const INSIDE =
  /constraint|violates|relation "|column "|syntax error|duplicate key|\bselect\b|\binsert\b|postgres|kysely|node_modules|at \w+ \(/i
const CHINESE = /[\u4e00-\u9fff]/

/** What is wrong with a refusal; empty when it is as it should be. */
function faults(
  reply: LightMyRequestResponse,
  wanted: { status: number; kind?: string; field?: string | null },
): string[] {
  const found: string[] = []
  const text = reply.body
  if (reply.statusCode !== wanted.status)
    return [`${reply.statusCode} instead of ${wanted.status}: ${text.slice(0, 200)}`]
  if (!String(reply.headers['content-type']).startsWith('application/problem+json')) return [`is no problem: ${text}`]
  const { type, title, status, kind, fields = [] } = reply.json()
  if (typeof type !== 'string' || status !== wanted.status || typeof kind !== 'string')
    found.push(`is not RFC 9457: ${text}`)
  if (!CHINESE.test(title)) found.push(`title is not Chinese: ${title}`)
  if (wanted.kind && kind !== wanted.kind) found.push(`${kind} instead of ${wanted.kind}: ${title}`)
  if (INSIDE.test(text)) found.push(`tells of the inside: ${text}`)
  for (const one of fields) if (!CHINESE.test(one.text)) found.push(`${one.field} says ${one.text}`)
  const { field } = wanted
  if (field && !fields.some((one: { field: string }) => one.field === field || one.field.startsWith(`${field}.`)))
    found.push(`does not name ${field}: ${JSON.stringify(fields)}`)
  return found
}

/** The path of a command upon things that are not there: its form is looked at before. */
function pathOf({ path }: Operation): string {
  const words: Record<string, string> = {
    project: String(world.project),
    token,
    procedure: 'repair',
    action: 'withdraw',
    session: '0'.repeat(64),
  }
  return path.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? randomUUID())
}

describe('wrong form', () => {
  it('of each command: without a field, of another type, with a surplus field, no object at all', async () => {
    const found: string[] = []
    const before = await digestOf(world)
    let tried = 0
    for (const command of commands.filter(({ body }) => body !== null)) {
      const path = pathOf(command)
      for (const { what, body, field } of badBodies(api, command, () => randomUUID())) {
        const reply = await send({ path, payload: JSON.stringify(body), method: command.method })
        for (const fault of faults(reply, { status: 400, kind: 'bad-form', field }))
          found.push(`${command.name} ${what}: ${fault}`)
        tried++
      }
    }
    expect(found).toEqual([])
    expect(tried).toBeGreaterThan(400)
    expect(await digestOf(world)).toBe(before)
  }, 60_000)

  it.each(badRequests)(
    'of each command: $what',
    async ({ payload, type, status }) => {
      const found: string[] = []
      const before = await digestOf(world)
      for (const command of commands.filter(({ body }) => body !== null)) {
        const reply = await send({
          path: pathOf(command),
          payload,
          type: type ?? 'application/json',
          method: command.method,
        })
        for (const fault of faults(reply, { status })) found.push(`${command.name}: ${fault}`)
      }
      expect(found).toEqual([])
      expect(await digestOf(world)).toBe(before)
    },
    60_000,
  )

  it('of each command that takes a key: no key, and one that is no UUID', async () => {
    const found: string[] = []
    const before = await digestOf(world)
    const keyed = commands.filter((command) => command.keyed)
    for (const command of keyed) {
      const payload = JSON.stringify(api.sample(command.body, () => randomUUID()))
      for (const key of [null, 'once', '']) {
        const reply = await send({ path: pathOf(command), payload, key })
        for (const fault of faults(reply, { status: 400, kind: 'bad-form' })) found.push(`${command.name}: ${fault}`)
        if (!reply.json().title.includes('Idempotency-Key')) found.push(`${command.name}: ${reply.json().title}`)
      }
    }
    expect(keyed.length).toBeGreaterThan(60)
    expect(found).toEqual([])
    expect(await digestOf(world)).toBe(before)
  })

  it('of a path: what is no id is not there', async () => {
    const found: string[] = []
    for (const command of commands.filter(({ params }) =>
      params.some((name) => name !== 'project' && name !== 'token'),
    )) {
      for (const bad of ['x', '%00', '%ED%A0%80', '..%2F..', "'%20or%201=1--"]) {
        const path = command.path
          .replace('{project}', String(world.project))
          .replace('{token}', token)
          .replace(/\{\w+\}/g, bad)
        const payload = command.body === null ? undefined : JSON.stringify(api.sample(command.body, () => randomUUID()))
        const reply = await send({ path, method: command.method, ...(payload === undefined ? {} : { payload }) })
        const { statusCode } = reply
        // An upload by link names nothing but its token.
        if (statusCode !== 404 && statusCode !== 400)
          found.push(`${command.name} ${bad}: ${statusCode} ${reply.body.slice(0, 100)}`)
        else for (const fault of faults(reply, { status: statusCode })) found.push(`${command.name} ${bad}: ${fault}`)
      }
    }
    expect(found).toEqual([])
  })
})

/* ---- every act in its story: double click, stale page, used key, wrong state ---- */

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
    const browser = browsers.get(who) ?? (await world.browser({ ...world.staff, ...world.owners }[who]))
    browsers.set(who, browser)
    return browser
  }
  const pathOn = (on: string, action: string, id = idOf(on)) =>
    `/api/projects/${world.project}/cases/${on.split(' ')[0]}/${id}/${action}`
  const actionOf = ({ on, do: action }: Step) => procedures[on.split(' ')[0]!]!.actions[action]!
  const bodyOf = (step: Step, more = {}) => {
    const { signedBy } = actionOf(step)
    const signature =
      signedBy && (signedBy.who === 'owner' ? signatureBy('王小明', '业主') : signatureBy('经办人', '物业'))
    return JSON.stringify({ form: step.form, ...(signature ? { signature } : {}), ...more })
  }
  const caseOf = (on: string) =>
    readProjects(world.engine.db, [world.project], (tx) =>
      tx
        .selectFrom('cases')
        .select(['state', 'lastSeq'])
        .where('projectId', '=', world.project)
        .where('id', '=', idOf(on))
        .executeTakeFirstOrThrow(),
    )

  beforeAll(async () => {
    // Cases that a used key is tried on.
    const { units, owners, staff, departments } = world
    const home = { unitId: units['1-1-301'], personId: owners.wang.personId }
    const forms = {
      'matter other': { action: 'register', form: { channel: 'phone', content: '别的事', ...home } },
      'repair other': {
        action: 'register',
        form: { place: 'home', trade: 'water', content: '别处', keyPoints: '别处', ...home },
      },
      'contact other': {
        action: 'issue',
        form: { kind: 'complaint', content: '别的', departmentId: departments.order, handlerId: staff.li.accountId },
      },
    }
    for (const [on, { action, form }] of Object.entries(forms)) {
      const reply = await send({
        path: pathOn(on, action),
        payload: JSON.stringify({ form }),
        cookie: (await browserOf('zhou')).cookie,
      })
      expect(reply.statusCode).toBe(200)
    }
  })

  /** Digest of the world after the last act that was carried out. */
  let stands = ''

  async function act(title: string, step: Step): Promise<void> {
    const { cookie } = await browserOf(step.who)
    const [path, payload, key] = [pathOn(step.on, step.do), bodyOf(step), uuid()]
    const name = `${title}: ${step.who} ${step.on} ${step.do}`
    const refused = async (what: string, request: Request, wanted: Parameters<typeof faults>[1]) => {
      const reply = await send({ cookie, ...request })
      expect([name, what, ...faults(reply, wanted)]).toEqual([name, what])
    }
    const opening = actionOf(step).from === 'new'
    if (!opening)
      await refused('stale page', { path, payload: bodyOf(step, { seenSeq: 0 }) }, { status: 409, kind: 'stale' })
    if (!opening) await refused('unknown case', { path: pathOn(step.on, step.do, uuid()), payload }, { status: 404 })
    if (stands !== '') expect([name, await digestOf(world)]).toEqual([name, stands])

    // A double click: both at once, and the page's own repeat after.
    const both = await Promise.all([send({ path, payload, key, cookie }), send({ path, payload, key, cookie })])
    const after = await send({ path, payload, key, cookie })
    expect([name, after.statusCode, after.statusCode === 200 ? '' : after.body]).toEqual([name, 200, ''])
    for (const reply of both) {
      if (reply.statusCode === 200) expect(reply.body).toBe(after.body)
      else expect([name, ...faults(reply, { status: 409, kind: 'in-flight' })]).toEqual([name])
    }
    expect((await caseOf(step.on)).lastSeq).toBe(after.json().seq)
    stands = await digestOf(world)
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
    const reply = await send({ path: pathOn(step.on, step.do), payload: bodyOf(step), cookie })
    // Who held the case may no longer hold it.
    if (reply.statusCode === 403) return
    const name = `${step.on} ${step.do} in ${now.state}`
    expect([name, ...faults(reply, { status: 409, kind: 'wrong-state' })]).toEqual([name])
    const stateTitle = procedure.stateTitles[now.state]
    expect(reply.json().state).toEqual({ state: now.state, stateTitle, lastSeq: now.lastSeq })
    refusedByState.add(`${procedure.name}.${step.do}`)
  }

  it('is done once by a double click, and refused by a stale page, a used key, a wrong state', async () => {
    const photo = await world.picture()
    for (const [title, steps] of Object.entries(stories(world, photo, idOf))) {
      const told: Step[] = []
      for (const step of steps) {
        if (typeof step === 'number') {
          await world.pass(step)
          stands = ''
        } else {
          await act(title, step)
          told.push(step)
          for (const one of new Map(told.map((earlier) => [`${earlier.on} ${earlier.do}`, earlier])).values())
            if (!refusedByState.has(`${one.on.split(' ')[0]}.${one.do}`)) await tryAgain(one)
          expect([title, await digestOf(world)]).toEqual([title, stands])
        }
      }
    }
  }, 120_000)

  it('was among them', () => {
    const all = Object.values(procedures).flatMap(({ name, actions }) =>
      Object.keys(actions)
        .filter((action) => commands.some(({ path }) => path.endsWith(`/cases/${name}/{id}/${action}`)))
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

/* ---- two people at once, files, links and slips ---- */

describe('two people at once', () => {
  const two = async (browsers: readonly Browser[], id: string, action: string, forms: readonly object[]) => {
    const params = { project: world.project, procedure: 'repair', id, action }
    return Promise.all(
      browsers.map((browser, index) => browser.send(cases.act, { params, body: { form: forms[index] } })),
    )
  }
  const newRepair = async (...more: [string, object][]) => {
    const { units, owners, project } = world
    const home = { unitId: units['1-1-301'], personId: owners.wang.personId }
    const order = { place: 'home', trade: 'water', content: '漏水', keyPoints: '角阀', ...home }
    const params = { project, procedure: 'repair', id: uuid() }
    const free = { payer: 'company', reason: '公司承诺免费' }
    for (const [action, form] of [['register', order], ['decidePayer', free], ...more] as const)
      await anyone.call(cases.act, { params: { ...params, action }, body: { form } })
    return params.id
  }

  it.each([
    {
      who: 'two technicians take one job from the pool',
      action: 'grab',
      before: [['offer', {}]] as [string, object][],
    },
    { who: 'two receptionists hand out one job', action: 'assign', before: [] },
  ])('$who: one has it, the other is told where it stands', async ({ action, before }) => {
    const { staff } = world
    for (let round = 0; round < 5; round++) {
      const id = await newRepair(...before)
      const people = action === 'grab' ? ([staff.li, staff.zhao] as const) : ([staff.zhou, staff.wu] as const)
      const browsers = await Promise.all(people.map((who) => world.browser(who)))
      const forms =
        action === 'grab' ? [{}, {}] : [staff.li, staff.zhao].map(({ accountId }) => ({ technicianId: accountId }))
      const answers = await two(browsers, id, action, forms)
      const [won, lost] = answers.sort((a, b) => a.status - b.status)
      expect([won!.status, ...faults(lost!.reply, { status: 409, kind: 'wrong-state' })]).toEqual([200])
      expect(lost!.problem.state).toMatchObject({ state: won!.body.state, lastSeq: won!.body.seq })
    }
  })
})

describe('a file that is no picture', () => {
  const multipart = (bytes: Buffer, { field = 'file', name = 'a.jpg' } = {}) =>
    Buffer.concat([
      Buffer.from(
        `--xyz\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: image/jpeg\r\n\r\n`,
      ),
      bytes,
      Buffer.from('\r\n--xyz--\r\n'),
    ])
  const flat = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#fff' }, limitInputPixels: false })
  const photo = () => flat(640, 480).jpeg().toBuffer()
  const stored = () => readdirSync(world.files.folder, { recursive: true }).length

  it.each([
    { what: 'a text', status: 400, body: async () => multipart(Buffer.from('这不是照片')) },
    { what: 'nothing', status: 400, body: async () => multipart(Buffer.alloc(0)) },
    {
      what: 'an SVG',
      status: 400,
      body: async () =>
        multipart(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')),
    },
    { what: 'a GIF', status: 400, body: async () => multipart(Buffer.from('R0lGODlhAQABAAAAACw=', 'base64')) },
    {
      what: 'a web page that begins like a JPEG',
      status: 400,
      body: async () => multipart(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('<html>')])),
    },
    { what: 'half a JPEG', status: 400, body: async () => multipart((await photo()).subarray(0, 900)) },
    {
      what: '60 megapixels',
      status: 413,
      body: async () => multipart(await flat(10_000, 6_000).png({ compressionLevel: 9 }).toBuffer()),
    },
    {
      what: '11 MB',
      status: 413,
      body: async () => multipart(Buffer.concat([await photo(), Buffer.alloc(11 * 1024 * 1024)])),
    },
    { what: 'another field', status: 400, body: async () => multipart(await photo(), { field: 'picture' }) },
    { what: 'no file at all', status: 400, body: async () => Buffer.from('--xyz--\r\n') },
    { what: 'JSON', status: 415, type: 'application/xml', body: async () => Buffer.from('<x/>') },
  ])(
    '$what',
    async ({ status, body, type = 'multipart/form-data; boundary=xyz' }) => {
      const payload = await body()
      const [before, kept] = [await digestOf(world), stored()]
      const uploads = commands.filter(({ upload }) => upload)
      expect(uploads.length).toBeGreaterThan(1)
      for (const upload of uploads) {
        const reply = await send({ path: pathOf(upload), payload, type })
        const field = status === 415 || payload.length > 10_000_000 ? null : 'file'
        expect([upload.name, ...faults(reply, { status, field })]).toEqual([upload.name])
      }
      expect([await digestOf(world), stored()]).toEqual([before, kept])
    },
    30_000,
  )

  it('and a picture is taken, else the refusals above would prove nothing', async () => {
    for (const upload of commands.filter((command) => command.upload)) {
      const payload = multipart(await photo())
      const reply = await send({ path: pathOf(upload), payload, type: 'multipart/form-data; boundary=xyz' })
      expect([upload.name, reply.statusCode]).toEqual([upload.name, 200])
    }
  })
})

describe('links and slips', () => {
  const form = { reason: '不修了' }
  let repair: string

  beforeEach(async () => {
    const { units, owners, project } = world
    repair = uuid()
    const home = { unitId: units['1-1-301'], personId: owners.wang.personId }
    const order = { place: 'home', trade: 'water', content: '漏水', keyPoints: '角阀', ...home }
    await anyone.call(cases.act, {
      params: { project, procedure: 'repair', id: repair, action: 'register' },
      body: { form: order },
    })
  })
  const newLink = async () => {
    const params = { project: world.project, procedure: 'repair', id: repair }
    const made = await anyone.call(cases.makeLink, { params, body: { purpose: 'owner' } })
    return { linkId: made.linkId, token: tokenOf(made.url) }
  }
  /** Every door behind a link. */
  const doors = () => api.operations.filter(({ params }) => params.includes('token'))
  const closed = async (token: string, wanted: Parameters<typeof faults>[1]) => {
    const before = await digestOf(world)
    for (const door of doors()) {
      const path = pathOf({ ...door, path: door.path.replace('{token}', token).replace('{sheet}', 'repair-slip') })
      const body = door.method === 'GET' ? {} : { payload: door.upload ? '--x--\r\n' : JSON.stringify({ form }) }
      const type = door.upload ? 'multipart/form-data; boundary=x' : 'application/json'
      const reply = await send({ path, method: door.method, cookie: '', type, ...body })
      expect([door.name, ...faults(reply, wanted)]).toEqual([door.name])
    }
    expect(await digestOf(world)).toBe(before)
  }

  it('a link does once what its bearer clicks twice', async () => {
    const { token } = await newLink()
    const click = { path: `/api/link/${token}/withdraw`, payload: JSON.stringify({ form }), key: uuid(), cookie: '' }
    const answers = [...(await Promise.all([send(click), send(click)])), await send(click)]
    expect(answers.filter(({ statusCode }) => statusCode !== 200 && statusCode !== 409)).toEqual([])
    expect(new Set(answers.filter(({ statusCode }) => statusCode === 200).map(({ body }) => body)).size).toBe(1)
    expect(answers[2]!.json()).toMatchObject({ state: 'cancelled', seq: 2 })
    const reused = await send({ ...click, payload: JSON.stringify({ form: { reason: '别的原因' } }) })
    expect(faults(reused, { status: 422, kind: 'key-reused' })).toEqual([])
    const late = await send({ ...click, key: uuid() })
    expect(faults(late, { status: 409, kind: 'wrong-state' })).toEqual([])
  })

  it('a call is taken once by a double click; its key is not good for another call', async () => {
    const take = commands.find(({ path }) => path.endsWith('/desk/take'))!
    const call = (matterId: string) =>
      JSON.stringify({ matterId, register: { channel: 'phone', content: '漏水' }, next: { as: 'leave' } })
    const click = { path: pathOf(take), payload: call(uuid()), key: uuid() }
    const answers = [...(await Promise.all([send(click), send(click)])), await send(click)]
    expect(answers.filter(({ statusCode }) => statusCode !== 200 && statusCode !== 409)).toEqual([])
    expect(new Set(answers.filter(({ statusCode }) => statusCode === 200).map(({ body }) => body)).size).toBe(1)
    const before = await digestOf(world)
    expect(faults(await send({ ...click, payload: call(uuid()) }), { status: 422, kind: 'key-reused' })).toEqual([])
    expect(await digestOf(world)).toBe(before)
  })

  it('an unknown link is not there, a revoked one and one that ran out are gone', async () => {
    await closed('x'.repeat(43), { status: 404 })
    const revoked = await newLink()
    const params = { project: world.project, procedure: 'repair', id: repair, link: revoked.linkId }
    await anyone.call(cases.revokeLink, { params })
    await closed(revoked.token, { status: 410, kind: 'expired' })
    const old = await newLink()
    world.time.advance(15 * 24 * 3_600_000)
    await closed(old.token, { status: 410, kind: 'expired' })
    const nobody = await world.browser(null)
    expect((await nobody.send(links.page, { params: { token: (await newLink()).token } })).status).toBe(200)
  })

  it('a slip signs in once; used, and when it ran out, it is gone', async () => {
    const nobody = await world.browser(null)
    const print = () => anyone.call(auth.slip, { params: { project: world.project, person: world.owners.ma.personId } })
    const signIn = (url: string) => nobody.send(auth.ownerSignIn, { body: { token: tokenOf(url) } })
    const { url } = await print()
    const both = await Promise.all([signIn(url), signIn(url)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410])
    const before = await digestOf(world)
    expect(faults((await signIn(url)).reply, { status: 410, kind: 'expired' })).toEqual([])
    expect(await digestOf(world)).toBe(before)
    const late = await print()
    world.time.advance(16 * 60_000)
    expect(faults((await signIn(late.url)).reply, { status: 410, kind: 'expired' })).toEqual([])
    expect(faults((await signIn(`#${'x'.repeat(43)}`)).reply, { status: 404 })).toEqual([])
  })
})
