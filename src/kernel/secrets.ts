import { randomBytes, randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type DataKey,
  DataKeys,
  type Finding,
  findingKeys,
  type KnownDataKeys,
  MOST_VERSION,
  perFinding,
} from './data-keys.ts'

/** The keys of one installation. Each is 32 random bytes and never stands in the database or in a backup of it. */
export interface Secrets {
  /** Encrypt personal data at rest (AES-256-GCM) and key its equality-search HMAC. */
  dataKey: DataKeys
  /** Keys the HMAC of session, case-link and QR-slip tokens. */
  tokenKey: Buffer
  /** Seals signatures and the audit chain. */
  sealKey: Buffer
}

/** Passwords of the three login roles of the embedded database; an external server does not use them. */
export interface DatabasePasswords {
  superuser: string
  owner: string
  login: string
}

const KEY_BYTES = 32
const KEYS = { dataKey: 'GUANJIA_DATA_KEY', tokenKey: 'GUANJIA_TOKEN_KEY', sealKey: 'GUANJIA_SEAL_KEY' } as const
const PASSWORDS = ['superuser', 'owner', 'login'] as const

interface SecretsFile {
  dataKey?: string
  /** Without it: 1. */
  dataKeyVersion?: number
  /** Written by the first rotation: until then they are derived from `dataKey`. */
  findingKeys?: Record<Finding, string>
  /** Replaced by a rotation that is not over: rows are still sealed with them. */
  previous?: StoredKey[]
  /** Seal no row any more, but open backups of their time. Who needs those no longer may take them out of the file. */
  retired?: StoredKey[]
  tokenKey?: string
  sealKey?: string
  database?: Partial<DatabasePasswords>
}

interface StoredKey {
  version: number
  key: string
  retiredAt?: string
}

/**
 * The keys of the installation in `dataDir`. An environment variable (hex or base64 of 32 bytes) wins over the file
 * `secrets.json` (0600), which is created with random keys for what the environment does not give.
 * Throws with a message for the administrator when a key is malformed, or missing beside others.
 */
export function loadSecrets(dataDir: string, env: NodeJS.ProcessEnv = process.env): Secrets {
  const missing = missingIn(env)
  const file =
    missing.length === 0
      ? {}
      : fileWith(dataDir, (stored) => {
          // A file that holds some of them has lost the others: new ones would open nothing of what is there.
          if (missing.some((key) => stored[key] !== undefined)) refuseGaps(dataDir, stored, missing)
          for (const key of missing) stored[key] ??= randomBytes(KEY_BYTES).toString('hex')
        })
  return secretsOf(dataDir, file, env)
}

/** The keys as they stand; nothing is made. Throws when one is missing: what was sealed with it needs that very one. */
export function readSecrets(dataDir: string, env: NodeJS.ProcessEnv = process.env): Secrets {
  const missing = missingIn(env)
  const file = missing.length === 0 ? {} : stored(dataDir)
  refuseGaps(dataDir, file, missing)
  return secretsOf(dataDir, file, env)
}

function refuseGaps(dataDir: string, file: SecretsFile, wanted: readonly (keyof Secrets)[]): void {
  const lacking = wanted.filter((key) => file[key] === undefined)
  if (lacking.length === 0) return
  throw new Error(
    `密钥文件 ${pathIn(dataDir)} 里缺少 ${lacking.join('、')}：请放回完整的 secrets.json，不会自动生成新的`,
  )
}

const missingIn = (env: NodeJS.ProcessEnv) => (Object.keys(KEYS) as (keyof Secrets)[]).filter((key) => !env[KEYS[key]])

function secretsOf(dataDir: string, file: SecretsFile, env: NodeJS.ProcessEnv): Secrets {
  const key = (name: 'tokenKey' | 'sealKey') => {
    const variable = env[KEYS[name]]
    return variable ? parseKey(variable, KEYS[name]) : parseKey(file[name]!, `secrets.json ${name}`)
  }
  return { dataKey: dataKeysOf(dataDir, file, env), tokenKey: key('tokenKey'), sealKey: key('sealKey') }
}

function dataKeysOf(dataDir: string, file: SecretsFile, env: NodeJS.ProcessEnv): DataKeys {
  if (env[KEYS.dataKey]) {
    const { dataKeyVersion } = stored(dataDir)
    if (dataKeyVersion !== undefined)
      throw new Error(
        `secrets.json 里的数据密钥已经更换过（第 ${dataKeyVersion} 版），不能再由环境变量 ${KEYS.dataKey} 给出：请去掉这个变量`,
      )
    return DataKeys.of(parseKey(env[KEYS.dataKey]!, KEYS.dataKey))
  }
  let seen = stampOf(dataDir)
  return new DataKeys(knownIn(file), () => {
    const now = stampOf(dataDir)
    if (now === seen || now === null) return null
    const known = knownIn(stored(dataDir))
    seen = now
    return known
  })
}

/** Another one after each change: the file is replaced, never written over. */
function stampOf(dataDir: string): string | null {
  const found = statSync(pathIn(dataDir), { throwIfNoEntry: false })
  return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : null
}

