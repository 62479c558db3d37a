import { readdir, readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { cases } from '../src/kernel/case/case.contract.ts'
import { person } from '../src/kernel/person/person.contract.ts'
import { privacy } from '../src/kernel/privacy/privacy.contract.ts'
import { type Browser, type DoorWorld, makeDoorWorld } from './doors.ts'
import { type Api, type Operation, readApi } from './operations.ts'
import { pdfPages } from './pdf.ts'
import { signatureBy } from './signatures.ts'

/**
 * Numbers that stand nowhere else go through a whole life: typed into the file and into every free text, worked on,
 * listed, printed, told, logged, refused. In the clear they may appear where somebody asked for them, and nowhere else.
 */

/** On file, and in free text. */
const canaries = {
  phone: '13912345678',
  contactPhone: '13712345670',
  spokenPhone: '15912349876',
  landline: '0571-87650123',
  idNumber: '11010519491231002X',
  spokenId: '440305199003077895',
  account: '6222021234567890123',
  plate: '粤B8K66Q',
} as const
const words = `回电${canaries.spokenPhone}或${canaries.landline}，证件${canaries.spokenId}，车牌${canaries.plate}`

let world: DoorWorld
let api: Api
let desk: Browser
let director: Browser
let technician: Browser
let owner: Browser
let ids: Record<string, string>
const logged: string[] = []
const printed: string[] = []
const heard: string[] = []
const listening = new AbortController()

beforeAll(async () => {
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, name).mockImplementation((...said) => void printed.push(said.map(String).join(' ')))
  world = await makeDoorWorld({ manualTime: null, log: 'info', logTo: { write: (line) => void logged.push(line) } })
  api = await readApi()
  desk = await world.browser(world.staff.zhou)
  director = await world.browser(world.staff.wei)
  technician = await world.browser(world.staff.li)
  owner = await world.browser(world.owners.wang)
  await listen([desk, director, technician, owner])
  ids = await live()
}, 120_000)
afterAll(async () => {
  listening.abort()
  await world.closeAll()
  vi.restoreAllMocks()
})

/** Hears the live updates of these people on a real port. */
async function listen(browsers: readonly Browser[]): Promise<void> {
  await world.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = world.app.server.address() as AddressInfo
  for (const { cookie } of browsers) {
    const { body } = await fetch(`http://127.0.0.1:${port}/api/events`, {
      headers: { cookie },
      signal: listening.signal,
    })
    void (async () => {
      for await (const chunk of body!) heard.push(Buffer.from(chunk).toString())
    })().catch(() => {})
  }
}

