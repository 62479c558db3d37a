import { readProjects } from '../../../kernel/db/db.ts'
import type { Doors } from '../../../kernel/http/doors.ts'
import { currentPolicy } from '../../../kernel/policy/policies.ts'
import { type Cluster, clustersOf } from './clusters.ts'
import { MOST_MEMBERS, MOST_SHOWN, MOST_SUGGESTED } from './groups.contract.ts'
import { headsOf, linesOf, readDeclined, readOrigins } from './groups.queries.ts'
import type { MatterIndex } from './matter-index.ts'

/** Groups that a person may want to make: enough matters that stand alone, or more for a head that has some already. */
export async function suggestedGroups(
  { db, engine, time }: Pick<Doors, 'db' | 'engine' | 'time'>,
  project: number,
  index: MatterIndex,
) {
  const now = time.now()
  const { policy, declined, origins } = await readProjects(db, [project], async (tx) => {
    const { body } = await currentPolicy(tx, project, now)
    const since = new Date(now.getTime() - body.intake.groupWithinDays * 86_400_000)
    return {
      policy: body.intake,
      declined: await readDeclined(tx, project, since),
      origins: await readOrigins(tx, project),
    }
  })
  // Without a transaction: it may take a second where there are thousands of matters.
  const clusters = (await clustersOf(index, { declined, origins }, MOST_MEMBERS))
    .map((cluster) => ({ ...cluster, alone: aloneIn(cluster, origins) }))
    .filter(({ alone, headId }) => alone.length >= (headId === null ? policy.groupFrom : 1))
    .sort((a, b) => b.alone.length - a.alone.length)
    .slice(0, MOST_SUGGESTED)
  const groups = await readProjects(db, [project], async (tx) => {
    const shown: Awaited<ReturnType<typeof one>>[] = []
    for (const cluster of clusters) shown.push(await one(cluster))
    return shown

    /** As this reader may see it now. */
    async function one({ alone, headId }: (typeof clusters)[number]) {
      const lines = (await linesOf(tx, engine.procedures, project, alone)).filter(({ final }) => !final)
      const ids = lines.map(({ id }) => id)
      const works = await headsOf(tx, engine.procedures, project, ids)
      const [head] = headId === null ? [] : await linesOf(tx, engine.procedures, project, [headId])
      return {
        id: ids[0]!,
        head: head && !head.final ? head : null,
        works: [...works.values()].flat(),
        matters: lines.slice(0, MOST_SHOWN),
        count: ids.length,
        ids,
      }
    }
  })
  const least = ({ head }: { head: unknown }) => (head === null ? policy.groupFrom : 1)
  return { groups: groups.filter((group) => group.count >= least(group)), withinDays: policy.groupWithinDays }
}

/** Those that no head handles, the earliest first. */
function aloneIn({ matters }: Cluster, origins: ReadonlyMap<string, string>): string[] {
  return matters
    .filter(({ id, headId }) => headId === null && !origins.has(id))
    .sort((a, b) => a.profile.at.getTime() - b.profile.at.getTime() || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id)
}
