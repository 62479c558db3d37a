import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { newToken, tokenHash } from '../auth/token.ts'
import { type Database, readProjects, type Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { maskText } from '../privacy/mask-text.ts'
import type { Secrets } from '../secrets.ts'
import type { Actor } from './procedure.ts'
import { Refusal } from './refusal.ts'

/** A secret link that was found by its token and still opens. */
export interface OpenLink {
  projectId: number
  project: { name: string; servicePhone: string | null }
  holderName: string | null
  expiresAt: Date
  actor: Extract<Actor, { kind: 'link' }>
}

interface LinkRow {
  id: string
  caseId: string
  purpose: 'owner' | 'contractor'
  personId: string | null
  personName: string | null
  holderName: string | null
  expiresAt: Date
  revokedAt: Date | null
  projectName: string
  servicePhone: string | null
}

/** The link behind a token. Throws 404 when there is none, 410 `expired` when it ran out or was revoked. */
export async function linkOf(db: Database, secrets: Secrets, token: string, now: Date): Promise<OpenLink> {
  const hash = tokenHash(secrets.tokenKey, token)
  const found = await readProjects(db, [], async (tx) => {
    const { rows } = await sql<{ projectId: number; linkId: string }>`select * from link_by_token(${hash})`.execute(tx)
    return rows[0]
  })
  if (!found) throw new Refusal('not-found', '没有找到')
  const row = await readProjects(db, [found.projectId], async (tx) => {
    const { rows } = await sql<LinkRow>`
      select l.id, l.case_id, l.purpose, l.person_id, p.name as person_name, l.holder_name, l.expires_at, l.revoked_at,
        j.name as project_name, coalesce(j.service_phone, c.service_phone) as service_phone
      from case_link l join project j on j.id = l.project_id
      left join company c on true
      left join person p on p.project_id = l.project_id and p.id = l.person_id
      where l.project_id = ${found.projectId} and l.id = ${found.linkId}`.execute(tx)
    return rows[0]!
  })
  if (row.revokedAt !== null || row.expiresAt <= now)
    throw new LinkExpired({ name: row.projectName, phone: row.servicePhone })
  const { id, caseId, purpose, personId } = row
  return {
    projectId: found.projectId,
    project: { name: row.projectName, servicePhone: row.servicePhone },
    holderName: row.holderName ?? row.personName,
    expiresAt: row.expiresAt,
    actor: { kind: 'link', linkId: id, purpose, caseId, personId, name: row.holderName ?? row.personName ?? '链接' },
  }
}

/** A link that has run out, with whom to call instead: whoever holds its token was given the number before. */
export class LinkExpired extends Refusal {
  readonly contact: { name: string; phone: string | null }

  constructor(contact: LinkExpired['contact']) {
    super(
      'expired',
      contact.phone ? '这个链接已过期，请拨打{name}服务电话 {phone}' : '这个链接已过期，请联系物业客服',
      {
        values: { name: contact.name, phone: contact.phone ?? '' },
      },
    )
    this.contact = contact
  }
}

/** Makes a link; its token is returned this once and kept as a hash. */
export async function makeLink(
  tx: Tx,
  secrets: Secrets,
  made: {
    projectId: number
    caseId: string
    purpose: 'owner' | 'contractor'
    personId: string | null
    holderName: string | null
    accountId: string
    at: Date
    expiresAt: Date
  },
): Promise<{ linkId: string; token: string }> {
  const linkId = uuid()
  const token = newToken()
  await sql`
    insert into case_link (project_id, id, case_id, purpose, person_id, holder_name, token_hash, made_by_account, made_at, expires_at)
    values (${made.projectId}, ${linkId}, ${made.caseId}, ${made.purpose}, ${made.personId}, ${made.holderName && maskText(made.holderName)},
      ${tokenHash(secrets.tokenKey, token)}, ${made.accountId}, ${made.at}, ${made.expiresAt})`.execute(tx)
  return { linkId, token }
}

export interface LinkLine {
  id: string
  purpose: 'owner' | 'contractor'
  holderName: string | null
  madeAt: Date
  expiresAt: Date
  revokedAt: Date | null
}

export async function linksOf(tx: Tx, projectId: number, caseId: string): Promise<LinkLine[]> {
  const { rows } = await sql<LinkLine>`
    select l.id, l.purpose, coalesce(l.holder_name, p.name) as holder_name, l.made_at, l.expires_at, l.revoked_at
    from case_link l left join person p on p.project_id = l.project_id and p.id = l.person_id
    where l.project_id = ${projectId} and l.case_id = ${caseId} order by l.made_at desc limit 100`.execute(tx)
  return rows
}

/** Whether there was such a link of this case. */
export async function revokeLink(
  tx: Tx,
  projectId: number,
  caseId: string,
  linkId: string,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update case_link set revoked_at = coalesce(revoked_at, ${at})
    where project_id = ${projectId} and case_id = ${caseId} and id = ${linkId} returning id`.execute(tx)
  return rows.length > 0
}

/** Ends the links of whatever firm has had the case so far. */
export async function endContractorLinks(tx: Tx, projectId: number, caseId: string, at: Date): Promise<void> {
  await prepared(tx)`
    update case_link set revoked_at = ${at}
    where project_id = ${projectId} and case_id = ${caseId} and purpose = 'contractor' and revoked_at is null`
}
