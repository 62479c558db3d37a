import { sql } from 'kysely'
import { Refusal } from '../case/refusal.ts'
import type { Tx } from '../db/db.ts'
import { toReader } from '../text/reader.ts'
import { type ConsentPurpose, consentPurposes, consentTexts, currentVersion, textOf } from './consents.ts'

export interface ConsentGiven {
  projectId: number
  /** Made by the client: sent twice it is recorded once. */
  id: string
  personId: string
  purpose: ConsentPurpose
  version: number
  given: boolean
  way: 'phone' | 'counter' | 'paper'
  accountId: string
}

/** Records that somebody agreed, or withdrew. One agrees to the text as it stands now. Throws `stale` for an older one. */
export async function recordConsent(tx: Tx, consent: ConsentGiven, at: Date): Promise<void> {
  const { projectId, id, personId, purpose, version, given, way, accountId } = consent
  if (given && version !== currentVersion(purpose)) throw new Refusal('stale', '说明文字已有新版本，请看过再选')
  await sql`
    insert into consent (project_id, id, person_id, purpose, version, given, way, account_id, at)
    values (${projectId}, ${id}, ${personId}, ${purpose}, ${version}, ${given}, ${way}, ${accountId}, ${at})
    on conflict do nothing`.execute(tx)
}

/** How a person stands to every purpose: agreed (to which version, when, in which way), withdrawn, or never asked. */
export async function consentsOf(tx: Tx, projectId: number, personId: string) {
  const { rows } = await sql<{
    purpose: ConsentPurpose
    version: number
    given: boolean
    way: 'phone' | 'counter' | 'paper'
    at: Date
  }>`
    select distinct on (purpose) purpose, version, given, way, at from consent
    where project_id = ${projectId} and person_id = ${personId} order by purpose, at desc, id desc`.execute(tx)
  return consentPurposes.map((purpose) => {
    const last = rows.find((row) => row.purpose === purpose) ?? null
    return {
      purpose,
      title: toReader(consentTexts[purpose].title),
      /** The text that is asked for now, and the one that was agreed to when it differs. */
      text: toReader(textOf(purpose, currentVersion(purpose))),
      version: currentVersion(purpose),
      answer: last && {
        given: last.given,
        version: last.version,
        text: toReader(textOf(purpose, last.version)),
        way: last.way,
        at: last.at,
      },
    }
  })
}
