import { z } from 'zod'
import type { Right } from '../case/procedure.ts'
import { isInReach, OUT_OF_REACH } from '../clock/time.ts'
import { say } from '../text/translate.ts'

/**
 * What one route takes and gives, as a pure object that server (`bind`) and web (`call`) import alike.
 * Every route is a contract: the OpenAPI document, the checks at the door and the types of the client come from it.
 */

/**
 * Who may come in by this door, checked before the handler runs. Whoever has one of them may.
 * - `public`: nobody needs to be signed in; the handler keeps its own door (sign-in, health, the handbook).
 * - `link`: the bearer of a secret link; the token stands in the path and the handler looks it up.
 * - `signed-in`: any account. With `:project` in the path the project must be within its reach.
 * - `staff`: whoever holds a post in the project of the path; a role: whoever holds a post of this role there.
 * - `owner`: an owner whose account stands for a person of the project.
 */
export type Permission = 'public' | 'link' | 'signed-in' | Exclude<Right, CaseRelation>

/** Relations to one case: perform() checks them, no route can. */
type CaseRelation = 'assignee' | 'first-responder' | 'zone-officer' | 'contractor' | 'ladder' | 'clock' | 'reaction'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Contract<
  Path extends string = string,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  method: Method
  /** `/api/projects/:project/units/:unit`; `:project` selects within the session's projects, it never grants. */
  path: Path
  /** What it does, one line of plain English for the OpenAPI document. */
  title: string
  /** The declared permission; a route without one does not start. */
  may: readonly Permission[]
  /** Schemas of path parameters that are neither `:project` (integer) nor a uuid. */
  params?: Partial<Record<ParamNames<Path>, z.ZodType<string>>>
  query?: Query
  /** JSON body; strict, so that an unknown field is refused. */
  body?: Body
  /** What a 200 carries, as JSON: instants are ISO strings, money is a string of digits in 分. */
  answer: Answer
  /** The command must come with an `Idempotency-Key` header, a uuid made by the client. */
  keyed?: boolean
  /** What the answer is when it is not JSON (a PDF, a picture, an event stream); `answer` then documents nothing. */
  media?:
    | 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    | 'application/octet-stream'
    | 'application/pdf'
    | 'image/*'
    | 'text/event-stream'
    | 'text/html'
    | 'text/plain'
  /** The body is a multipart form with one file. */
  upload?: boolean
  /** A list read often: in production it is written by its JSON schema instead of being parsed first. */
  hot?: boolean
}

/** Names of the parameters in a path: `project` and `unit` of `/api/projects/:project/units/:unit`. */
export type ParamNames<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | ParamNames<More>
    : Rest extends `${infer Name}.${string}`
      ? Name
      : Rest
  : never

/** Declares a route. The type parameters are inferred from the object. */
export function contract<
  const Path extends `/api/${string}`,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodUndefined,
  Answer extends z.ZodType = z.ZodType,
>(declared: Contract<Path, Query, Body, Answer>): Contract<Path, Query, Body, Answer> {
  return declared
}

// biome-ignore lint/suspicious/noExplicitAny: any contract, whatever it carries
export type AnyContract = Contract<any, any, any, any>

/** What the answer is after JSON: the type that the web sees. */
export type AnswerOf<C extends AnyContract> = z.output<C['answer']>
export type BodyOf<C extends AnyContract> = z.input<NonNullable<C['body']>>

/* ---- words that contracts share ---- */

/** An instant in JSON: ISO 8601 with offset, such as 2026-11-22T06:30:00.000Z. */
export const instant = z.iso.datetime({ offset: true }).refine(isInReach, OUT_OF_REACH)
/** A calendar date of the business time zone, YYYY-MM-DD. */
export const day = z.iso.date().refine(isInReach, OUT_OF_REACH)
export const id = z.uuid()
/** One or more characters that a person typed, without control characters. */
export const text = (most: number) => z.string().trim().min(1, '请填写').max(most, say('最多 {most} 个字', { most }))
/** Anything that JSON can hold. Named, so that the OpenAPI document can refer to it from within itself. */
export const anyJson: z.ZodType<z.core.util.JSONType> = z
  .lazy(() => z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(anyJson), z.record(z.string(), anyJson)]))
  .meta({ id: 'AnyJson' })
/** Nothing but that it was done. */
export const done = z.strictObject({ done: z.literal(true) })
export const DONE = { done: true } as const

/** A query flag: `?open=true`. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
/** A page: at most 100 rows, starting behind the cursor that the last page gave. */
export const pageQuery = {
  /** Cursor of the page before (`next` of its answer). */
  after: z.string().max(300).optional(),
  limit: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,3}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(1).max(100))
    .default(50),
}
/** A page of rows; `next` is the cursor of the following page, null on the last. No total: counting reads everything. */
export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({ rows: z.array(row).max(200), next: z.string().nullable() })

/** RFC 9457 problem, the only form in which a refusal leaves the server. */
export const problem = z
  .object({
    type: z.string(),
    /** Says in the reader's language what is wrong and what to do. */
    title: z.string(),
    status: z.int(),
    /** What the caller can do about it; see refusal.ts, plus `signed-out`, `too-many`, `unavailable`, `failed`. */
    kind: z.string(),
    fields: z.array(z.object({ field: z.string(), text: z.string() })).optional(),
    /** Handbook rules of the keeper that refused. */
    rules: z.array(z.string()).optional(),
    /** On `wrong-state` and `stale`: where the case stands now. */
    state: z.object({ state: z.string(), stateTitle: z.string(), lastSeq: z.int() }).optional(),
    /** On `expired`: whom to call. */
    contact: z.object({ name: z.string(), phone: z.string().nullable() }).optional(),
    /** Names the log line of an unexpected failure. */
    request: z.string().optional(),
  })
  .meta({ id: 'Problem' })
export type ProblemBody = z.infer<typeof problem>
