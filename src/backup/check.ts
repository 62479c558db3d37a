import { sql } from 'kysely'
import type { Fault } from '../kernel/audit/fault.ts'
import { COMPANY_CHAIN } from '../kernel/audit/sealed.ts'
import { verifyChain } from '../kernel/audit/verify.ts'
import { type Database, inCompany, readProjects } from '../kernel/db/db.ts'
import type { FileStore } from '../kernel/file/file.ts'
import type { Secrets } from '../kernel/secrets.ts'
import { verifySignature } from '../kernel/signature/signature.ts'
import type { Manifest } from './manifest.ts'

/** What a look through a restored installation found. */
export interface RestoreChecked {
  rows: number
  sealedRows: number
  unsealedRows: number
  signatures: number
  files: number
  /** In words; nothing when all is as it was. */
  troubles: string[]
}

const AT_ONCE = 1_000
/** More of one kind are counted, not named. */
const MOST_NAMED = 20

/**
 * Row counts against the manifest, the audit chains, every signature, and the bytes of every file. Of an older backup
 * the rows were counted as they were loaded: migrations since then may have added some.
 */
export async function checkRestored(
  db: Database,
  files: FileStore,
  secrets: Secrets,
  manifest: Manifest,
): Promise<RestoreChecked> {
  const troubles: string[] = []
  const projects = await inCompany(db, async (tx) =>
    (await sql<{ id: number }>`select id from project order by id`.execute(tx)).rows.map(({ id }) => id),
  )
  const rows = (await isOlder(db, manifest))
    ? manifest.tables.reduce((total, table) => total + table.rows, 0)
    : await countRows(db, projects, manifest, troubles)
  const done: RestoreChecked = { rows, sealedRows: 0, unsealedRows: 0, signatures: 0, files: 0, troubles }
  for (const chain of [COMPANY_CHAIN, ...projects]) {
    const faults: Fault[] = []
    const checked = await verifyChain(db, secrets, chain, (fault) => faults.length < MOST_NAMED && faults.push(fault))
    done.sealedRows += checked.rows
    done.unsealedRows += checked.unsealed
    if (checked.faults > 0)
      troubles.push(`封存链 ${chain}：${checked.faults} 处不符，如 ${JSON.stringify(faults[0], asText)}`)
  }
  for (const project of projects) {
    done.signatures += await checkSignatures(db, files, secrets, project, troubles)
    done.files += await checkFiles(db, files, project, manifest, troubles)
  }
  return done
}

async function isOlder(db: Database, { head }: Manifest): Promise<boolean> {
  const { rows } = await inCompany(db, (tx) =>
    sql<{ last: string }>`select max(name) as last from schema_migration`.execute(tx),
  )
  return rows[0]?.last !== head.migrations.at(-1)?.name
}

async function countRows(
  db: Database,
  projects: readonly number[],
  { tables }: Manifest,
  troubles: string[],
): Promise<number> {
  return readProjects(
    db,
    projects,
    async (tx) => {
      let total = 0
      for (const { name, rows: wanted } of tables) {
        const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(name)}`.execute(tx)
        const { count } = rows[0]!
        total += count
        if (count !== wanted) troubles.push(`表 ${name}：备份时 ${wanted} 行，现在 ${count} 行`)
      }
      return total
    },
    { statementTimeoutMs: 600_000 },
  )
}

async function checkSignatures(
  db: Database,
  files: FileStore,
  secrets: Secrets,
  project: number,
  troubles: string[],
): Promise<number> {
  let looked = 0
  for (let after: string | null = null; ; ) {
    const last: string | null = after
    const ids: string[] = await readProjects(db, [project], async (tx) => {
      const { rows } = await sql<{ id: string }>`
        select id from signature where project_id = ${project} and (${last}::uuid is null or id > ${last}::uuid)
        order by id limit ${AT_ONCE}`.execute(tx)
      for (const { id } of rows) {
        const check = await verifySignature(tx, files, secrets, project, id)
        if (check && check.broken.length > 0) troubles.push(`签字 ${id}：${check.broken.join('、')} 不符`)
      }
      return rows.map(({ id }) => id)
    })
    looked += ids.length
    after = ids.at(-1) ?? null
    if (after === null) return looked
  }
}

/** Files that were missing at the time of the backup are no trouble of the copy. */
async function checkFiles(
  db: Database,
  files: FileStore,
  project: number,
  { files: { missing } }: Manifest,
  troubles: string[],
): Promise<number> {
  const known = new Set(missing.map(({ sha256 }) => sha256))
  const hashes = await readProjects(db, [project], async (tx) => {
    const { rows } = await sql<{ sha256: Buffer }>`
      select distinct sha256 from file where project_id = ${project} order by 1`.execute(tx)
    return rows.map(({ sha256 }) => sha256).filter((hash) => !known.has(hash.toString('hex')))
  })
  for (const hash of hashes)
    if ((await files.bytesOf(hash)) === null) troubles.push(`文件 ${hash.toString('hex')} 不在或已损坏`)
  return hashes.length
}

const asText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
