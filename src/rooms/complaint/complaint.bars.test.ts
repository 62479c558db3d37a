import { readFileSync } from 'node:fs'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tellComplaints } from '../../../test/complaints.ts'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { cases } from '../../kernel/case/case.contract.ts'
import { notices } from '../../kernel/notice/notice.contract.ts'

/** A complaint about the guard 沈涛: he asks for everything he can ask for and is shown nothing of it (CMP-06). */
let w: DoorWorld
let accused: Browser
let desk: Browser
let matterId: string
let complaintId: string
let numbers: string[]
const WORDS = '岗亭里打游戏'

beforeAll(async () => {
  w = await makeDoorWorld()
  accused = await w.browser(w.staff.shen)
  desk = await w.browser(w.staff.zhou)
  const say = tellComplaints(w)
  matterId = uuid()
  const flat = { unitId: w.units['1-1-301'], personId: w.owners.wang.personId }
  const heard = { channel: 'phone', content: `门岗${WORDS}`, ...flat }
  await w.act(w.staff.shen, 'matter', matterId, 'register', heard)
  await w.act(w.staff.zhou, 'matter', matterId, 'sort', { kind: 'complaint' })
  const it = await say.complained({ content: `门岗${WORDS}`, parentId: matterId })
  complaintId = it.caseId
  numbers = [(await it.case()).number, (await w.read('matter', matterId)).of.number]
  const seen = await accused.call(cases.list, { params: { project: w.project } })
  expect(JSON.stringify(seen)).toContain(WORDS)
  await it.do(w.staff.chen, 'nameAccused', { accusedId: w.staff.shen.accountId })
  await w.act(w.staff.zhou, 'complaint', complaintId, 'note', { text: `补充：${WORDS}` })
})
afterAll(() => w.closeAll())

/** Every reading route of the document, with the ids of this story where they fit. */
function askable(): string[] {
  const document = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8')) as {
    paths: Record<string, Record<string, unknown>>
  }
  const known: Record<string, string> = {
    project: String(w.project),
    unit: w.units['1-1-301']!,
    place: w.places.hall,
    person: w.owners.wang.personId,
  }
  const fill = (path: string, of: { procedure: string; id: string }) =>
    path.replace(/\{(\w+)\}/g, (whole, name: string) => known[name] ?? (of as Record<string, string>)[name] ?? whole)
  return Object.entries(document.paths)
    .filter(([path, methods]) => 'get' in methods && path.startsWith('/api/') && !path.includes('/events'))
    .flatMap(([path]) => [
      fill(path, { procedure: 'complaint', id: complaintId }),
      fill(path, { procedure: 'matter', id: matterId }),
    ])
    .filter((path) => !path.includes('{'))
}

async function ask(who: Browser, url: string): Promise<string> {
  const reply = await w.app.inject({ method: 'GET', url, headers: { cookie: who.cookie, host: '127.0.0.1' } })
  return reply.body
}

it('CMP-06 the accused finds neither the complaint nor the matter above it by any reading route', async () => {
  const urls = [...new Set(askable())]
  const searches = [...numbers, '沈涛', '1-1-301', '门岗'].map(
    (q) => `/api/projects/${w.project}/search?q=${encodeURIComponent(q)}`,
  )
  let shownToDesk = 0
  for (const url of [...urls, ...searches, `/api/projects/${w.project}/cases?q=${numbers[0]}`]) {
    const signs = [WORDS, ...numbers]
    // The address itself may be quoted back; what lies behind it may not.
    const body = (await ask(accused, url)).replaceAll(complaintId, '').replaceAll(matterId, '')
    expect(
      signs.filter((sign) => body.includes(sign)),
      url,
    ).toEqual([])
    if (signs.some((sign) => !url.includes(encodeURIComponent(sign)))) {
      const shown = await ask(desk, url)
      if (signs.some((sign) => shown.includes(sign))) shownToDesk++
    }
  }
  expect(urls.length).toBeGreaterThan(20)
  expect(shownToDesk).toBeGreaterThan(5)
})

it('CMP-06 both answer him like a case that does not exist, also when he acts', async () => {
  const at = (procedure: string, id: string) => ({ params: { project: w.project, procedure, id } })
  for (const [procedure, id] of [
    ['complaint', complaintId],
    ['matter', matterId],
  ] as const) {
    const page = await accused.send(cases.page, at(procedure, id))
    const nothing = await accused.send(cases.page, at(procedure, uuid()))
    expect(page.status).toBe(404)
    expect(page.problem.detail).toEqual(nothing.problem.detail)
    const act = { params: { ...at(procedure, id).params, action: 'note' }, body: { form: { text: '是我' } } }
    expect((await accused.send(cases.act, act)).status).toBe(404)
    expect((await desk.send(cases.page, at(procedure, id))).status).toBe(200)
  }
})

