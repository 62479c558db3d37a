import { hkdfSync } from 'node:crypto'

/** The kinds of value that are found by a token. Their keys stay the same for ever: a rotation does not turn them. */
const findings = ['phone', 'phone-tail', 'id-number', 'plate', 'plate-tail'] as const
export type Finding = (typeof findings)[number]

/** A data key; its version stands in the first byte of every value that it sealed. */
export interface DataKey {
  version: number
  key: Buffer
}

/** The data keys of an installation as its secrets file holds them. */
export interface KnownDataKeys {
  /** Seals. */
  current: DataKey
  /** Open only: of a rotation that goes on, and the retired ones, for older backups. */
  older: readonly DataKey[]
  /** HMAC keys of the tokens; derived from the first data key. */
  finding: Readonly<Record<Finding, Buffer>>
}

/** One byte tells the version. */
export const MOST_VERSION = 255
/** A process that runs learns of a new key after this at the latest. */
export const LEARNT_AFTER_MS = 1_000

/**
 * The data keys that a process works with. `reread` answers what the secrets file says now, null when it is as before:
 * another process may have rotated. Sealing looks at most once a second; opening looks when a version is unknown.
 */
export class DataKeys {
  #known: KnownDataKeys
  readonly #reread: () => KnownDataKeys | null
  #looked = Date.now()
  readonly #derived = new Map<DataKey, Buffer>()

  constructor(known: KnownDataKeys, reread: () => KnownDataKeys | null = () => null) {
    this.#known = known
    this.#reread = reread
  }

  /** A single key, never rotated. */
  static of(key: Buffer): DataKeys {
    return new DataKeys({ current: { version: 1, key }, older: [], finding: findingKeys(key) })
  }

  get current(): DataKey {
    return this.#known.current
  }

  /** The newest first. */
  get all(): readonly DataKey[] {
    return [this.#known.current, ...this.#known.older]
  }

  /** What new values are sealed with. */
  sealing(): DataKey {
    if (Date.now() - this.#looked >= LEARNT_AFTER_MS) this.#look()
    return { version: this.#known.current.version, key: this.#sealKey(this.#known.current) }
  }

  /** What a value of this version opens with; null when there is no such key. */
  opening(version: number): Buffer | null {
    const find = () => this.all.find((one) => one.version === version)
    if (!find()) this.#look()
    const found = find()
    return found ? this.#sealKey(found) : null
  }

  finding(kind: Finding): Buffer {
    return this.#known.finding[kind]
  }

  #look(): void {
    this.#looked = Date.now()
    this.#known = this.#reread() ?? this.#known
  }

  #sealKey(of: DataKey): Buffer {
    const known = this.#derived.get(of)
    if (known) return known
    const key = derived(of.key, 'seal')
    this.#derived.set(of, key)
    return key
  }
}

export const findingKeys = (dataKey: Buffer) => perFinding((kind) => derived(dataKey, kind))

export function perFinding<T>(of: (kind: Finding) => T): Record<Finding, T> {
  return Object.fromEntries(findings.map((kind) => [kind, of(kind)])) as Record<Finding, T>
}

/** One key per purpose, so that a token tells nothing about a seal. */
const derived = (dataKey: Buffer, purpose: string) =>
  Buffer.from(hkdfSync('sha256', dataKey, Buffer.alloc(0), `guanjia ${purpose}`, 32))
