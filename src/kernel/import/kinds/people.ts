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
  asked: ['outside_no', 'name', 'phone_token', 'phone2_token', 'id_token'],
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

async function writePeople(tx: Tx, given: Given, work: Applying): Promise<Outcome> {
  const { projectId, whole } = given
  // Who is called alike comes together: the words of the names are then put into the indexes in fewer places.
  const inserted = await sql<{ added: number; total: number }>`${given.rows}, made as (
      insert into person (project_id, id, name, name_key, tokens, id_number_sealed, id_number_token, outside_no, made_at)
      select ${projectId}::int, w.id, w.name, w.name_key, w.tokens, decode(w.id_sealed, 'hex'), w.id_token, w.outside_no,
        ${work.at}::timestamptz
      from ${whole} w where w.row not in (select m.row from matched m) order by w.name_key collate "C" returning id)
    select (select count(*)::int from made) as added, (select count(*)::int from given) as total`.execute(tx)
  const { added, total } = inserted.rows[0]!
  if (added < total) return writeKnown(tx, given, work, inserted.rows[0]!)
  // Where all are new nobody is looked for again.
  const all = sql`(select w.*, w.id as person_id from ${whole} w)`
  await insertPhones(projectId, work.at, sql`(${phonesOf(all)})`).execute(tx)
  return { added, changed: 0, unchanged: 0, notes: [] }
}

/** The rest of a file in which some were on file before: those whose staged id is no person's now. */
async function writeKnown(
  tx: Tx,
  given: Given,
  { secrets, at }: Applying,
  { added, total }: { added: number; total: number },
): Promise<Outcome> {
  const { projectId, whole } = given
  const targets = sql`${given.rows}, target as materialized (
    select w.*, p.id is null as known, coalesce(p.id, m.person_id) as person_id
    from ${whole} w left join person p on p.project_id = ${projectId} and p.id = w.id left join matched m on m.row = w.row)`
  const touched = await sql<{ id: string }>`${targets}, renamed as (
      update person p set name = t.name, name_key = t.name_key, tokens = t.tokens, token_rules = default,
        outside_no = coalesce(t.outside_no, p.outside_no)
      from target t where t.known and p.project_id = ${projectId} and p.id = t.person_id
        and (p.name <> t.name or t.outside_no is not null and p.outside_no is distinct from t.outside_no)
      returning p.id),
    fresh as (
      select f.* from (${phonesOf(sql`target`)}) f where not exists (
        select from person_phone o where o.project_id = ${projectId} and o.person_id = f.person_id and o.phone_token = f.token)),
    added as (${insertPhones(projectId, at, sql`fresh`)} returning person_id)
    select id from renamed
    union select a.person_id from added a join target t on t.person_id = a.person_id and t.known`.execute(tx)
  const changed = new Set(touched.rows.map(({ id }) => id))
  for (const id of await resealIdNumbers(tx, targets, projectId, secrets)) changed.add(id)
  return { added, changed: changed.size, unchanged: total - added - changed.size, notes: [] }
}

const phonesOf = (people: RawBuilder<unknown>) =>
  sql`select t.person_id, f.* from ${people} t cross join lateral (values
      (t.phone_id, t.phone_sealed, t.phone_masked, t.phone_token, t.tail_token),
      (t.phone2_id, t.phone2_sealed, t.phone2_masked, t.phone2_token, t.tail2_token)
    ) f (id, sealed, masked, token, tail) where f.id is not null`

const insertPhones = (projectId: number, at: Date, phones: RawBuilder<unknown>) =>
  sql`insert into person_phone (project_id, id, person_id, phone_sealed, phone_masked, phone_token, tail_token, label, made_at)
    select ${projectId}::int, f.id, f.person_id, decode(f.sealed, 'hex'), f.masked, f.token, f.tail,
      case when f.masked ~ '^1' and length(f.masked) = 11 then '手机' else '电话' end, ${at}::timestamptz
    from ${phones} f`

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
