/**
 * Personal numbers inside free text: phones, ID numbers, bank cards and car plates. Everything that people write goes
 * through `maskText` before it is kept, so that titles, lists, notices, prints and exports never carry such a number.
 */

/** What a found number is. Those of `sensitiveMarks` are shown only after an approval for their kind. */
export type MarkKind = 'phone' | 'id-number' | 'bank-account' | 'plate'
export const sensitiveMarks = ['id-number', 'bank-account'] as const satisfies readonly MarkKind[]
const allMarks: readonly MarkKind[] = ['phone', 'id-number', 'bank-account', 'plate']

export interface Mark {
  kind: MarkKind
  /** UTF-16 indices into the text; `end` is not included. */
  start: number
  end: number
}

/** The text with its personal numbers starred, character for character: 138****8821, 110***********002X. */
export function maskText(text: string, kinds: readonly MarkKind[] = allMarks): string {
  const marks = marksIn(text).filter(({ kind }) => kinds.includes(kind))
  if (marks.length === 0) return text
  const characters = [...Array(text.length).keys()].map((index) => text[index]!)
  for (const { kind, start, end } of marks) {
    const places = indices(text, start, end)
    const [head, tail] = SHOWN[kind]
    for (const place of places.slice(head, places.length - tail)) characters[place] = '*'
  }
  return characters.join('')
}

/** The personal numbers of a text, in order. Each character belongs to one at most. */
export function marksIn(text: string): Mark[] {
  const plain = narrow(text)
  const found: Mark[] = []
  for (const { kind, pattern, holds } of PATTERNS) {
    for (const match of plain.matchAll(pattern)) {
      const mark = { kind, start: match.index, end: match.index + match[0].length }
      const free = !found.some(({ start, end }) => mark.start < end && start < mark.end)
      if (free && (holds?.(match[0].replace(/[^\dXx]/g, '')) ?? true)) found.push(mark)
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

/** How many characters stay readable at the head and at the tail. */
const SHOWN: Readonly<Record<MarkKind, readonly [number, number]>> = {
  phone: [3, 4],
  'id-number': [3, 4],
  'bank-account': [0, 4],
  plate: [2, 2],
}

const BORN = String.raw`(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])`
const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼'
/** Between digits people put a space, a dash or a dot. */
const GAP = '[-. ]?'

/** The longest kinds come first: eleven digits of an ID number are no phone. */
const PATTERNS: readonly { kind: MarkKind; pattern: RegExp; holds?: (digits: string) => boolean }[] = [
  // A wrong check digit makes it no less somebody's number.
  { kind: 'id-number', pattern: new RegExp(String.raw`(?<!\d)[1-9]\d{5} ?${BORN} ?\d{3}[\dXx](?!\d)`, 'g') },
  {
    kind: 'bank-account',
    pattern: new RegExp(String.raw`(?<!\d)[3-6](?:${GAP}\d){15,18}(?!\d)`, 'g'),
    holds: (digits) => digits.startsWith('62') || passesLuhn(digits),
  },
  {
    kind: 'id-number',
    pattern: /(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)/g,
  },
  { kind: 'phone', pattern: new RegExp(String.raw`(?<!\d)1${GAP}[3-9](?:${GAP}\d){9}(?!\d)`, 'g') },
  { kind: 'phone', pattern: /(?<!\d)(?:86|0086)1[3-9]\d{9}(?!\d)/g },
  { kind: 'phone', pattern: /(?<!\d)0[1-9]\d{1,2}[- ]?[2-9]\d{6,7}(?!\d)/g },
  // Voice to text now and then leaves the digits as characters: 幺三八零零……
  { kind: 'phone', pattern: /(?<![零〇一二三四五六七八九幺])[一幺][三四五六七八九][零〇一二三四五六七八九幺]{9}/g },
  {
    kind: 'plate',
    pattern: new RegExp(
      String.raw`[${PROVINCES}][A-HJ-NP-Z][·•. -]?(?=[A-HJ-NP-Z]{0,5}\d)[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])`,
      'gi',
    ),
  },
]

/** Full-width digits and letters as the narrow ones, each in its place. */
function narrow(text: string): string {
  return text.replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, (wide) =>
    String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
  )
}

/** Where the signs of a mark stand, without the gaps between them. */
function indices(text: string, start: number, end: number): number[] {
  const places: number[] = []
  for (let index = start; index < end; index++) if (!/[-. ·•]/.test(text[index]!)) places.push(index)
  return places
}

/** ISO/IEC 7812: the check digit of payment cards. */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

/** Every string inside a value, masked. */
export function maskWithin<T>(value: T): T {
  if (typeof value === 'string') return maskText(value) as T
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(maskWithin) as T
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskWithin(inner)])) as T
}
