import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { inProject, readProjects } from '../db/db.ts'
import { readSheet } from '../excel/read.ts'
import { writeWorkbook } from '../excel/write.ts'
import { openField } from '../person/vault.ts'
import type { ImportKind, Outcome } from './kind.ts'
import { buildings } from './kinds/buildings.ts'
import { people } from './kinds/people.ts'
import { relations } from './kinds/relations.ts'
import { staff } from './kinds/staff.ts'
import { parking, units } from './kinds/units.ts'
import { workbooks } from './kinds/workbooks.ts'
import { dropForgottenAll, findRun, listTroubles } from './run.store.ts'
import { applyImport, beginImport, checkFile } from './run.ts'
import { templateWorkbook } from './sheets.ts'

let w: World

beforeAll(async () => {
  w = await makeWorld()
})

afterAll(() => w.close())

type Row = readonly (string | number | null)[]

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** A workbook as somebody fills in the template; `headings` are all columns of the kind unless given. */
const filled = (kind: ImportKind, rows: readonly Row[], headings = kind.template!.columns.map(({ title }) => title)) =>
  bytesOf(writeWorkbook([{ name: kind.title, columns: headings.map((title) => ({ title })), rows }]))

async function check(kind: ImportKind, bytes: Buffer) {
  const at = { projectId: w.project }
  const importId = await beginImport(w.engine, kind, {
    ...at,
    bytes,
    name: 'test.xlsx',
    accountId: w.staff.jiang.accountId,
  })
  await checkFile(w.engine, kind, { ...at, importId, bytes })
  const { rows } = await readProjects(w.engine.db, [w.project], (tx) =>
    listTroubles(tx, w.project, importId, { limit: 100 }),
  )
  return { importId, troubles: rows.map(({ row, column, wrong }) => [row, column, wrong]) }
}

const apply = (kind: ImportKind, importId: string): Promise<Outcome> =>
  applyImport(w.engine, kind, { projectId: w.project, importId, actor: w.staff.jiang })

/** Checks and applies a good file. */
async function load(kind: ImportKind, rows: readonly Row[]): Promise<Outcome> {
  const { importId, troubles } = await check(kind, await filled(kind, rows))
  expect(troubles).toEqual([])
  return apply(kind, importId)
}

async function ask<T>(query: ReturnType<typeof sql<T>>): Promise<T[]> {
  return (await readProjects(w.engine.db, [w.project], (tx) => query.execute(tx))).rows
}

const counts = ({ added, changed, unchanged }: Outcome) => ({ added, changed, unchanged })

