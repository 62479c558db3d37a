import fc from 'fast-check'
import { badBodies, badRequests } from './bad-forms.ts'
import type { Api, Operation, Schema } from './operations.ts'
import { kindNamed } from './reach-ids.ts'
import { signatureBy } from './signatures.ts'

/** One request as it is sent. */
export interface DrawnRequest {
  /** Name of somebody of the world who sends it. */
  asker: string
  method: Operation['method']
  url: string
  type: string | null
  payload: string | Buffer | null
  key: string | null
}

/** What drawn requests may name. Read anew from time to time: they make and end things. */
export interface Ground {
  api: Api
  /** Who may send: those whom a door is for more often than those whom it is not for. */
  askers(operation: Operation): readonly string[]
  /** Ids of things of a kind, of the estate and of another one; `cases/repair`: the cases of a procedure. */
  ids(kind: string): readonly string[]
  /** Whether a client makes up the id of the path: the door opens a case. */
  opens(operation: Operation): boolean
  /** Numbers of the own estate and of others. */
  projects: { own: number; others: readonly number[] }
  /** Whole files that people upload. */
  files: readonly Buffer[]
  now: Date
}

/** How a value is drawn: as it should be, at the edge of what is allowed, or with something wrong in it. */
type Manner = 'usual' | 'edge'

/** Requests to one door: half as they should be, the others with edges or with one thing wrong. Shrinks to simpler ones. */
export function requestsTo(operation: Operation, ground: Ground): fc.Arbitrary<DrawnRequest> {
  const usual = requestWith(operation, ground, bodyIn(operation, ground, 'usual'), 'usual')
  const edge = requestWith(operation, ground, bodyIn(operation, ground, 'edge'), 'edge')
  const wrong = requestWith(operation, ground, wrongBody(operation, ground), 'edge')
  return fc.oneof({ weight: 5, arbitrary: usual }, { weight: 3, arbitrary: edge }, { weight: 2, arbitrary: wrong })
}

function requestWith(operation: Operation, ground: Ground, body: fc.Arbitrary<Body>, manner: Manner) {
  const key = manner === 'usual' ? fc.uuid() : rarely(fc.uuid(), fc.constantFrom(null, '', 'once', '0'.repeat(400)))
  return fc
    .record({
      asker: fc.constantFrom(...ground.askers(operation)),
      path: pathOf(operation, ground),
      query: queryOf(operation, ground, manner),
      body,
      key: operation.keyed ? key : fc.constant(null),
    })
    .map(({ asker, path, query, body: { type, payload }, key }): DrawnRequest => {
      const search = new URLSearchParams(query)
      return { asker, method: operation.method, url: search.size > 0 ? `${path}?${search}` : path, type, payload, key }
    })
}

/* ---- path and query ---- */

function pathOf(operation: Operation, ground: Ground): fc.Arbitrary<string> {
  const parts = operation.params.map((name) => paramOf(name, operation, ground))
  return fc.tuple(...parts).map((values) => {
    const left = [...values]
    return operation.path.replace(/\{\w+\}/g, () => left.shift()!)
  })
}

function paramOf(name: string, operation: Operation, { ids, opens, projects }: Ground): fc.Arbitrary<string> {
  if (name === 'project') {
    const { own, others } = projects
    const other = fc.constantFrom(...[...others, 0, 987_654, 2 ** 31, '01', 'x'].map(String))
    return fc.oneof({ weight: 40, arbitrary: fc.constant(String(own)) }, { weight: 1, arbitrary: other })
  }
  const nothing = fc.constantFrom('x', '%00', '%ED%A0%80', "'%20or%201=1--", '%E7%8E%8B', '0'.repeat(190), '__proto__')
  const fresh = { weight: name === 'id' && opens(operation) ? 24 : 1, arbitrary: fc.uuid() }
  const known = ids(kindOfParam(name, operation)).map(encodeURIComponent)
  return fc.oneof(...(known.length > 0 ? [{ weight: 24, arbitrary: fc.constantFrom(...known) }] : []), fresh, {
    weight: 1,
    arbitrary: nothing,
  })
}

/** `id` in the path of a case is a case of this procedure. */
function kindOfParam(name: string, { path }: Operation): string {
  const [, procedure] = /\/cases\/([a-z-]+)\/\{id\}/.exec(path) ?? []
  return name === 'id' && procedure ? `cases/${procedure}` : name
}

function queryOf(operation: Operation, ground: Ground, manner: Manner): fc.Arbitrary<[string, string][]> {
  const pairs = operation.query.map(({ name, required, schema }) => {
    const value = drawnOf(schema, name, operation, ground, manner).map(String)
    const odd = fc.constantFrom(
      '',
      ' ',
      '-1',
      '999999999999',
      'NaN',
      '%',
      "'",
      '\u0000',
      '王'.repeat(400),
      'eyJ4IjoxfQ',
    )
    const one = manner === 'usual' ? value : rarely(value, odd)
    const times = fc.constantFrom(
      ...(required ? [1, 1, 1, 1, 1, 1, 1, 1, 1, 0] : [0, 0, 1]),
      ...(manner === 'edge' ? [2] : []),
    )
    return fc
      .tuple(times, one)
      .map(([count, text]) => Array.from({ length: count }, () => [name, text] as [string, string]))
  })
  const surplus = rarely(fc.constant([]), fc.constant([['surplus', '1'] as [string, string]]))
  return fc.tuple(...pairs, manner === 'edge' ? surplus : fc.constant([])).map((drawn) => drawn.flat())
}

