import { describe, expect, it } from 'vitest'
import { headNames, heads } from './labels.ts'
import { sureOf, train } from './model.ts'
import { deskExamples, startExamples } from './start-corpus.ts'

describe('the start corpus', () => {
  it('has 150 desk entries of six styles, none twice, and speaks of every label', () => {
    expect(deskExamples).toHaveLength(150)
    expect(new Set(startExamples.map(({ text }) => text)).size).toBe(startExamples.length)
    for (const head of headNames) {
      const taught = new Set(startExamples.map(({ labels }) => labels[head]))
      for (const label of Object.keys(heads[head])) expect(taught, `${head}: ${label}`).toContain(label)
    }
  })
})

describe('the model', () => {
  it('is the same each time: same examples, same suggestions', async () => {
    const [one, other] = [await train(startExamples), await train(startExamples)]
    for (const { text } of deskExamples.slice(0, 20)) expect(one.suggest(text)).toEqual(other.suggest(text))
  })

  it('gives words of the text as reasons, three at most', async () => {
    const model = await train(startExamples)
    const text = '楼下饭店的油烟直往窗户里灌，ＷＩＦＩ也断了'
    const suggestions = Object.values(model.suggest(text))
    expect(suggestions.length).toBe(headNames.length)
    for (const { reasons } of suggestions) {
      expect(reasons.length).toBeLessThanOrEqual(3)
      for (const reason of reasons) expect(text).toContain(reason)
    }
    expect(model.suggest(text).topic).toMatchObject({ label: 'odour-smoke', reasons: expect.arrayContaining(['油烟']) })
  })

  it('says nothing of a text in which it knows nothing, and is not sure of next to nothing', async () => {
    const model = await train(startExamples)
    expect(model.suggest('xyzzy qwrtp')).toEqual({})
    expect(model.suggest('')).toEqual({})
    expect(sureOf(model.suggest('嗯')).class).toBeUndefined()
  })

  it('learns from a correction: the same words are then suggested as they were sorted', async () => {
    const text = '阳光球场的球网松了，晚上有人翻进去'
    const before = (await train(startExamples)).suggest(text)
    const label = before.kind!.label === 'opinion' ? ('suggestion' as const) : ('opinion' as const)
    const after = (await train([...startExamples, { text, labels: { kind: label, topic: 'pets' } }])).suggest(text)
    expect(after.kind!.label).toBe(label)
    expect(after.topic!.label).toBe('pets')
  })
})
