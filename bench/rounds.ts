import { sum } from './figure.ts'
import { databaseCpuMs } from './meter.ts'
import type { Place } from './place.ts'

/** A stretch of work: how many operations, in which time, with which processor time. */
export interface Slice {
  ops: number
  ms: number
  /** Of program and database; null where the machine does not tell. */
  cpuMs: number | null
  /** Of each operation. */
  latenciesMs: number[]
}

/**
 * Runs the forms of a piece of work in turn, round after round, in a changing order, so that what else the machine
 * does meets all of them alike. The first round warms up and is not counted.
 */
export async function interleave<Name extends string>(
  rounds: number,
  forms: Record<Name, () => Promise<Slice>>,
): Promise<Record<Name, Slice[]>> {
  const names = Object.keys(forms) as Name[]
  const slices = Object.fromEntries(names.map((name) => [name, [] as Slice[]])) as Record<Name, Slice[]>
  for (let round = 0; round <= rounds; round++) {
    const turn = names.map((_, index) => names[(index + round) % names.length]!)
    for (const name of turn) {
      const slice = await forms[name]()
      if (round > 0) slices[name].push(slice)
    }
  }
  return slices
}

/** `clients` take items from one queue, each one after the other; answers the time of each item. */
export async function sideBySide<T>(
  clients: number,
  items: readonly T[],
  work: (item: T, client: number) => Promise<void>,
): Promise<void> {
  const queue = [...items].reverse()
  const client = async (_: unknown, index: number) => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item, index)
  }
  await Promise.all(Array.from({ length: clients }, client))
}

export const perSecond = ({ ops, ms }: Slice) => (ops / ms) * 1000

/** Measures one slice: time, and the processor time of the program and the database. `work` answers each operation's time. */
export async function measured(
  place: Place,
  programCpuMs: () => number,
  work: () => Promise<number[]>,
): Promise<Slice> {
  const cpu = () => programCpuMs() + (databaseCpuMs(place.postmaster()) ?? Number.NaN)
  const cpuBefore = cpu()
  const began = performance.now()
  const latenciesMs = await work()
  const ms = performance.now() - began
  return { ops: latenciesMs.length, ms, cpuMs: nullForNone(cpu() - cpuBefore), latenciesMs }
}

export const cpuPerOp = (slices: readonly Slice[]) =>
  nullForNone(sum(slices.map(({ cpuMs }) => cpuMs ?? Number.NaN)) / sum(slices.map(({ ops }) => ops)))

const nullForNone = (value: number) => (Number.isNaN(value) ? null : value)
