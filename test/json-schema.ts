import { referred, type Schema } from './operations.ts'

/**
 * Where a value is not as a schema of the OpenAPI document says: one line per place, none when it is. Knows the words
 * that the document uses and refuses others, so that no word is passed over. It shares nothing with the schemas of the
 * application, by which answers are made.
 */
export function schemaFaults(document: Schema, schema: Schema, value: unknown, at = '$'): string[] {
  if (schema.$ref) return schemaFaults(document, referred(document, schema.$ref), value, at)
  for (const word of Object.keys(schema)) if (!KNOWN.has(word)) throw new Error(`no check for "${word}" at ${at}`)
  const is = (text: string) => [`${at} ${text}: ${short(value)}`]
  if ('const' in schema && value !== schema.const) return is(`is not ${schema.const}`)
  if (schema.enum && !schema.enum.includes(value)) return is(`is none of ${schema.enum.join(', ')}`)
  const union: Schema[] | undefined = schema.anyOf ?? schema.oneOf
  if (union) return unionFaults(document, union, value, at)
  if (schema.type && ![schema.type].flat().some((type: string) => TYPES[type]!(value)))
    return is(`is no ${schema.type}`)
  if (typeof value === 'string') return [...textFaults(schema, value)].flatMap(is)
  if (typeof value === 'number') return [...numberFaults(schema, value)].flatMap(is)
  if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0)) return is(`has fewer than ${schema.minItems}`)
    if (value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY)) return is(`has more than ${schema.maxItems}`)
    return value.flatMap((one, n) => schemaFaults(document, schema.items ?? {}, one, `${at}[${n}]`))
  }
  return isObject(value) ? objectFaults(document, schema, value, at) : []
}

/** Words that mean something here, and words for readers. `as` … `rules` are what the page draws a field by. */
const KNOWN = new Set(
  `$ref const enum anyOf oneOf type properties required additionalProperties propertyNames items minItems maxItems
  minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern format default
  $schema id description title examples label titles hint rules personal as`.split(/\s+/),
)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: isObject,
}

/** The faults of the part that fits best, which is the one that was meant. */
function unionFaults(document: Schema, union: Schema[], value: unknown, at: string): string[] {
  let best: string[] | null = null
  for (const part of union) {
    const found = schemaFaults(document, part, value, at)
    if (found.length === 0) return []
    if (best === null || found.length < best.length) best = found
  }
  return best ?? []
}

function objectFaults(document: Schema, schema: Schema, value: Record<string, unknown>, at: string): string[] {
  const { properties = {}, required = [], additionalProperties = true } = schema
  const missing = required.filter((name: string) => !(name in value)).map((name: string) => `${at} lacks ${name}`)
  const inner = Object.entries(value).flatMap(([name, one]) => {
    const here = `${at}.${name}`
    if (Object.hasOwn(properties, name)) return schemaFaults(document, properties[name], one, here)
    if (additionalProperties === false) return [`${here} is not documented: ${short(one)}`]
    return additionalProperties === true ? [] : schemaFaults(document, additionalProperties, one, here)
  })
  return [...missing, ...inner]
}

function* textFaults({ minLength, maxLength, pattern, format }: Schema, text: string): Generator<string> {
  // Characters, not halves of pairs.
  const { length } = [...text]
  if (length < (minLength ?? 0)) yield `is shorter than ${minLength}`
  if (length > (maxLength ?? Number.POSITIVE_INFINITY)) yield `is longer than ${maxLength}`
  if (pattern && !patternOf(pattern).test(text)) yield `does not match ${pattern.slice(0, 60)}`
  if (format === 'date-time' && Number.isNaN(Date.parse(text))) yield 'is no instant'
}

function* numberFaults({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema, number: number) {
  if (number < minimum || number <= exclusiveMinimum) yield 'is too small'
  if (number > maximum || number >= exclusiveMaximum) yield 'is too large'
}

const patterns = new Map<string, RegExp>()
function patternOf(source: string): RegExp {
  const known = patterns.get(source)
  if (known) return known
  const made = new RegExp(source, 'u')
  patterns.set(source, made)
  return made
}

const short = (value: unknown) => JSON.stringify(value)?.slice(0, 80)