/* ---- bodies ---- */

interface Body {
  type: string | null
  payload: string | Buffer | null
}

const json = (value: unknown): Body => ({ type: 'application/json', payload: JSON.stringify(value) })
const NOTHING: Body = { type: null, payload: null }

function bodyIn(operation: Operation, ground: Ground, manner: Manner): fc.Arbitrary<Body> {
  if (operation.upload) return fc.constantFrom(...ground.files).map(multipart)
  if (operation.body === null) return fc.constant(NOTHING)
  return drawnOf(operation.body, '', operation, ground, manner).map(json)
}

function wrongBody(operation: Operation, ground: Ground): fc.Arbitrary<Body> {
  const raw = badRequests
    .filter(({ payload }) => payload.length < 100_000)
    .map(({ payload, type = 'application/json' }) => ({ type, payload }))
  if (operation.body === null) return fc.constantFrom<Body>(NOTHING, multipart(Buffer.from('x')), ...raw)
  const wrong = badBodies(ground.api, operation, (field) => ground.ids(kindNamed(field, operation))[0] ?? NO_ID)
  const spoiled = fc
    .tuple(drawnOf(operation.body, '', operation, ground, 'usual'), fc.nat(1000), wrongValue)
    .map(([body, nth, value]) => json(spoil(body, nth, value)))
  return fc.oneof(
    { weight: 4, arbitrary: spoiled },
    { weight: 2, arbitrary: fc.constantFrom(...wrong.map(({ body }) => json(body))) },
    { weight: 1, arbitrary: fc.constantFrom<Body>(NOTHING, ...raw) },
  )
}

const NO_ID = '00000000-0000-4000-8000-000000000000'
const wrongValue = fc.constantFrom<unknown>(
  ...[null, '', ' ', -1, 0.5, 1e300, 2 ** 53, true, [], {}, [{}], [null], { surplus: 1 }, 'null', '2026-02-30', NO_ID],
  ...[
    '字'.repeat(20_001),
    'x\u0000y',
    '\ud800',
    '\u0007',
    '9'.repeat(30),
    '-1',
    '１２',
    ['x', 'x'],
    '2026-03-11T25:00:00Z',
  ],
)

/** The body with its nth value, at whatever depth, replaced. */
function spoil(body: unknown, nth: number, value: unknown): unknown {
  const places: [Record<string, unknown>, string][] = []
  const copy = structuredClone(body)
  const note = (inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return
    for (const [name, one] of Object.entries(inner)) {
      places.push([inner as Record<string, unknown>, name])
      note(one)
    }
  }
  note(copy)
  const place = places[nth % Math.max(places.length, 1)]
  if (!place) return value
  place[0][place[1]] = value
  return copy
}

function multipart(bytes: Buffer): Body {
  const head =
    '--xyz\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\ncontent-type: image/png\r\n\r\n'
  const payload = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--xyz--\r\n')])
  return { type: 'multipart/form-data; boundary=xyz', payload }
}

/* ---- values of a schema ---- */

function drawnOf(
  given: Schema,
  field: string,
  operation: Operation,
  ground: Ground,
  manner: Manner,
): fc.Arbitrary<unknown> {
  if (String(given.$ref).includes('/SignatureInput'))
    return fc.constantFrom(signatureBy('王小明', '业主'), signatureBy('李强', '经办人'))
  const schema = ground.api.resolve(given)
  const inner = (part: Schema, name = field) => drawnOf(part, name, operation, ground, manner)
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const union: Schema[] | undefined = schema.anyOf ?? schema.oneOf
  if (union) return fc.oneof(...union.map((part) => inner(part)))
  switch (schema.type) {
    case 'object':
      return objectOf(schema, inner)
    case 'array': {
      const least = schema.minItems ?? 0
      const most = manner === 'edge' ? Math.min(schema.maxItems ?? 12, 60) : least + 2
      return fc.array(inner(schema.items), {
        minLength: least,
        maxLength: Math.max(least, Math.min(most, schema.maxItems ?? most)),
      })
    }
    case 'integer':
    case 'number':
      return numberIn(schema, manner)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return textIn(schema, field, operation, ground, manner)
    default:
      // Anything: the form of an action that the path names.
      return fc.constantFrom<unknown>({}, { text: '记一笔' }, { reason: '重复登记' }, null, 'x', [1])
  }
}

