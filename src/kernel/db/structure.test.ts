import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/db.ts'
import { dumpSchema } from './dump.ts'
import { APPEND_ONLY_TABLES, COMPANY_TABLES, PROJECT_TABLES, QUEUE_TABLES } from './tables.ts'
import { typeText } from './type-text.ts'

let test: TestDatabase
let client: pg.Client

beforeAll(async () => {
  test = await testDatabase()
  client = new pg.Client(test.ownerUrl)
  await client.connect()
})

afterAll(async () => {
  await client.end()
  await test.close()
})

describe('the structure of the database', () => {
  it('lists every table in exactly one class', async () => {
    const listed = [...PROJECT_TABLES, ...Object.keys(COMPANY_TABLES), ...QUEUE_TABLES]
    expect(new Set(listed).size).toBe(listed.length)
    const rows = await query<{ name: string }>(
      `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
    )
    expect(rows.map((row) => row.name).sort()).toEqual([...listed].sort())
  })

  it('calls append-only what the application may add to and never change', async () => {
    const rows = await query<{ name: string }>(
      `select c.relname as name from pg_class c
       where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
         and has_table_privilege('guanjia_app', c.oid, 'insert') and not has_table_privilege('guanjia_app', c.oid, 'delete')
         and not has_any_column_privilege('guanjia_app', c.oid, 'update')`,
    )
    expect(rows.map((row) => row.name).sort()).toEqual([...APPEND_ONLY_TABLES].sort())
  })

  it('keeps what each class promises', async () => {
    expect(await faults()).toEqual([])
  })

  it.each([
    ['a key without project_id', `create unique index planted on zone (name)`, 'zone: unique key planted'],
    ['a key with project_id in second place', `alter table zone add unique (name, project_id)`, 'zone: unique key'],
    [
      'a reference past the project',
      `create unique index planted on zone (id); alter table place add foreign key (zone_id) references zone (id)`,
      'place: foreign key',
    ],
    ['row security switched off', `alter table zone disable row level security`, 'zone: row level security'],
    ['an owner who is let through', `alter table zone no force row level security`, 'zone: row level security'],
    [
      'a table of cases for those who are barred',
      `drop policy not_barred on case_text`,
      'case_text: policy not_barred',
    ],
    ['a second way in', `create policy planted on zone for select to guanjia_app using (true)`, 'zone: policy planted'],
    ['a policy that lets all through', `alter policy project_reach on zone using (true)`, 'zone: policy project_reach'],
    [
      'a policy that checks no write',
      `alter policy project_reach on zone with check (true)`,
      'zone: policy project_reach',
    ],
    [
      'a trigger',
      `create trigger planted before update on zone for each row execute function suppress_redundant_updates_trigger()`,
      'zone: trigger',
    ],
    ['a log that can be changed', `grant update on case_action to guanjia_app`, 'case_action: guanjia_app may update'],
    [
      'a column of the log that can be changed',
      `grant update (form) on case_action to guanjia_app`,
      'case_action: column form',
    ],
    ['a table that can be emptied', `grant truncate on zone to guanjia_app`, 'zone: guanjia_app may truncate'],
    ['a table for everybody', `grant select on company to public`, 'company: public may select'],
    ['a reader that writes', `grant insert on case_clock to guanjia_reader`, 'case_clock: guanjia_reader may insert'],
    ['a nullable project', `create table planted (project_id int, id uuid)`, 'planted: project_id'],
    ['a view that shows all', `create view planted as select * from zone`, 'planted: view'],
    [
      'a function for everybody',
      `create function planted() returns int language sql as 'select 1'; grant execute on function planted() to public`,
      'planted: function',
    ],
    [
      'a function that runs as the owner',
      `create function planted() returns int language sql security definer set search_path = public as 'select 1'`,
      'planted: function',
    ],
    [
      'a definer function with an open search path',
      `create function planted() returns int language sql security definer as 'select 1'; alter function planted() owner to guanjia_reader`,
      'planted: function',
    ],
  ])('finds %s', async (_, change, fault) => {
    await client.query('begin')
    try {
      await client.query(change)
      expect((await faults()).join('\n')).toContain(fault)
    } finally {
      await client.query('rollback')
    }
  })

  it('is what db/schema.sql and types.ts say (npm run generate writes them)', async ({ skip }) => {
    const { rows } = await client.query<{ v: string }>(`select current_setting('server_version_num')::int / 10000 as v`)
    skip(
      Number(rows[0]!.v) !== 18,
      'the committed dump is written by PostgreSQL 18; another version words it differently',
    )
    const committed = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
    expect((await dumpSchema(client)) === committed('../../../db/schema.sql'), 'db/schema.sql is current').toBe(true)
    expect((await typeText(client)) === committed('./types.ts'), 'types.ts is current').toBe(true)
  })
})

async function query<R extends pg.QueryResultRow>(text: string): Promise<R[]> {
  return (await client.query<R>(text)).rows
}

/** Everything in which the database falls short of the promises of tables.ts. */
async function faults(): Promise<string[]> {
  const checks = [
    projectColumnFaults,
    keyFaults,
    foreignKeyFaults,
    rowSecurityFaults,
    policyFaults,
    triggerFaults,
    rightFaults,
    viewFaults,
    functionFaults,
  ]
  const found: string[] = []
  for (const check of checks) found.push(...(await check()))
  return found
}

/** A table that is not listed counts as a project table: the strictest class. */
function isProject(table: string): boolean {
  return !(table in COMPANY_TABLES) && !QUEUE_TABLES.includes(table)
}

async function projectColumnFaults(): Promise<string[]> {
  const rows = await query<{ table: string; good: boolean }>(
    `select c.relname as table, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'project_id'
       and a.atttypid = 'int4'::regtype and a.attnotnull) as good
     from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace`,
  )
  return rows
    .filter((row) => isProject(row.table) && !row.good)
    .map((row) => `${row.table}: project_id is missing or nullable`)
}

async function keyFaults(): Promise<string[]> {
  const rows = await query<{ table: string; index: string; first: string | null }>(
    `select c.relname as table, n.relname as index, a.attname as first
     from pg_index i join pg_class c on c.oid = i.indrelid join pg_class n on n.oid = i.indexrelid
     left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
     where (i.indisunique or i.indisexclusion) and c.relnamespace = 'public'::regnamespace`,
  )
  return rows
    .filter((row) => isProject(row.table) && row.first !== 'project_id')
    .map((row) => `${row.table}: unique key ${row.index} does not begin with project_id`)
}

async function foreignKeyFaults(): Promise<string[]> {
  const rows = await query<{ table: string; name: string; target: string; from: string; to: string }>(
    `select c.relname as table, k.conname as name, f.relname as target, a.attname as from, b.attname as to
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
     join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
     join pg_attribute b on b.attrelid = f.oid and b.attnum = k.confkey[1]
     where k.contype = 'f' and c.relnamespace = 'public'::regnamespace`,
  )
  return rows.flatMap((row) => {
    const along = row.from === 'project_id' && row.to === 'project_id'
    if (isProject(row.target) && !(isProject(row.table) && along)) {
      return [`${row.table}: foreign key ${row.name} to ${row.target} does not begin with project_id`]
    }
    return QUEUE_TABLES.includes(row.table) ? [`${row.table}: foreign key ${row.name} in a queue`] : []
  })
}

async function rowSecurityFaults(): Promise<string[]> {
  const rows = await query<{ table: string; on: boolean; forced: boolean }>(
    `select relname as table, relrowsecurity as on, relforcerowsecurity as forced from pg_class
     where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
  )
  return rows
    .filter((row) => isProject(row.table) && !(row.on && row.forced))
    .map((row) => `${row.table}: row level security is not enabled and forced`)
}

const REACH = `(project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))`

async function policyFaults(): Promise<string[]> {
  const rows = await query<{ table: string; name: string; shape: string; using: string | null; check: string | null }>(
    `select tablename as table, policyname as name, permissive || ' ' || cmd || ' ' || array_to_string(roles, ',') as shape,
       qual as using, with_check as check
     from pg_policies where schemaname = 'public'`,
  )
  const good = (row: (typeof rows)[number]) => {
    if (row.name === 'project_reach')
      return row.shape === 'PERMISSIVE ALL guanjia_app' && row.using === REACH && row.check === REACH
    if (row.name === 'not_barred')
      return row.shape === 'RESTRICTIVE ALL guanjia_app' && row.using === barredBy(row.table) && row.check === null
    return row.shape === 'PERMISSIVE SELECT guanjia_reader' && row.using === 'true'
  }
  const bad = rows.filter((row) => !good(row)).map((row) => `${row.table}: policy ${row.name} is not a standard one`)
  const fenced = new Set(rows.filter((row) => row.name === 'project_reach').map((row) => row.table))
  const open = PROJECT_TABLES.filter((table) => !fenced.has(table)).map(
    (table) => `${table}: policy project_reach is missing`,
  )
  const barring = new Set(rows.filter((row) => row.name === 'not_barred').map((row) => row.table))
  const ofCases = await query<{ table: string }>(
    `select table_name as table from information_schema.columns
     where table_schema = 'public' and column_name = 'case_id' union select 'cases'`,
  )
  const forgetful = ofCases
    .filter(({ table }) => PROJECT_TABLES.includes(table) && !barring.has(table))
    .map(({ table }) => `${table}: policy not_barred is missing`)
  return [...bad, ...open, ...forgetful]
}

/** Who is barred from a case finds no row that speaks of it (CMP-06). */
function barredBy(table: string): string {
  const key = table === 'cases' ? 'id' : 'case_id'
  const list = `COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])`
  return `((${key} IS NULL) OR (${key} <> ALL (${list})))`
}

async function triggerFaults(): Promise<string[]> {
  const rows = await query<{ table: string; name: string }>(
    `select c.relname as table, t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where not t.tgisinternal and c.relnamespace = 'public'::regnamespace`,
  )
  return rows.map((row) => `${row.table}: trigger ${row.name}`)
}

async function rightFaults(): Promise<string[]> {
  const rows = await query<{ table: string; role: string; right: string; column: string | null }>(
    `with rights as (
       select c.relname as table, c.relowner as owner, null as column, r.grantee, r.privilege_type
       from pg_class c, aclexplode(c.relacl) r where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
       union all
       select c.relname, c.relowner, a.attname, r.grantee, r.privilege_type
       from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) r
       where c.relnamespace = 'public'::regnamespace)
     select x.table, x.column, coalesce(g.rolname, 'public') as role, lower(x.privilege_type) as right
     from rights x left join pg_roles g on g.oid = x.grantee where x.grantee <> x.owner`,
  )
  const allowed = (row: (typeof rows)[number]) => {
    if (row.role === 'guanjia_reader') return row.right === 'select'
    if (row.role !== 'guanjia_app') return false
    const rights = APPEND_ONLY_TABLES.includes(row.table)
      ? ['select', 'insert']
      : ['select', 'insert', 'update', 'delete']
    return rights.includes(row.right)
  }
  return rows
    .filter((row) => !allowed(row))
    .map((row) => `${row.table}: ${row.column ? `column ${row.column}: ` : ''}${row.role} may ${row.right}`)
}

/** A view reads with the rights of its owner unless it says otherwise. */
async function viewFaults(): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `select relname as name from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace
     and not coalesce('security_invoker=true' = any (reloptions), false)`,
  )
  return rows.map((row) => `${row.name}: view without security_invoker`)
}

/** A function that steps over the fences belongs to guanjia_reader, has a fixed search path and is not for everybody. */
async function functionFaults(): Promise<string[]> {
  const rows = await query<{ name: string; open: boolean; definer: boolean; owner: string; path: boolean }>(
    `select p.proname as name, p.prosecdef as definer, o.rolname as owner,
       p.proacl is null or exists (select from aclexplode(p.proacl) r where r.grantee = 0) as open,
       exists (select from unnest(p.proconfig) s where s like 'search_path=%') as path
     from pg_proc p join pg_roles o on o.oid = p.proowner
     where p.pronamespace = 'public'::regnamespace
       and not exists (select from pg_depend x where x.objid = p.oid and x.deptype = 'e')`,
  )
  return rows.flatMap((row) => {
    if (row.open) return [`${row.name}: function may be executed by everybody`]
    if (!row.definer) return []
    if (row.owner !== 'guanjia_reader') return [`${row.name}: function runs with the rights of ${row.owner}`]
    return row.path ? [] : [`${row.name}: function without a fixed search_path`]
  })
}
