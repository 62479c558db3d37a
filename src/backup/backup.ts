import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import pg from 'pg'
import type { Secrets } from '../kernel/secrets.ts'
import { copyOut } from './copy.ts'
import {
  type BackupHead,
  HEAD_NAME,
  MANIFEST_NAME,
  type Manifest,
  makeHead,
  sealerOf,
  sha256,
  signManifest,
} from './manifest.ts'
import { FIXED_COPY_TEXT } from './tables.ts'
import { TarWriter } from './tar.ts'
import { BackupError } from './trouble.ts'

export interface BackupSource {
  /** The application's role; it reads everything of every project that it names. */
  appUrl: string
  secrets: Secrets
  /** `<data>/files`. */
  filesFolder: string
  version: string
  now: Date
}

export interface BackupMade {
  path: string
  bytes: number
  rows: number
  tables: number
  files: number
  lostFiles: number
}

const zip = promisify(gzip)
/** The fastest level: the database and the encryption take more time than it. */
const ZIP_LEVEL = 1
const PACK_BYTES = 8 * 1024 * 1024

/**
 * Writes everything of a running installation as it stands at one moment into the new file `path`: each table by COPY
 * in one snapshot, then the files that the snapshot names. Writing goes on meanwhile. The file appears when it is whole:
 * a full disk or an interruption leaves nothing under its name. Throws BackupError.
 */
export async function backUp(source: BackupSource, path: string): Promise<BackupMade> {
  if (await stat(path).catch(() => null)) throw new BackupError(`${path} 已经存在，备份不会覆盖旧的`)
  const draft = `${path}.part`
  const client = new pg.Client({ connectionString: source.appUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    const file = await open(draft, 'w', 0o600).catch((error: NodeJS.ErrnoException) => {
      throw new BackupError(`不能在 ${dirname(path)} 里写备份：${error.code}`)
    })
    try {
      const made = await write(client, source, new TarWriter(file))
      await file.close()
      await rename(draft, path)
      await syncFolder(dirname(path))
      return { path, ...made }
    } catch (error) {
      await file.close().catch(() => {})
      await rm(draft, { force: true })
      const full = /^(ENOSPC|EDQUOT|EFBIG)$/.test((error as NodeJS.ErrnoException).code ?? '')
      throw full ? new BackupError(`磁盘已满，没有留下半个备份：${path}`) : error
    }
  } finally {
    await client.end().catch(() => {})
  }
}

/** The parts of an archive as they are written. */
class Parts {
  readonly list: Manifest['parts'] = []
  readonly #tar: TarWriter
  readonly #sealer: ReturnType<typeof sealerOf>

  constructor(tar: TarWriter, sealer: ReturnType<typeof sealerOf>) {
    this.#tar = tar
    this.#sealer = sealer
  }

  async add(name: string, plain: Buffer): Promise<void> {
    const sealed = this.#sealer.seal(name, plain)
    await this.#tar.add(name, sealed)
    this.list.push({ name, bytes: sealed.length, sha256: sha256(sealed) })
  }
}

async function write(client: pg.Client, source: BackupSource, tar: TarWriter): Promise<Omit<BackupMade, 'path'>> {
  await openSnapshot(client)
  const { rows: migrations } = await client.query<BackupHead['migrations'][number]>(
    'select name, checksum from schema_migration order by name',
  )
  const head = makeHead(source.secrets, { madeAt: source.now.toISOString(), version: source.version, migrations })
  await tar.add(HEAD_NAME, Buffer.from(JSON.stringify(head)))
  const parts = new Parts(tar, sealerOf(source.secrets, head))
  const tables: Manifest['tables'] = []
  for (const { name, columns } of await tablesOf(client))
    tables.push({ name, columns, rows: await writeTable(client, parts, name, columns) })
  const sequences = await sequencesOf(client)
  const files = await writeFiles(client, source, parts)
  await client.query('commit')
  const manifest = signManifest(source.secrets, { head, parts: parts.list, tables, sequences, files })
  await tar.add(MANIFEST_NAME, Buffer.from(JSON.stringify(manifest)))
  await tar.end()
  return {
    bytes: tar.bytes,
    rows: tables.reduce((total, { rows }) => total + rows, 0),
    tables: tables.length,
    files: files.count,
    lostFiles: files.missing.filter(({ lost }) => lost).length,
  }
}

/** One moment for all tables. Every row of a project belongs to a listed one, so nothing stays behind the fences. */
async function openSnapshot(client: pg.Client): Promise<void> {
  await client.query('begin isolation level repeatable read, read only')
  await client.query(`select ${FIXED_COPY_TEXT}, set_config('statement_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '0', true),
    set_config('guanjia.projects', (select coalesce(string_agg(id::text, ','), '') from project), true)`)
}

async function tablesOf(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; readable: boolean }>(
    `select c.relname as name, has_table_privilege(c.oid, 'select') as readable,
       array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migration'
     group by c.oid, c.relname order by c.relname collate "C"`,
  )
  const closed = rows.filter(({ readable }) => !readable).map(({ name }) => name)
  if (closed.length > 0) throw new BackupError(`应用账号读不到这些表，备份会不完整：${closed.join('、')}`)
  return rows
}

