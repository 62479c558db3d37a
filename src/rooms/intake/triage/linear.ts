import type { Row } from './features.ts'

/**
 * One against the rest by ridge regression: for each label the weights w that make x·w come near 1 for the texts that
 * have it and near −1 for the others, with RIDGE·|w|² kept small, so that one odd text does not bend them. As w is a
 * sum of rows (w = Xᵀa), it is found by conjugate gradients in as many unknowns as there are texts.
 */
const RIDGE = 0.1
/** A constant feature: how common a label is. */
const BIAS = 0.45
const STEPS = 40
/** Squared error, as a share of that at the start, below which more steps change nothing that anybody sees. */
const GOOD = 1e-4

export interface Taught {
  row: Row
  label: string
}

/** Weights of each label for each column. */
export class Linear {
  readonly labels: readonly string[]
  private readonly weights: readonly Float64Array[]
  private readonly bias: readonly number[]

  constructor(labels: readonly string[], weights: readonly Float64Array[], bias: readonly number[]) {
    this.labels = labels
    this.weights = weights
    this.bias = bias
  }

  scores({ columns, values }: Row): number[] {
    return this.weights.map((weights, label) => {
      let sum = this.bias[label]!
      for (let at = 0; at < columns.length; at++) sum += values[at]! * weights[columns[at]!]!
      return sum
    })
  }

  /** By how much a feature speaks more for the label than for the average of all. */
  lead(column: number, label: number): number {
    const mean = this.weights.reduce((sum, weights) => sum + weights[column]!, 0) / this.weights.length
    return this.weights[label]![column]! - mean
  }
}

/** Null when there are fewer than two labels to tell apart. */
export async function solve(
  taught: readonly Taught[],
  size: number,
  breathe: () => Promise<void>,
): Promise<Linear | null> {
  const labels = [...new Set(taught.map(({ label }) => label))].sort()
  if (labels.length < 2) return null
  const rows = taught.map(({ row }) => row)
  const weights: Float64Array[] = []
  const bias: number[] = []
  for (const label of labels) {
    const shares = sharesFor(
      rows,
      Float64Array.from(taught, (one) => (one.label === label ? 1 : -1)),
      size,
    )
    weights.push(gather(rows, shares, size))
    bias.push(BIAS * BIAS * shares.reduce((sum, share) => sum + share, 0))
    await breathe()
  }
  return new Linear(labels, weights, bias)
}

/** Solves (XXᵀ + BIAS² + RIDGE)a = y. */
function sharesFor(rows: readonly Row[], wanted: Float64Array, size: number): Float64Array {
  const shares = new Float64Array(rows.length)
  const rest = Float64Array.from(wanted)
  const direction = Float64Array.from(wanted)
  const enough = dot(wanted, wanted) * GOOD
  let error = dot(rest, rest)
  for (let step = 0; step < STEPS && error > enough; step++) {
    const image = imageOf(rows, direction, size)
    const length = error / dot(direction, image)
    for (let at = 0; at < shares.length; at++) {
      shares[at]! += length * direction[at]!
      rest[at]! -= length * image[at]!
    }
    const next = dot(rest, rest)
    for (let at = 0; at < shares.length; at++) direction[at] = rest[at]! + (next / error) * direction[at]!
    error = next
  }
  return shares
}

function imageOf(rows: readonly Row[], direction: Float64Array, size: number): Float64Array {
  const weights = gather(rows, direction, size)
  const bias = BIAS * BIAS * direction.reduce((sum, one) => sum + one, 0)
  return Float64Array.from(rows, ({ columns, values }, row) => {
    let sum = bias + RIDGE * direction[row]!
    for (let at = 0; at < columns.length; at++) sum += values[at]! * weights[columns[at]!]!
    return sum
  })
}

/** Xᵀa: the sum of the rows, each taken so many times. */
function gather(rows: readonly Row[], times: Float64Array, size: number): Float64Array {
  const weights = new Float64Array(size)
  for (let row = 0; row < rows.length; row++) {
    const { columns, values } = rows[row]!
    const time = times[row]!
    for (let at = 0; at < columns.length; at++) weights[columns[at]!]! += time * values[at]!
  }
  return weights
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!
  return sum
}
