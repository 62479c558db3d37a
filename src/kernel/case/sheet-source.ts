import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { ERASED_NAME } from '../privacy/words.ts'
import type { SheetSignature } from '../sheet/sheet.ts'
import { idsIn, readNames } from './names.ts'
import type { Reached } from './reach.ts'
import type { SheetSource } from './sheets.ts'

/**
 * Reads what a sheet needs besides the row. A sheet shows what its declaration shows, to whomever it is for
 * (`forOwner`), so this reads names, times and signatures of the whole log, and none of its forms.
 */
export async function readSource(tx: Tx, { projectId, of, row }: Reached): Promise<SheetSource> {
  const at = await placeAndPerson(tx, projectId, of)
  const names = await readNames(tx, projectId, idsIn([row]), true)
  const acts = await readActs(tx, projectId, of.id)
  const clocks = await readClockEnds(tx, projectId, of.id)
  const last = <T extends { action: string }>(items: readonly T[], action: string) =>
    items.findLast((item) => item.action === action) ?? null
  return {
    of,
    row,
    place: at.unit ?? at.place,
    person: at.person === null ? null : { name: at.person, phoneMasked: at.phone },
    nameOf: (id) => (id === null ? null : (names[id] ?? null)),
    doneBy: (action) => {
      const act = last(acts, action)
      return act && { name: act.name ?? '系统', at: act.at }
    },
    signature: (action) =>
      last(
        acts.filter(({ signature }) => signature !== null),
        action,
      )?.signature ?? null,
    look: (read) => read(tx, projectId),
    clock: (name) => clocks.find(({ clock }) => clock === name) ?? null,
  }
}

async function placeAndPerson(tx: Tx, projectId: number, of: Reached['of']) {
  const { rows } = await sql<{
    unit: string | null
    place: string | null
    person: string | null
    phone: string | null
  }>`
    select
      (select code from unit where project_id = ${projectId} and id = ${of.unitId}) as unit,
      (select name from place where project_id = ${projectId} and id = ${of.placeId}) as place,
      (select name from person where project_id = ${projectId} and id = ${of.personId}) as person,
      (select phone_masked from person_phone where project_id = ${projectId} and person_id = ${of.personId} order by made_at, id limit 1) as phone`.execute(
    tx,
  )
  return rows[0]!
}

interface ActRow {
  action: string
  at: Date
  name: string | null
  signature: SheetSignature | null
}

async function readActs(tx: Tx, projectId: number, caseId: string): Promise<ActRow[]> {
  const { rows } = await sql<ActRow>`
    select a.action, a.at, coalesce(n.name, k.holder_name) as name,
      (select json_build_object('name', coalesce(t.signer_name, ${ERASED_NAME}), 'relation', s.relation, 'way', s.way, 'signedAt', s.signed_at, 'imageFileId', t.image_file_id)
        from signature s left join signature_text t on t.project_id = s.project_id and t.signature_id = s.id
        where s.project_id = a.project_id and s.case_id = a.case_id and s.action_id = a.id limit 1) as signature
    from case_action a
    left join account n on n.id = a.actor_id and a.actor_kind in ('staff', 'owner')
    left join case_link k on k.project_id = a.project_id and k.id = a.actor_id and a.actor_kind = 'link'
    where a.project_id = ${projectId} and a.case_id = ${caseId} order by a.seq`.execute(tx)
  return rows
}

/** The newest clock of each name. */
async function readClockEnds(tx: Tx, projectId: number, caseId: string) {
  const { rows } = await sql<{
    clock: string
    dueAt: Date | null
    breachedAt: Date | null
    acknowledgedBy: string | null
  }>`
    select distinct on (k.clock) k.clock, k.due_at, k.breached_at, a.name as acknowledged_by
    from case_clock k left join account a on a.id = k.acknowledged_by
    where k.project_id = ${projectId} and k.case_id = ${caseId} order by k.clock, k.started_at desc`.execute(tx)
  return rows
}