function knownIn(file: SecretsFile): KnownDataKeys {
  const current = parseKey(file.dataKey!, 'secrets.json dataKey')
  const older = [...(file.previous ?? []), ...(file.retired ?? [])].map(({ version, key }) => ({
    version,
    key: parseKey(key, `secrets.json 第 ${version} 版数据密钥`),
  }))
  const { findingKeys: kept } = file
  const finding = kept
    ? perFinding((kind) => parseKey(kept[kind] ?? '', `secrets.json findingKeys ${kind}`))
    : findingKeys(current)
  return { current: { version: file.dataKeyVersion ?? 1, key: current }, older, finding }
}

/**
 * Puts a new data key into the file, with which everything is sealed from now on; the one before stays beside it until
 * `retireDataKeys`. A rotation that was broken off keeps the key that it had put there. Answers the key in force.
 * Only one process may do so at a time: the caller holds a lock.
 */
export function addDataKey(dataDir: string, env: NodeJS.ProcessEnv = process.env): DataKey {
  if (env[KEYS.dataKey])
    throw new Error(
      `数据密钥由环境变量 ${KEYS.dataKey} 给出，程序换不了：请把它写进 secrets.json 的 dataKey、去掉变量，再更换`,
    )
  readSecrets(dataDir, env)
  const file = fileWith(dataDir, (stored) => {
    if (stored.previous?.length) return
    const { current, older, finding } = knownIn(stored)
    const version = Math.max(current.version, ...older.map((one) => one.version)) + 1
    if (version > MOST_VERSION) throw new Error('数据密钥的版本号已用完')
    stored.findingKeys = perFinding((kind) => finding[kind].toString('hex'))
    stored.previous = [{ version: current.version, key: current.key.toString('hex') }]
    stored.dataKey = randomBytes(KEY_BYTES).toString('hex')
    stored.dataKeyVersion = version
  })
  return knownIn(file).current
}

/** Whether rows may still be sealed with a key that was replaced. */
export function isRotating(dataDir: string): boolean {
  return (stored(dataDir).previous?.length ?? 0) > 0
}

/** No row is sealed with the replaced keys any more: they are kept for older backups only. */
export function retireDataKeys(dataDir: string, at: Date): void {
  fileWith(dataDir, (stored) => {
    const retired = (stored.previous ?? []).map((one) => ({ ...one, retiredAt: at.toISOString() }))
    stored.retired = [...(stored.retired ?? []), ...retired]
    stored.previous = []
  })
}

/** The passwords of the embedded database in `dataDir`, made at the first call. */
export function loadDatabasePasswords(dataDir: string): DatabasePasswords {
  const { database } = fileWith(dataDir, (stored) => {
    stored.database ??= {}
    for (const role of PASSWORDS) stored.database[role] ??= randomBytes(24).toString('base64url')
  })
  return database as DatabasePasswords
}

/** Whether `dataDir` already holds a secrets file: an existing cluster without one cannot be opened. */
export function hasSecretsFile(dataDir: string): boolean {
  return statSync(pathIn(dataDir), { throwIfNoEntry: false }) !== undefined
}

/** Whether the environment gives every key, so that none is looked for or made in a file. */
export function hasSecretsInEnvironment(env: NodeJS.ProcessEnv = process.env): boolean {
  return Object.values(KEYS).every((name) => env[name])
}

const pathIn = (dataDir: string) => join(dataDir, 'secrets.json')

function stored(dataDir: string): SecretsFile {
  const path = pathIn(dataDir)
  const text = read(path)
  return text === undefined ? {} : parse(text, path)
}

function parseKey(text: string, source: string): Buffer {
  const trimmed = text.trim()
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64')
  if (key.length !== KEY_BYTES || !/^[0-9A-Za-z+/_=-]+$/.test(trimmed)) {
    throw new Error(`密钥 ${source} 格式不对：应为 32 字节的十六进制（64 个字符）或 base64 文本`)
  }
  return key
}

/** Reads the file, lets `complete` fill gaps, and stores it atomically if anything was added. */
function fileWith(dataDir: string, complete: (file: SecretsFile) => void): SecretsFile {
  const path = pathIn(dataDir)
  for (;;) {
    const before = read(path)
    const file: SecretsFile = before === undefined ? {} : parse(before, path)
    complete(file)
    const after = `${JSON.stringify(file, null, 2)}\n`
    if (after === before) return file
    if (before === undefined) mkdirSync(dataDir, { recursive: true, mode: 0o711 })
    if (store(path, after, before === undefined)) return file
  }
}

function read(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return undefined
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) chmodSync(path, 0o600)
  return readFileSync(path, 'utf8')
}

function parse(text: string, path: string): SecretsFile {
  try {
    return JSON.parse(text) as SecretsFile
  } catch {
    throw new Error(`密钥文件 ${path} 已损坏，无法读取：请从备份恢复它，不要删除（删除后加密的数据将无法解密）`)
  }
}

/** True when stored; false when another process created the file first, whose keys then count. */
function store(path: string, text: string, create: boolean): boolean {
  const draft = `${path}.${randomUUID()}`
  try {
    const fd = openSync(draft, 'wx', 0o600)
    try {
      writeSync(fd, text)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    if (create) linkSync(draft, path)
    else renameSync(draft, path)
    syncFolder(dirname(path))
    return true
  } catch (error) {
    if (create && (error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