it('CMP-06 what he was told before is gone from his inbox, and he is told nothing more', async () => {
  await w.act(w.staff.zhou, 'matter', matterId, 'chase', { words: '还没人来' })
  await w.pass(24 * 60)
  expect(await w.notices(w.staff.shen.accountId)).toEqual([])
  const shown = await accused.call(notices.list, {})
  expect(JSON.stringify(shown)).not.toContain(WORDS)
})

it('CMP-06 work opened later under the same matter is hidden from him as well', async () => {
  const id = uuid()
  await w.act(w.staff.zhou, 'contact', id, 'issue', {
    kind: 'complaint',
    content: `请核实${WORDS}`,
    departmentId: w.departments.order,
    handlerId: w.staff.chen.accountId,
    parentId: matterId,
  })
  const page = (who: Browser) => who.send(cases.page, { params: { project: w.project, procedure: 'contact', id } })
  expect([(await page(accused)).status, (await page(desk)).status]).toEqual([404, 200])
})

describe('CMP-06 several owners complain of him, and one complaint handles all of it', () => {
  const say = () => tellComplaints(w)
  const another = async (content: string) => {
    const id = uuid()
    const flat = { unitId: w.units['1-1-302'], personId: undefined }
    await w.act(w.staff.shen, 'matter', id, 'register', { channel: 'phone', content, ...flat })
    await w.act(w.staff.zhou, 'matter', id, 'sort', { kind: 'complaint' })
    return id
  }
  const joined = async (content: string, headId: string) => {
    const id = await another(content)
    await w.act(w.staff.zhou, 'matter', id, 'join', { headId })
    return id
  }
  const found = async (id: string) => {
    const params = { project: w.project, procedure: 'matter', id }
    const { rows } = await accused.call(cases.list, { params: { project: w.project }, query: { limit: 100 } })
    return [(await accused.send(cases.page, { params })).status, rows.some((row) => row.id === id)]
  }
  const nothing = [404, false]

  it('CMP-06 he finds none of the matters that join it, before and after he is named', async () => {
    const origin = await another('门岗凶人')
    const head = await say().complained({ content: '门岗凶人', parentId: origin })
    const early = await joined('门口保安骂人', head.caseId)
    await w.act(w.staff.zhou, 'matter', early, 'chase', { words: '有人管吗' })
    expect(await found(early)).toEqual([200, true])
    expect(await w.told(w.staff.shen, early)).not.toEqual([])
    await head.do(w.staff.chen, 'nameAccused', { accusedId: w.staff.shen.accountId })
    const late = await joined('大门保安态度差', head.caseId)
    for (const id of [origin, early, late]) {
      expect(await found(id)).toEqual(nothing)
      expect(await w.told(w.staff.shen, id)).toEqual([])
    }
  })

  it('CMP-06 nor those that work beside the complaint handles together', async () => {
    const origin = await another('门岗抽烟')
    const slip = uuid()
    await w.act(w.staff.zhou, 'contact', slip, 'issue', {
      kind: 'complaint',
      content: '请查门岗抽烟',
      departmentId: w.departments.order,
      handlerId: w.staff.chen.accountId,
      parentId: origin,
    })
    const member = await joined('保安在岗亭抽烟', slip)
    await say().complained({ content: '门岗抽烟', parentId: origin, accusedId: w.staff.shen.accountId })
    expect(await found(member)).toEqual(nothing)
  })
})

it('CMP-06 what was said in the interviews only those read who have to judge it', async () => {
  const it = tellComplaints(w).of(complaintId)
  await tellComplaints(w).classified(it)
  await tellComplaints(w).issued(it)
  const at = (minutes: number) => new Date(w.time.now().getTime() + minutes * 60_000).toISOString()
  await it.do(w.staff.chen, 'askComplainant', { startedAt: at(-20), endedAt: at(-10), words: '他说的原话' })
  const page = async (who: Browser) =>
    JSON.stringify(
      await who.call(cases.page, { params: { project: w.project, procedure: 'complaint', id: complaintId } }),
    )
  expect(await page(await w.browser(w.staff.jiang))).toContain('他说的原话')
  for (const who of [w.staff.zhou, w.staff.li]) expect(await page(await w.browser(who))).not.toContain('他说的原话')
})
