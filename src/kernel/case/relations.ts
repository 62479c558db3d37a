import { businessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { roles } from '../org/roles.ts'
import type { Actor, CaseRecord, Right } from './procedure.ts'
import { lookedUp, noStanding, type Standing } from './rights.ts'

/** Looks up how the actor stands to the case, as far as one of `rights` asks for it. */
export async function standingOf(
  tx: Tx,
  projectId: number,
  actor: Actor,
  of: CaseRecord,
  at: Date,
  rights: readonly Right[],
): Promise<Standing> {
  if (!rights.some((right) => lookedUp.includes(right))) return noStanding
  if (actor.kind === 'owner')
    return { ...noStanding, owner: await sharesHousehold(tx, projectId, actor.personId, of, at) }
  if (actor.kind !== 'staff') return noStanding
  const [row] = await prepared<{ zoneOfficer: boolean; ladder: boolean }>(tx)`
    select exists (
        select from zone z cross join lateral post_accounts(z.officer_post_id, ${at}) a
        where z.project_id = ${projectId} and z.id = ${of.zoneId} and a.account_id = ${actor.accountId}) as zone_officer,
      exists (
        select from case_clock c join case_clock_level l on l.project_id = c.project_id and l.clock_id = c.id
        where c.project_id = ${projectId} and c.case_id = ${of.id} and c.status = 'open' and l.level > 0
          and ${actor.accountId} = any (l.told_account)) as ladder`
  return { owner: false, zoneOfficer: row?.zoneOfficer ?? false, ladder: row?.ladder ?? false }
}

/**
 * Whether the person is the case's own, or an owner or family member of the flat that the case's person lives in. What
 * nobody in person brought up belongs to the flat, and to those who lived there already when it was opened.
 */
export async function sharesHousehold(
  tx: Tx,
  projectId: number,
  personId: string,
  of: Pick<CaseRecord, 'personId' | 'unitId' | 'openedAt'>,
  at: Date,
) {
  if (of.personId === personId) return true
  if (of.unitId === null) return false
  const today = businessDate(at)
  const rows = await prepared(tx)`
    select from residence mine
    where mine.project_id = ${projectId} and mine.unit_id = ${of.unitId} and mine.person_id = ${personId}
      and mine.relation in ('owner', 'family') and mine.from_on <= ${today} and (mine.to_on is null or mine.to_on >= ${today})
      and (${of.personId}::uuid is null and mine.from_on <= ${businessDate(of.openedAt)} or exists (
        select from residence theirs
        where theirs.project_id = mine.project_id and theirs.unit_id = mine.unit_id and theirs.person_id = ${of.personId}
          and theirs.relation in ('owner', 'family') and theirs.from_on <= ${today}
          and (theirs.to_on is null or theirs.to_on >= ${today})))`
  return rows.length > 0
}

/**
 * The accounts behind rights, for notices and ladders: who holds the posts now, stand-ins included; for a role whose
 * posts are all vacant, and for a vacant post of a zone, who answers for their superior.
 */
export async function accountsWith(
  tx: Tx,
  projectId: number,
  rights: readonly Right[],
  of: CaseRecord,
  at: Date,
): Promise<string[]> {
  const found = new Set<string>()
  const asked = rights.filter((right) => right in roles)
  if (rights.includes('assignee') && of.holderAccount) found.add(of.holderAccount)
  if (rights.includes('first-responder') && of.firstResponderAccount) found.add(of.firstResponderAccount)
  if (asked.length > 0 || rights.includes('zone-officer') || rights.includes('on-duty')) {
    const rows = await prepared<{ account: string; role: string | null }>(tx)`
      select h.account_id as account, p.role
      from post p join post_holding h on h.post_id = p.id join account a on a.id = h.account_id
      where p.role = any (${asked}) and (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
        and h.from_at <= ${at} and (h.to_at is null or h.to_at > ${at}) and a.disabled_at is null
      union
      select a.account_id, null from zone z cross join lateral post_accounts(z.officer_post_id, ${at}) a
      where ${rights.includes('zone-officer')} and z.project_id = ${projectId} and z.id = ${of.zoneId}
      union
      select d.account_id, null from on_duty d join account a on a.id = d.account_id
      where ${rights.includes('on-duty')} and d.project_id = ${projectId} and d.from_at <= ${at} and d.to_at > ${at}
        and a.disabled_at is null
      order by 1`
    for (const { account } of rows) found.add(account)
    const vacant = asked.filter((role) => !rows.some((row) => row.role === role))
    for (const account of await accountsAbove(tx, projectId, vacant, at)) found.add(account)
  }
  return [...found]
}

/** Who answers for roles that nobody holds in the project: the superiors of their posts, as far up as one is held. */
async function accountsAbove(tx: Tx, projectId: number, vacant: readonly string[], at: Date): Promise<string[]> {
  if (vacant.length === 0) return []
  const rows = await prepared<{ account: string }>(tx)`
    select distinct a.account_id as account
    from post p cross join lateral post_accounts(p.id, ${at}) a
    where p.role = any (${vacant}) and (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
    order by 1`
  return rows.map(({ account }) => account)
}
