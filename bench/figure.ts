import { readFileSync } from 'node:fs'

/** What a benchmark prints: one JSON line per figure on standard output. */
export interface Figure {
  name: string
  value: number
  unit: string
  /** The same work done barely, measured in the same run and interleaved; null where the goal is absolute. */
  floor: number | null
  floor_is: string
  /** How the figure stands to its floor (or to its absolute goal), in the sense of the goal. */
  ratio: number
  goal: string
  holds: boolean
  /** Cases in the table. */
  size: number
  /** Processor time of program and database together, of one operation. */
  cpu_ms_per_op: number | null
  rows_written_per_op: number
  fsync: boolean
}

interface Goal {
  /** `most`: ratio must not exceed the limit; `least`: must reach it. */
  at: 'most' | 'least'
  limit: number
  says: string
}

const goals = JSON.parse(readFileSync(new URL('goals.json', import.meta.url), 'utf8')) as Record<string, Goal>

export type Measured = Omit<Figure, 'goal' | 'holds' | 'fsync'>

/** Puts the goal of goals.json to a measurement. Throws when there is none for this name. */
export function figure(measured: Measured): Figure {
  const goal = goals[measured.name]
  if (!goal) throw new Error(`goals.json has no goal for ${measured.name}`)
  const { limit, at, says } = goal
  const holds = at === 'most' ? measured.ratio <= limit : measured.ratio >= limit
  return { ...rounded(measured), goal: says, holds, fsync: true }
}

function rounded(measured: Measured): Measured {
  const entries = Object.entries(measured).map(([name, value]) => [
    name,
    typeof value === 'number' ? Number(value.toPrecision(4)) : value,
  ])
  return Object.fromEntries(entries) as Measured
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which the given share lies, by nearest rank. Throws on an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  if (found === undefined) throw new Error('nothing was measured')
  return found
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
