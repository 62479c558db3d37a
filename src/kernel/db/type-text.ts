import type pg from 'pg'

interface Column {
  table: string
  column: string
  type: string
  nullable: boolean
  /** Optional when a row is inserted. */
  hasDefault: boolean
  /** Refused when a row is inserted. */
  computed: boolean
  values: string[] | null
}

/**
 * The text of `types.ts`: one interface per table in camelCase, as Kysely wants it. A column that a CHECK restricts to
 * a list of texts gets that union as its type.
 */
export async function typeText(client: pg.Client | pg.ClientBase): Promise<string> {
  const { rows } = await client.query<Column & { check: string | null }>(COLUMNS)
  const tables = new Map<string, string[]>()
  for (const row of rows) {
    const lines = tables.get(row.table) ?? []
    lines.push(`  ${camel(row.column)}: ${typeOf({ ...row, values: row.values ?? valuesOf(row.check, row.column) })}`)
    tables.set(row.table, lines)
  }
  const interfaces = [...tables].map(([table, lines]) => `export interface ${pascal(table)} {\n${lines.join('\n')}\n}`)
  const database = [...tables.keys()].map((table) => `  ${camel(table)}: ${pascal(table)}`)
  return `${HEAD}\n${interfaces.join('\n\n')}\n\nexport interface DB {\n${database.join('\n')}\n}\n`
}

const HEAD = `// Generated from the migrations by \`npm run generate\`. Do not edit.
import type { ColumnType, GeneratedAlways } from 'kysely'

/** Optional when a row is inserted. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** Read as parsed JSON; written as any value that JSON can say (wrap arrays in \`json()\`). */
export type Json = ColumnType<Exclude<JsonValue, null>, NonNullable<unknown>, NonNullable<unknown>>

/** An instant: read as Date, written as Date or ISO text. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>
`

const BASE: Record<string, string> = {
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  float4: 'number',
  float8: 'number',
  int8: 'bigint',
  numeric: 'string',
  text: 'string',
  varchar: 'string',
  bpchar: 'string',
  uuid: 'string',
  inet: 'string',
  date: 'string',
  time: 'string',
  interval: 'unknown',
  timestamptz: 'Timestamp',
  json: 'Json',
  jsonb: 'Json',
  bytea: 'Buffer',
  tstzrange: 'string',
  daterange: 'string',
}

/** Arrays cannot hold a ColumnType, so their elements have one type for reading and writing. */
const ELEMENT: Record<string, string> = { Timestamp: 'Date', Json: 'JsonValue' }

function typeOf(column: Column): string {
  const isArray = column.type.startsWith('_')
  const name = isArray ? column.type.slice(1) : column.type
  let type = BASE[name]
  if (column.values && !isArray) type = column.values.map((value) => `'${value}'`).join(' | ')
  if (!type) throw new Error(`no TypeScript type is known for ${column.table}.${column.column} (${column.type})`)
  if (isArray) type = `${ELEMENT[type] ?? type}[]`
  if (column.nullable) type = `${type} | null`
  if (column.computed) return `GeneratedAlways<${type}>`
  return column.hasDefault ? `Generated<${type}>` : type
}

/** `CHECK ((kind = ANY (ARRAY['a'::text, 'b'::text])))` → a, b. Anything more complex is left to the database. */
function valuesOf(check: string | null, column: string): string[] | null {
  const list = check?.match(/^CHECK \(\(("?)(\w+)\1 = ANY \(ARRAY\[(.+)\]\)\)\)$/)
  if (list?.[2] !== column) return null
  const items = list[3]!.split(', ').map((item) => /^'([^'\\]*)'::text$/.exec(item)?.[1])
  return items.every((item) => item !== undefined) ? (items as string[]) : null
}

/** Must agree with Kysely's CamelCasePlugin, which does not find the way back from a digit after an underscore. */
function camel(name: string): string {
  if (/_\d/.test(name)) throw new Error(`the name ${name} has a digit after an underscore: rename it`)
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function pascal(name: string): string {
  return camel(`_${name}`)
}

const COLUMNS = `select c.relname as table, a.attname as column, coalesce(b.typname, t.typname) as type,
    not (a.attnotnull or (t.typtype = 'd' and t.typnotnull)) as nullable,
    d.adbin is not null or a.attidentity = 'd' as "hasDefault",
    a.attidentity = 'a' or a.attgenerated <> '' as computed,
    (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) as values,
    (select pg_get_constraintdef(k.oid) from pg_constraint k
     where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
       and pg_get_constraintdef(k.oid) ~ '= ANY \\(ARRAY' order by k.conname limit 1) as check
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
  left join pg_type b on b.oid = t.typbasetype and t.typtype = 'd'
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm')
    and c.relnamespace = 'public'::regnamespace
    and not exists (select from pg_depend x where x.objid = c.oid and x.deptype = 'e')
  order by c.relname collate "C", a.attnum`
