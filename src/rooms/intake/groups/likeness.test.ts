import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../../kernel/root.ts'
import { clustersOf } from './clusters.ts'
import { deskPairs } from './desk-pairs.ts'
import { ALIKE, likeness } from './likeness.ts'
import { MatterIndex } from './matter-index.ts'

const MESSAGES = join(root, '..', 'shared', 'real-messages', 'messages.json')
const AT = new Date('2026-03-11T09:00:00+08:00')
const nowhere = { unitId: null, buildingCode: null, placeId: null }

interface Pair {
  a: string
  b: string
  same: boolean
}

/** Precision and recall of "one thing" where the likeness is at least ALIKE. */
function scoreOf(pairs: readonly Pair[], index: MatterIndex) {
  const judged = pairs.map(({ a, b, same }) => ({ same, found: index.likenessOf(a, b) >= ALIKE }))
  const both = judged.filter(({ same, found }) => same && found).length
  return {
    precision: both / judged.filter(({ found }) => found).length,
    recall: both / judged.filter(({ same }) => same).length,
  }
}

describe('desk entries', () => {
  const index = new MatterIndex('翠湖花园')
  for (const { id, text, unit, building, place } of deskPairs.entries)
    index.put({
      id,
      lastSeq: 1,
      headId: null,
      text,
      at: AT,
      unitId: unit ?? null,
      buildingCode: building ?? null,
      placeId: place ?? null,
    })

  it('are told apart by building, lift, flat and thing, and put together whatever the wording', () => {
    const { precision, recall } = scoreOf(deskPairs.pairs, index)
    expect(precision).toBeGreaterThanOrEqual(0.9)
    expect(recall).toBeGreaterThanOrEqual(0.7)
  })

  it('make the groups a person would make', async () => {
    const clusters = await clustersOf(index, { declined: [], origins: new Map() }, 500)
    const apart = new Set(deskPairs.pairs.filter(({ same }) => !same).flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]))
    const mixed = clusters.flatMap(({ matters }) =>
      matters.flatMap((one) => matters.map((other) => `${one.id} ${other.id}`)).filter((pair) => apart.has(pair)),
    )
    expect(mixed).toEqual([])
    expect(clusters.filter(({ matters }) => matters.length >= 3).length).toBeGreaterThanOrEqual(4)
  })

  it('are the same both ways round, and most like themselves', () => {
    for (const { a, b } of deskPairs.pairs) expect(index.likenessOf(a, b)).toBeCloseTo(index.likenessOf(b, a), 10)
    for (const { id } of deskPairs.entries) expect(index.likenessOf(id, id)).toBeGreaterThanOrEqual(ALIKE)
  })
})

describe('pairs of the messages in ../shared/real-messages', () => {
  const isThere = existsSync(MESSAGES)

  it.skipIf(!isThere)('are told apart: precision 0.9 and recall 0.7 on the half that nothing was tuned on', () => {
    const index = new MatterIndex('')
    const messages = JSON.parse(readFileSync(MESSAGES, 'utf8')) as Record<
      'id' | 'subject' | 'text' | 'received_at',
      string
    >[]
    for (const { id, subject, text, received_at: at } of messages)
      index.put({ id, lastSeq: 1, headId: null, text: `${subject}\n${text}`, at: new Date(`${at}+08:00`), ...nowhere })
    const lines = readFileSync(join(import.meta.dirname, 'pairs.jsonl'), 'utf8')
      .trim()
      .split('\n')
    const pairs = lines.map((line) => JSON.parse(line) as Pair)
    const heldOut = pairs.filter(({ a, b }) => createHash('sha256').update(`${a} ${b}`).digest()[0]! % 2 === 1)
    expect(heldOut.length).toBeGreaterThan(100)
    const { precision, recall } = scoreOf(heldOut, index)
    expect(precision).toBeGreaterThanOrEqual(0.9)
    expect(recall).toBeGreaterThanOrEqual(0.7)
  })
})

describe('the index', () => {
  const put = (index: MatterIndex, id: string, text: string, lastSeq = 1) =>
    index.put({ id, lastSeq, headId: null, text, at: AT, ...nowhere })

  it('finds without looking at all what looking at all would find', () => {
    const index = new MatterIndex('')
    for (const { id, text } of deskPairs.entries) put(index, id, text)
    for (const entry of index.entries.values()) {
      const best = [...index.entries.values()]
        .filter((other) => other !== entry && index.likenessOf(entry.id, other.id) >= ALIKE)
        .map(({ id }) => id)
      expect(
        index
          .matchesOf(entry)
          .map((match) => match.entry.id)
          .toSorted(),
      ).toEqual(best.toSorted())
    }
  })

  it('forgets what has ended and reads again what has changed', () => {
    const index = new MatterIndex('')
    put(index, 'a', '3栋电梯坏了')
    put(index, 'b', '三栋的电梯停了')
    const find = () =>
      index.like(index.profile({ text: '3号楼电梯不动', at: AT, ...nowhere }), ALIKE, 5).map(({ entry }) => entry.id)
    expect(find().toSorted()).toEqual(['a', 'b'])
    put(index, 'b', '小区路灯不亮', 2)
    expect(find()).toEqual(['a'])
    index.remove('a')
    expect(find()).toEqual([])
    expect(index.like(index.profile({ text: '', at: AT, ...nowhere }), 0, 5)).toEqual([])
  })

  it('likeness lies between 0 and 1, also for texts without a word', () => {
    const index = new MatterIndex('')
    for (const [one, other] of [
      ['', ''],
      ['！！！', '？？'],
      ['电梯', ''],
      ['a'.repeat(5000), '一'.repeat(5000)],
    ] as const) {
      const corpus = { size: 0, withGram: () => 0, withThing: () => 0 }
      const profile = (text: string) => index.profile({ text, at: AT, ...nowhere })
      const value = likeness(profile(one), profile(other), corpus)
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThanOrEqual(1)
    }
  })
})
