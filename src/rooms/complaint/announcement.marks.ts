import { sql } from 'kysely'
import type { Effect } from '../../kernel/case/engine.ts'
import { Refusal } from '../../kernel/case/refusal.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { marksIn } from '../../kernel/privacy/mask-text.ts'
import { say } from '../../kernel/text/translate.ts'
import type { MarkedSection } from './announcement.contract.ts'
import type { Announcement } from './announcement.procedure.ts'
import { type AnnouncementSection, announcementSections } from './announcement.row.ts'

type Mark = MarkedSection['marks'][number]

/** What all customers would read, section by section, with everything by which they could know somebody (CMP-44). */
export async function markedSections(tx: Tx, projectId: number, row: Announcement): Promise<MarkedSection[]> {
  const written = (Object.keys(announcementSections) as AnnouncementSection[]).flatMap((section) => {
    const text = row[section]
    return text === null ? [] : [{ section, text }]
  })
  const words = await knownWords(tx, projectId, written.map(({ text }) => text).join('\n'))
  return written.map(({ section, text }) => ({ section, text, marks: marksOf(text, words) }))
}

/** Names and flats that stand in the text. Of names that are common words too, a person decides. */
async function knownWords(tx: Tx, projectId: number, text: string): Promise<{ kind: Mark['kind']; word: string }[]> {
  const { rows } = await sql<{ kind: Mark['kind']; word: string }>`
    select 'name' as kind, name as word from person
      where project_id = ${projectId} and length(name) > 1 and position(name in ${text}) > 0
    union
    select 'staff', name from account where kind = 'staff' and length(name) > 1 and position(name in ${text}) > 0
    union
    select 'unit', code from unit where project_id = ${projectId} and position(code in ${text}) > 0`.execute(tx)
  return rows
}

/** 3栋2单元401室, 12幢 1203: a flat as people write it. */
const FLAT = /\d{1,3}\s*[栋幢座]\s*(?:\d{1,2}\s*单元)?\s*\d{3,4}\s*[室号]?/g
/** 王先生, 李阿姨. */
const ADDRESS = /\p{Script=Han}(?:先生|女士|小姐|阿姨|大爷|大妈)/gu
const NUMBER = /\b[A-Z]{2}-\d{8}-\d{4,}\b/g

function marksOf(text: string, words: readonly { kind: Mark['kind']; word: string }[]): Mark[] {
  const found: Mark[] = [...marksIn(text)]
  const add = (kind: Mark['kind'], pattern: RegExp) => {
    for (const match of text.matchAll(pattern)) {
      const mark = { kind, start: match.index, end: match.index + match[0].length }
      if (!found.some(({ start, end }) => mark.start < end && start < mark.end)) found.push(mark)
    }
  }
  add('number', NUMBER)
  for (const { kind, word } of words) {
    const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    add(kind, kind === 'unit' ? new RegExp(`(?<![\\d-])${escaped}(?![\\d-])`, 'g') : new RegExp(escaped, 'g'))
  }
  add('unit', FLAT)
  add('address', ADDRESS)
  return found.sort((a, b) => a.start - b.start)
}

/**
 * Whoever checks says why what looks like somebody's name, flat or number may stand there; otherwise it is written
 * anew (CMP-44).
 */
export const explainMarks: Effect = async (tx, { projectId, row, form }) => {
  if (typeof form.words === 'string') return
  const sections = await markedSections(tx, projectId, row as unknown as Announcement)
  const found = sections.flatMap(({ text, marks }) => marks.map(({ start, end }) => text.slice(start, end)))
  if (found.length === 0) return
  const shown = [...new Set(found)].slice(0, 5).join('、')
  const text = say('公布件里还有像个人信息的字句：{words}。请退回改稿，或写明为什么可以公布', { words: shown })
  throw new Refusal('bad-form', text, { fields: [{ field: 'words', text }], rules: ['CMP-44'] })
}
