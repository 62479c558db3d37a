import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const goals = JSON.parse(readFileSync(at('goals.json'), 'utf8')) as Record<string, { says: string }>

const positive = z.number().positive()
const line = z.strictObject({
  name: z.enum(Object.keys(goals) as [string]),
  value: positive,
  unit: z.string().min(1),
  floor: positive.nullable(),
  floor_is: z.string().min(1),
  ratio: positive,
  goal: z.string().min(1),
  holds: z.boolean(),
  size: z.literal(20_000),
  cpu_ms_per_op: positive.nullable(),
  rows_written_per_op: z.number().min(0),
  fsync: z.literal(true),
})

async function bench(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', at('main.ts'), ...args], { cwd: at('..') })
  let out = ''
  let progress = ''
  child.stdout.on('data', (part) => {
    out += part
  })
  child.stderr.on('data', (part) => {
    progress += part
  })
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, progress }
}

describe('npm run bench', () => {
  it('prints one JSON line for each figure that goals.json asks of it and nothing else; how fast this machine is, is not asked', async () => {
    const { code, out, progress } = await bench('act', 'inbox', 'sweep', '--quick')
    expect(code, progress).toBe(0)
    const figures = out
      .trim()
      .split('\n')
      .map((text) => line.parse(JSON.parse(text)))
    const asked = Object.keys(goals).filter((name) => /^(act|inbox|sweep)(\.|$)/.test(name))
    expect(figures.map(({ name }) => name).sort()).toEqual(asked.sort())
    for (const { name, goal } of figures) expect(goal).toBe(goals[name]!.says)
    expect(figures.find(({ name }) => name === 'act')!.rows_written_per_op).toBeGreaterThan(3)
  }, 600_000)

  it('says how it is used when it is asked for what it has not got', async () => {
    for (const args of [[], ['nothing'], ['act', '--size', '5']]) {
      const { code, out, progress } = await bench(...args)
      expect([code, out]).toEqual([1, ''])
      expect(progress).toContain('npm run bench -- NAME')
    }
  })
})
