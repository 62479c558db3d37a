import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import type { DatabasePasswords } from '../kernel/secrets.ts'
import { type Binaries, programOf } from './binaries.ts'
import { type DatabaseUsers, giveTo } from './run-as.ts'

export const SUPERUSER = 'guanjia_super'
export const OWNER = 'guanjia_owner'
export const LOGIN = 'guanjia_login'
export const DATABASE = 'guanjia'

/** How a program of PostgreSQL is told where the data lies, and from which working folder. */
export interface DataAddress {
  argument: string
  cwd: string
}

/** Minimal and fixed environment: nothing of the caller's locale or PG* variables reaches the database. */
export function databaseEnv(): NodeJS.ProcessEnv {
  const keep = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  )
  return { ...Object.fromEntries(keep), LC_ALL: 'C', TZ: 'UTC' }
}

/** Creates the cluster beside its final place and moves it there, so that a half-made one is never taken for whole. */
export function createCluster(options: {
  dataPath: string
  address: (folder: string) => DataAddress
  binaries: Binaries
  users: DatabaseUsers
  superPassword: string
  /** A folder that everybody can enter, for a short-lived folder with the file that carries the password. */
  scratch: string
}): void {
  const { dataPath, binaries, users } = options
  for (const name of readdirSync(dirname(dataPath))) {
    if (name.startsWith('data.new')) rmSync(join(dirname(dataPath), name), { recursive: true, force: true })
  }
  const draft = `${dataPath}.new.${process.pid}`
  mkdirSync(draft, { mode: 0o700 })
  giveTo(draft, users.init)
  const hidden = mkdtempSync(join(options.scratch, 'guanjia-init-'))
  const passwordFile = join(hidden, 'password')
  writeFileSync(passwordFile, options.superPassword, { mode: 0o600 })
  giveTo(hidden, users.init)
  try {
    const address = options.address(draft)
    const locale =
      binaries.major >= 17
        ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
        : ['--locale=C', '--lc-ctype=C.UTF-8']
    const args = ['-D', address.argument, '-U', SUPERUSER, '-E', 'UTF8', ...locale, '--data-checksums']
    const auth = [
      '--auth-local=scram-sha-256',
      '--auth-host=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--no-instructions',
    ]
    const made = spawnSync(programOf(binaries, 'initdb'), [...args, ...auth], {
      ...(users.init ?? {}),
      cwd: address.cwd,
      env: databaseEnv(),
      encoding: 'utf8',
      windowsHide: true,
    })
    if (made.status !== 0) {
      throw new Error(
        `建立数据库失败（${dataPath}）：${(made.stderr || made.error?.message || made.stdout || '').trim()}`,
      )
    }
    giveTo(draft, users.run)
    renameSync(draft, dataPath)
  } finally {
    rmSync(hidden, { recursive: true, force: true })
    rmSync(draft, { recursive: true, force: true })
  }
}

/**
 * Writes our settings at every start, so that an upgrade of the program reaches old clusters. `local.conf` in the data
 * folder is the administrator's and wins. Sources of the figures: measurements with one million households.
 */
export function configure(dataPath: string, users: DatabaseUsers, own: Record<string, string>): void {
  const settings: Record<string, string> = {
    max_connections: '60',
    shared_buffers: totalmem() >= 8 * 2 ** 30 ? '256MB' : '128MB',
    effective_cache_size: `${Math.max(256, Math.floor(totalmem() / 4 / 2 ** 20))}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    wal_compression: 'pglz',
    jit: 'off',
    random_page_cost: '1.1',
    min_dynamic_shared_memory: '32MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_destination: 'stderr',
    // The log must hold nothing of a resident: no statements, no parameters, no key values of a violated constraint.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...own,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`)
  const ours = join(dataPath, 'guanjia.conf')
  writeFileSync(ours, `# Written at every start. Put your own settings into local.conf.\n${lines.join('\n')}\n`)
  const local = join(dataPath, 'local.conf')
  if (!existsSync(local)) writeFileSync(local, '# Your own settings; they win over guanjia.conf.\n')
  for (const file of [ours, local]) giveTo(file, users.run)
  const main = join(dataPath, 'postgresql.conf')
  const text = readFileSync(main, 'utf8')
  if (!text.includes("include_if_exists = 'guanjia.conf'")) {
    writeFileSync(main, `${text}\ninclude_if_exists = 'guanjia.conf'\ninclude_if_exists = 'local.conf'\n`)
  }
}

/**
 * Login roles and the database. The owner runs migrations and may create roles, but is no superuser; the superuser is
 * used here only. Passwords follow the secrets file at every start.
 */
export async function prepareRoles(superUrl: string, passwords: DatabasePasswords): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await setRole(client, OWNER, 'login nosuperuser createrole nobypassrls', passwords.owner)
    await setRole(client, LOGIN, 'login nosuperuser nocreaterole nobypassrls', passwords.login)
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (!rowCount) await client.query(`create database ${DATABASE} owner ${OWNER} template template0`)
    await client.query(`revoke connect, temporary on database ${DATABASE} from public`)
    await client.query(`grant connect on database ${DATABASE} to ${LOGIN}`)
  } finally {
    await client.end().catch(() => {})
  }
}

async function setRole(client: pg.Client, name: string, rights: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name])
  if (!rowCount) await client.query(`create role ${name}`)
  await client.query(`alter role ${name} ${rights} password ${client.escapeLiteral(password)}`)
}

/** Refuses to start an empty cluster beside one of another major version, which would look like lost data. */
export function refuseOtherMajor(pgFolder: string, major: number): void {
  if (!existsSync(pgFolder) || existsSync(join(pgFolder, String(major), 'data'))) return
  const other = readdirSync(pgFolder).find((name) => /^\d+$/.test(name) && existsSync(join(pgFolder, name, 'data')))
  if (other) {
    throw new Error(
      `数据目录里是 PostgreSQL ${other} 的数据，而现在的程序是 ${major} 版：请先升级数据或改用 ${other} 版程序`,
    )
  }
}
