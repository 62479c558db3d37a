import { DoorProblem } from '../http/problems.ts'
import { say } from '../text/translate.ts'

/** Wrong tries before a wait begins, by account and by address, and the longest wait. Own choice. */
const FREE_TRIES = { account: 5, address: 30 } as const
const MOST_WAIT_MS = 60 * 60_000
const FORGET_AFTER_MS = 2 * MOST_WAIT_MS
/** Names and addresses remembered at once; the oldest are forgotten first. */
const MOST_REMEMBERED = 20_000

/**
 * Wrong sign-ins by name and by address. A name that nobody has is treated like one that somebody has, so that the
 * answers do not tell them apart. Known accounts are kept in the database besides, so that a restart does not forgive.
 */
export class Lockout {
  readonly #tries = new Map<string, { count: number; lastMs: number }>()

  /** Throws when this name or address has to wait. */
  check(login: string, address: string, machineMs: number): void {
    const wait = Math.max(
      this.#waitMs(`account ${login}`, FREE_TRIES.account, machineMs),
      this.#waitMs(`address ${address}`, FREE_TRIES.address, machineMs),
    )
    if (wait > 0) throw tooMany(wait)
  }

  /** Counts a wrong try. */
  failed(login: string, address: string, machineMs: number): void {
    for (const key of [`account ${login}`, `address ${address}`]) {
      const before = this.#tries.get(key)
      this.#tries.delete(key)
      this.#tries.set(key, { count: (before?.count ?? 0) + 1, lastMs: machineMs })
    }
    for (const key of this.#tries.keys()) {
      if (this.#tries.size <= MOST_REMEMBERED) break
      this.#tries.delete(key)
    }
  }

  /** A right password clears the name; the address keeps its count. */
  succeeded(login: string): void {
    this.#tries.delete(`account ${login}`)
  }

  #waitMs(key: string, free: number, machineMs: number): number {
    const tries = this.#tries.get(key)
    if (!tries || machineMs - tries.lastMs > FORGET_AFTER_MS) return 0
    return tries.lastMs + waitAfter(tries.count, free) - machineMs
  }
}

/** The wait after so many wrong tries: none, then 1, 2, 4 … minutes up to an hour. */
export function waitAfter(count: number, free: number = FREE_TRIES.account): number {
  return count < free ? 0 : Math.min(60_000 * 2 ** (count - free), MOST_WAIT_MS)
}

export function tooMany(waitMs: number): DoorProblem {
  const minutes = Math.ceil(waitMs / 60_000)
  return new DoorProblem(
    'too-many',
    429,
    say('密码错误次数太多，请 {count} 分钟后再试', { count: minutes }),
    Math.ceil(waitMs / 1000),
  )
}
