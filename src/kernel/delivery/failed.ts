interface Failure {
  /** Trying again cannot help: the recipient does not exist. */
  final?: boolean
  /** The gateway is at fault rather than this one message; it rests for a while. Default: unless final. */
  endpoint?: boolean
  /** The other side says that it wants nothing more, ever (410): the endpoint is switched off. */
  gone?: boolean
  /** What the gateway asks to wait. */
  retryAfterMs?: number
}

/** A message that did not go. The sentence is Chinese, for the retry page; it holds no address and no secret. */
export class SendFailed extends Error {
  readonly final: boolean
  readonly endpoint: boolean
  readonly gone: boolean
  readonly retryAfterMs: number

  constructor(reason: string, { final = false, endpoint = !final, gone = false, retryAfterMs = 0 }: Failure = {}) {
    super(reason)
    this.final = final
    this.endpoint = endpoint
    this.gone = gone
    this.retryAfterMs = retryAfterMs
  }
}
