import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { classify } from './errors.ts'

export interface Migration {
  name: string
  sql: string
  checksum: string
}

export interface MigrateOptions {
  /** Connects as the owner of the database (`DATABASE_OWNER_URL`). */
  ownerUrl: string
  /** The runtime connection (`DATABASE_URL`), whose user becomes a member of guanjia_app. */
  appUrl: string
  /** Folder of the `YYYYMMDDTHHMM_name.sql` files. */
  folder: string
  /** The last file to apply, for a backup that is as old; default all. */
  upTo?: string
  onApplied?: (name: string, done: number, total: number) => void
}

/** Names of the two: what was there already, and what this run added. */
export interface MigrateResult {
  applied: string[]
  present: string[]
}

// Any constant does; it keeps two servers that start at once from migrating side by side.
const LOCK_KEY = 7_405_926_114
const FILE_NAME = /^\d{8}T\d{4}_[a-z0-9_]+\.sql$/

/**
 * Brings the database up to date: each file in its own transaction, in the order of the names. Refuses a database
 * whose history differs from the files (a changed, missing or overtaken file), with a message for the administrator.
 * A migration that must read or check rows of a project table (also by adding a foreign key) wraps that part in
 * `alter table t no force row level security` … `force`; without it PostgreSQL refuses.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const files = readMigrations(options.folder).filter(({ name }) => name <= (options.upTo ?? name))
  const client = new pg.Client({ connectionString: options.ownerUrl, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY])
    await client.query(`create table if not exists schema_migration (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from schema_migration order by name',
    )
    const pending = pendingOf(files, rows)
    for (const [index, file] of pending.entries()) {
      await apply(client, file)
      options.onApplied?.(file.name, index + 1, pending.length)
    }
    await client.query('grant select on schema_migration to guanjia_app')
    await admit(client, options.appUrl)
    return { applied: pending.map((file) => file.name), present: rows.map((row) => row.name) }
  } catch (error) {
    throw classify(error)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The migration files of a folder in order; their checksum does not depend on line ends. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name) => {
    if (!FILE_NAME.test(name)) throw new Error(`the migration ${name} is not named YYYYMMDDTHHMM_name.sql`)
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n')
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

function pendingOf(files: Migration[], done: { name: string; checksum: string }[]): Migration[] {
  const byName = new Map(files.map((file) => [file.name, file]))
  for (const row of done) {
    const file = byName.get(row.name)
    if (!file) throw new Error(`数据库比程序新：它执行过迁移 ${row.name}，而本程序没有这个文件。请换用更新的程序`)
    if (file.checksum !== row.checksum)
      throw new Error(`迁移 ${row.name} 在执行之后被改动过：请恢复原文件，改动另写一个新的迁移`)
  }
  const applied = new Set(done.map((row) => row.name))
  const last = done.at(-1)?.name ?? ''
  const pending = files.filter((file) => !applied.has(file.name))
  const late = pending.find((file) => file.name < last)
  if (late) throw new Error(`迁移 ${late.name} 排在已执行的 ${last} 之前：请改用更晚的时间命名，迁移只能向前`)
  return pending
}

async function apply(client: pg.Client, file: Migration): Promise<void> {
  try {
    await client.query('begin')
    // A statement that a policy would silently narrow fails instead of skipping rows.
    await client.query('set local row_security = off')
    // The check of a function's body would meet the same refusal, though it reads nothing.
    await client.query('set local check_function_bodies = off')
    await client.query(file.sql)
    await client.query('insert into schema_migration (name, checksum) values ($1, $2)', [file.name, file.checksum])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    if (error instanceof Error) error.message = `${file.name}${placeOf(error, file.sql)}: ${error.message}`
    throw error
  }
}

function placeOf(error: Error, text: string): string {
  const position = Number((error as { position?: string }).position)
  return position > 0 ? `:${text.slice(0, position).split('\n').length}` : ''
}

/** Lets the runtime login use what guanjia_app may use. */
async function admit(client: pg.Client, appUrl: string): Promise<void> {
  const user = decodeURIComponent(new URL(appUrl).username)
  if (!user) throw new Error('DATABASE_URL 里没有用户名，无法授权')
  const { rows } = await client.query<{ known: boolean; member: boolean }>(
    `select exists (select from pg_roles where rolname = $1) as known,
       exists (select from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid
               where r.rolname = $1 and g.rolname = 'guanjia_app') as member`,
    [user],
  )
  if (!rows[0]?.known) throw new Error(`DATABASE_URL 的用户 ${user} 在数据库里不存在：请先建立这个登录角色`)
  if (!rows[0].member) await client.query(`grant guanjia_app to ${client.escapeIdentifier(user)}`)
}
