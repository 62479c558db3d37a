import { type RawBuilder, sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Tx } from '../../db/db.ts'
import { area, choice, code, date, required, text, whole } from '../columns.ts'
import type { Outcome } from '../kind.ts'
import { type Given, workbook } from '../workbook.ts'
import { FILE_KEEPERS } from './keepers.ts'
import { zonesByName } from './zones.ts'

const staged = {
  id: 'uuid',
  code: 'text',
  kind: 'text',
  building: 'text',
  entrance: 'text',
  zone: 'text',
  floor: 'integer',
  area_sqm: 'numeric',
  handed_over_on: 'date',
  warranty_until: 'date',
} as const

const common = {
  floor: whole('楼层', -9, 200, { note: '地下填负数', example: '3' }),
  area: area('建筑面积', { note: '平方米，两位小数', example: '89.50' }),
  handedOver: date('交付日期'),
  warranty: date('保修截止日期', { note: '开发商保修到哪一天', example: '2022-06-30' }),
}

/** 房屋: flats and shops by their code. */
export const units = workbook({
  name: 'units',
  title: '房屋',
  may: FILE_KEEPERS,
  columns: {
    code: required(code('房号', { note: '大家平时怎么说就怎么写：楼栋-单元-房间', example: '1-2-301' })),
    kind: required(choice('类型', { flat: '住宅', shop: '商铺' }, { example: '住宅' })),
    building: code('楼栋编号', { note: '住宅必填；须先导入楼栋', example: '1' }),
    entrance: code('单元', { note: '须是楼栋表里有的单元', example: '2' }),
    zone: text('片区', 40, { note: '不属于任何楼栋的商铺才填' }),
    ...common,
  },
  notes: ['须先导入楼栋。', '再次导入时按房号更新；空着的格不改原来的内容，文件里没有的房屋不动。'],
  key: ({ code }) => code,
  alone: ({ kind, building, entrance, zone }) => {
    if (building === null && kind === 'flat')
      return { column: 'building', wrong: '住宅没有填楼栋', mend: '请填楼栋编号' }
    if (building === null && zone === null)
      return { column: 'zone', wrong: '没有楼栋，也没有片区', mend: '请填楼栋编号，或所在片区' }
    if (building !== null && zone !== null)
      return { column: 'zone', wrong: '楼栋和片区都填了', mend: '有楼栋的，片区随楼栋，请删去片区' }
    if (entrance !== null && building === null)
      return { column: 'entrance', wrong: '填了单元，没有填楼栋', mend: '请填楼栋编号' }
    return null
  },
  staged,
  asked: ['code', 'building', 'entrance', 'zone'],
  stage: ({ code, kind, building, entrance, zone, floor, area, handedOver, warranty }) => ({
    id: uuid(),
    code,
    kind,
    building,
    entrance,
    zone,
    floor,
    area_sqm: area,
    handed_over_on: handedOver,
    warranty_until: warranty,
  }),
  checks: [
    {
      column: 'building',
      wrong: '没有这栋楼',
      mend: '请先导入楼栋，或核对楼栋编号',
      rows: ({ projectId }) => sql`select g.row from given g where g.building is not null
        and not exists (select from building b where b.project_id = ${projectId} and b.code = g.building)`,
    },
    {
      column: 'entrance',
      wrong: '这栋楼没有这个单元',
      mend: '请在楼栋表里补上单元再导入楼栋，或核对单元',
      rows: ({ projectId }) => sql`select g.row from given g
        join building b on b.project_id = ${projectId} and b.code = g.building
        where g.entrance is not null and not exists (
          select from entrance e where e.project_id = ${projectId} and e.building_id = b.id and e.code = g.entrance)`,
    },
    { column: 'zone', wrong: '没有这个片区', mend: '片区由楼栋表建立，请核对名称', rows: unknownZone },
    { column: 'code', wrong: '这个号已是一个车位', mend: '请核对房号', rows: otherKind(sql`u.kind = 'parking'`) },
  ],
  write: (tx, given) => writeUnits(tx, given),
})

/**
 * 车位: a parking space is a unit of its own kind. It is owned, let and repaired like a flat, people belong to it by the
 * same dated relations, and the one search finds it.
 */
