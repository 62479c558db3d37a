import { type RawBuilder, sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Tx } from '../../db/db.ts'
import { maskPhone } from '../../person/phone.ts'
import { equalityToken, openField, phoneTokens, sealField } from '../../person/vault.ts'
import { nameKey, personTokens } from '../../search/tokens.ts'
import type { Secrets } from '../../secrets.ts'
import { code, idNumber, phone, required, text } from '../columns.ts'
import type { Applying, Outcome } from '../kind.ts'
import { type Given, workbook } from '../workbook.ts'
import { FILE_KEEPERS } from './keepers.ts'

/** Persons whose ID number is sealed anew together. */
const RESEALED_AT_ONCE = 1000

/**
 * 住户: residents. Somebody is found again by his number, else by his ID number, else by name and phone. Phones and ID
 * numbers are sealed before they are staged.
 */
export const people = workbook({
  name: 'people',
  title: '住户',
  may: FILE_KEEPERS,
  columns: {
    no: code('人员编号', { note: '旧系统或登记册里的编号；再次导入按它找到同一个人', example: 'Y0001' }),
    name: required(text('姓名', 60, { example: '王小明' })),
    phone: phone('手机', { note: '一格一个号码', example: '13800138000' }),
    phone2: phone('其他电话', { note: '第二个号码，座机带区号', example: '057188886666' }),
    idNumber: idNumber('身份证号', { note: '18 位；请先把这一列设为文本格式' }),
  },
  notes: [
    '人员编号、手机、身份证号至少填一项，用来认出同一个人。',
    '再次导入：先按人员编号找人，没有编号按身份证号，再按姓名和电话。空着的格不改原来的内容；新号码会加上，旧号码不删。',
    '电话和身份证号加密保存，查看须说明用途并留下记录。',
  ],
  key: ({ no, name, phone, idNumber }) =>
    no !== null ? `no ${no}` : idNumber !== null ? `id ${idNumber}` : `${name} ${phone}`,
  alone: ({ no, phone, idNumber }) =>
    no === null && phone === null && idNumber === null
      ? { column: 'no', wrong: '编号、手机、身份证号都没有填', mend: '至少填一项，否则再次导入会重复建档' }
      : null,
  staged: {
    id: 'uuid',
    outside_no: 'text',
    name: 'text',
    name_key: 'text',
    tokens: 'text[]',
    phone_id: 'uuid',
    // Sealed values stay text until they are written: the questions do not look at them.
    phone_sealed: 'text',
    phone_masked: 'text',
    phone_token: 'bytea',
    tail_token: 'bytea',
    phone2_id: 'uuid',
    phone2_sealed: 'text',
    phone2_masked: 'text',
    phone2_token: 'bytea',
    tail2_token: 'bytea',
    id_sealed: 'text',
    id_token: 'bytea',
  },
  sealed: {
    phone_sealed: { table: 'person_phone', record: 'phone_id', field: 'phone' },
    phone2_sealed: { table: 'person_phone', record: 'phone2_id', field: 'phone' },
    id_sealed: { table: 'person', record: 'id', field: 'id_number' },
  },
  stage: ({ no, name, phone, phone2, idNumber }, secrets) => {
    const id = uuid()
    const one = sealedPhone(secrets, phone)
    const two = sealedPhone(secrets, phone2 === phone ? null : phone2)
    return {
      id,
      outside_no: no,
      name,
      name_key: nameKey(name!),
      tokens: `{${personTokens(name!).map((token) => JSON.stringify(token))}}`,
      phone_id: one.id,
      phone_sealed: one.sealed,
      phone_masked: one.masked,
      phone_token: one.token,
      tail_token: one.tail,
      phone2_id: two.id,
      phone2_sealed: two.sealed,
      phone2_masked: two.masked,
      phone2_token: two.token,
      tail2_token: two.tail,
      id_sealed: idNumber && sealField(secrets, idPlace(id), idNumber).toString('hex'),
      id_token: idNumber && equalityToken(secrets, 'id-number', idNumber).toString('hex'),
    }
  },
  lookUp: matched,
  checks: [
    {
      column: 'idNumber',
      wrong: '身份证号登记在另一位住户名下',
      mend: '请核对身份证号和人员编号',
      rows: ({ projectId }) => sql`select distinct g.row from given g
        join person p on p.project_id = ${projectId} and p.id_number_token = g.id_token and p.erased_at is null
        left join person q on q.project_id = ${projectId} and q.outside_no = g.outside_no and q.erased_at is null
        where g.id_token is not null and (p.outside_no <> g.outside_no or q.id <> p.id)`,
    },
    {
      column: 'idNumber',
      wrong: '文件里有两行是同一个身份证号',
      mend: '请只留一行',
      rows: () => sql`select row from (select g.row, count(*) over (partition by g.id_token) as times from given g
        where g.id_token is not null) counted where times > 1`,
    },
    {
      column: 'name',
      wrong: '文件里有两行是同一位住户',
      mend: '请只留一行，或写上不同的人员编号',
      rows: () => sql`select row from (select m.row, count(*) over (partition by m.person_id) as times
        from matched m) counted where times > 1`,
    },
  ],
  write: writePeople,
})

const idPlace = (record: string) => ({ table: 'person', record, field: 'id_number' }) as const

function sealedPhone(secrets: Secrets, number: string | null) {
  if (number === null) return { id: null, sealed: null, masked: null, token: null, tail: null }
  const id = uuid()
  const { whole, tail } = phoneTokens(secrets)
  return {
    id,
    sealed: sealField(secrets, { table: 'person_phone', record: id, field: 'phone' }, number).toString('hex'),
    masked: maskPhone(number),
    token: whole(number).toString('hex'),
    tail: tail(number).toString('hex'),
  }
}

