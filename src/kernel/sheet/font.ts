import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const fonts = createRequire(import.meta.url)

/** Noto Sans SC (SIL Open Font License), regular and bold, read once per process. */
export const notoSans = {
  regular: fontFile('400Regular/NotoSansSC_400Regular.ttf'),
  bold: fontFile('700Bold/NotoSansSC_700Bold.ttf'),
}

function fontFile(path: string): Buffer {
  return readFileSync(fonts.resolve(`@expo-google-fonts/noto-sans-sc/${path}`))
}

/** 〓, the printers' mark for a character that the font lacks. */
export const LACKING = '〓'

/**
 * Puts 〓 for every character that the font cannot draw (rare names such as 𠮷, emoji) and tells which they were:
 * an empty box on a filed form would hide that something stood there. Control characters other than a line break are dropped.
 */
export function drawable(text: string, lacking: Set<string>): string {
  let drawn = ''
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (char === '\n') drawn += char
    else if (code < 32 || isInvisible(code)) continue
    else if (hasGlyph(code)) drawn += char
    else {
      lacking.add(char)
      drawn += LACKING
    }
  }
  return drawn
}

/** Joiners, variation selectors and marks of direction: nothing is lost when they are not drawn. */
function isInvisible(code: number): boolean {
  return (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f) || code === 0xfeff || code === 0x7f
}

const ranges = characterRanges(notoSans.regular)

function hasGlyph(code: number): boolean {
  let low = 0
  let high = ranges.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last] = ranges[middle] ?? [0, 0]
    if (code < first) high = middle - 1
    else if (code > last) low = middle + 1
    else return true
  }
  return false
}

/** The ranges of code points that a TrueType font can draw: its `cmap` table, subtable format 12 (sorted by the format). */
function characterRanges(font: Buffer): [number, number][] {
  const tables = font.readUInt16BE(4)
  for (let table = 0; table < tables; table++) {
    const record = 12 + table * 16
    if (font.toString('latin1', record, record + 4) === 'cmap') return cmapRanges(font, font.readUInt32BE(record + 8))
  }
  throw new Error('the font has no cmap table')
}

function cmapRanges(font: Buffer, cmap: number): [number, number][] {
  const subtables = font.readUInt16BE(cmap + 2)
  for (let index = 0; index < subtables; index++) {
    const subtable = cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4)
    if (font.readUInt16BE(subtable) !== 12) continue
    const groups = font.readUInt32BE(subtable + 12)
    return Array.from({ length: groups }, (_, group) => {
      const at = subtable + 16 + group * 12
      return [font.readUInt32BE(at), font.readUInt32BE(at + 4)]
    })
  }
  throw new Error('the font has no cmap subtable of format 12')
}
