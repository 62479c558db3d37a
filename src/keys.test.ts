import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type World } from '../test/world.ts'
import { Archive } from './backup/archive.ts'
import { backUp } from './backup/backup.ts'
import { importKinds } from './import.ts'
import { DataKeys } from './kernel/data-keys.ts'
import { inCompany, inProject } from './kernel/db/db.ts'
import { beginImport, checkFile } from './kernel/import/run.ts'
import { sealedColumns } from './kernel/person/reseal.ts'
import { type FieldPlace, openField, sealField } from './kernel/person/vault.ts'
import { readSecrets, type Secrets } from './kernel/secrets.ts'
import { listKeys, rotateKeys } from './keys.ts'

let w: World
let dataDir: string
let secrets: Secrets
const said: string[] = []
const say = (line: string) => said.push(line)

/** Batches of 500: three in person_phone. */
const PHONES = 1_200

beforeAll(async () => {
  w = await makeWorld()
  dataDir = join(w.files.folder, '..', 'keys')
  mkdirSync(dataDir)
  const hex = (fill: number) => Buffer.alloc(32, fill).toString('hex')
  // The keys of the world, as an installation keeps them.
  writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify({ dataKey: hex(1), tokenKey: hex(2), sealKey: hex(3) }), {
    mode: 0o600,
  })
  secrets = readSecrets(dataDir, {})
  await fill()
})
afterAll(() => w.close())

const rotation = () => ({
  db: w.engine.db,
  appUrl: w.database.url,
  dataDir,
  kinds: importKinds(w.engine),
})

/** A value in every place where values are sealed. */
async function fill(): Promise<void> {
  const { project } = w
  const personId = w.owners.wang.personId
  const seal = (table: FieldPlace['table'], record: string, field: string, text: string) =>
    sealField(secrets, { table, record, field }, text)
  const at = w.time.now()
  await inCompany(w.engine.db, async (tx) => {
    const id = w.staff.zhou.accountId
    const code = seal('account', id, 'totp', 'SECRET')
    await sql`update account set totp_sealed = ${code}, totp_pending_sealed = ${code} where id = ${id}`.execute(tx)
    const way = uuid()
    const hook = seal('delivery_endpoint', way, 'secret', 'whsec_x')
    await sql`insert into delivery_endpoint (id, way, name, settings, secret_sealed, old_secret_sealed, changed_at)
      values (${way}, 'webhook', '外部', '{}', ${hook}, ${hook}, ${at})`.execute(tx)
  })
  await inProject(w.engine.db, project, async (tx) => {
    const phones = Array.from({ length: PHONES }, () => uuid())
    await sql`insert into person_phone (project_id, id, person_id, phone_sealed, phone_masked, phone_token, tail_token, made_at)
      select ${project}::int, n.id, ${personId}::uuid, n.sealed, '138****0000', '\\x00', '\\x00', ${at}::timestamptz
      from unnest(${phones}::uuid[], ${phones.map((id) => seal('person_phone', id, 'phone', id))}::bytea[]) as n (id, sealed)`.execute(
      tx,
    )
    await sql`update person set id_number_sealed = ${seal('person', personId, 'id_number', '110101198001010010')}
      where project_id = ${project} and id = ${personId}`.execute(tx)
    await sql`insert into person_delivery (project_id, person_id, email_sealed, by_sms, by_email, changed_at)
      values (${project}, ${personId}, ${seal('person_delivery', personId, 'email', 'wang@example.com')}, true, true, ${at})`.execute(
      tx,
    )
    const [one, two, three, four, five] = [uuid(), uuid(), uuid(), uuid(), uuid()]
    await sql`insert into person_secret (project_id, id, person_id, kind, label, sealed, masked, made_at)
      values (${project}, ${one}, ${personId}, 'bank-account', '工行', ${seal('person_secret', one, 'bank-account', '6222')}, '****', ${at})`.execute(
      tx,
    )
    await sql`insert into emergency_contact (project_id, id, person_id, name, relation, phone_sealed, phone_masked)
      values (${project}, ${two}, ${personId}, '王父', '父亲', ${seal('emergency_contact', two, 'phone', '13900139000')}, '139****9000')`.execute(
      tx,
    )
    await sql`insert into vehicle (project_id, id, person_id, plate_sealed, plate_masked, plate_token, tail_token, made_at)
      values (${project}, ${three}, ${personId}, ${seal('vehicle', three, 'plate', '浙A12345')}, '浙A***45', '\\x00', '\\x00', ${at})`.execute(
      tx,
    )
    await sql`insert into import_run (project_id, id, kind, state, file_name, file_sha256, file_bytes, made_by_account, made_at, beat_at, phase)
      values (${project}, ${four}, 'messages', 'applied', 'a.json', '\\x00', 1, ${w.staff.zhou.accountId}, ${at}, ${at}, '完成')`.execute(
      tx,
    )
    await sql`insert into case_original (project_id, case_id, import_id, sealed, sha256)
      values (${project}, ${five}, ${four}, ${seal('case_original', five, 'original', '{}')}, '\\x00'),
        (${project}, ${uuid()}, ${four}, '', '\\x00')`.execute(tx)
  })
  await stage()
}

