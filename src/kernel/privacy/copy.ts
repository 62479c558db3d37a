import { sql } from 'kysely'
import type { Procedure } from '../case/procedure.ts'
import type { Tx } from '../db/db.ts'
import { findPerson, residencesOf, revealsForOwner } from '../person/person.reads.ts'
import { openAll } from '../person/sealed.ts'
import type { Secrets } from '../secrets.ts'
import { consentsOf } from './consent.ts'
import type { PersonCopy } from './privacy.contract.ts'
import { lookKinds, lookReasons } from './words.ts'

/** More is asked for on paper: a home has some dozen cases in its life. */
const MOST_CASES = 2000
const MOST_LOOKS = 2000

/** Everything that is kept about a person, in the clear: for that person alone. The caller has recorded who fetches it. */
export async function readCopy(
  tx: Tx,
  secrets: Secrets,
  procedures: Readonly<Record<string, Procedure>>,
  projectId: number,
  personId: string,
  now: Date,
): Promise<PersonCopy> {
  const person = (await findPerson(tx, projectId, personId))!
  const clear = (kind: 'phone' | 'id-number' | 'bank-account' | 'plate' | 'email') =>
    openAll(tx, secrets, { projectId, personId, kind })
  const [idNumber = null] = await clear('id-number')
  const [email = null] = await clear('email')
  const looks = await revealsForOwner(tx, [{ project: projectId, person: personId }], MOST_LOOKS)
  return {
    madeAt: now.toISOString(),
    name: person.name,
    onFileSince: person.madeAt.toISOString(),
    idNumber,
    phones: await clear('phone'),
    bankAccounts: await clear('bank-account'),
    plates: await clear('plate'),
    email,
    emergencyContacts: await contactsOf(tx, secrets, projectId, personId),
    residences: (await residencesOf(tx, projectId, personId)).map(({ unit, relation, fromOn, toOn }) => ({
      unit: unit.code,
      relation,
      fromOn,
      toOn,
    })),
    consents: (await consentsOf(tx, projectId, personId)).flatMap(({ title, answer }) =>
      answer === null
        ? []
        : [{ title, given: answer.given, text: answer.text, at: answer.at.toISOString(), way: answer.way }],
    ),
    looks: looks.map(({ at, by, kind, reason, purpose, caseNumber }) => ({
      at: at.toISOString(),
      by,
      what: lookKinds[kind],
      purpose: [lookReasons[reason], purpose].filter(Boolean).join('：'),
      caseNumber,
    })),
    cases: await casesOf(tx, procedures, projectId, personId),
  }
}

async function contactsOf(tx: Tx, secrets: Secrets, projectId: number, personId: string) {
  const { rows } = await sql<{ name: string; relation: string }>`
    select name, relation from emergency_contact
    where project_id = ${projectId} and person_id = ${personId} order by name, id`.execute(tx)
  const phones = await openAll(tx, secrets, { projectId, personId, kind: 'emergency-contact' })
  return rows.map((row, index) => ({ ...row, phone: phones[index] ?? '' }))
}

interface Line {
  number: string
  procedure: string
  title: string
  state: string
  openedAt: Date
  closedAt: Date | null
  lines: { at: string; action: string; actor: string; text: Record<string, unknown> | null }[]
}

/** The cases with what the person was told, and the words that the person gave. */
async function casesOf(tx: Tx, procedures: Readonly<Record<string, Procedure>>, projectId: number, personId: string) {
  const { rows } = await sql<Line>`
    select c.number, c.procedure, c.title, c.state, c.opened_at, c.closed_at,
      (select coalesce(json_agg(json_build_object('at', to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'action', a.action, 'actor', a.actor_kind, 'text', t.body) order by a.seq), '[]')
        from case_action a left join case_text t on t.project_id = a.project_id and t.case_id = a.case_id and t.seq = a.seq
        where a.project_id = c.project_id and a.case_id = c.id) as lines
    from cases c where c.project_id = ${projectId} and c.person_id = ${personId}
    order by c.opened_at desc, c.id desc limit ${MOST_CASES}`.execute(tx)
  return rows.map(({ procedure: name, lines, openedAt, closedAt, ...row }) => {
    const procedure = procedures[name]
    const seen = lines.flatMap(({ at, action, actor, text }) => {
      const declared = procedure?.actions[action]
      const opens = declared?.from === 'new'
      if (declared?.tellOwner === undefined) return []
      // The opening says what was asked; after it, only one's own words and what one was told.
      const own = opens || actor === 'owner' || actor === 'link'
      const said = declared.ownerReads === undefined ? null : { said: text?.[declared.ownerReads] }
      const words = wordsOf(own ? text : said)
      return [{ at, told: declared.tellOwner, words }]
    })
    return {
      ...row,
      kind: procedure?.title ?? name,
      state: procedure?.stateTitles[row.state] ?? row.state,
      openedAt: openedAt.toISOString(),
      closedAt: closedAt?.toISOString() ?? null,
      log: seen,
    }
  })
}

const wordsOf = (text: Record<string, unknown> | null): string =>
  Object.values(text ?? {})
    .filter((value): value is string => typeof value === 'string')
    .join('；')
