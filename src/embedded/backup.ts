import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

/** What a running server rewrites at every start, or what belongs to the process rather than to the data. */
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|pg_(wal|dynshmem|notify|serial|snapshots|stat_tmp|subtrans|replslot)\/.+|.*pgsql_tmp.*)$/

/**
 * A physical copy of the running cluster at `dataPath` into the new folder `target`, by PostgreSQL's low-level backup:
 * writing goes on meanwhile. The copy holds the log that makes it consistent, so it can be put in the place of a
 * cluster's `data` folder (with the same secrets.json) and started. Throws when `target` exists.
 */
export async function backUp(superUrl: string, dataPath: string, target: string): Promise<void> {
  if (existsSync(target)) throw new Error(`备份目标已存在：${target}`)
  const draft = `${target}.part`
  rmSync(draft, { recursive: true, force: true })
  const client = new pg.Client({ connectionString: superUrl })
  await client.connect()
  try {
    // The temporary slot keeps every piece of log from here on until the session ends.
    await client.query(`select pg_create_physical_replication_slot('guanjia_backup', true, true)`)
    const { rows: start } = await client.query<{ file: string }>(
      `select pg_walfile_name(pg_backup_start('guanjia', true)) as file`,
    )
    copyFiles(dataPath, draft)
    const { rows: end } = await client.query<{ label: string; spaces: string; file: string }>(
      `select labelfile as label, spcmapfile as spaces, pg_walfile_name(lsn) as file from pg_backup_stop(false)`,
    )
    const { label, spaces, file } = end[0]!
    writeFileSync(join(draft, 'backup_label'), label)
    if (spaces.trim()) writeFileSync(join(draft, 'tablespace_map'), spaces)
    await client.query('select pg_switch_wal()')
    copyLog(dataPath, draft, start[0]!.file, file)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw error
  } finally {
    await client.end()
  }
  renameSync(draft, target)
}

/** Files that vanish while they are copied were dropped after the start; the log knows. */
function copyFiles(dataPath: string, draft: string, inside = ''): void {
  mkdirSync(join(draft, inside), { mode: 0o700 })
  for (const entry of readdirSync(join(dataPath, inside), { withFileTypes: true })) {
    const path = inside ? `${inside}/${entry.name}` : entry.name
    if (LEFT_OUT.test(path)) continue
    if (entry.isDirectory()) copyFiles(dataPath, draft, path)
    else if (entry.isFile()) copyUnlessGone(join(dataPath, path), join(draft, path))
  }
}

function copyUnlessGone(from: string, to: string): void {
  try {
    copyFileSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function copyLog(dataPath: string, draft: string, first: string, last: string): void {
  const segments = readdirSync(join(dataPath, 'pg_wal')).filter((name) => /^[0-9A-F]{24}$/.test(name))
  for (const name of segments) {
    if (name >= first && name <= last) copyFileSync(join(dataPath, 'pg_wal', name), join(draft, 'pg_wal', name))
  }
}
