import { sql } from 'kysely'
import pg from 'pg'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { inProject, readProjects, type Tx } from '../db/db.ts'
import { phoneTokens, plateTokens, sealField } from '../person/vault.ts'
import { find } from './find.ts'
import { nameKey, personTokens } from './tokens.ts'

/**
 * Which way every form of search takes, asked of the database as the application's role while it searches: what it
 * really did within the transaction, inside of the functions too, which EXPLAIN does not show.
 */
let world: World

const PEOPLE = 12_000
const surnames = [...'王李张刘陈杨黄赵吴周徐孙']
const given = [...'英华文明秀国丽玉红春金志建林军晓平海云芳伟永德小荣艳美成生桂']

beforeAll(async () => {
  world = await makeWorld()
  const { engine, project, otherProject } = world
  for (const [estate, count] of [
    [project, PEOPLE],
    [otherProject, 1_000],
  ] as const) {
    // Before the transaction begins: sealing keeps this process busy for longer than a transaction waits to open.
    const people = peopleOf(count)
    await inProject(engine.db, estate, (tx) => fill(tx, estate, people))
  }
  const owner = new pg.Client({ connectionString: world.database.ownerUrl })
  await owner.connect()
  // Vacuumed too: otherwise plans would change in the middle of the test, when the database gets to it by itself.
  for (const table of ['person', 'person_phone', 'unit', 'residence', 'place', 'vehicle', 'cases'])
    await owner.query(`vacuum analyze ${table}`)
  await owner.end()
}, 120_000)
afterAll(() => world.close())

function peopleOf(count: number) {
  const { secrets } = world.engine
  const [phones, plates] = [phoneTokens(secrets), plateTokens(secrets)]
  return Array.from({ length: count }, (_, n) => {
    const name = `${surnames[n % 7]}${given[n % given.length]}${given[(n * 7 + Math.floor(n / 900)) % given.length]}`
    const [phone, plate, car] = [`139${String(n).padStart(8, '0')}`, `沪A${String(n).padStart(5, '0')}`, uuid()]
    const sealed = sealField(secrets, { table: 'vehicle', record: car, field: 'plate' }, plate)
    return {
      ...{
        id: uuid(),
        unit: uuid(),
        name,
        car,
        sealed,
        key: nameKey(name),
        tokens: `{${personTokens(name).join(',')}}`,
      },
      ...{
        phone: phones.whole(phone),
        phoneTail: phones.tail(phone),
        plate: plates.whole(plate),
        plateTail: plates.tail(plate),
      },
    }
  })
}

async function fill(tx: Tx, project: number, people: ReturnType<typeof peopleOf>): Promise<void> {
  const column = <T>(of: (one: (typeof people)[number], n: number) => T) => people.map(of)
  const zone = uuid()
  await sql`insert into zone (project_id, id, name) values (${project}, ${zone}, '大区')`.execute(tx)
  await sql`
    insert into unit (project_id, id, kind, zone_id, code) select ${project}::int, id, 'flat', ${zone}::uuid, code
    from unnest(${column(({ unit }) => unit)}::uuid[], ${column((_, n) => `${3 + (n % 40)}-${1 + (n % 3)}-${101 + n}`)}::text[]) g (id, code)`.execute(
    tx,
  )
  await sql`
    insert into person (project_id, id, name, name_key, tokens, made_at)
    select ${project}::int, id, name, key, tokens::text[], now()
    from unnest(${column(({ id }) => id)}::uuid[], ${column(({ name }) => name)}::text[], ${column(({ key }) => key)}::text[],
      ${column(({ tokens }) => tokens)}::text[]) g (id, name, key, tokens)`.execute(tx)
  await sql`
    insert into residence (project_id, id, unit_id, person_id, relation, from_on)
    select ${project}::int, person, unit, person, 'owner', '2020-01-01'
    from unnest(${column(({ id }) => id)}::uuid[], ${column(({ unit }) => unit)}::uuid[]) g (person, unit)`.execute(tx)
  await sql`
    insert into person_phone (project_id, id, person_id, phone_sealed, phone_masked, phone_token, tail_token, made_at)
    select ${project}::int, id, id, '\\x01', '139****0000', whole, tail, now()
    from unnest(${column(({ id }) => id)}::uuid[], ${column(({ phone }) => phone)}::bytea[], ${column(({ phoneTail }) => phoneTail)}::bytea[]) g (id, whole, tail)`.execute(
    tx,
  )
  await sql`
    insert into vehicle (project_id, id, person_id, plate_sealed, plate_masked, plate_token, tail_token, made_at)
    select ${project}::int, car, id, sealed, '沪A***00', whole, tail, now()
    from unnest(${column(({ car }) => car)}::uuid[], ${column(({ id }) => id)}::uuid[], ${column(({ sealed }) => sealed)}::bytea[],
      ${column(({ plate }) => plate)}::bytea[], ${column(({ plateTail }) => plateTail)}::bytea[]) g (car, id, sealed, whole, tail)`.execute(
    tx,
  )
  await sql`
    insert into place (project_id, id, kind, zone_id, code, name)
    select ${project}::int, gen_random_uuid(), 'facility', ${zone}::uuid, 'X-' || n, n || '号水泵' from generate_series(1, 3000) n`.execute(
    tx,
  )
  await sql`
    insert into cases (project_id, id, procedure, number, title, state, final, priority, last_seq, last_at, opened_at, procedure_version, policy_version)
    select ${project}::int, gen_random_uuid(), 'repair', 'BX-20260310-' || lpad(n::text, 4, '0'), '水管', 'closed', true, 'normal', 1, now(), now(), 1, 1
    from generate_series(1, 9000) n`.execute(tx)
}

