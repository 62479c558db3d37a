import { describe, expect, it } from 'vitest'
import { type FilledSheet, fillSheet, NOT_APPLICABLE } from './fill.ts'
import { paperDate, paperTime, paperYuan } from './paper.ts'
import { filedHandover, frame, type Handover, handover } from './samples.ts'
import { fieldsOf, gaps, missingFields } from './sheet.ts'

/** The text beside a label on the filled sheet. */
function beside(sheet: FilledSheet, label: string): string {
  for (const row of sheet.sections.flatMap(({ rows }) => rows)) {
    const at = row.findIndex((cell) => cell.role === 'label' && cell.text === label)
    const value = row[at + 1]
    if (at >= 0 && value?.role === 'value') return value.text
  }
  throw new Error(`no value beside ${label}`)
}

const labels = (data: Handover) => gaps(handover, data).map(({ label }) => label)

describe('what a form may not leave blank', () => {
  it('REP-11 a complete form has no gaps', () => expect(gaps(handover, filedHandover)).toEqual([]))

  it('REP-11 names each empty cell by the label on the page', () => {
    expect(labels({ ...filedHandover, room: null })).toEqual(['房号'])
    expect(labels({ ...filedHandover, room: ' \n　' })).toEqual(['房号'])
    expect(labels({ ...filedHandover, mood: null })).toEqual(['评价'])
    expect(labels({ ...filedHandover, mood: 'not an option' })).toEqual(['评价'])
    expect(labels({ ...filedHandover, signature: null })).toEqual(['签收'])
  })

  it('REP-11 asks for a cell only under its condition', () => {
    expect(labels({ ...filedHandover, hasDefect: true })).toEqual(['缺陷'])
    expect(labels({ ...filedHandover, hasDefect: true, defect: '墙面裂缝' })).toEqual([])
  })

  it('REP-11 names the row of a table with an empty column, and every column of a table without a row', () => {
    const [first, second] = filedHandover.keys
    if (!first || !second) throw new Error('the sample has two keys')
    expect(gaps(handover, { ...filedHandover, keys: [first, { ...second, count: '' }] })).toEqual([
      { field: '数量', label: '数量（第2行）' },
    ])
    expect(labels({ ...filedHandover, keys: [] })).toEqual(['名称', '数量', '押金', '附注'])
  })

  it('a signature that was refused for a reason is no gap', () => {
    const waived = { waived: '业主不在家', by: '李建国', at: '2026-11-22T07:48:00Z' }
    expect(labels({ ...filedHandover, signature: waived })).toEqual([])
    expect(beside(fillSheet(handover, { ...filedHandover, signature: waived }, frame), '签收')).toBe(
      '未签：业主不在家（李建国 2026-11-22 15:48 记）',
    )
  })
})

describe('the fields of the handbook', () => {
  it('are found in cells, joint cells and columns', () => {
    expect(fieldsOf(handover)).toEqual(['编号', '房号', '缺陷', '整改', '评价', '名称', '数量', '押金', '附注', '签收'])
    const form = { fields: [{ name: '房号' }, { name: '整改' }, { name: '水表读数' }] }
    expect(missingFields(handover, form)).toEqual(['水表读数'])
  })
})

describe('a filled sheet', () => {
  const filled = fillSheet(handover, filedHandover, frame)

  it('says why a cell does not apply, or strikes it through', () => {
    expect(beside(filled, '缺陷、整改')).toBe('无（验收合格）')
    const keys = filled.sections[1]?.rows.slice(2).map((row) => row.map(({ text }) => text))
    expect(keys).toEqual([
      ['1', '入户门钥匙', '3把', '¥0.00', NOT_APPLICABLE],
      ['2', '单元门卡', '2张', '¥40.00', '已登记'],
    ])
  })

  it('leaves room to write on where something is still due', () => {
    const open = fillSheet(handover, { ...filedHandover, room: null, keys: [] }, frame)
    expect(beside(open, '房号')).toBe('')
    expect(open.sections[1]?.rows.slice(2)).toHaveLength(3)
    expect(open.sections[1]?.rows.at(-1)?.every(({ text }) => text === '')).toBe(true)
  })

  it('carries signer, relation, way and time in Shanghai', () => {
    expect(beside(filled, '签收')).toBe('王小明（业主）\n2026-11-22 15:48\n现场手写')
  })

  it('says every label in the language of the reader', () => {
    const shouted = fillSheet(handover, filedHandover, { ...frame, say: (text) => `(${text})` }, (text) => `<${text}>`)
    const texts = shouted.sections.flatMap(({ rows }) => rows.flat()).filter(({ role }) => role !== 'value')
    expect(texts.every(({ text }) => text.startsWith('<'))).toBe(true)
    expect([shouted.title, ...shouted.notes, shouted.pageOf]).toEqual([
      '<交接单>',
      '<一式两份>',
      '(第 {page} 页　共 {pages} 页)',
    ])
  })

  it('survives JSON: the page gets what the printer gets', () =>
    expect(JSON.parse(JSON.stringify(filled))).toEqual(filled))

  it('refuses a sheet whose row does not fit the grid', () => {
    expect(() => fillSheet({ ...handover, columns: 9 }, filedHandover, frame)).toThrow(/a row of 9 columns has 8/)
  })
})

describe('texts on paper', () => {
  it('are in Shanghai time whatever the machine thinks', () => {
    expect(paperTime(new Date('2026-12-31T16:05:59Z'))).toBe('2027-01-01 00:05')
    expect(paperDate('2026-12-31T15:59:59.999Z')).toBe('2026-12-31')
    expect(paperTime(null)).toBeNull()
  })

  it('take an amount from the database and from JSON alike', () => {
    expect(paperYuan(1250n)).toBe('¥12.50')
    expect(paperYuan('1250')).toBe('¥12.50')
  })
})
