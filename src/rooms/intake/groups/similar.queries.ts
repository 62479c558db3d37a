import type { CaseLine } from '../../../kernel/case/case.contract.ts'
import type { Procedure } from '../../../kernel/case/procedure.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { prepared } from '../../../kernel/db/prepared.ts'
import type { SimilarMatter, SimilarReason } from './groups.contract.ts'
import { headsOf, linesOf, memberCounts } from './groups.queries.ts'
import { buildingOf } from './index.queries.ts'
import { ALIKE } from './likeness.ts'
import type { MatterIndex } from './matter-index.ts'

/** Matters that are shown beside a call. */
const MOST = 6
/** Read to show so many: members of one group are shown as one. */
const MOST_READ = 24
/** While somebody is still typing, less is enough. */
const LEAST = ALIKE - 0.12
const RECENT_DAYS = 3

export interface Noting {
  content: string
  unit?: string | undefined
  place?: string | undefined
  person?: string | undefined
  matter?: string | undefined
}

/** Open matters like the one being noted: those of the same flat or person first, then the likest. */
export async function similarMatters(
  tx: Tx,
  procedures: Readonly<Record<string, Procedure>>,
  project: number,
  index: MatterIndex,
  noting: Noting,
  now: Date,
): Promise<SimilarMatter[]> {
  const found = await matchesOf(tx, project, index, noting, now)
  const own = await ownMatters(tx, project, noting)
  const ranked = [
    ...own.filter((id) => found.has(id) || noting.content === ''),
    ...[...found.keys()].filter((id) => !own.includes(id)),
  ]
  const ids = ranked.filter((id) => id !== noting.matter).slice(0, MOST_READ)
  // Read again as they stand, and as far as this reader may see them.
  const lines = (await linesOf(tx, procedures, project, ids)).filter(({ final }) => !final)
  const heads = await headsOf(tx, procedures, project, ids)
  const counts = await memberCounts(
    tx,
    project,
    [...heads.values()].flat().map(({ id }) => id),
  )
  const like = lines.map((line) => {
    const head = heads.get(line.id)?.[0] ?? null
    return {
      case: line,
      reasons: reasonsOf(line, found.get(line.id), noting, now),
      own: own.includes(line.id),
      head,
      members: head ? (counts.get(head.id) ?? 0) : 0,
    }
  })
  // A group is shown once, by the likest of its matters.
  const first = (head: string) => like.find((one) => !one.own && one.head?.id === head)
  return like.filter((one) => one.own || one.head === null || first(one.head.id) === one).slice(0, MOST)
}

interface Found {
  things: boolean
  words: boolean
}

async function matchesOf(tx: Tx, project: number, index: MatterIndex, noting: Noting, now: Date) {
  const { content, unit = null, place = null } = noting
  if (content.length < 2) return new Map<string, Found>()
  const buildingCode = await buildingOf(tx, project, noting)
  const profile = index.profile({ text: content, at: now, unitId: unit, placeId: place, buildingCode })
  return new Map(
    index.like(profile, LEAST, MOST_READ).map(({ entry }) => [
      entry.id,
      {
        things: [...profile.things.keys()].some((thing) => entry.profile.things.has(thing)),
        words: [...profile.grams.keys()].filter((gram) => gram.length > 1 && entry.profile.grams.has(gram)).length > 2,
      },
    ]),
  )
}

/** Open matters of the caller: of his flat or his own. */
async function ownMatters(tx: Tx, project: number, { unit, person }: Noting): Promise<string[]> {
  if (unit === undefined && person === undefined) return []
  const rows = await prepared<{ id: string }>(tx)`
    select id from cases where project_id = ${project} and procedure = 'matter' and not final
      and (unit_id = ${unit ?? null} or person_id = ${person ?? null})
    order by opened_at desc limit 20`
  return rows.map(({ id }) => id)
}

function reasonsOf(line: CaseLine, found: Found | undefined, { unit, place }: Noting, now: Date): SimilarReason[] {
  const samePlace = (unit !== undefined && line.unit?.id === unit) || (place !== undefined && line.place?.id === place)
  const days = (now.getTime() - new Date(line.openedAt).getTime()) / 86_400_000
  return [
    ...(samePlace ? (['same-place'] as const) : []),
    ...(found?.things ? (['same-thing'] as const) : []),
    ...(found?.words ? (['words'] as const) : []),
    ...(days <= RECENT_DAYS ? (['recent'] as const) : []),
  ]
}