/** `matched`: the person on file that a staged row means, by number, else by ID number, else by name and phone. */
function matched(projectId: number): RawBuilder<unknown> {
  return sql`, called as (
      select row, name, outside_no, id_token, phone_token as token from given where phone_token is not null
      union all
      select row, name, outside_no, id_token, phone2_token from given where phone2_token is not null),
    known as (
      select g.row, p.id, 1 as way, p.made_at from given g
      join person p on p.project_id = ${projectId} and p.outside_no = g.outside_no and p.erased_at is null
      union all
      select g.row, p.id, 2, p.made_at from given g
      join person p on p.project_id = ${projectId} and p.id_number_token = g.id_token and p.erased_at is null
      union all
      select c.row, p.id, 3, p.made_at from called c
      join person_phone f on f.project_id = ${projectId} and f.phone_token = c.token
      join person p on p.project_id = ${projectId} and p.id = f.person_id and p.name = c.name and p.erased_at is null
      where (p.outside_no is null or c.outside_no is null) and (p.id_number_token is null or c.id_token is null)),
    matched as materialized (
      select distinct on (row) row, id as person_id from known order by row, way, made_at, id)`
}

async function writePeople(tx: Tx, given: Given, { secrets, at }: Applying): Promise<Outcome> {
  const { projectId } = given
  const inserted = await sql<{ added: number; total: number }>`${given.rows}, made as (
      insert into person (project_id, id, name, name_key, tokens, id_number_sealed, id_number_token, outside_no, made_at)
      select ${projectId}::int, g.id, g.name, g.name_key, g.tokens, decode(g.id_sealed, 'hex'), g.id_token, g.outside_no, ${at}::timestamptz
      from given g where not exists (select from matched m where m.row = g.row) returning id)
    select (select count(*)::int from made) as added, (select count(*)::int from given) as total`.execute(tx)
  const { added, total } = inserted.rows[0]!
  // A row whose id is no person's now means somebody who was on file before. Where all are new nobody is looked for again.
  const who =
    added === total
      ? sql`select g.*, false as known, g.id as person_id from given g`
      : sql`select g.*, p.id is null as known, coalesce(p.id, m.person_id) as person_id
          from given g left join person p on p.project_id = ${projectId} and p.id = g.id
          left join matched m on m.row = g.row`
  const targets = sql`${given.rows}, target as materialized (${who})`
  const touched = await sql<{ id: string }>`${targets}, renamed as (
      update person p set name = t.name, name_key = t.name_key, tokens = t.tokens, token_rules = default,
        outside_no = coalesce(t.outside_no, p.outside_no)
      from target t where t.known and p.project_id = ${projectId} and p.id = t.person_id
        and (p.name <> t.name or t.outside_no is not null and p.outside_no is distinct from t.outside_no)
      returning p.id),
    phones as (
      select person_id, known, phone_id as id, phone_sealed as sealed, phone_masked as masked, phone_token as token,
        tail_token as tail, row * 2 as nth from target where phone_id is not null
      union all
      select person_id, known, phone2_id, phone2_sealed, phone2_masked, phone2_token, tail2_token, row * 2 + 1
      from target where phone2_id is not null),
    fresh as (
      select * from phones where not known
      union all
      select * from phones f where known and not exists (
        select from person_phone o where o.project_id = ${projectId} and o.person_id = f.person_id and o.phone_token = f.token)),
    added as (
      insert into person_phone (project_id, id, person_id, phone_sealed, phone_masked, phone_token, tail_token, label, made_at)
      select ${projectId}::int, f.id, f.person_id, decode(f.sealed, 'hex'), f.masked, f.token, f.tail,
        case when f.masked ~ '^1' and length(f.masked) = 11 then '手机' else '电话' end, ${at}::timestamptz
      from fresh f order by f.nth returning person_id)
    select id from renamed
    union select a.person_id from added a join target t on t.person_id = a.person_id and t.known`.execute(tx)
  const changed = new Set(touched.rows.map(({ id }) => id))
  const again = total > added ? await resealIdNumbers(tx, targets, projectId, secrets) : []
  for (const id of again) changed.add(id)
  return { added, changed: changed.size, unchanged: total - added - changed.size, notes: [] }
}

/** A sealed number opens in its own row only: for persons on file it is opened and sealed again. Answers who got one. */
async function resealIdNumbers(
  tx: Tx,
  targets: RawBuilder<unknown>,
  projectId: number,
  secrets: Secrets,
): Promise<string[]> {
  const done: string[] = []
  for (;;) {
    const { rows } = await sql<{ id: string; stagedId: string; sealed: Buffer; token: Buffer }>`${targets}
      select t.person_id as id, t.id as "stagedId", decode(t.id_sealed, 'hex') as sealed, t.id_token as token
      from target t join person p on p.project_id = ${projectId} and p.id = t.person_id
      where t.known and t.id_token is not null and p.id_number_token is distinct from t.id_token
      limit ${RESEALED_AT_ONCE}`.execute(tx)
    if (rows.length === 0) return done
    const sealed = rows.map((row) =>
      sealField(secrets, idPlace(row.id), openField(secrets, idPlace(row.stagedId), row.sealed)),
    )
    await sql`update person p set id_number_sealed = n.sealed, id_number_token = n.token
      from unnest(${rows.map(({ id }) => id)}::uuid[], ${sealed}::bytea[], ${rows.map(({ token }) => token)}::bytea[])
        as n (id, sealed, token)
      where p.project_id = ${projectId} and p.id = n.id`.execute(tx)
    done.push(...rows.map(({ id }) => id))
  }
}
