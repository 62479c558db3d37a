import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { cases } from '../case/case.contract.ts'
import { inProject, readProjects } from '../db/db.ts'
import { person } from '../person/person.contract.ts'
import { vehicle } from '../vehicle/vehicle.contract.ts'
import { type SearchHit, search } from './search.contract.ts'

let world: DoorWorld
let desk: Browser
let project: number

beforeAll(async () => {
  world = await makeDoorWorld()
  desk = await world.browser(world.staff.zhou)
  project = world.project
}, 60_000)
afterAll(() => world.closeAll())

const find = async (q: string, kind?: SearchHit['kind']) =>
  (await desk.call(search.find, { params: { project }, body: { q, ...(kind ? { kind } : {}) } })).hits
const titles = async (q: string, kind: SearchHit['kind']) =>
  (await find(q)).filter((hit) => hit.kind === kind).map(({ title }) => title)

async function newPerson(name: string, phone?: string, unit = '2-1-301'): Promise<string> {
  const id = uuid()
  const residence = { unitId: world.units[unit]!, relation: 'tenant' as const, fromOn: '2026-01-01' }
  await desk.call(person.add, {
    params: { project },
    body: { id, name, residence, ...(phone === undefined ? {} : { phone }) },
  })
  return id
}

describe('residents', () => {
  it('are found by any piece of the name, initials, full pinyin, whole phone and its last four digits', async () => {
    const id = await newPerson('欧阳明珠', '13577778821')
    const names = ['欧', '欧阳', '明珠', '阳明', '珠', '欧阳明珠', ' 欧阳 明珠 ']
    const latin = ['oymz', 'ymz', 'MZ', 'oy', 'ｏｙｍｚ', 'ouyang', 'OuYangMing', 'ouyangmingzhu', 'ou yang']
    const phones = ['13577778821', '135 7777 8821', '+86 135-7777-8821', '１３５７７７７８８２１', '8821', '８８２１']
    for (const q of [...names, ...latin, ...phones])
      expect([q, (await find(q)).filter(({ kind }) => kind === 'person').map((hit) => hit.id)]).toEqual([
        q,
        expect.arrayContaining([id]),
      ])
    for (const q of ['阳珠', '777788', '882', '3577778821', 'oyzm', 'ouyangz', '欧阳明珠珠'])
      expect([q, (await find(q)).filter((hit) => hit.id === id)]).toEqual([q, []])
    const [hit] = await find('欧阳明珠')
    expect(hit).toMatchObject({ title: '欧阳明珠', subtitle: '2-1-301', unitId: world.units['2-1-301'] })
  })

  it('whose names are written in traditional, rare, foreign or composed characters are found by these and by simpler ones', async () => {
    const made: Record<string, string> = {}
    for (const name of ['張曉偉', '𠮷田龍', '阿卜杜拉·买买提', 'John Smith', '吕布', '㐂乐'])
      made[name] = await newPerson(name)
    for (const [q, name] of [
      ...['张晓伟', '張曉偉', '晓伟', '曉', 'zxw', 'zhangxiao'].map((q) => [q, '張曉偉']),
      ...['𠮷', '𠮷田', '田龙'].map((q) => [q, '𠮷田龍']),
      ...['阿卜杜拉', '拉买', '阿卜杜拉·买买提', 'abdl'].map((q) => [q, '阿卜杜拉·买买提']),
      ...['john', 'SMITH', 'John Smith', 'ohn s', 'smi'].map((q) => [q, 'John Smith']),
      ...['吕布', '呂布', 'lb', 'lvbu'].map((q) => [q, '吕布']),
      ...['㐂', '㐂樂'].map((q) => [q, '㐂乐']),
    ] as [string, string][])
      expect([q, (await find(q, 'person')).map((hit) => hit.id)]).toEqual([q, expect.arrayContaining([made[name]])])
  })

  it('of exactly this name stand before those that begin so, and these before those that hold it inside', async () => {
    for (const name of ['万小方', '方小', '方小万']) await newPerson(name)
    expect((await titles('方小', 'person')).slice(0, 2)).toEqual(['方小', '方小万'])
    expect((await titles('方', 'person')).at(-1)).toBe('万小方')
  })

  it('follow a changed name', async () => {
    const id = await newPerson('张三丰')
    await desk.call(person.rename, { params: { project, person: id }, body: { name: '李思源' } })
    expect((await find('张三丰')).filter((hit) => hit.id === id)).toEqual([])
    for (const q of ['lsy', 'lisiyuan', '李思', '思源']) expect((await find(q)).map((hit) => hit.id)).toContain(id)
  })

  it('who were erased are not found', async () => {
    const id = await newPerson('司徒无痕', '13577770009')
    await inProject(world.engine.db, project, (tx) =>
      sql`update person set erased_at = now() where project_id = ${project} and id = ${id}`.execute(tx),
    )
    for (const q of ['司徒', '无痕', 'stwh', 'situ', '0009'])
      expect((await find(q)).map((hit) => hit.id)).not.toContain(id)
  })
})

