import { Refusal } from '../case/refusal.ts'

/** How deep a JSON body may nest. Forms nest three or four levels; beyond this it is an attack or a mistake. */
const MOST_DEPTH = 16
/** How many values a JSON body may hold, so that a small text cannot keep the checks busy. */
const MOST_VALUES = 50_000

/**
 * Parses a JSON body and refuses, with 400, what no later step can store or compute with: NUL characters and lone
 * surrogates (PostgreSQL takes neither), numbers beyond 2^53 (they lost digits on the way), names that reach into
 * object prototypes, and bodies nested too deep.
 */
export function parseJson(source: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    throw new Refusal('bad-form', '发来的内容不是有效的 JSON')
  }
  refuseUnstorable(value)
  return value
}

/** Refuses what `parseJson` refuses, in a value that came by another way (query, path). Walks without recursion. */
export function refuseUnstorable(value: unknown): void {
  const open: { value: unknown; depth: number; path: string }[] = [{ value, depth: 0, path: '' }]
  let seen = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    seen += 1
    if (seen > MOST_VALUES) throw new Refusal('bad-form', '发来的内容项目太多')
    const { value: one, depth, path } = next
    if (typeof one === 'string') refuseText(one, path)
    else if (typeof one === 'number') refuseNumber(one, path)
    else if (typeof one === 'object' && one !== null) {
      if (depth >= MOST_DEPTH) throw new Refusal('bad-form', '发来的内容嵌套太深')
      for (const [name, inner] of Object.entries(one)) {
        if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
          throw new Refusal('bad-form', '发来的内容含有不允许的栏目名')
        }
        refuseText(name, path)
        open.push({ value: inner, depth: depth + 1, path: path === '' ? name : `${path}.${name}` })
      }
    }
  }
}

/** NUL, or half of a surrogate pair: with the `u` flag a whole pair is one character and does not match. */
const UNSTORABLE = /[\u0000\ud800-\udfff]/u

function refuseText(text: string, path: string): void {
  if (!UNSTORABLE.test(text)) return
  throw new Refusal('bad-form', '文字中有不能保存的字符，请删去后重试', {
    fields: [{ field: path, text: '含有不能保存的字符' }],
  })
}

function refuseNumber(number: number, path: string): void {
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return
  throw new Refusal('bad-form', '数字过大', { fields: [{ field: path, text: '数字过大，无法准确保存' }] })
}

/** What the handler may return where the contract says string: instants and amounts are put into words by `plain`. */
export type Sendable<T> = T extends string
  ? T | Date | bigint
  : T extends readonly (infer Item)[]
    ? readonly Sendable<Item>[]
    : T extends object
      ? { [Name in keyof T]: Sendable<T[Name]> }
      : T

/** Instants become ISO strings and amounts strings of digits, all through a value; the rest stays. */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}
