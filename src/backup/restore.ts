import { join } from 'node:path'
import pg from 'pg'
import { settleTransactionBase } from '../kernel/audit/transaction-base.ts'
import { migrate, readMigrations } from '../kernel/db/migrate.ts'
import { writeWhole } from '../kernel/file/write-whole.ts'
import type { Archive } from './archive.ts'
import { copyIn } from './copy.ts'
import type { Manifest } from './manifest.ts'
import { FIXED_COPY_TEXT } from './tables.ts'
import { BackupError } from './trouble.ts'

export interface RestoreTarget {
  ownerUrl: string
  appUrl: string
  /** `<data>/files`. */
  filesFolder: string
  /** Folder of the migrations of this program. */
  migrations: string
}

/** Files written side by side: each waits for the disk. */
const FILES_AT_ONCE = 8

/**
 * Puts a backup into an empty database and an empty folder: the schema as it was then, the rows in one transaction,
 * the files, and then the migrations that came since. Look through the archive with `verify` before. Throws
 * BackupError when the database is not empty or the backup is of a newer program.
 */
export async function restore(archive: Archive, target: RestoreTarget): Promise<void> {
  const { manifest } = archive
  const last = knownMigration(manifest, target.migrations)
  await refuseUsed(target.ownerUrl)
  const { ownerUrl, appUrl, migrations: folder } = target
  await migrate({ ownerUrl, appUrl, folder, upTo: last })
  await loadRows(archive, ownerUrl, last)
  await writeFiles(archive, target.filesFolder)
  await migrate({ ownerUrl, appUrl, folder })
  await settleTransactionBase(ownerUrl)
}

/** The last migration of the backup; all of them must be known here, word for word. */
function knownMigration({ head }: Manifest, folder: string): string {
  const known = new Map(readMigrations(folder).map(({ name, checksum }) => [name, checksum]))
  const foreign = head.migrations.find(({ name, checksum }) => known.get(name) !== checksum)
  if (foreign)
    throw new BackupError(
      `备份来自另一个版本的程序（${head.version}）：这里没有迁移 ${foreign.name}，或内容不同。请用同一版本或更新的程序恢复`,
    )
  return head.migrations.at(-1)!.name
}

/** Nothing is ever put over data: a database with tables must be one in which an earlier attempt left no rows. */
async function refuseUsed(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ tables: number; ours: boolean }>(
      `select count(*)::int as tables, bool_or(relname = 'project') as ours from pg_class
       where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
    )
    const { tables, ours } = rows[0]!
    if (tables === 0) return
    const used =
      !ours ||
      (await client.query('select from project union all select from account union all select from company')).rowCount
    if (used) throw new BackupError('目标数据库不是空的：备份只能恢复到空的地方，什么都没有写入')
  })
}

async function loadRows(archive: Archive, ownerUrl: string, last: string): Promise<void> {
  const { tables, sequences } = archive.manifest
  await withClient(ownerUrl, async (client) => {
    await client.query('begin')
    const { rows } = await client.query<{ last: string }>('select max(name) as last from schema_migration')
    if (rows[0]!.last !== last) throw new BackupError('目标数据库的结构比备份新：请换一个空的数据库')
    await client.query(`select ${FIXED_COPY_TEXT}`)
    const { open, close } = await fences(client)
    await client.query(open)
    const named = tables.map(({ name }) => `"${name}"`)
    if (named.length > 0) await client.query(`truncate ${named.join(', ')}`)
    for (const { name, columns, rows: wanted } of tables) {
      const list = columns.map((column) => `"${column}"`).join(', ')
      const loaded = await copyIn(client, `"${name}" (${list})`, archive.table(name))
      if (loaded !== wanted) throw new BackupError(`表 ${name} 应有 ${wanted} 行，只恢复了 ${loaded} 行`)
    }
    for (const { table, column, last: value } of sequences)
      if (value !== null)
        await client.query('select setval(pg_get_serial_sequence($1, $2), $3::bigint)', [
          `public.${table}`,
          column,
          value,
        ])
    await client.query(close)
    await client.query('commit')
    await client.query('analyze')
  })
}

/**
 * Foreign keys and row security stand aside while rows are loaded, table by table in any order; closing checks every
 * key at once, which costs a fraction of a check per row.
 */
async function fences(client: pg.Client): Promise<{ open: string; close: string }> {
  const { rows: keys } = await client.query<{ drop: string; add: string }>(
    `select format('alter table %I drop constraint %I', c.relname, k.conname) as drop,
       format('alter table %I add constraint %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) as add
     from pg_constraint k join pg_class c on c.oid = k.conrelid
     where k.contype = 'f' and c.relnamespace = 'public'::regnamespace order by c.relname, k.conname`,
  )
  const { rows: forced } = await client.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class
     where relforcerowsecurity and relnamespace = 'public'::regnamespace order by relname`,
  )
  const force = (how: string) => forced.map(({ name }) => `alter table ${name} ${how} row level security`)
  return {
    open: [...keys.map(({ drop }) => drop), ...force('no force')].join(';'),
    close: [...keys.map(({ add }) => add), ...force('force')].join(';'),
  }
}

async function writeFiles(archive: Archive, folder: string): Promise<void> {
  let writing: Promise<void>[] = []
  for await (const { sha256, bytes } of archive.files()) {
    writing.push(writeWhole(join(folder, sha256.slice(0, 2), sha256), bytes))
    if (writing.length < FILES_AT_ONCE) continue
    await Promise.all(writing)
    writing = []
  }
  await Promise.all(writing)
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}
