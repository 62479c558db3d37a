import { pinyin } from 'pinyin-pro'
import { folded } from './fold.ts'

/**
 * The version of the rules in this file. Raise it with every change of what they make, together with the default of
 * `person.token_rules` in a migration; `guanjia search rebuild` then makes the words of everybody on file anew.
 */
export const TOKEN_RULES = 1

/** Initials beyond this many letters are not searched by: no name is longer, and the pieces grow by the square. */
const MOST_INITIALS = 8

/**
 * What a person is found by further in than the beginning: every character and every two characters of the name, and
 * every piece of the pinyin initials behind `~` (王小明: 王 小 明 王小 小明 ~w ~wx ~wxm ~x ~xm ~m). Stored in
 * `person.tokens`; the index marks each with the project.
 */
export function personTokens(name: string): string[] {
  const { letters, initials } = readingOf(name)
  const tokens = new Set<string>()
  for (const [index, letter] of letters.entries()) {
    tokens.add(letter)
    if (index + 1 < letters.length) tokens.add(letter + letters[index + 1])
  }
  addPieces(tokens, initials)
  return [...tokens]
}

/**
 * What a person is found by from the beginning: pinyin initials, full pinyin and the folded name, with a space between
 * (`wxm wangxiaoming 王小明`). Stored in `person.name_key`.
 */
export function nameKey(name: string): string {
  const { letters, initials, syllables } = readingOf(name)
  return `${initials} ${syllables.join('')} ${letters.join('')}`
}

/** How a piece of a name is looked for. */
export interface NameQuery {
  /** What a name, or when latin its initials or full pinyin, may begin with. */
  head: string
  latin: boolean
  /** Tokens that a person must all have, tried in turn; `piece` must then stand in the folded name. */
  inside: readonly { tokens: string[]; piece: string | null }[]
}

/** Null for what is no piece of a name. */
export function nameQuery(typed: string): NameQuery | null {
  const letters = lettersIn(folded(typed))
  const head = letters.join('')
  if (head === '') return null
  const latin = /^[a-z]+$/.test(head)
  const grams = letters.length === 1 ? letters : letters.slice(1).map((letter, index) => letters[index]! + letter)
  const byName = { tokens: [...new Set(grams)], piece: head }
  if (!latin) return { head, latin, inside: [byName] }
  const byInitials = head.length <= MOST_INITIALS ? [{ tokens: [`~${head}`], piece: null }] : []
  // A foreign name is written in letters itself.
  return { head, latin, inside: letters.length === 1 ? byInitials : [...byInitials, byName] }
}

interface Reading {
  letters: readonly string[]
  /** Of the pinyin, in lower case, the surname read as a surname (单 is shan). */
  syllables: readonly string[]
  /** wxm. */
  initials: string
}

/** Most of the cost of putting somebody on file; names come again and again, in an import and from one field to the next. */
function readingOf(name: string): Reading {
  const known = readings.get(name)
  if (known) return known
  if (readings.size >= MOST_KEPT) readings.clear()
  const plain = folded(name)
  const syllables = pinyin(plain, { toneType: 'none', type: 'array', surname: 'head', v: true })
    .map((syllable) => syllable.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .filter((syllable) => syllable !== '')
  const initials = syllables.map((syllable) => syllable[0]).join('')
  const reading = { letters: lettersIn(plain), syllables, initials }
  readings.set(name, reading)
  return reading
}

const MOST_KEPT = 10_000
const readings = new Map<string, Reading>()

const lettersIn = (plain: string): string[] => plain.match(/[\p{L}\p{N}]/gu) ?? []

function addPieces(tokens: Set<string>, initials: string): void {
  const text = initials.slice(0, MOST_INITIALS)
  for (let from = 0; from < text.length; from++) {
    for (let to = from + 1; to <= text.length; to++) tokens.add(`~${text.slice(from, to)}`)
  }
}
