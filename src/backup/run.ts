import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { startPostgres } from '../embedded/supervisor.ts'
import { systemTime } from '../kernel/clock/time.ts'
import { openDatabase } from '../kernel/db/db.ts'
import { FileStore } from '../kernel/file/file.ts'
import { root, version } from '../kernel/root.ts'
import { hasSecretsFile, hasSecretsInEnvironment, readSecrets, type Secrets } from '../kernel/secrets.ts'
import { openStore } from '../main.ts'
import { Archive } from './archive.ts'
import { backUp } from './backup.ts'
import { checkRestored, type RestoreChecked } from './check.ts'
import type { Manifest } from './manifest.ts'
import { restore } from './restore.ts'
import { BackupError } from './trouble.ts'

type Say = (line: string) => void

const migrations = join(root, 'db', 'migrations')

/** `guanjia backup FILE|DIR`: a running installation is not disturbed; one that stands still is opened for it. */
export async function backUpTo(dataDir: string, target: string, say: Say): Promise<boolean> {
  const now = systemTime.now()
  const name = `guanjia-${now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}.backup`
  const path = statSync(target, { throwIfNoEntry: false })?.isDirectory() ? join(target, name) : target
  const secrets = secretsFor(dataDir)
  const store = await openStore(dataDir, () => {}, { asItIs: true })
  try {
    const from = performance.now()
    const source = { appUrl: store.appUrl, secrets, filesFolder: join(dataDir, 'files'), version, now }
    const { bytes, rows, tables, files, lostFiles } = await backUp(source, path)
    const seconds = (performance.now() - from) / 1000
    say(
      `备份写在 ${path}：${tables} 张表 ${rows} 行，文件 ${files} 个，${inMb(bytes)} MB，${speed(rows, bytes, seconds)}`,
    )
    say('密钥不在备份里：请另外保管 secrets.json，没有它备份打不开')
    if (lostFiles > 0) say(`注意：有 ${lostFiles} 个文件在文件库里找不到或已损坏，备份里没有它们`)
    return lostFiles === 0
  } finally {
    await store.close()
  }
}

/** `guanjia backup verify FILE`: keys, manifest, every part; nothing is written. */
export async function verifyBackup(dataDir: string, path: string, say: Say): Promise<void> {
  const archive = await Archive.open(path, secretsFor(dataDir))
  try {
    const { manifest, bytes } = await archive.verify()
    say(`${wordsOf(manifest)}，${inMb(bytes)} MB，完好`)
  } finally {
    await archive.close()
  }
}

/**
 * `guanjia restore FILE --data DIR`: into an empty place only. The archive is read through before anything is written;
 * what fails later takes away what it wrote.
 */
export async function restoreTo(dataDir: string, path: string, say: Say): Promise<boolean> {
  const secrets = secretsFor(dataDir)
  const archive = await Archive.open(path, secrets)
  try {
    refuseUsedFolder(dataDir)
    await archive.verify()
    const { DATABASE_URL, DATABASE_OWNER_URL } = process.env
    if (DATABASE_URL && !DATABASE_OWNER_URL)
      throw new BackupError('设置了 DATABASE_URL，还需要 DATABASE_OWNER_URL（执行迁移的所有者账号）')
    const urls = DATABASE_URL ? { appUrl: DATABASE_URL, ownerUrl: DATABASE_OWNER_URL! } : null
    return await into(archive, dataDir, secrets, urls, say)
  } finally {
    await archive.close()
  }
}

/** `guanjia restore drill FILE`: restores into a place of its own, looks at everything, and takes the place away. */
export async function drill(dataDir: string, path: string, say: Say): Promise<boolean> {
  const secrets = secretsFor(dataDir)
  const archive = await Archive.open(path, secrets)
  const place = mkdtempSync(join(tmpdir(), 'guanjia-drill-'))
  // The database runs under another user when we are root.
  chmodSync(place, 0o711)
  try {
    await archive.verify()
    return await into(archive, join(place, 'data'), secrets, null, say, true)
  } finally {
    await archive.close()
    rmSync(place, { recursive: true, force: true })
  }
}

async function into(
  archive: Archive,
  dataDir: string,
  secrets: Secrets,
  external: { appUrl: string; ownerUrl: string } | null,
  say: Say,
  throwAway = false,
): Promise<boolean> {
  const from = performance.now()
  const settings: Record<string, string> = throwAway
    ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
    : {}
  const embedded = external ? null : await startPostgres({ dataDir, log: () => {}, settings })
  const { appUrl, ownerUrl } = external ?? embedded!
  const filesFolder = join(dataDir, 'files')
  let whole = false
  try {
    await restore(archive, { appUrl, ownerUrl, filesFolder, migrations })
    whole = true
    const { manifest } = archive
    const bytes = manifest.parts.reduce((total, part) => total + part.bytes, 0)
    const rows = manifest.tables.reduce((total, table) => total + table.rows, 0)
    say(`${wordsOf(manifest)}：已恢复，${speed(rows, bytes, (performance.now() - from) / 1000)}`)
    const db = openDatabase({ url: appUrl })
    try {
      return tellChecked(await checkRestored(db, new FileStore(db, dataDir, systemTime), secrets, manifest), say)
    } finally {
      await db.close()
    }
  } finally {
    await embedded?.stop()
    if (!whole) {
      rmSync(filesFolder, { recursive: true, force: true })
      if (embedded) rmSync(join(dataDir, 'pg'), { recursive: true, force: true })
    }
  }
}

function tellChecked(checked: RestoreChecked, say: Say): boolean {
  const { rows, sealedRows, unsealedRows, signatures, files, troubles } = checked
  for (const trouble of troubles) say(trouble)
  const tail = unsealedRows === 0 ? '' : `（另有 ${unsealedRows} 行在备份时还未封存）`
  say(
    `核对 ${rows} 行、封存 ${sealedRows} 行${tail}、签字 ${signatures} 份、文件 ${files} 个：${
      troubles.length === 0 ? '全部相符' : `${troubles.length} 处不符`
    }`,
  )
  return troubles.length === 0
}

/** Never made anew: with fresh keys neither a backup nor a restore is worth anything. */
function secretsFor(dataDir: string): Secrets {
  if (!hasSecretsFile(dataDir) && !hasSecretsInEnvironment())
    throw new BackupError(
      `${dataDir} 里没有密钥文件 secrets.json：请先把做备份那套系统的 secrets.json 放进去（密钥不在备份里）`,
    )
  return readSecrets(dataDir)
}

function refuseUsedFolder(dataDir: string): void {
  const found = existsSync(dataDir) ? readdirSync(dataDir).filter((name) => name !== 'secrets.json') : []
  if (found.length > 0)
    throw new BackupError(
      `${dataDir} 不是空的（有 ${found.slice(0, 3).join('、')}）：只能恢复到空的地方，什么都没有写入`,
    )
}

function wordsOf({ head, tables, files }: Manifest): string {
  const rows = tables.reduce((total, table) => total + table.rows, 0)
  return `备份（${head.madeAt}，版本 ${head.version}，${tables.length} 张表 ${rows} 行，文件 ${files.count} 个）`
}

function speed(rows: number, bytes: number, seconds: number): string {
  return `用时 ${seconds.toFixed(1)} 秒（每秒 ${Math.round(rows / seconds)} 行，${(bytes / 1e6 / seconds).toFixed(1)} MB）`
}

const inMb = (bytes: number) => (bytes / 1e6).toFixed(1)
