import type { z } from 'zod'
import type { AnswerOf, AnyContract, BodyOf, ParamNames, ProblemBody } from '../kernel/http/contract.ts'

/**
 * How a face calls the server: `call(contract, { params, query, body, key })`, typed from the contract.
 * It retries nothing: a command with a `key` may be sent again by its caller, with the same key.
 */
export async function call<C extends AnyContract>(contract: C, input: CallInput<C>): Promise<AnswerOf<C>> {
  const { body, key, signal } = input as LooseInput
  const headers: Record<string, string> = { accept: 'application/json', ...inLanguage() }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (key !== undefined) headers['idempotency-key'] = key
  const request: RequestInit = { method: contract.method, headers, credentials: 'same-origin' }
  if (body !== undefined) request.body = JSON.stringify(body)
  if (signal !== undefined) request.signal = signal
  return answerOf(contract, await reach(urlOf(contract, input), request))
}

/** Sends one file to an upload contract, as the multipart field `file`. */
export async function upload<C extends AnyContract>(
  contract: C,
  input: { params: Params<C>; file: Blob; name?: string },
): Promise<AnswerOf<C>> {
  const form = new FormData()
  form.append('file', input.file, input.name ?? 'picture')
  const url = urlOf(contract, input as unknown as CallInput<C>)
  return answerOf(
    contract,
    await reach(url, { method: 'POST', headers: inLanguage(), body: form, credentials: 'same-origin' }),
  )
}

/** The server says things in the language that the page is shown in. */
const inLanguage = () => ({ 'accept-language': document.documentElement.lang })

/** The address of a contract, for an `<img>`, a PDF in a new tab or an EventSource. */
export function urlOf<C extends AnyContract>(contract: C, input: CallInput<C>): string {
  const { params = {}, query = {} } = input as LooseInput
  const path = contract.path.replace(/:([a-z]+)/gi, (_: string, name: string) =>
    encodeURIComponent(String(params[name])),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

/** A refusal of the server (RFC 9457). `message` is the sentence to show. */
export class Problem extends Error {
  readonly status: number
  readonly kind: string
  readonly fields: readonly { field: string; text: string }[]
  readonly rules: readonly string[]
  readonly state: ProblemBody['state']
  readonly contact: ProblemBody['contact']
  readonly retryAfterSeconds: number | null

  constructor(body: ProblemBody, retryAfterSeconds: number | null = null) {
    super(body.title)
    this.name = 'Problem'
    this.status = body.status
    this.kind = body.kind
    this.fields = body.fields ?? []
    this.rules = body.rules ?? []
    this.state = body.state
    this.contact = body.contact
    this.retryAfterSeconds = retryAfterSeconds
  }
}

let signedOut: () => void = () => {}

/** What to do when the server answers 401: each face shows its sign-in page. */
export function onSignedOut(act: () => void): void {
  signedOut = act
}

export type Params<C extends AnyContract> = [ParamNames<C['path']>] extends [never]
  ? { [name in never]: never }
  : { [Name in ParamNames<C['path']>]: string | number }

type Query<C extends AnyContract> = {
  [Name in keyof z.input<NonNullable<C['query']>>]?:
    | z.input<NonNullable<C['query']>>[Name]
    | z.output<NonNullable<C['query']>>[Name]
}

/** What a call needs: parameters when the path has some, a body when the contract has one, a key when it is keyed. */
export type CallInput<C extends AnyContract> = ([ParamNames<C['path']>] extends [never]
  ? { params?: undefined }
  : { params: Params<C> }) & { query?: Query<C>; key?: string; signal?: AbortSignal } & (undefined extends BodyOf<C>
    ? { body?: undefined }
    : { body: BodyOf<C> })

interface LooseInput {
  params?: Record<string, string | number>
  query?: Record<string, unknown>
  body?: unknown
  key?: string
  signal?: AbortSignal
}

async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem({ type: 'about:blank', title: '网络不通，请检查后再试', status: 0, kind: 'offline' })
  }
}

async function answerOf<C extends AnyContract>(contract: C, response: Response): Promise<AnswerOf<C>> {
  if (response.ok) return (contract.media ? await response.blob() : await response.json()) as AnswerOf<C>
  const body = (await response.json().catch(() => null)) as ProblemBody | null
  const retryAfter = Number(response.headers.get('retry-after'))
  if (response.status === 401 && body?.kind === 'signed-out') signedOut()
  throw new Problem(
    body ?? {
      type: 'about:blank',
      title: '服务器暂时没有应答，请稍后再试',
      status: response.status,
      kind: 'unavailable',
    },
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  )
}
