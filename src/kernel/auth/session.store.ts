import { sql } from 'kysely'
import { type Database, inCompany, type Tx } from '../db/db.ts'
import { preparedAlone } from '../db/prepared.ts'
import type { Session } from './session.ts'
import { newToken, tokenHash } from './token.ts'

/** How long a session lives after it was last used: a week for staff, two months for an owner's phone. Own choice. */
const LIVES_MS = { staff: 7 * 86_400_000, owner: 60 * 86_400_000 } as const
/** How often `seen_at` is written: not at every request. */
const SEEN_EVERY_MS = 60_000

/**
 * Who a token stands for, with the posts and persons of this very moment; null when the session has ended or the
 * account is disabled. Sessions live by machine time, posts by business time.
 */
export async function sessionOf(db: Database, hash: Buffer, machineNow: Date, now: Date): Promise<Session | null> {
  const [row] = await preparedAlone<SessionRow>(db)`
    select a.id, a.kind, a.name, a.language, s.seen_at,
      (select coalesce(json_agg(json_build_object('project', p.project_id, 'role', p.role, 'title', p.title) order by p.title), '[]')
         from post_holding h join post p on p.id = h.post_id
        where h.account_id = a.id and p.closed_at is null and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now})) as posts,
      (select coalesce(json_agg(json_build_object('project', v.project_id, 'role', v.role, 'title', v.title) order by v.title), '[]')
         from vacant_posts_under(a.id, ${now}) v
        where exists (select from post_holding h join post p on p.superior_post_id = h.post_id where h.account_id = a.id)) as vacant,
      (select coalesce(json_agg(json_build_object('project', o.project_id, 'person', o.person_id)), '[]')
         from persons_of_account(a.id) o where a.kind = 'owner') as persons,
      (select coalesce(array_agg(id order by code), '{}') from project) as projects,
      (select coalesce(array_agg(b.case_id), '{}') from case_barred b where b.account_id = a.id) as barred
    from session s join account a on a.id = s.account_id
    where s.token_hash = ${hash} and s.revoked_at is null and s.expires_at > ${machineNow} and a.disabled_at is null`
  if (!row) return null
  if (machineNow.getTime() - row.seenAt.getTime() > SEEN_EVERY_MS) await touch(db, hash, row.kind, machineNow)
  const { id, kind, name, language, persons, barred } = row
  const posts = [...row.posts, ...row.vacant.map((post) => ({ ...post, vacant: true as const }))]
  const everywhere = posts.some(({ project }) => project === null)
  const named = new Set([...posts, ...persons].map(({ project }) => project))
  const projects = row.projects.filter((project) => everywhere || named.has(project))
  return { hash: hash.toString('hex'), account: { id, kind, name, language }, posts, persons, projects, barred }
}

interface SessionRow {
  id: string
  kind: 'staff' | 'owner'
  name: string
  language: string
  seenAt: Date
  posts: Session['posts']
  /** Posts that nobody holds and this account answers for, from above. */
  vacant: Session['posts']
  persons: Session['persons']
  projects: number[]
  barred: string[]
}

async function touch(db: Database, hash: Buffer, kind: 'staff' | 'owner', machineNow: Date): Promise<void> {
  const expiresAt = new Date(machineNow.getTime() + LIVES_MS[kind])
  await inCompany(db, (tx) =>
    sql`update session set seen_at = ${machineNow}, expires_at = ${expiresAt} where token_hash = ${hash}`.execute(tx),
  )
}

/** Starts a session; the token goes into the cookie and is kept nowhere. */
export async function startSession(
  tx: Tx,
  tokenKey: Buffer,
  account: { id: string; kind: 'staff' | 'owner' },
  from: { machineNow: Date; address: string; agent: string | null },
): Promise<string> {
  const token = newToken()
  const expiresAt = new Date(from.machineNow.getTime() + LIVES_MS[account.kind])
  await sql`insert into session (token_hash, account_id, made_at, seen_at, expires_at, address, agent)
    values (${tokenHash(tokenKey, token)}, ${account.id}, ${from.machineNow}, ${from.machineNow}, ${expiresAt}, ${from.address},
      ${from.agent?.slice(0, 200) ?? null})`.execute(tx)
  return token
}

/** Ends sessions of an account: one, or all, or all but one. Answers how many ended. */
export async function endSessions(
  tx: Tx,
  accountId: string,
  which: { only?: Buffer; except?: Buffer },
  machineNow: Date,
): Promise<number> {
  const { only = null, except = null } = which
  const { rows } = await sql<{ one: number }>`
    update session set revoked_at = ${machineNow}
    where account_id = ${accountId} and revoked_at is null
      and (${only}::bytea is null or token_hash = ${only}::bytea)
      and (${except}::bytea is null or token_hash <> ${except}::bytea)
    returning 1 as one`.execute(tx)
  return rows.length
}

/** Where an account is signed in, the last used first. */
export async function sessionsOf(tx: Tx, accountId: string, machineNow: Date): Promise<SessionLine[]> {
  const { rows } = await sql<SessionLine>`
    select encode(token_hash, 'hex') as session, made_at, seen_at, address, agent
    from session where account_id = ${accountId} and revoked_at is null and expires_at > ${machineNow}
    order by seen_at desc limit 100`.execute(tx)
  return rows
}

export interface SessionLine {
  session: string
  madeAt: Date
  seenAt: Date
  address: string | null
  agent: string | null
}