/** The life: put on file, reported, worked on, signed, asked for. Ids by the names of path parameters. */
async function live(): Promise<Record<string, string>> {
  const { project, units, staff, departments } = world
  const personId = world.owners.wang.personId
  const params = { project, person: personId }
  const found: Record<string, string> = { person: personId, unit: units['1-1-301']!, place: world.places.hall }
  const file = async () => {
    const [phone, contact, secret] = [uuid(), uuid(), uuid()]
    await desk.call(person.addPhone, {
      params,
      body: { id: phone, phone: canaries.phone, label: `备用${canaries.spokenPhone}` },
    })
    await desk.call(person.recordIdNumber, { params, body: { idNumber: canaries.idNumber } })
    const relative = { id: contact, name: '王建国', relation: '父亲', phone: canaries.contactPhone }
    await desk.call(person.addContact, { params, body: relative })
    await desk.call(person.addAccount, { params, body: { id: secret, account: canaries.account, label: '退款' } })
    Object.assign(found, { phone, contact, secret })
  }
  const act = async (who: Browser, procedure: string, id: string, action: string, form: object, more: object = {}) =>
    who.call(cases.act, { params: { project, procedure, id, action }, body: { form, ...more } })
  await file()
  const where = { unitId: units['1-1-301'], personId }
  const [matter, repair, contactSlip] = [uuid(), uuid(), uuid()]
  await act(desk, 'matter', matter, 'register', { channel: 'phone', content: `漏水，${words}`, ...where })
  await act(owner, 'matter', matter, 'chase', { words })
  await act(desk, 'matter', matter, 'fillIn', { content: words })
  await act(desk, 'matter', matter, 'sort', { kind: 'repair', reason: words.slice(0, 200) })
  const order = {
    place: 'home',
    trade: 'water',
    content: words,
    keyPoints: words.slice(0, 200),
    parentId: matter,
    ...where,
  }
  await act(desk, 'repair', repair, 'register', order)
  await act(desk, 'repair', repair, 'note', { text: words })
  const slip = {
    kind: 'feedback',
    content: words,
    departmentId: departments.order,
    handlerId: staff.li.accountId,
    ...where,
  }
  await act(desk, 'contact', contactSlip, 'issue', slip)
  await act(
    technician,
    'contact',
    contactSlip,
    'receive',
    { needsSuperior: false },
    {
      signature: signatureBy(`李强${canaries.spokenPhone}`, '经办人'),
    },
  )
  await desk.call(cases.makeLink, {
    params: { project, procedure: 'repair', id: repair },
    body: { purpose: 'contractor', holderName: `外包${canaries.spokenPhone}` },
  })
  const lone = uuid()
  await act(desk, 'matter', lone, 'register', { channel: 'letter', content: words, ...where })
  await act(desk, 'matter', lone, 'sort', { kind: 'feedback', reason: '建议' })
  await act(desk, 'matter', lone, 'answer', { answer: words, way: 'phone' })
  const approval = uuid()
  const asked = { id: approval, kind: 'id-number' as const, reason: 'legal' as const, purpose: words.slice(0, 100) }
  await desk.call(privacy.askApproval, { params, body: asked })
  const request = uuid()
  await desk.call(privacy.ask, { params, body: { id: request, kind: 'export', way: 'counter', note: words } })
  await world.pass(26 * 60)
  return { ...found, matter, repair, slip: contactSlip, approval, request, lone }
}

/** What stands in a text that must not, in the clear or as the bytes of a column. */
function leaksIn(where: string, text: string): string[] {
  return Object.entries(canaries)
    .filter(([, number]) => {
      const bytes = Buffer.from(number)
      const plain = [number, number.replaceAll('-', ''), bytes.toString('hex'), encodeURIComponent(number)]
      return plain.some((form) => text.includes(form))
    })
    .map(
      ([name, number]) =>
        `${where}: ${name} …${text.slice(Math.max(0, text.indexOf(number) - 60), text.indexOf(number) + 20)}`,
    )
}

/** Doors that give the clear number: to whom it is shown is the matter of other tests. */
const revealing = new Set([
  'POST /api/projects/{project}/persons/{person}/reveal',
  'POST /api/projects/{project}/cases/{procedure}/{id}/originals',
  'POST /api/projects/{project}/data-requests/{request}/copy',
  'GET /api/projects/{project}/mine/{person}/data-requests/{request}/copy',
  'GET /api/projects/{project}/mine/{person}/data-requests/{request}/copy/pdf',
])
const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })

/** Every address of a reading door, with the ids of this life. */
function addresses({ path, query }: Operation): string[] {
  const days = new URLSearchParams()
  for (const { name, required, schema } of query)
    if (required)
      days.set(
        name,
        name === 'from' || name === 'to' ? today.format(world.time.now()) : String(schema.enum?.[0] ?? '1'),
      )
  const fill = (more: Record<string, string>) =>
    path
      .replace(/\{(\w+)\}/g, (_, name: string) => more[name] ?? ids[name] ?? uuid())
      .replace(/$/, days.size > 0 ? `?${days}` : '')
  const project = String(world.project)
  if (path.includes('{register}'))
    return ['info-feedback-register', 'owner-repair-register'].map((register) => fill({ project, register }))
  if (!path.includes('{procedure}')) return [fill({ project })]
  const things: [string, string, string][] = [
    ['matter', ids.matter!, ''],
    ['matter', ids.lone!, ''],
    ['repair', ids.repair!, 'repair-slip'],
    ['contact', ids.slip!, 'work-contact-slip'],
  ]
  return things.map(([procedure, id, sheet]) => fill({ project, procedure, id, sheet }))
}