describe('units', () => {
  it.each([
    ...[
      '1-1-301',
      '1栋1单元301',
      '1栋1单元301室',
      '1号楼1单元301',
      '一幢一单元301房',
      '1#1-301',
      '１－１－３０１',
      '1 1 301',
      '1—1—301',
      '1.1.301',
    ],
    '1幢 1单元 301 室',
  ])('written as %s', async (q) => {
    expect((await titles(q, 'unit'))[0]).toBe('1-1-301')
  })

  it('by building and room, by room, by the beginning while it is typed; the nearest first', async () => {
    expect((await titles('2-301', 'unit'))[0]).toBe('2-1-301')
    expect((await titles('2栋301', 'unit'))[0]).toBe('2-1-301')
    expect((await titles('301', 'unit')).sort()).toEqual(['1-1-301', '2-1-301'])
    expect(await titles('2-1', 'unit')).toEqual(['2-1-101', '2-1-102', '2-1-301', '2-1-302'])
    expect(await titles('2栋', 'unit')).toEqual(['2-1-101', '2-1-102', '2-1-301', '2-1-302'])
    expect(await titles('1-30', 'unit')).toEqual(expect.arrayContaining(['1-1-301', '2-1-302']))
    expect(await titles('1-1-3', 'unit')).toEqual(['1-1-301', '1-1-302'])
    const [hit] = await find('1-1-301')
    expect(hit).toMatchObject({ kind: 'unit', subtitle: '王小明、林芳', unitId: world.units['1-1-301'] })
  })

  it('that are shops and parking spaces', async () => {
    const zone = uuid()
    await inProject(world.engine.db, project, async (tx) => {
      await sql`insert into zone (project_id, id, name) values (${project}, ${zone}, '商业区')`.execute(tx)
      for (const [kind, code] of [
        ['shop', '商铺-08'],
        ['parking', '车位-A012'],
      ] as const)
        await sql`insert into unit (project_id, id, kind, zone_id, code) values (${project}, ${uuid()}, ${kind}, ${zone}, ${code})`.execute(
          tx,
        )
    })
    for (const q of ['商铺08', '商铺-08', '商铺']) expect([q, (await titles(q, 'unit'))[0]]).toEqual([q, '商铺-08'])
    for (const q of ['车位A012', 'a012', '车位-a012', '012'])
      expect([q, (await titles(q, 'unit'))[0]]).toEqual([q, '车位-A012'])
  })
})