async function writeTable(client: pg.Client, parts: Parts, name: string, columns: readonly string[]): Promise<number> {
  const list = columns.map((column) => `"${column}"`).join(', ')
  let part = 0
  return copyOut(client, `select ${list} from "${name}"`, async (piece) => {
    part++
    await parts.add(`tables/${name}/${String(part).padStart(6, '0')}.gz`, await zip(piece, { level: ZIP_LEVEL }))
  })
}

async function sequencesOf(client: pg.Client): Promise<Manifest['sequences']> {
  // The application may not read a sequence itself; what it gave out is in the column.
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attidentity <> '' order by 1, 2`,
  )
  const found: Manifest['sequences'] = []
  for (const { table, column } of rows) {
    const { rows: highest } = await client.query<{ last: string | null }>(
      `select max("${column}")::text as last from "${table}"`,
    )
    found.push({ table, column, last: highest[0]!.last })
  }
  return found
}

/**
 * The bytes of the files that the snapshot names, several in a part: hash, length, bytes. They were written before
 * their rows, so they are there unless somebody's data was erased since; then the row is in the backup, the bytes not.
 */
async function writeFiles(client: pg.Client, { filesFolder }: BackupSource, parts: Parts): Promise<Manifest['files']> {
  const { rows } = await client.query<{ sha256: Buffer }>('select distinct sha256 from file order by sha256')
  const files: Manifest['files'] = { count: 0, bytes: 0, missing: [] }
  let pack: Buffer[] = []
  let size = 0
  let part = 0
  const flush = async () => {
    if (size === 0) return
    part++
    await parts.add(`files/${String(part).padStart(6, '0')}`, Buffer.concat(pack))
    pack = []
    size = 0
  }
  for (const row of rows) {
    const name = row.sha256.toString('hex')
    const bytes = await readFile(join(filesFolder, name.slice(0, 2), name)).catch(() => null)
    if (!bytes || sha256(bytes) !== name) {
      files.missing.push({ sha256: name, lost: bytes !== null })
      continue
    }
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    pack.push(row.sha256, length, bytes)
    size += bytes.length
    files.count++
    files.bytes += bytes.length
    if (size >= PACK_BYTES) await flush()
  }
  await flush()
  return { ...files, missing: await toldApart(client, files.missing) }
}

/** What a new look still finds in use was lost; the rest was erased while the backup ran. */
async function toldApart(
  client: pg.Client,
  missing: Manifest['files']['missing'],
): Promise<Manifest['files']['missing']> {
  if (missing.length === 0) return missing
  const hashes = missing.map(({ sha256: name }) => Buffer.from(name, 'hex'))
  await client.query('commit')
  const { rows } = await client.query<{ sha256: Buffer }>('select sha256 from pictures_in_use($1::bytea[])', [hashes])
  await client.query('begin')
  const used = new Set(rows.map((row) => row.sha256.toString('hex')))
  return missing.map((file) => ({ ...file, lost: used.has(file.sha256) }))
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
