import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { z } from 'zod'
import type { Secrets } from '../kernel/secrets.ts'
import { canonicalJson } from '../kernel/signature/canonical.ts'
import { BackupError } from './trouble.ts'

const hex = z.string().regex(/^[0-9a-f]+$/)
const count = z.int().nonnegative()
const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/)

/** The first entry: what is needed to say whether this archive can be opened here at all. */
const headSchema = z.strictObject({
  format: z.literal('guanjia-backup-1'),
  id: hex,
  madeAt: z.iso.datetime(),
  version: z.string(),
  /** Fingerprints of the keys without which it is of no use. */
  keys: z.strictObject({ dataKey: hex, tokenKey: hex, sealKey: hex }),
  migrations: z.array(z.strictObject({ name: z.string(), checksum: hex })).min(1),
})
export type BackupHead = z.infer<typeof headSchema>

const manifestSchema = z.strictObject({
  head: headSchema,
  /** Every entry between the first and this one, in order. `sha256` is that of the bytes in the archive. */
  parts: z.array(z.strictObject({ name: z.string(), bytes: count, sha256: hex })),
  tables: z.array(z.strictObject({ name, columns: z.array(name), rows: count })),
  /** Last value given out by the sequence of a column; null when none was. */
  sequences: z.array(z.strictObject({ table: name, column: name, last: z.string().nullable() })),
  files: z.strictObject({
    count,
    bytes: count,
    /** Files of the snapshot whose bytes were not there: erased meanwhile, or lost. */
    missing: z.array(z.strictObject({ sha256: hex, lost: z.boolean() })),
  }),
  mac: hex,
})
export type Manifest = z.infer<typeof manifestSchema>

export const HEAD_NAME = 'guanjia-backup.json'
export const MANIFEST_NAME = 'manifest.json'

/** A backup is sealed with the data key of its time. */
export function makeHead(secrets: Secrets, of: Pick<BackupHead, 'madeAt' | 'version' | 'migrations'>): BackupHead {
  return { format: 'guanjia-backup-1', id: randomBytes(16).toString('hex'), keys: fingerprints(secrets), ...of }
}

export function signManifest(secrets: Secrets, manifest: Omit<Manifest, 'mac'>): Manifest {
  return { ...manifest, mac: macOf(secrets, manifest).toString('hex') }
}

/** Throws BackupError when the text is none, or when it was written with other keys than those at hand. */
export function readHead(secrets: Secrets, text: Buffer): BackupHead {
  const head = parse(headSchema, text)
  const ours = fingerprints(secrets)
  const named = { tokenKey: '令牌密钥', sealKey: '封存密钥' } as const
  const wrong = (Object.keys(named) as (keyof typeof named)[])
    .filter((key) => head.keys[key] !== ours[key])
    .map((key) => `${named[key]}指纹 ${head.keys[key]}，这里是 ${ours[key]}`)
  if (dataKeyOf(secrets, head) === null) {
    const here = secrets.dataKey.all.map(({ version, key }) => `第 ${version} 版 ${fingerprint(key)}`).join('、')
    wrong.unshift(`数据密钥指纹 ${head.keys.dataKey}，这里有${here}`)
  }
  if (wrong.length > 0)
    throw new BackupError(
      `密钥不对：备份是用另一套密钥做的（${wrong.join('；')}）。请换上做备份那套系统的 secrets.json；更换过密钥的，要有 retired 里那一版。什么都没有写入`,
    )
  return head
}

/** Throws BackupError when anything in it was changed. */
export function readManifest(secrets: Secrets, head: BackupHead, text: Buffer): Manifest {
  const manifest = parse(manifestSchema, text)
  const { mac, ...said } = manifest
  const good = timingSafeEqual(macOf(secrets, said), Buffer.from(mac.padEnd(64, '0').slice(0, 64), 'hex'))
  if (!good || canonicalJson(said.head) !== canonicalJson(head)) throw new BackupError('备份文件已损坏：清单的印记不符')
  return manifest
}

/** Encrypts and decrypts the parts of one archive (AES-256-GCM); a part put under another name does not open. */
export function sealerOf(secrets: Pick<Secrets, 'dataKey'>, head: Pick<BackupHead, 'id' | 'keys'>) {
  const dataKey = dataKeyOf(secrets, head)
  if (dataKey === null) throw new Error(`no data key ${head.keys.dataKey}`)
  const { id } = head
  const key = Buffer.from(hkdfSync('sha256', dataKey, Buffer.from(id, 'hex'), 'guanjia backup parts', 32))
  return {
    seal(part: string, plain: Buffer): Buffer {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(part))
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open(part: string, sealed: Buffer): Buffer {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(Buffer.from(part))
        decipher.setAuthTag(sealed.subarray(-16))
        return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
      } catch {
        throw new BackupError(`备份文件已损坏：${part} 解不开`)
      }
    },
  }
}

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

function macOf({ sealKey }: Pick<Secrets, 'sealKey'>, said: Omit<Manifest, 'mac'>): Buffer {
  const key = Buffer.from(hkdfSync('sha256', sealKey, Buffer.from(said.head.id, 'hex'), 'guanjia backup manifest', 32))
  return createHmac('sha256', key).update(canonicalJson(said)).digest()
}

/** The one of our data keys, retired ones included, with which a backup was made. */
function dataKeyOf({ dataKey }: Pick<Secrets, 'dataKey'>, { keys }: Pick<BackupHead, 'keys'>): Buffer | null {
  return dataKey.all.find(({ key }) => fingerprint(key) === keys.dataKey)?.key ?? null
}

function fingerprints({ dataKey, tokenKey, sealKey }: Secrets): BackupHead['keys'] {
  return {
    dataKey: fingerprint(dataKey.current.key),
    tokenKey: fingerprint(tokenKey),
    sealKey: fingerprint(sealKey),
  }
}

/** Tells keys apart without telling them. */
export const fingerprint = (key: Buffer) =>
  createHmac('sha256', key).update('guanjia key fingerprint').digest('hex').slice(0, 16)

function parse<T extends z.ZodType>(schema: T, text: Buffer): z.infer<T> {
  try {
    return schema.parse(JSON.parse(text.toString('utf8')))
  } catch {
    throw new BackupError('这不是备份文件，或已损坏')
  }
}