interface Way {
  hits: number
  /** Tables that were read through. */
  readThrough: string[]
  indexes: string[]
  /** Rows that were taken out of all tables and indexes. */
  rows: number
}

const wayOf = (q: string, project = world.project): Promise<Way> =>
  readProjects(world.engine.db, [project], async (tx) => {
    const { procedures, secrets, time } = world.engine
    // What a connection did is counted on until it is told, about once a second: the difference is what this did.
    const before = await counted(tx)
    const reader = { ...world.staff.zhou, kind: 'staff' as const }
    const { hits } = await find(tx, { projectId: project, procedures, reader, now: time.now(), secrets }, q, undefined)
    const after = await counted(tx)
    const added = [...after]
      .map(([name, one]) => ({ name, ...one, scans: one.scans - (before.get(name)?.scans ?? 0) }))
      .filter(({ scans }) => scans > 0)
    return {
      hits: hits.length,
      readThrough: added.filter(({ kind }) => kind === 'table').map(({ name }) => name),
      indexes: added.filter(({ kind }) => kind === 'index').map(({ name }) => name),
      rows: [...after].reduce((sum, [name, { rows }]) => sum + rows - (before.get(name)?.rows ?? 0), 0),
    }
  })

/** For each table how often it was read through and how many rows were taken from it, and how often each index was used. */
async function counted(tx: Tx) {
  const { rows } = await sql<{ name: string; kind: 'table' | 'index'; scans: number; rows: number }>`
    select relname as name, 'table' as kind, seq_scan::int as scans, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
    from pg_stat_xact_user_tables
    union all
    select c.relname, 'index', pg_stat_get_xact_numscans(c.oid)::int, 0
    from pg_class c where c.relkind = 'i' and c.relnamespace = 'public'::regnamespace`.execute(tx)
  return new Map(rows.map(({ name, ...one }) => [name, one]))
}

const NAME = ['person_folded', 'person_tokens']
const LATIN = ['person_initials', 'person_pinyin', 'person_tokens']
const ROOM = ['unit_project_id_code_key', 'unit_code_head', 'unit_code_tail', 'unit_code_rest']
const PLATE = ['vehicle_tail']

it.each<[what: string, q: string, indexes: string[]]>([
  ['a surname that one in seven has', '王', ['person_folded']],
  ['a character inside of many names', '秀', NAME],
  ['two characters from the beginning', '王英', ['person_folded']],
  ['two characters from inside', '英平', NAME],
  ['a character that nobody has', '龘', NAME],
  ['one letter', 'w', ['person_initials', 'person_pinyin']],
  ['two initials from inside', 'mx', LATIN],
  ['full pinyin', 'wangying', ['person_pinyin']],
  ['garbage', 'qzxvjk', LATIN],
  ['a whole phone', '13900000042', ['person_phone_token']],
  ['the last four of a phone', '0042', ['person_phone_tail', ...ROOM, ...PLATE]],
  ['a room', '5栋3单元103', ROOM],
  ['building and room', '5-103', ['unit_code_ends', ...ROOM]],
  ['a room alone', '301', ROOM],
  ['one digit', '1', ROOM],
  ['a whole plate', '沪A00042', ['vehicle_plate']],
  ['the end of a plate', 'A00042', PLATE],
  ['the number of a case', 'BX-20260310-0042', ['cases_project_id_number_key']],
  ['the end of a number', '0310-0042', ['cases_project_id_number_key']],
  ['a place', '42号水泵', ['place_tokens']],
  ['200 characters', '王'.repeat(200), NAME],
])('%s is looked up by indexes, whose rows are few', async (_, q, indexes) => {
  // The first calls of a connection are planned for their values, later ones for any: both are asked.
  for (let time = 0; time < 8; time++) {
    const way = await wayOf(q)
    expect([q, way.readThrough]).toEqual([q, []])
    expect(way.indexes).toEqual(expect.arrayContaining(indexes))
    expect(way.rows, `rows read for ${q}`).toBeLessThan(400)
  }
})

it('a small estate beside a big one reads its own rows alone', async () => {
  for (const q of ['秀', '华玉', 'hy', '水泵']) {
    const way = await wayOf(q, world.otherProject)
    expect([q, way.readThrough]).toEqual([q, []])
    expect(way.hits).toBeGreaterThan(0)
    expect(way.rows, `rows read for ${q}`).toBeLessThan(400)
  }
})