function objectOf(schema: Schema, inner: (part: Schema, name: string) => fc.Arbitrary<unknown>) {
  const { properties = {}, required = [] } = schema
  const fields = Object.fromEntries(Object.entries<Schema>(properties).map(([name, part]) => [name, inner(part, name)]))
  return fc.record(fields, { requiredKeys: required, noNullPrototype: true })
}

function numberIn({ minimum = 0, maximum = 1000, type }: Schema, manner: Manner): fc.Arbitrary<number> {
  const usual = fc.integer({ min: Math.max(minimum, 0), max: Math.max(Math.min(maximum, 1000), minimum, 0) })
  if (manner === 'usual') return usual
  const edges = [minimum, maximum, 0, 1, 2 ** 31, 2 ** 31 - 1, Number.MAX_SAFE_INTEGER].filter(
    (one) => one >= minimum && one <= maximum,
  )
  return rarely(
    usual,
    fc.constantFrom(...(edges.length > 0 ? edges : [minimum]), ...(type === 'number' ? [0.1] : [])),
    2,
  )
}

function textIn(
  schema: Schema,
  field: string,
  operation: Operation,
  ground: Ground,
  manner: Manner,
): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = 200 } = schema
  if (format === 'uuid') return idOf(field, operation, ground)
  if (format === 'date' || format === 'date-time') return timeIn(format, ground.now, manner)
  if (pattern) return fc.stringMatching(new RegExp(pattern), { size: manner === 'edge' ? 'medium' : 'xsmall' })
  const fits = (text: string) => text.padEnd(minLength, '字').slice(0, maxLength)
  const usual = fc.constantFrom(...WORDS).map(fits)
  if (manner === 'usual') return usual
  const full = fc.constantFrom('满', 'w', '𠮷', ' ', '\n').map((one) => one.repeat(maxLength).slice(0, maxLength))
  const odd = fc.constantFrom(...ODD_WORDS)
  const any = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) })
  return fc.oneof(
    { weight: 4, arbitrary: usual },
    { weight: 2, arbitrary: odd.map(fits) },
    { weight: 1, arbitrary: full },
    { weight: 1, arbitrary: any },
  )
}

const WORDS = [
  '厨房水管漏水，请尽快来修',
  '王小明',
  '楼上装修太吵',
  '13800138821',
  '1-1-301',
  '已与业主商定',
  'a',
  '沪A8F821',
  '10 元',
]
const ODD_WORDS = [
  ...[
    ' 水 ',
    '\t',
    'a\nb',
    '\r\n',
    "'",
    '"',
    '\\',
    '%_',
    "' or 1=1 --",
    '<b>水</b>',
    '{0}',
    '{action}',
    '$1',
    '=1+1',
    '@x',
    '../..',
  ],
  ...[
    '👨‍👩‍👧',
    '𠮷',
    '\u202e倒',
    'e\u0301',
    '\u200b',
    '\ufeff',
    '\u0085',
    '\u2028',
    '\ufffe',
    '\u0007',
    '\u001b[2J',
    'null',
    '０１',
    '۱',
  ],
]

const NEW_IDS = new Set(['id', 'matterId', 'repairId', 'contactId'])

function idOf(field: string, operation: Operation, { ids }: Ground): fc.Arbitrary<string> {
  const known = ids(kindNamed(field, operation))
  // The client makes the id of what it adds.
  if (NEW_IDS.has(field) && known.length > 0) return rarely(fc.uuid(), fc.constantFrom(...known), 4)
  return known.length > 0 ? rarely(fc.constantFrom(...known), fc.uuid()) : fc.uuid()
}

/** Around now; at the edge also long ago, in years to come, and in other zones. */
function timeIn(format: 'date' | 'date-time', now: Date, manner: Manner): fc.Arbitrary<string> {
  const written = (at: Date) => (format === 'date' ? at.toISOString().slice(0, 10) : at.toISOString())
  const half = 30 * 60_000
  const start = Math.floor(now.getTime() / half) * half
  const usual = fc.integer({ min: -200, max: 400 }).map((halves) => written(new Date(start + halves * half)))
  if (manner === 'usual') return usual
  const edges =
    format === 'date'
      ? ['0000-01-01', '0001-01-01', '1900-02-28', '2024-02-29', '2199-12-31', '9999-12-31']
      : [
          '0000-01-01T00:00:00Z',
          '1969-12-31T23:59:59.999999Z',
          '9999-12-31T23:59:59Z',
          '2026-03-11T09:00:00+23:59',
          '2026-03-11T09:00:00.123456789+08:00',
        ]
  return rarely(usual, fc.constantFrom(...edges), 3)
}

/** Mostly the one, one time in `times` the other. */
function rarely<T, U>(mostly: fc.Arbitrary<T>, seldom: fc.Arbitrary<U>, times = 10): fc.Arbitrary<T | U> {
  return fc.oneof<[{ weight: number; arbitrary: fc.Arbitrary<T> }, { weight: number; arbitrary: fc.Arbitrary<U> }]>(
    { weight: times - 1, arbitrary: mostly },
    { weight: 1, arbitrary: seldom },
  )
}