describe('vehicles', () => {
  it('by plate as people write it, without the province, by the end; never shown whole', async () => {
    const id = await newPerson('车行天')
    const params = { project, person: id }
    const added = await desk.call(vehicle.add, {
      params,
      body: { id: uuid(), plate: '沪a·8F821', unitId: world.units['1-1-302']! },
    })
    await desk.call(vehicle.add, { params, body: { id: uuid(), plate: '沪AD12345' } })
    expect(added.masked).toBe('沪A***21')
    for (const q of ['沪A8F821', '沪a 8f821', '沪A·8F821', '沪Ａ８Ｆ８２１', 'A8F821', '8F821', 'f821']) {
      const hits = await find(q, 'vehicle')
      expect([q, hits]).toEqual([
        q,
        [
          {
            kind: 'vehicle',
            id,
            title: '沪A***21',
            subtitle: '车行天 · 1-1-302',
            procedure: null,
            unitId: world.units['1-1-302'],
          },
        ],
      ])
    }
    expect((await titles('D12345', 'vehicle'))[0]).toBe('沪A****45')
    for (const q of ['B8F821', '沪A8F8', '821', '沪B8F821']) expect([q, await find(q, 'vehicle')]).toEqual([q, []])
    const { vehicles } = await desk.call(vehicle.list, { params })
    expect(vehicles.map(({ masked, unit }) => [masked, unit?.code ?? null])).toEqual([
      ['沪A***21', '1-1-302'],
      ['沪A****45', null],
    ])
    const dump = await world.database.asOwner<{ text: string }>('select v::text as text from vehicle v')
    expect(dump.map(({ text }) => text).join()).not.toMatch(/8F821|12345/)
  })

  it('are put on file once, removed again, and refuse what is no plate', async () => {
    const params = { project, person: await newPerson('陆路通') }
    const body = { id: uuid(), plate: '京A12345警' }
    const refused = await desk.send(vehicle.add, { params, body: { ...body, plate: '12345' } })
    expect([refused.status, refused.problem.fields[0].field]).toEqual([400, 'plate'])
    const wrong = await desk.send(vehicle.add, { params, body: { id: uuid(), plate: '京A1234警', unitId: uuid() } })
    expect([wrong.status, wrong.problem.fields[0].field]).toEqual([400, 'unitId'])
    const good = { id: uuid(), plate: '京A1234警' }
    for (const id of [good.id, good.id, uuid()]) await desk.call(vehicle.add, { params, body: { ...good, id } })
    expect((await desk.call(vehicle.list, { params })).vehicles).toHaveLength(1)
    expect(await titles('234警', 'vehicle')).toEqual(['京A***4警'])
    const technician = await world.browser(world.staff.li)
    expect((await technician.send(vehicle.add, { params, body: good })).status).toBe(403)
    await desk.call(vehicle.drop, { params: { ...params, vehicle: good.id } })
    expect((await desk.send(vehicle.drop, { params: { ...params, vehicle: good.id } })).status).toBe(404)
    expect(await find('234警', 'vehicle')).toEqual([])
  })
})

describe('places and cases', () => {
  it('places by a piece of name or code', async () => {
    for (const q of ['大堂', '堂', '1栋大', 'p-01', 'P-01', '1 栋大堂'])
      expect([q, await titles(q, 'place')]).toEqual([q, ['1栋大堂']])
    expect(await titles('大栋', 'place')).toEqual([])
  })

  it('cases by number, head, day and count, and the tail of the last month', async () => {
    const id = uuid()
    const form = {
      place: 'home',
      trade: 'water',
      content: '水龙头滴水',
      keyPoints: '厨房',
      unitId: world.units['2-1-301'],
    }
    const params = { project, procedure: 'repair', id, action: 'register' }
    const { number } = await desk.call(cases.act, { params, body: { form } })
    const [, date = '', tail = ''] = number.split('-')
    const written = [
      number,
      `BX-${date}`,
      number.toLowerCase(),
      'ｂｘ－',
      tail,
      String(Number(tail)),
      `${date}-${tail}`,
      `${date.slice(4)}-${tail}`,
    ]
    for (const q of written)
      expect([q, (await find(q)).map((hit) => hit.id)]).toEqual([q, expect.arrayContaining([id])])
    for (const q of [`2025${date.slice(4)}-${tail}`, 'BX-2025']) expect([q, await find(q, 'case')]).toEqual([q, []])
  })
})

