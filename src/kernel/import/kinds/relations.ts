import { type RawBuilder, sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { phoneTokens } from '../../person/vault.ts'
import { choice, code, date, phone, required, text } from '../columns.ts'
import { workbook } from '../workbook.ts'
import { FILE_KEEPERS } from './keepers.ts'

/** 居住关系: who belongs to which unit, from when to when. */
export const relations = workbook({
  name: 'relations',
  title: '居住关系',
  may: FILE_KEEPERS,
  columns: {
    unit: required(code('房号', { note: '房屋或车位；须先导入', example: '1-2-301' })),
    no: code('人员编号', { note: '没有编号的，填姓名和手机', example: 'Y0001' }),
    name: required(text('姓名', 60, { example: '王小明' })),
    phone: phone('手机', { note: '没有人员编号时必填' }),
    relation: required(
      choice(
        '关系',
        { owner: '业主', family: '家属', tenant: '租户', merchant: '商户', agent: '代理人' },
        { example: '业主' },
      ),
    ),
    fromOn: required(date('起始日期', { note: '从哪一天起' })),
    toOn: date('结束日期', { note: '还住着的不填', example: '' }),
  },
  notes: [
    '须先导入房屋、车位和住户。',
    '再次导入：同一房号、同一人、同一关系、同一起始日期的只更新结束日期，不会重复。',
    '产权共有的，每位业主一行。',
  ],
  key: ({ unit, no, name, phone, relation, fromOn }) => [unit, no ?? `${name} ${phone}`, relation, fromOn].join('|'),
  alone: ({ no, phone, fromOn, toOn }) => {
    if (no === null && phone === null)
      return { column: 'phone', wrong: '没有人员编号，也没有手机', mend: '请填人员编号，或填手机' }
    if (toOn !== null && fromOn !== null && toOn < fromOn)
      return { column: 'toOn', wrong: '结束日期早于起始日期', mend: '请核对两个日期' }
    return null
  },
  staged: {
    id: 'uuid',
    unit: 'text',
    outside_no: 'text',
    name: 'text',
    phone_token: 'bytea',
    relation: 'text',
    from_on: 'date',
    to_on: 'date',
  },
  stage: ({ unit, no, name, phone, relation, fromOn, toOn }, secrets) => ({
    id: uuid(),
    unit,
    outside_no: no,
    name,
    phone_token: phone && phoneTokens(secrets).whole(phone).toString('hex'),
    relation,
    from_on: fromOn,
    to_on: toOn,
  }),
  lookUp: found,
  checks: [
    {
      column: 'unit',
      wrong: '没有这套房或车位',
      mend: '请先导入房屋或车位，或核对房号',
      rows: ({ projectId }) => sql`select g.row from given g
        where not exists (select from unit u where u.project_id = ${projectId} and u.code = g.unit)`,
    },
    {
      column: 'no',
      wrong: '没有找到这位住户',
      mend: '请先导入住户，或核对人员编号、姓名和手机',
      rows: () => sql`select g.row from given g where not exists (select from found f where f.row = g.row)`,
    },
    {
      column: 'name',
      wrong: '姓名和手机对得上的不止一位',
      mend: '请填人员编号',
      rows: () => sql`select f.row from found f where f.many > 1`,
    },
    {
      column: 'name',
      wrong: '人员编号是另一个姓名',
      mend: '请核对人员编号和姓名',
      rows: ({ projectId }) => sql`select g.row from given g
        join person p on p.project_id = ${projectId} and p.outside_no = g.outside_no and p.erased_at is null
        where p.name <> g.name`,
    },
    {
      column: 'fromOn',
      wrong: '这段时间已经登记过这层关系',
      mend: '请核对日期；先给原来的那段填结束日期',
      rows: ({ projectId }) => sql`select g.row from resolved g
        join residence r on r.project_id = ${projectId} and r.unit_id = g.unit_id and r.person_id = g.person_id
          and r.relation = g.relation and r.from_on <> g.from_on
        where ${meet(sql`r`)} and not exists (
          select from resolved n where n.unit_id = r.unit_id and n.person_id = r.person_id
            and n.relation = r.relation and n.from_on = r.from_on
            and not (g.from_on <= coalesce(n.to_on, r.to_on, 'infinity') and coalesce(g.to_on, 'infinity') >= n.from_on))`,
    },
    {
      column: 'fromOn',
      wrong: '与文件里另一行的时间重叠',
      mend: '同一人同一房同一关系的两段时间不能重叠',
      rows: () => sql`select g.row from (
        select a.*, max(coalesce(a.to_on, 'infinity')) over (partition by a.unit_id, a.person_id, a.relation
          order by a.from_on, a.row rows between unbounded preceding and 1 preceding) as before
        from resolved a) g where g.before >= g.from_on`,
    },
  ],
  write: async (tx, given) => {
    const { projectId } = given
    const { rows } = await sql<{ total: number; added: number; changed: number }>`${given.rows},
      ended as (
        update residence r set to_on = g.to_on from resolved g
        where r.project_id = ${projectId} and r.unit_id = g.unit_id and r.person_id = g.person_id
          and r.relation = g.relation and r.from_on = g.from_on and g.to_on is not null and r.to_on is distinct from g.to_on
        returning r.id),
      made as (
        insert into residence (project_id, id, unit_id, person_id, relation, from_on, to_on)
        select ${projectId}::int, g.id, g.unit_id, g.person_id, g.relation, g.from_on, g.to_on from resolved g
        where not exists (select from residence r where r.project_id = ${projectId} and r.unit_id = g.unit_id
          and r.person_id = g.person_id and r.relation = g.relation and r.from_on = g.from_on)
        returning id)
      select (select count(*)::int from resolved) as total, (select count(*)::int from made) as added,
        (select count(*)::int from ended) as changed`.execute(tx)
    const { total, added, changed } = rows[0]!
    return { added, changed, unchanged: total - added - changed, notes: [] }
  },
})

/** `found`: who on file a staged row means; `resolved`: the rows with the ids of unit and person. */
function found(projectId: number): RawBuilder<unknown> {
  return sql`, meant as (
      select g.row, p.id from given g
      join person p on p.project_id = ${projectId} and p.outside_no = g.outside_no and p.erased_at is null
      union all
      select g.row, p.id from given g
      join person_phone f on f.project_id = ${projectId} and f.phone_token = g.phone_token
      join person p on p.project_id = ${projectId} and p.id = f.person_id and p.name = g.name and p.erased_at is null
      where g.outside_no is null),
    found as materialized (
      select row, min(id::text)::uuid as person_id, count(distinct id) as many from meant group by row),
    resolved as materialized (
      select g.row, g.id, u.id as unit_id, f.person_id, g.relation, g.from_on, g.to_on from given g
      join unit u on u.project_id = ${projectId} and u.code = g.unit join found f on f.row = g.row)`
}

const meet = (r: RawBuilder<unknown>) =>
  sql`${r}.from_on <= coalesce(g.to_on, 'infinity') and coalesce(${r}.to_on, 'infinity') >= g.from_on`
