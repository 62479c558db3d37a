import type { Settings } from '../endpoint.contract.ts'

/** One thing that is told, and the page where it can be looked at. */
export interface Told {
  text: string
  url: string | null
}

/** What is to go out once: to one recipient, by one way. */
export interface Message {
  /** The same at every try: whoever receives it twice can tell. */
  id: string
  /** E-mail address or phone number; null: the endpoint is the recipient. */
  to: string | null
  /** In the recipient's language, as everything here. */
  subject: string
  lines: readonly Told[]
  /** Why he gets it and where that can be changed; the end of an e-mail. */
  footer: string
  /** For other systems: what happened, without a word about persons. */
  event: Readonly<Record<string, unknown>> | null
}

/** A way out as it is set up, its secrets open. */
export interface Opened<S extends Settings = Settings> {
  settings: S
  secret: string | null
  /** The secret before it, while both count. */
  oldSecret: string | null
}

/** How messages go out by one way. `send` throws SendFailed. Wakes nobody twice on purpose, but may: at least once. */
export interface Way<S extends Settings> {
  send(endpoint: Opened<S>, message: Message, signal?: AbortSignal): Promise<void>
}
