import { Refusal } from '../../../kernel/case/refusal.ts'
import type { Trouble } from '../../../kernel/import/kind.ts'
import { say } from '../../../kernel/text/translate.ts'
import { timeClaimed } from './claimed-time.ts'

/** One message of a file. */
export interface Message {
  /** Its place in the file, from 1. */
  row: number
  id: string
  subject: string
  text: string
  /** When its writer says that he wrote it; null when that is missing or cannot be read. */
  writtenAt: Date | null
  /** A time stands there, but cannot be read for certain. */
  oddTime: boolean
  /** The JSON of the message exactly as it stands in the file. */
  original: string
}

export interface MessageFile {
  messages: Message[]
  troubles: Trouble[]
}

/** A year of a large estate; longer files are split by whoever sends them. */
export const MOST_MESSAGES = 20_000
export const MOST_BYTES = 32 * 1024 * 1024
/** A message longer than this is no message. */
const MOST_CHARS = 200_000
const MOST_ID_CHARS = 200

/**
 * Reads a file of messages: a JSON array of {id, subject, received_at, text, reply?}. What could lose something is
 * refused with the place of the message; what loses nothing is taken: a missing subject, a missing or strange time, a
 * null reply, fields that we do not know. Throws Refusal for a file that is no such array.
 */
export function readMessageFile(bytes: Buffer): MessageFile {
  const source = decode(bytes)
  const pieces = elementsOf(source)
  const file: MessageFile = { messages: [], troubles: [] }
  const seen = new Map<string, number>()
  for (const [index, original] of pieces.entries()) {
    const row = index + 1
    const read = readMessage(original, row)
    if ('wrong' in read) {
      file.troubles.push(read)
      continue
    }
    const before = seen.get(read.id)
    if (before !== undefined) {
      file.troubles.push({
        row,
        column: 'id',
        wrong: say('编号与第 {row} 条重复', { row: before }),
        mend: '每条的编号（id）要不同',
      })
      continue
    }
    seen.set(read.id, row)
    file.messages.push(read)
  }
  if (pieces.length === 0) file.troubles.push({ row: null, column: null, wrong: '文件里没有来信', mend: '请核对文件' })
  return file
}

const refuse = (wrong: string) => new Refusal('bad-form', wrong, { fields: [{ field: 'file', text: wrong }] })

/** UTF-8 alone: any other encoding would be kept as other characters. */
function decode(bytes: Buffer): string {
  const head = bytes.subarray(0, 2).toString('hex')
  if (head === 'fffe' || head === 'feff') throw refuse('文件是 UTF-16 编码：请另存为 UTF-8')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuse('文件不是 UTF-8 编码（可能是 GBK）：请另存为 UTF-8')
  }
}

/** The elements of the array as they stand in the text. JSON itself is checked element by element. */
function elementsOf(source: string): string[] {
  const start = skipSpace(source, 0)
  if (source[start] !== '[') throw refuse('文件不是来信的列表：须是 JSON 数组，每条一个对象')
  const found: string[] = []
  let at = skipSpace(source, start + 1)
  if (source[at] === ']') at += 1
  else
    for (;;) {
      const end = endOfElement(source, at)
      if (end === at) throw refuse(say('第 {row} 条不完整，文件不是有效的 JSON', { row: found.length + 1 }))
      found.push(source.slice(at, end).trimEnd())
      if (found.length > MOST_MESSAGES)
        throw refuse(say('来信太多（上限 {most} 条）：请分成几个文件', { most: MOST_MESSAGES }))
      if (source[end] === ',') at = skipSpace(source, end + 1)
      else if (source[end] === ']') {
        at = end + 1
        break
      } else throw refuse(say('文件在第 {row} 条之后中断，不是完整的 JSON', { row: found.length }))
    }
  if (skipSpace(source, at) !== source.length) throw refuse('列表之后还有别的内容，文件不是有效的 JSON')
  return found
}

const SPACE = new Set([' ', '\t', '\n', '\r'])

function skipSpace(source: string, from: number): number {
  let at = from
  while (at < source.length && SPACE.has(source[at]!)) at++
  return at
}

/** Where the comma or bracket behind an element stands. */
function endOfElement(source: string, from: number): number {
  let depth = 0
  let at = from
  while (at < source.length) {
    const char = source[at]
    if (char === '"') {
      at = endOfString(source, at)
      continue
    }
    if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') {
      if (depth === 0) return at
      depth--
    } else if (char === ',' && depth === 0) return at
    at++
  }
  return at
}

function endOfString(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === '"') return at + 1
  }
  return source.length
}

/** Tabs and line breaks are text; other control characters and halves of characters no database keeps. */
const UNKEPT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff]/u

function readMessage(original: string, row: number): Message | Trouble {
  const trouble = (column: string | null, wrong: string, mend: string): Trouble => ({ row, column, wrong, mend })
  if (original.length > MOST_CHARS * 2)
    return trouble(null, '内容太长', say('一条最多 {most} 字', { most: MOST_CHARS }))
  let value: unknown
  try {
    value = JSON.parse(original)
  } catch {
    return trouble(null, '不是有效的 JSON', '请核对这一条的引号、逗号和括号')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return trouble(null, '不是一个对象', '每条须是 {"id", "subject", "received_at", "text"}')
  const given = value as Record<string, unknown>
  const id = typeof given.id === 'number' && Number.isSafeInteger(given.id) ? String(given.id) : given.id
  if (typeof id !== 'string' || id.trim() === '') return trouble('id', '没有编号', '请给每条一个不同的编号')
  if (id.length > MOST_ID_CHARS || /\s/.test(id.trim()))
    return trouble('id', '编号太长或含有空格', say('编号最多 {most} 字', { most: MOST_ID_CHARS }))
  for (const name of ['subject', 'text', 'reply'] as const) {
    const field = given[name]
    if (field !== undefined && field !== null && typeof field !== 'string')
      return trouble(name, '不是文字', say(MUST_BE_TEXT[name], { name }))
    if (typeof field === 'string' && field.length > MOST_CHARS)
      return trouble(name, '内容太长', say('最多 {most} 字', { most: MOST_CHARS }))
  }
  for (const [name, field] of [['id', id], ...Object.entries(given)] as const)
    if (typeof field === 'string' && UNKEPT.test(field))
      return trouble(KNOWN.has(name) ? name : null, '含有控制字符或残缺的字符', '请删去看不见的字符')
  const subject = (given.subject as string | null | undefined) ?? ''
  const text = (given.text as string | null | undefined) ?? ''
  if (text.trim() === '' && subject.trim() === '') return trouble('text', '没有内容', '请写上来信内容')
  const time = given.received_at
  if (time !== undefined && time !== null && typeof time !== 'string' && typeof time !== 'number')
    return trouble('received_at', '不是时间', '请写成 2026-03-01T09:30:00，没有可以不写')
  const writtenAt = timeClaimed(time ?? null)
  const oddTime = writtenAt === null && time !== undefined && time !== null && time !== ''
  return { row, id: id.trim(), subject, text, writtenAt, oddTime, original }
}

/** The text itself must be there; subject and answer may be missing. */
const MUST_BE_TEXT = {
  subject: '{name} 须是文字，没有可以不写',
  text: '{name} 须是文字',
  reply: '{name} 须是文字，没有可以不写',
} as const

const KNOWN = new Set(['id', 'subject', 'received_at', 'text', 'reply'])