describe('workbooks of an estate', () => {
  it('fill an estate from its buildings to its residents, and change nothing when they come again', async () => {
    const houses: [ImportKind, Row[]][] = [
      [
        buildings,
        [
          ['8', '８栋', '东区', '1、2'],
          ['9', null, '东区', '1'],
        ],
      ],
      [
        units,
        [
          ['8-1-101', '住宅', '8', '1', null, 1, '89.50', '2024-06-30', 45_838],
          ['8-2-101', '住宅', '8', '2', null, '1', 126.8, '2024年6月30日', '2026/6/30'],
          ['商铺-99', '商铺', null, null, '东区', 1, '42', null, null],
        ],
      ],
      [parking, [['A900', '东区', -1, '12.7', null, null]]],
      [
        people,
        [
          ['Y0001', '郑重', '139 0000 1001', '0571-88886666', '11010519491231002X'],
          ['Y0002', '郑小', '13900001002', null, null],
          [null, '钱多', '13900001003', null, null],
        ],
      ],
      [
        relations,
        [
          ['8-1-101', 'Y0001', '郑重', null, '业主', '2024-07-01', null],
          ['8-1-101', 'Y0002', '郑小', null, '家属', '2024-07-01', null],
          ['车位-A900', null, '钱多', '13900001003', '业主', '2024-07-01', null],
        ],
      ],
      [staff, [['newcomer', '秦新', '客户服务部', '前台接待', '客户接待员', '8801', '水电、弱电']]],
    ]
    for (const [kind, rows] of houses) {
      expect(counts(await load(kind, rows)), `${kind.name} first`).toEqual({
        added: rows.length,
        changed: 0,
        unchanged: 0,
      })
      expect(counts(await load(kind, rows)), `${kind.name} again`).toEqual({
        added: 0,
        changed: 0,
        unchanged: rows.length,
      })
    }
    const [flat] = await ask(sql<Record<string, unknown>>`
      select u.kind, u.floor, u.area_sqm, u.handed_over_on, u.warranty_until, b.name, e.code as entrance
      from unit u join building b on b.project_id = u.project_id and b.id = u.building_id
      join entrance e on e.project_id = u.project_id and e.id = u.entrance_id
      where u.project_id = ${w.project} and u.code = '8-1-101'`)
    expect(flat).toEqual({
      kind: 'flat',
      floor: 1,
      areaSqm: '89.50',
      handedOverOn: '2024-06-30',
      warrantyUntil: '2025-06-30',
      name: '８栋',
      entrance: '1',
    })
  })

  it('takes new rows and known ones together: units that differ are changed, empty cells change nothing', async () => {
    await load(units, [
      ['8-1-201', '住宅', '8', '1', null, 2, '89.50', null, null],
      ['8-1-202', '住宅', '8', '1', null, 2, '89.50', null, null],
    ])
    const outcome = await load(units, [
      ['8-1-201', '住宅', '8', null, null, null, '90', '2024-06-30', null],
      ['8-1-202', '住宅', '8', null, null, null, null, null, null],
      ['8-1-203', '住宅', '8', '1', null, 2, '126.80', null, null],
    ])
    expect(counts(outcome)).toEqual({ added: 1, changed: 1, unchanged: 1 })
    const [changed] = await ask(sql<Record<string, unknown>>`
      select u.floor, u.area_sqm, u.handed_over_on, e.code as entrance from unit u
      join entrance e on e.project_id = u.project_id and e.id = u.entrance_id
      where u.project_id = ${w.project} and u.code = '8-1-201'`)
    expect(changed).toEqual({ floor: 2, areaSqm: '90.00', handedOverOn: '2024-06-30', entrance: '1' })
    await load(people, [['M1', '莫一', '13944440001', null, null]])
    expect(
      counts(
        await load(people, [
          ['M1', '莫一', '13944440001', '057188887777', null],
          ['M2', '莫二', '13944440002', '13944440003', '110101199003071233'],
        ]),
      ),
    ).toEqual({ added: 1, changed: 1, unchanged: 0 })
    const phones = await ask(sql<{ name: string; phones: string[] }>`
      select p.name, array_agg(f.phone_masked || ' ' || f.label order by f.id) as phones from person p
      join person_phone f on f.project_id = p.project_id and f.person_id = p.id
      where p.project_id = ${w.project} and p.outside_no like 'M_' group by p.name order by p.name`)
    expect(new Map(phones.map(({ name, phones }) => [name, phones]))).toEqual(
      new Map([
        ['莫一', ['139****0001 手机', '057*******77 电话']],
        ['莫二', ['139****0002 手机', '139****0003 手机']],
      ]),
    )
  })

  it('seals phones and ID numbers before they are staged', async () => {
    const secret = ['13911112222', '110101199003072332']
    const { importId } = await check(people, await filled(people, [['S1', '石秘', secret[0]!, null, secret[1]!]]))
    const staged = await ask(
      sql<{ text: string }>`select r::text as text from import_row r where r.project_id = ${w.project}`,
    )
    expect(staged.length).toBeGreaterThan(0)
    for (const number of secret) expect(staged.map(({ text }) => text).join()).not.toContain(number)
    await apply(people, importId)
    const [person] = await ask(sql<{ id: string; sealed: Buffer; masked: string; phoneId: string; phone: Buffer }>`
      select p.id, p.id_number_sealed as sealed, f.phone_masked as masked, f.id as "phoneId", f.phone_sealed as phone
      from person p join person_phone f on f.project_id = p.project_id and f.person_id = p.id
      where p.project_id = ${w.project} and p.outside_no = 'S1'`)
    const { secrets } = w.engine
    expect(openField(secrets, { table: 'person', record: person!.id, field: 'id_number' }, person!.sealed)).toBe(
      secret[1],
    )
    expect(openField(secrets, { table: 'person_phone', record: person!.phoneId, field: 'phone' }, person!.phone)).toBe(
      secret[0],
    )
    expect(person!.masked).toBe('139****2222')
    expect(await ask(sql`select from import_row where project_id = ${w.project} and import_id = ${importId}`)).toEqual(
      [],
    )
  })

  it('finds a resident again by number, ID number, or name and phone, and adds what is new', async () => {
    await load(people, [['P1', '方一', '13922220001', null, null]])
    // A new name and ID number under the same number; the ID number is sealed for the row it comes to lie in.
    expect(counts(await load(people, [['P1', '方壹', null, null, '110101199003072017']]))).toEqual({
      added: 0,
      changed: 1,
      unchanged: 0,
    })
    const [person] = await ask(sql<{ id: string; name: string; sealed: Buffer }>`
      select id, name, id_number_sealed as sealed from person where project_id = ${w.project} and outside_no = 'P1'`)
    expect(person!.name).toBe('方壹')
    expect(
      openField(w.engine.secrets, { table: 'person', record: person!.id, field: 'id_number' }, person!.sealed),
    ).toBe('110101199003072017')
    // Without the number: by ID number with a second phone, then by name and phone.
    expect(counts(await load(people, [[null, '方壹', '13922220002', null, '110101199003072017']]))).toEqual({
      added: 0,
      changed: 1,
      unchanged: 0,
    })
    expect(counts(await load(people, [[null, '方壹', '13922220002', null, null]]))).toEqual({
      added: 0,
      changed: 0,
      unchanged: 1,
    })
    const phones = await ask(sql<{ masked: string }>`
      select phone_masked as masked from person_phone where project_id = ${w.project} and person_id = ${person!.id} order by made_at, id`)
    expect(phones.map(({ masked }) => masked)).toEqual(['139****0001', '139****0002'])
  })

  it('ends a relation that stands in the file with its last day, and refuses one that overlaps', async () => {
    await load(people, [['R1', '任住', '13933330001', null, null]])
    await load(relations, [['1-1-101', 'R1', '任住', null, '租户', '2025-01-01', null]])
    expect(
      counts(await load(relations, [['1-1-101', 'R1', '任住', null, '租户', '2025-01-01', '2025-12-31']])),
    ).toEqual({ added: 0, changed: 1, unchanged: 0 })
    const { troubles } = await check(
      relations,
      await filled(relations, [
        ['1-1-101', 'R1', '任住', null, '租户', '2025-06-01', null],
        ['1-1-102', 'R1', '任住', null, '租户', '2026-01-01', null],
        ['1-1-102', 'R1', '任住', null, '租户', '2026-03-01', null],
      ]),
    )
    expect(troubles).toEqual([
      [2, '起始日期', '这段时间已经登记过这层关系'],
      [4, '起始日期', '与文件里另一行的时间重叠'],
    ])
  })

  it('reports row, column and remedy, and writes nothing', async () => {
    const before = await ask(sql`select code from unit where project_id = ${w.project} order by code`)
    const { importId, troubles } = await check(
      units,
      await filled(units, [
        ['1-1-801', '住宅', '1', null, null, 8, '89.5', null, null],
        ['1-1-802', '别墅', '1', null, null, 8, '很大', '2026-02-30', null],
        [null, '住宅', '1', null, null, null, null, null, null],
        ['1-1-801', '住宅', '1', null, null, null, null, null, null],
        ['1-1-803', '住宅', null, null, null, null, null, null, null],
      ]),
    )
    expect(troubles).toEqual([
      [3, '类型', '类型不在可选范围'],
      [3, '建筑面积', '建筑面积不是面积'],
      [3, '交付日期', '交付日期不是日期'],
      [4, '房号', '没有填'],
      [5, null, '与第 2 行重复'],
      [6, '楼栋编号', '住宅没有填楼栋'],
    ])
    await expect(apply(units, importId)).rejects.toThrow('没有通过检查')
    expect(await ask(sql`select code from unit where project_id = ${w.project} order by code`)).toEqual(before)
    expect(await ask(sql`select from import_row where project_id = ${w.project} and import_id = ${importId}`)).toEqual(
      [],
    )
  })

  it('asks the database what only it knows', async () => {
    const { troubles } = await check(
      units,
      await filled(units, [
        ['77-1-101', '住宅', '77', null, null, null, null, null, null],
        ['8-9-101', '住宅', '8', '9', null, null, null, null, null],
        ['车位-A900', '住宅', '8', null, null, null, null, null, null],
      ]),
    )
    expect(troubles).toEqual([
      [2, '楼栋编号', '没有这栋楼'],
      [3, '单元', '这栋楼没有这个单元'],
      [4, '房号', '这个号已是一个车位'],
    ])
    const persons = await check(
      relations,
      await filled(relations, [['1-1-101', 'NOBODY', '无人', null, '业主', '2025-01-01', null]]),
    )
    expect(persons.troubles).toEqual([[2, '人员编号', '没有找到这位住户']])
    const stranger = await check(
      staff,
      await filled(staff, [['stranger', '外人', '客户服务部', '前台', '客户接待员', null, null]]),
    )
    expect(stranger.troubles).toEqual([[2, '用户名', '这个用户名已经有人用了，他不在本小区任职']])
  })

  it('refuses an ID number that a spreadsheet has rounded, and a heading that is not of the template', async () => {
    const rounded = await check(people, await filled(people, [['N1', '倪数', '13900000000', null, 110101199003072000]]))
    expect(rounded.troubles).toEqual([[2, '身份证号', '身份证号被存成了数字，末几位已经丢失']])
    const strange = await check(people, await filled(people, [['N1', '倪数', 'x']], ['人员编号', '姓名', '微信号']))
    expect(strange.troubles).toEqual([[1, '微信号', '模板里没有这一列']])
    const missing = await check(people, await filled(people, [['N1']], ['人员编号']))
    expect(missing.troubles).toEqual([[1, '姓名', '缺少这一列']])
  })

  it('refuses to apply what does not fit any more', async () => {
    const { importId } = await check(
      relations,
      await filled(relations, [['1-1-102', 'R1', '任住', null, '代理人', '2025-01-01', null]]),
    )
    await inProject(w.engine.db, w.project, (tx) =>
      sql`update person set name = '任改' where project_id = ${w.project} and outside_no = 'R1'`.execute(tx),
    )
    await expect(apply(relations, importId)).rejects.toThrow('请重新检查')
  })
})

