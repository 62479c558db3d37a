import { describe, expect, it } from 'vitest'
import { gramsOf, normalizeText } from './grams.ts'

describe('normalizeText', () => {
  it('folds widths, letters and numbers, and parts at everything that is no letter', () => {
    expect(normalizeText('  ＡＢ栋１２０１室，水管漏了!!! 电话:138 0013 8000 ')).toBe('ab栋0室 水管漏了 电话 0 0 0')
  })

  it('leaves nothing of a text without letters', () => {
    expect(normalizeText(' ，。!?… ')).toBe('')
  })
})

describe('gramsOf', () => {
  it('counts the runs of each length inside a piece, never over a blank', () => {
    expect(Object.fromEntries(gramsOf('漏水 漏水了', { from: 2, to: 3 }))).toEqual({ 漏水: 2, 漏水了: 1, 水了: 1 })
  })

  it('takes a character outside the basic plane as one', () => {
    expect([...gramsOf('𠮷房', { from: 1, to: 2 }).keys()]).toEqual(['𠮷', '𠮷房', '房'])
  })

  it('finds nothing in an empty text', () => {
    expect(gramsOf('', { from: 1, to: 3 }).size).toBe(0)
  })
})
