import type { Change } from './engine.ts'

/** `accounts`: who got a notice that belongs to no case. */
export type ChangeListener = (changes: readonly Change[], accounts: readonly string[]) => void

/** Who listens to what was committed, in this process. Fed by Engine.afterCommit; a listener must not throw or block. */
export class Changes {
  readonly #listeners = new Set<ChangeListener>()

  /** Listens until the returned function is called. */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(changes: readonly Change[]): void {
    for (const listener of this.#listeners) listener(changes, [])
  }

  /** Tells open pages of these accounts that there are notices. */
  tellAccounts(accounts: readonly string[]): void {
    for (const listener of this.#listeners) listener([], accounts)
  }
}