/** Messages that are checked and wait to be applied. */
async function stage(): Promise<void> {
  const kind = importKinds(w.engine).find(({ name }) => name === 'messages')!
  const bytes = Buffer.from(JSON.stringify([{ id: 'm1', subject: '漏水', text: '厨房漏水' }]))
  const file = { projectId: w.project, bytes, name: 'm.json', accountId: w.staff.zhou.accountId }
  const importId = await beginImport({ ...w.engine, secrets }, kind, file)
  await checkFile({ ...w.engine, secrets }, kind, { projectId: w.project, importId, bytes })
}

/** First bytes of all sealed values: how many are under which version. */
async function versions(): Promise<Record<string, number>> {
  const parts = sealedColumns.map(({ table, value }) => `select ${value} as sealed from ${table} t`)
  const rows = await w.database.asOwner<{ version: number; count: number }>(
    `select get_byte(sealed, 0) as version, count(*)::int as count from (
       ${parts.join(' union all ')} union all select decode(cells[2], 'hex') from import_row) s
     where length(sealed) > 0 group by 1`,
  )
  return Object.fromEntries(rows.map(({ version, count }) => [version, count]))
}

async function opens(keys: Pick<Secrets, 'dataKey'>): Promise<number> {
  let opened = 0
  for (const { table, value, place } of sealedColumns) {
    const rows = await w.database.asOwner<{ sealed: Buffer; record: string; field: string }>(
      `select ${value} as sealed, ${place.record} as record, ${place.field}::text as field from ${table} t where length(${value}) > 0`,
    )
    for (const { sealed, ...at } of rows) openField(keys, { table: place.table, ...at }, sealed)
    opened += rows.length
  }
  return opened
}

/** Puts a phone on file under the first key, in a transaction that lasts a while. */
function writeLate(onWritten: () => void): Promise<unknown> {
  const id = uuid()
  const first = { dataKey: DataKeys.of(Buffer.alloc(32, 1)) }
  const sealed = sealField(first, { table: 'person_phone', record: id, field: 'phone' }, '13800138000')
  return inProject(w.engine.db, w.project, async (tx) => {
    await sql`insert into person_phone (project_id, id, person_id, phone_sealed, phone_masked, phone_token, tail_token, made_at)
      values (${w.project}, ${id}, ${w.owners.wang.personId}, ${sealed}, '138****8000', '\\x00', '\\x00', ${w.time.now()})`.execute(
      tx,
    )
    onWritten()
    await sleep(700)
  })
}

function deferred() {
  let done = () => {}
  const promise = new Promise<void>((resolve) => {
    done = resolve
  })
  return { promise, done }
}

const fileText = () => readFileSync(join(dataDir, 'secrets.json'), 'utf8')

