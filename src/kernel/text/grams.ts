/**
 * A text as the features that the models read. Chinese is written without spaces, so the features are the runs of one
 * to a few characters ("grams"); no dictionary is needed, and new words are learned as they come.
 */

/**
 * The text in one form: full-width and compatibility characters folded, small letters, every number as one `0`, and
 * everything else that is no letter as one blank, so that no gram runs over the end of a sentence.
 */
export function normalizeText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{N}+/gu, '0')
    .replace(/[^\p{L}0]+/gu, ' ')
    .trim()
}

/**
 * How often each run of `from` to `to` characters occurs in a text of normalizeText. Runs do not cross blanks. In the
 * order of their first occurrence.
 */
export function gramsOf(normalized: string, { from, to }: { from: number; to: number }): Map<string, number> {
  const counts = new Map<string, number>()
  for (const piece of normalized.split(' ')) {
    const characters = [...piece]
    for (let start = 0; start < characters.length; start++) {
      let gram = ''
      for (let length = 1; length <= to && start + length <= characters.length; length++) {
        gram += characters[start + length - 1]
        if (length >= from) counts.set(gram, (counts.get(gram) ?? 0) + 1)
      }
    }
  }
  return counts
}