export const parking = workbook({
  name: 'parking',
  title: '车位',
  may: FILE_KEEPERS,
  columns: {
    code: required(code('车位号', { note: '前面没有“车位-”的会自动加上', example: 'A012' })),
    zone: required(text('片区', 40, { note: '须是楼栋表里有的片区', example: '一区' })),
    ...common,
  },
  notes: [
    '须先导入楼栋（片区由楼栋表建立）。',
    '车位是谁的，用“居住关系”导入，房号填车位号（车位-A012）。',
    '再次导入时按车位号更新。',
  ],
  key: ({ code }) => spaceCode(code),
  staged,
  asked: ['code', 'building', 'entrance', 'zone'],
  stage: ({ code, zone, floor, area, handedOver, warranty }) => ({
    id: uuid(),
    code: spaceCode(code),
    kind: 'parking',
    building: null,
    entrance: null,
    zone,
    floor,
    area_sqm: area,
    handed_over_on: handedOver,
    warranty_until: warranty,
  }),
  checks: [
    { column: 'zone', wrong: '没有这个片区', mend: '片区由楼栋表建立，请核对名称', rows: unknownZone },
    { column: 'code', wrong: '这个号已是一套房屋', mend: '请核对车位号', rows: otherKind(sql`u.kind <> 'parking'`) },
  ],
  write: (tx, given) => writeUnits(tx, given),
})

const spaceCode = (code: string | null) => (code === null || code.startsWith('车位') ? code : `车位-${code}`)

function unknownZone({ projectId }: Given): RawBuilder<unknown> {
  return sql`select g.row from given g where g.zone is not null
    and not exists (select from zone z where z.project_id = ${projectId} and z.name = g.zone)`
}

function otherKind(kind: RawBuilder<unknown>) {
  return ({ projectId }: Given) => sql`select g.row from given g
    join unit u on u.project_id = ${projectId} and u.code = g.code where ${kind}`
}

/** Units are written by imports alone, one after the other: what was not on file is not put there by somebody else meanwhile. */
async function writeUnits(tx: Tx, given: Given): Promise<Outcome> {
  const { projectId } = given
  const placed = sql`(
    select w.id, w.kind, b.id as building_id, e.id as entrance_id, coalesce(b.zone_id, z.id) as zone_id, w.code, w.floor,
      w.area_sqm, w.handed_over_on, w.warranty_until, w.row
    from ${given.whole} w
    left join building b on b.project_id = ${projectId} and b.code = w.building
    left join entrance e on e.project_id = ${projectId} and e.building_id = b.id and e.code = w.entrance
    left join (${zonesByName(projectId)}) z on z.name = w.zone)`
  const inserted = await sql<{ added: number; total: number }>`${given.rows},
    known as (select g.row from given g join unit u on u.project_id = ${projectId} and u.code = g.code),
    made as (
      insert into unit (project_id, id, kind, building_id, entrance_id, zone_id, code, floor, area_sqm, handed_over_on,
        warranty_until)
      select ${projectId}::int, p.id, p.kind, p.building_id, p.entrance_id, p.zone_id, p.code, p.floor, p.area_sqm,
        p.handed_over_on, p.warranty_until
      from ${placed} p where p.row not in (select k.row from known k) returning id)
    select (select count(*)::int from made) as added, (select count(*)::int from given) as total`.execute(tx)
  const { added, total } = inserted.rows[0]!
  if (added === total) return { added, changed: 0, unchanged: 0, notes: [] }
  const { numAffectedRows } = await sql`
    update unit u set kind = p.kind, zone_id = p.zone_id, building_id = p.building_id,
      entrance_id = coalesce(p.entrance_id, case when u.building_id = p.building_id then u.entrance_id end),
      floor = coalesce(p.floor, u.floor), area_sqm = coalesce(p.area_sqm, u.area_sqm),
      handed_over_on = coalesce(p.handed_over_on, u.handed_over_on),
      warranty_until = coalesce(p.warranty_until, u.warranty_until)
    from ${placed} p where u.project_id = ${projectId} and u.code = p.code
      and ((u.kind, u.zone_id, u.building_id) is distinct from (p.kind, p.zone_id, p.building_id)
        or p.entrance_id is distinct from u.entrance_id and p.entrance_id is not null
        or p.floor <> u.floor or u.floor is null and p.floor is not null
        or p.area_sqm <> u.area_sqm or u.area_sqm is null and p.area_sqm is not null
        or p.handed_over_on <> u.handed_over_on or u.handed_over_on is null and p.handed_over_on is not null
        or p.warranty_until <> u.warranty_until or u.warranty_until is null and p.warranty_until is not null)`.execute(
    tx,
  )
  const changed = Number(numAffectedRows ?? 0)
  return { added, changed, unchanged: total - added - changed, notes: [] }
}
