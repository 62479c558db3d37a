import { pinyin } from 'pinyin-pro'

/** Initials beyond this many letters are not searched by: no name is longer, and the pieces grow by the square. */
const MOST_INITIALS = 8

/**
 * What a person is found by: every character and every two characters of the name, and every piece of the pinyin
 * initials behind `~` (王小明: 王 小 明 王小 小明 ~w ~wx ~wxm ~x ~xm ~m). Stored in `person.tokens`.
 */
export function personTokens(name: string): string[] {
  const letters = nameLetters(name)
  const grams = letters.flatMap((letter, index) =>
    index + 1 < letters.length ? [letter, letter + letters[index + 1]] : [letter],
  )
  return [...new Set([...grams, ...pieces(nameKey(name)).map((piece) => `~${piece}`)])]
}

/** Pinyin initials of a name in lower case, the surname read as a surname (单 is shan): wxm. Stored in `person.name_key`. */
export function nameKey(name: string): string {
  const initials = pinyin(name.normalize('NFKC'), {
    pattern: 'first',
    toneType: 'none',
    type: 'array',
    surname: 'head',
  })
  return initials
    .join('')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

/** The tokens that a person must all have to be found by this piece of a name; none: no such search. */
export function tokensOfQuery(query: string): string[] {
  const letters = nameLetters(query)
  if (letters.length === 0) return []
  const piece = letters.join('')
  if (/^[a-z]+$/.test(piece) && piece.length <= MOST_INITIALS) return [`~${piece}`]
  if (letters.length === 1) return letters
  return [...new Set(letters.slice(0, -1).map((letter, index) => letter + letters[index + 1]!))]
}

function nameLetters(text: string): string[] {
  return [...text.normalize('NFKC').toLowerCase()].filter((letter) => /[\p{L}\p{N}]/u.test(letter))
}

function pieces(initials: string): string[] {
  const text = initials.slice(0, MOST_INITIALS)
  const found: string[] = []
  for (let from = 0; from < text.length; from++) {
    for (let to = from + 1; to <= text.length; to++) found.push(text.slice(from, to))
  }
  return found
}
