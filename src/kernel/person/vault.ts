import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Finding } from '../data-keys.ts'
import type { Secrets } from '../secrets.ts'

/** Which field of which row a sealed value belongs to; a value that is moved elsewhere does not open. */
export interface FieldPlace {
  table:
    | 'account'
    | 'person'
    | 'person_phone'
    | 'emergency_contact'
    | 'person_secret'
    | 'case_text_original'
    | 'signature_text'
    | 'case_original'
    | 'import_row'
    | 'vehicle'
    | 'delivery_endpoint'
    | 'person_delivery'
  record: string
  field: string
}

const IV_BYTES = 12
const IVS_AT_ONCE = 256
const TAG_BYTES = 16

/** Seals a personal field: key version, nonce, tag, ciphertext (AES-256-GCM, the place as additional data). */
export function sealField({ dataKey }: Pick<Secrets, 'dataKey'>, place: FieldPlace, text: string): Buffer {
  const { version, key } = dataKey.sealing()
  const iv = nextIv()
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(placeBytes(place))
  // GCM holds nothing back: its final piece is empty.
  const sealed = cipher.update(text, 'utf8')
  cipher.final()
  return Buffer.concat([Buffer.from([version]), iv, cipher.getAuthTag(), sealed])
}

/** Random bytes are fetched for many nonces at once: the call costs more than the cipher. None is given out twice. */
let pool = Buffer.alloc(0)
let used = 0

function nextIv(): Buffer {
  if (used >= pool.length) {
    pool = randomBytes(IV_BYTES * IVS_AT_ONCE)
    used = 0
  }
  used += IV_BYTES
  return pool.subarray(used - IV_BYTES, used)
}

/** Opens a sealed field. Throws when the key, the place or a byte is another one. */
export function openField({ dataKey }: Pick<Secrets, 'dataKey'>, place: FieldPlace, sealed: Buffer): string {
  const key = dataKey.opening(sealed[0] ?? 0)
  if (!key) throw new Error(`no data key of version ${sealed[0]}`)
  const iv = sealed.subarray(1, 1 + IV_BYTES)
  const tag = sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
    .setAAD(placeBytes(place))
    .setAuthTag(tag)
  return decipher.update(sealed.subarray(1 + IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
}

/** What equal values are found by: HMAC-SHA-256, one key for each kind of value, derived from the first data key. */
export function equalityToken({ dataKey }: Pick<Secrets, 'dataKey'>, kind: Finding, text: string): Buffer {
  return createHmac('sha256', dataKey.finding(kind)).update(text).digest()
}

/** Tokens of phones for search: the whole number, and its last four digits. */
export function phoneTokens(secrets: Pick<Secrets, 'dataKey'>): {
  whole: (phone: string) => Buffer
  tail: (digits: string) => Buffer
} {
  return {
    whole: (phone) => equalityToken(secrets, 'phone', phone),
    tail: (digits) => equalityToken(secrets, 'phone-tail', digits.slice(-4)),
  }
}

/** Tokens of car plates for search: the whole plate, and its last four characters. */
export function plateTokens(secrets: Pick<Secrets, 'dataKey'>): {
  whole: (plate: string) => Buffer
  tail: (plate: string) => Buffer
} {
  return {
    whole: (plate) => equalityToken(secrets, 'plate', plate),
    tail: (plate) => equalityToken(secrets, 'plate-tail', plate.slice(-4)),
  }
}

const placeBytes = ({ table, record, field }: FieldPlace) => Buffer.from(`${table}:${record}:${field}`)