async function crawl(who: Browser): Promise<{ url: string; status: number; text: string }[]> {
  const pages: { url: string; status: number; text: string }[] = []
  for (const operation of api.operations) {
    if (operation.method !== 'GET' || operation.path === '/api/events' || revealing.has(operation.name)) continue
    for (const url of addresses(operation)) {
      const reply = await world.app.inject({ method: 'GET', url, headers: { cookie: who.cookie } })
      const isPdf = reply.headers['content-type'] === 'application/pdf'
      const text = isPdf ? (await pdfPages(reply.rawPayload)).join('\n') : reply.body
      pages.push({ url, status: reply.statusCode, text: `${text}${JSON.stringify(reply.headers)}` })
    }
  }
  return pages
}

describe('personal numbers appear in the clear nowhere', () => {
  it('in no list, page, notice, register, export, sheet or PDF of any reader', async () => {
    let read = 0
    for (const who of [desk, director, technician, owner, await world.browser(world.owners.wangWife)]) {
      const pages = await crawl(who)
      expect(pages.flatMap(({ url, text }) => leaksIn(url, text))).toEqual([])
      expect(pages.filter(({ status }) => status >= 500)).toEqual([])
      read += pages.filter(({ status, text }) => status === 200 && text.includes('159****9876')).length
    }
    expect(read, 'pages that show it masked: else nothing was looked at').toBeGreaterThan(20)
  }, 120_000)

  it('in no answer to a search, and the search finds by them', async () => {
    const find = api.operations.find(({ path }) => path.endsWith('/search'))!
    const url = `/api/projects/${world.project}/search`
    for (const q of [canaries.phone, canaries.phone.slice(-4), canaries.idNumber, words.slice(0, 60)]) {
      const headers = { cookie: desk.cookie }
      const reply =
        find.method === 'POST'
          ? await world.app.inject({ method: 'POST', url, headers, payload: { q } })
          : await world.app.inject({ method: 'GET', url: `${url}?q=${encodeURIComponent(q)}`, headers })
      expect(reply.statusCode).toBeLessThan(500)
      expect(leaksIn(`search ${q}`, reply.body)).toEqual([])
      if (q === canaries.phone) expect(reply.body).toContain(ids.person)
    }
  })

  it('in no refusal that quotes what was typed, at any door', async () => {
    const found: string[] = []
    let refused = 0
    for (const operation of api.operations) {
      if (revealing.has(operation.name) || operation.body === null) continue
      for (const number of [canaries.phone, canaries.spokenId]) {
        const spoilt = spoil(
          api.sample(operation.body, () => ids.person!),
          number,
        )
        const url = addresses(operation)[0]!
        const headers = { cookie: desk.cookie, ...(operation.keyed ? { 'idempotency-key': uuid() } : {}) }
        const reply = await world.app.inject({ method: operation.method, url, headers, payload: spoilt as object })
        if (reply.statusCode >= 500) found.push(`${operation.name} ${reply.statusCode}`)
        if (reply.statusCode >= 400) refused++
        found.push(...leaksIn(operation.name, reply.body))
      }
    }
    expect(found).toEqual([])
    expect(refused).toBeGreaterThan(60)
  }, 60_000)

  it('in no address: no door takes such a number in its path or query', () => {
    const taking = api.operations.flatMap(({ name, query, params }) =>
      [...params, ...query.map((one) => one.name)]
        .filter((word) => /^(q|phone|idNumber|plate|caller|account)$/.test(word))
        .map((word) => `${name} ${word}`),
    )
    // These take an id, a number of a case or a piece of a unit's code.
    expect(taking.filter((one) => !/\{(phone|account)\}|\/cases q$|\/units q$|\/places q$/.test(one))).toEqual([])
  })

  it('in no log line when a telephone system opens the desk with the number in the query', async () => {
    const before = logged.length
    for (const path of ['/desk', '/api/none', '/%'])
      await world.app.inject({ method: 'GET', url: `${path}?caller=${canaries.phone}` })
    expect(logged.length).toBeGreaterThan(before)
    expect(leaksIn('log', logged.slice(before).join(''))).toEqual([])
  })

  it('in no live update, log line or line on the console', async () => {
    expect(heard.join('')).toContain('data: ')
    expect(leaksIn('live', heard.join(''))).toEqual([])
    expect(logged.length).toBeGreaterThan(100)
    expect(leaksIn('log', logged.join(''))).toEqual([])
    expect(leaksIn('console', printed.join('\n'))).toEqual([])
  })

  it('in no row of the database, as text or as bytes, and in no file', async () => {
    const tables = await world.database.asOwner<{ name: string }>(
      `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
    )
    expect(tables.length).toBeGreaterThan(40)
    for (const { name } of tables) {
      const rows = await world.database.asOwner<{ line: string }>(`select t::text as line from "${name}" t`)
      expect(leaksIn(name, rows.map(({ line }) => line).join('\n'))).toEqual([])
    }
    for (const entry of await readdir(world.files.folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        expect(leaksIn(entry.name, (await readFile(join(entry.parentPath, entry.name))).toString('latin1'))).toEqual([])
  })
})

describe('what was asked for is shown', () => {
  it('each time with its row in the log, and the owner sees them all', async () => {
    const rows = async () =>
      Number((await world.database.asOwner<{ many: string }>('select count(*) as many from reveal'))[0]!.many)
    const before = await rows()
    const params = { project: world.project, person: ids.person! }
    const ofMatter = { project: world.project, procedure: 'matter', id: ids.matter! }
    let looks = 0
    for (let turn = 0; turn < 5; turn++) {
      const phone = await technician.call(person.reveal, {
        params,
        body: { kind: 'phone', purpose: '约时间', caseId: ids.repair! },
      })
      expect(phone.value).toBe(canaries.phone)
      const contact = await desk.call(person.reveal, { params, body: { kind: 'emergency-contact', purpose: '急事' } })
      expect(contact.value).toBe(canaries.contactPhone)
      const said = await desk.call(privacy.revealText, {
        params: ofMatter,
        body: { seq: 1, field: 'content', purpose: '回电' },
      })
      expect(said.value).toContain(canaries.spokenPhone)
      expect(said.value).not.toContain(canaries.spokenId)
      looks += 3
    }
    // Refused looks show nothing and leave nothing.
    expect((await desk.send(person.reveal, { params, body: { kind: 'id-number', purpose: '核对' } })).status).toBe(403)
    expect(await rows()).toBe(before + looks)
    const { reveals } = await owner.call(person.ownerReveals, {})
    expect(reveals).toHaveLength(before + looks)
  })
})

describe('a planted leak is caught', () => {
  it.each([
    ['a column in the clear', `update person_phone set label = '${canaries.phone}'`, 'person_phone'],
    [
      'the bytes of a number without their seal',
      `update person set id_number_sealed = '${canaries.idNumber}'::bytea`,
      'person',
    ],
    ['free text past the mask', `update case_text set body = jsonb_build_object('content', '${words}')`, 'case_text'],
    ['a title', `update cases set title = '${words}'`, 'cases'],
  ])('%s', async (_what, plant, table) => {
    const rows = await world.database.asOwner<{ line: string }>(
      `with planted as (${plant} returning *) select planted::text as line from planted`,
    )
    expect(leaksIn(table, rows.map(({ line }) => line).join('\n'))).not.toEqual([])
  })
})

/** The same body with the number in every text of it, and in a field that nobody asked for. */
function spoil(value: unknown, number: string): unknown {
  if (typeof value === 'string') return /^[0-9a-f-]{36}$/.test(value) ? value : number
  if (Array.isArray(value)) return value.map((one) => spoil(one, number))
  if (value === null || typeof value !== 'object') return value
  return {
    ...Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spoil(inner, number)])),
    [number]: number,
  }
}
