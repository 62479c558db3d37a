/**
 * Why a command was not carried out: few kinds, by what the caller can do about it. A refusal changed nothing.
 * `text` is a Chinese catalogue key with {placeholders}; over HTTP it becomes an RFC 9457 problem in the reader's language.
 */
export type RefusalKind =
  | 'not-found' // 404: no such thing within reach (a foreign id reads the same)
  | 'wrong-state' // 409: the case has moved on; the answer carries its present state
  | 'stale' // 409: the page was read before the last action; read again
  | 'wrong-role' // 403: not this person's to do
  | 'blocked' // 422: a guard says why not
  | 'bad-form' // 400: fields say what to mend
  | 'in-flight' // 409: the same command is being carried out
  | 'key-reused' // 422: the key came with another command
  | 'too-large' // 413
  | 'expired' // 410: a link or slip has run out

export interface FieldTrouble {
  /** Path within the form, `materials.0.name`. */
  field: string
  /** Chinese, says what to do. */
  text: string
}

export class Refusal extends Error {
  readonly kind: RefusalKind
  readonly values: Readonly<Record<string, string | number>>
  readonly fields: readonly FieldTrouble[]
  /** Handbook rules of the keeper that refused. */
  readonly rules: readonly string[]

  constructor(
    kind: RefusalKind,
    text: string,
    more: {
      values?: Record<string, string | number>
      fields?: readonly FieldTrouble[]
      rules?: readonly string[]
    } = {},
  ) {
    super(text)
    this.name = 'Refusal'
    this.kind = kind
    this.values = more.values ?? {}
    this.fields = more.fields ?? []
    this.rules = more.rules ?? []
  }
}
