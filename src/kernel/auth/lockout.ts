import { networkOf } from '../http/network.ts'
import { DoorProblem } from '../http/problems.ts'
import { say } from '../text/translate.ts'

/** Wrong tries of one name before a wait begins, and the longest wait. Own choice. */
export const FREE_TRIES = 5
const MOST_WAIT_MS = 60 * 60_000
const FORGET_AFTER_MS = 2 * MOST_WAIT_MS
/**
 * Wrong tries from one network within the window before it has to wait a minute after each. Own choice: a whole office
 * stands behind one address, so it is slowed down and never shut out.
 */
const NETWORK = { freeTries: 30, windowMs: 15 * 60_000, waitMs: 60_000 } as const
/** Names and networks remembered at once; the oldest are forgotten first. */
const MOST_REMEMBERED = 20_000

/**
 * Wrong sign-ins by name and by network. A name that nobody has is treated like one that somebody has, so that the
 * answers do not tell them apart. Known accounts are kept in the database besides, so that a restart does not forgive.
 */
export class Lockout {
  readonly #names = new Map<string, { count: number; lastMs: number }>()
  /** When the wrong tries of a network were, the oldest first; no more than begin the wait. */
  readonly #networks = new Map<string, number[]>()

  /**
   * Runs `verify` as one try. It answers what is wrong, which is thrown and stays counted, or null. The try of a name is
   * counted before it is verified: of many at once no more get through than of as many one by one. What `verify` throws
   * itself says nothing of the secret and is not held against anybody. Throws `too-many` when name or network has to wait.
   */
  async attempt(name: string, address: string, machineMs: number, verify: () => Promise<Error | null>): Promise<void> {
    const network = networkOf(address)
    const wait = Math.max(this.#nameWaitMs(name, machineMs), this.#networkWaitMs(network, machineMs))
    if (wait > 0) throw tooMany(wait)
    this.#countName(name, 1, machineMs)
    let wrong: Error | null
    try {
      wrong = await verify()
    } catch (error) {
      this.#countName(name, -1, machineMs)
      throw error
    }
    // A right one clears the name and takes one of the network's back.
    if (wrong === null) {
      this.#names.delete(name)
      this.#networks.get(network)?.shift()
      return
    }
    // Only now: fifty colleagues who sign in at the same moment do it behind one address.
    remember(this.#networks, network, [...this.#wrongOf(network, machineMs), machineMs].slice(-NETWORK.freeTries))
    throw wrong
  }

  #countName(name: string, by: 1 | -1, machineMs: number): void {
    const before = this.#names.get(name)?.count ?? 0
    remember(this.#names, name, { count: Math.max(0, before + by), lastMs: machineMs })
  }

  #nameWaitMs(name: string, machineMs: number): number {
    const tries = this.#names.get(name)
    if (!tries || machineMs - tries.lastMs > FORGET_AFTER_MS) return 0
    return tries.lastMs + waitAfter(tries.count) - machineMs
  }

  #networkWaitMs(network: string, machineMs: number): number {
    const wrong = this.#wrongOf(network, machineMs)
    return wrong.length < NETWORK.freeTries ? 0 : wrong.at(-1)! + NETWORK.waitMs - machineMs
  }

  #wrongOf(network: string, machineMs: number): number[] {
    return (this.#networks.get(network) ?? []).filter((at) => at > machineMs - NETWORK.windowMs)
  }
}

/** Puts it at the end, as the newest; the oldest are forgotten. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= MOST_REMEMBERED) break
    map.delete(oldest)
  }
}

/** The wait after so many wrong tries of a name: none, then 1, 2, 4 … minutes up to an hour. */
export function waitAfter(count: number): number {
  return count < FREE_TRIES ? 0 : Math.min(60_000 * 2 ** (count - FREE_TRIES), MOST_WAIT_MS)
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