describe('templates', () => {
  it.each(workbooks.map((kind) => [kind.name, kind] as const))(
    '%s: what it explains can be filled in and read',
    async (_, kind) => {
      const bytes = await bytesOf(templateWorkbook(kind.title, kind.template!))
      const sheet = await readSheet(bytes, () => true)
      const rows = []
      for await (const row of sheet.rows) rows.push(row.cells)
      expect(sheet.name).toBe(kind.title)
      expect(rows).toEqual([kind.template!.columns.map(({ title, required }) => (required ? `${title}*` : title))])
      const { troubles } = await check(kind, bytes)
      expect(troubles).toEqual([[null, null, '工作表里没有资料']])
    },
  )
})

describe('what was staged and left lying', () => {
  it('goes after a day, also of an application that was broken off; what may go on stays', async () => {
    const staged = async () => (await check(buildings, await filled(buildings, [['91', null, '一区', '1']]))).importId
    const [left, broken, fresh] = [await staged(), await staged(), await staged()]
    const stands = (id: string, state: string, hours: number) =>
      w.database.asOwner(
        `update import_run set state = $2, beat_at = now() - make_interval(hours => $3) where id = $1`,
        [id, state, hours],
      )
    await stands(left, 'checked', 25)
    await stands(broken, 'applying', 25)
    await stands(fresh, 'applying', 20)
    await dropForgottenAll(w.engine.db)
    const rows = async (id: string) =>
      (await w.database.asOwner('select from import_row where import_id = $1', [id])).length
    expect([await rows(left), await rows(broken), await rows(fresh)]).toEqual([0, 0, 1])
    const run = await readProjects(w.engine.db, [w.project], (tx) => findRun(tx, w.project, broken))
    expect(run).toMatchObject({ state: 'failed', failure: '检查后一天没有导入，暂存的内容已清除' })
    await expect(apply(buildings, broken)).rejects.toMatchObject({ kind: 'blocked' })
  })
})
