import type { Indexed, MatterIndex } from './matter-index.ts'

/** Open matters about one thing, with the head that some of them have joined already. */
export interface Cluster {
  matters: Indexed[]
  headId: string | null
}

/** Matters counted before others get their turn: the server answers other requests meanwhile. */
const A_TURN = 50

/**
 * Finds groups among the open matters: the likest pairs come together first, and two groups become one only when most of
 * their matters are alike, so that one in between does not tie two things together. Members of one head are together from
 * the start, with the matter that the head came from (`origins`: matter to head); two heads never. `declined` are sets of
 * matters that a person has told apart.
 */
export async function clustersOf(
  index: MatterIndex,
  { declined, origins }: { declined: readonly (readonly string[])[]; origins: ReadonlyMap<string, string> },
  most: number,
): Promise<Cluster[]> {
  const pairs = await pairsOf(index, apartBy(declined))
  const clusters = byHead(index.entries.values(), origins)
  for (const { one, other } of [...pairs.values()].toSorted((a, b) => b.likeness - a.likeness)) {
    const [a, b] = [clusters.get(one)!, clusters.get(other)!]
    if (a === b || (a.headId !== null && b.headId !== null) || a.matters.length + b.matters.length > most) continue
    if (!mostlyAlike(index, a, b, pairs)) continue
    a.matters.push(...b.matters)
    a.headId ??= b.headId
    for (const moved of b.matters) clusters.set(moved, a)
  }
  return [...new Set(clusters.values())].filter(({ matters }) => matters.length > 1)
}

/** Each alone, but members of one head together. */
function byHead(entries: Iterable<Indexed>, origins: ReadonlyMap<string, string>): Map<Indexed, Cluster> {
  const clusters = new Map<Indexed, Cluster>()
  const heads = new Map<string, Cluster>()
  for (const entry of entries) {
    const headId = entry.headId ?? origins.get(entry.id) ?? null
    const cluster = (headId !== null && heads.get(headId)) || { matters: [], headId }
    cluster.matters.push(entry)
    clusters.set(entry, cluster)
    if (headId !== null) heads.set(headId, cluster)
  }
  return clusters
}

interface Pair {
  one: Indexed
  other: Indexed
  likeness: number
}

/** Matters that are alike, each pair once. */
async function pairsOf(
  index: MatterIndex,
  areApart: (one: string, other: string) => boolean,
): Promise<Map<string, Pair>> {
  const pairs = new Map<string, Pair>()
  let turn = 0
  for (const one of [...index.entries.values()]) {
    if (++turn % A_TURN === 0) await new Promise((resume) => setImmediate(resume))
    for (const { entry: other, likeness } of index.matchesOf(one)) {
      const key = keyOf(one, other)
      if (!pairs.has(key) && !areApart(one.id, other.id)) pairs.set(key, { one, other, likeness })
    }
  }
  return pairs
}

const keyOf = (one: Indexed, other: Indexed) => (one.id < other.id ? `${one.id} ${other.id}` : `${other.id} ${one.id}`)

/** At least half of all pairs are alike, and none is out of the question, such as two lifts. */
function mostlyAlike(index: MatterIndex, a: Cluster, b: Cluster, alike: ReadonlyMap<string, Pair>): boolean {
  let met = 0
  for (const one of a.matters)
    for (const other of b.matters) {
      if (alike.has(keyOf(one, other))) met++
      else if (index.likenessOf(one.id, other.id) < NEVER) return false
    }
  return met * 2 >= a.matters.length * b.matters.length
}
const NEVER = 0.05

/** Whether a person has told two matters apart. */
function apartBy(declined: readonly (readonly string[])[]): (one: string, other: string) => boolean {
  const sets = new Map<string, Set<number>>()
  declined.forEach((ids, index) => {
    for (const id of ids) sets.set(id, (sets.get(id) ?? new Set()).add(index))
  })
  return (one, other) => {
    const mine = sets.get(one)
    const its = sets.get(other)
    return mine !== undefined && its !== undefined && [...mine].some((index) => its.has(index))
  }
}
