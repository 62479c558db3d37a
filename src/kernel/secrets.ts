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

/** The keys of one installation. Each is 32 random bytes and never stands in the database or in a backup of it. */
export interface Secrets {
  /** Encrypts personal data at rest (AES-256-GCM) and keys its equality-search HMAC. */
  dataKey: Buffer
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
  tokenKey?: string
  sealKey?: string
  database?: Partial<DatabasePasswords>
}

/**
 * The keys of the installation in `dataDir`. An environment variable (hex or base64 of 32 bytes) wins over the file
 * `secrets.json` (0600), which is created with random keys for what the environment does not give.
 * Throws with a message for the administrator when a key is malformed.
 */
export function loadSecrets(dataDir: string, env: NodeJS.ProcessEnv = process.env): Secrets {
  const missing = Object.entries(KEYS).filter(([, name]) => !env[name])
  const file =
    missing.length === 0
      ? {}
      : fileWith(dataDir, (stored) => {
          for (const [key] of missing) stored[key as keyof Secrets] ??= randomBytes(KEY_BYTES).toString('hex')
        })
  const key = (name: keyof Secrets) => {
    const variable = env[KEYS[name]]
    return variable ? parseKey(variable, KEYS[name]) : parseKey(file[name]!, `secrets.json ${name}`)
  }
  return { dataKey: key('dataKey'), tokenKey: key('tokenKey'), sealKey: key('sealKey') }
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
  return statSync(join(dataDir, 'secrets.json'), { throwIfNoEntry: false }) !== undefined
}

/** Whether the environment gives every key, so that none is looked for or made in a file. */
export function hasSecretsInEnvironment(env: NodeJS.ProcessEnv = process.env): boolean {
  return Object.values(KEYS).every((name) => env[name])
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
  const path = join(dataDir, 'secrets.json')
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