it('every column of the schema that holds sealed values is among those that a rotation turns', async () => {
  const found = await w.database.asOwner<{ column: string }>(
    `select c.relname || '.' || a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.atttypid = 'bytea'::regtype
       and a.attname ~ 'sealed' and not a.attisdropped order by 1`,
  )
  const turned = sealedColumns.map(({ table, value }) => `${table}.${value.slice(2)}`)
  expect(turned.sort()).toEqual(found.map(({ column }) => column).sort())
})

it('a file with the keys of another installation is not turned', async () => {
  const before = fileText()
  writeFileSync(join(dataDir, 'secrets.json'), before.replace('01'.repeat(32), '09'.repeat(32)))
  await expect(rotateKeys(rotation(), say)).rejects.toThrow('打不开数据库里的内容')
  expect(fileText()).not.toContain('previous')
  writeFileSync(join(dataDir, 'secrets.json'), before)
})

it('killed in the middle and run again: everything opens, nothing is left under the old key, which is retired', async () => {
  const all = await opens(secrets)
  expect(all).toBeGreaterThan(PHONES + 8)
  expect(Object.keys(await versions())).toEqual(['1'])
  const archive = join(dataDir, 'old.backup')
  const filesFolder = w.files.folder
  await backUp({ appUrl: w.database.url, secrets, filesFolder, version: '1', now: w.time.now() }, archive)
  let batches = 0
  const onBatch = () => {
    if (++batches === 5) throw new Error('killed')
  }
  await expect(rotateKeys(rotation(), say, { onBatch })).rejects.toThrow('killed')
  const half = await versions()
  expect(half[1]).toBeGreaterThan(0)
  expect(half[2]).toBeGreaterThan(0)
  // A server that has run all the while opens both; it reads the file again when it meets the new version.
  expect(await opens(secrets)).toBe(all)
  expect(fileText()).toContain('previous')

  // A transaction that began before the rotation writes under the old key and ends when the first round is over.
  const written = deferred()
  const late = writeLate(written.done)
  await written.promise
  expect(await rotateKeys(rotation(), say, { learntAfterMs: 0 })).toBe(true)
  await late
  expect(said.join('\n')).toContain('接着做上次没有完成的更换')
  expect(Object.keys(await versions())).toEqual(['2'])
  expect(await opens(readSecrets(dataDir, {}))).toBe(all + 1)
  const { previous, retired } = JSON.parse(fileText())
  expect([previous, retired.length, retired[0].version]).toEqual([[], 1, 1])

  // The backup of before opens with the retired key, and without it says which key it needs.
  const opened = await Archive.open(archive, readSecrets(dataDir, {}))
  await opened.verify()
  await opened.close()
  const whole = fileText()
  writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify({ ...JSON.parse(whole), retired: [] }))
  await expect(Archive.open(archive, readSecrets(dataDir, {}))).rejects.toThrow(
    /数据密钥指纹 [0-9a-f]{16}，这里有第 2 版/,
  )
  writeFileSync(join(dataDir, 'secrets.json'), whole)
  rmSync(archive)
  said.length = 0
  listKeys(dataDir, say)
  expect(said).toEqual([
    expect.stringMatching(/^数据密钥第 2 版，指纹 [0-9a-f]{16}，使用中$/),
    expect.stringMatching(/^数据密钥第 1 版，指纹 [0-9a-f]{16}，只用来打开旧备份$/),
  ])
})

it('a value that no key opens is left as it is and named, and the old key is not retired', async () => {
  const [row] = await w.database.asOwner<{ id: string }>(
    `update person_phone set phone_sealed = '\\x02ffff' where id = (select id from person_phone order by id desc limit 1) returning id`,
  )
  said.length = 0
  expect(await rotateKeys(rotation(), say, { learntAfterMs: 0 })).toBe(false)
  expect(said.at(-1)).toContain(`有 1 项哪一把密钥都打不开`)
  expect(said.at(-1)).toContain(row!.id)
  expect(JSON.parse(fileText()).previous).toHaveLength(1)
  await w.database.asOwner(`delete from person_phone where id = '${row!.id}'`)
  expect(await rotateKeys(rotation(), say, { learntAfterMs: 0 })).toBe(true)
  expect(Object.keys(await versions())).toEqual(['3'])
})