describe('the answer', () => {
  it('holds nothing of another estate, also for who calls the functions with another one', async () => {
    const id = await newPerson('夏侯惇', '13577770003')
    await desk.call(vehicle.add, { params: { project, person: id }, body: { id: uuid(), plate: '沪C7X7X7' } })
    const stranger = await world.browser(world.stranger)
    for (const q of [
      '夏侯',
      '侯',
      'xhd',
      'xiahou',
      '13577770003',
      '0003',
      '1-1-301',
      '301',
      '大堂',
      '沪C7X7X7',
      'X7X7',
    ]) {
      expect((await find(q)).length, q).toBeGreaterThan(0)
      const other = await stranger.call(search.find, { params: { project: world.otherProject }, body: { q } })
      expect([q, other.hits]).toEqual([q, []])
      expect((await stranger.send(search.find, { params: { project }, body: { q } })).status).toBe(404)
    }
    const found = await readProjects(world.engine.db, [world.otherProject], async (tx) => {
      const { rows } = await sql`
        select person_id from search_person_heads(${project}, '夏侯', false, 10)
        union all select person_id from search_person_tokens(${project}, array['夏侯'], null, 10)
        union all select unit_id from search_units(${project}, array['1-1-301'], '1', '301', 10)
        union all select place_id from search_places(${project}, '大堂', 10)`.execute(tx)
      return rows
    })
    expect(found).toEqual([])
  })

  it('tells that there are more, and asks for more letters', async () => {
    for (let nth = 0; nth < 17; nth++) await newPerson(`尉迟${'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午'[nth]}`)
    const { hits, more } = await desk.call(search.find, { params: { project }, body: { q: '尉迟' } })
    expect([hits.length, more]).toEqual([15, true])
    expect(await desk.call(search.find, { params: { project }, body: { q: '尉迟午' } })).toMatchObject({ more: false })
  })

  it('takes wildcards, quotes and odd signs for what they are', async () => {
    const odd = ['%', '_', "'", "';--", '\\', '*', '--', '-', '{}', '~', '🏠', '㊙️', '\u202e']
    for (const q of odd) expect([q, await find(q, 'person')]).toEqual([q, []])
    // Signs between the characters of a name count for nothing; they stand for no character.
    for (const q of ['王_明', '王%明', '王*明', '~wxm%', '7/王'])
      expect([q, await titles(q, 'person')]).toEqual([q, q === '~wxm%' ? ['王小明'] : []])
    expect(await titles('王%小 明', 'person')).toEqual(['王小明'])
    for (const q of ['1-%-301', '栋', '室', '单元']) expect([q, await titles(q, 'unit')]).toEqual([q, []])
    for (const q of ['王'.repeat(200), 'w'.repeat(200), '1'.repeat(200), `${'1-'.repeat(99)}1`, '一'.repeat(200)])
      expect(await find(q)).toEqual([])
  })

  it.each([
    ['nothing', { q: '  ' }],
    ['NUL', { q: '王\u0000' }],
    ['a lone surrogate', { q: '王\ud83d' }],
    ['10,000 characters', { q: '王'.repeat(10_000) }],
    ['a number', { q: 301 }],
    ['no words', {}],
    ['another kind', { q: '王', kind: 'account' }],
    ['a surplus field', { q: '王', projectId: 2 }],
  ])('refuses %s with 400', async (_, body) => {
    const { status, problem } = await desk.send(search.find, { params: { project }, body: body as { q: string } })
    expect([status, problem.kind]).toEqual([400, 'bad-form'])
    expect(problem.title).toMatch(/\p{Script=Han}/u)
  })
})
