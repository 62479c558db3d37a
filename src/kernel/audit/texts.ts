import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { ERASED_TEXT } from '../privacy/words.ts'
import { canonicalJson } from '../signature/canonical.ts'
import type { Fault } from './fault.ts'

interface Line {
  caseId: string
  seq: number
  textSha256: Buffer | null
  body: unknown
  erasedAt: Date | null
  lawful: boolean
}

const LINES_AT_ONCE = 5_000

/**
 * The texts that stand apart from the log because they may be erased: each must have the hash that its sealed row keeps,
 * or have been erased with an entry in `case_erased`. Answers how many were looked at.
 */
export async function checkTexts(tx: Tx, projectId: number, tell: (fault: Fault) => void): Promise<number> {
  let looked = 0
  let after: { caseId: string; seq: number } = { caseId: '00000000-0000-0000-0000-000000000000', seq: -1 }
  for (;;) {
    const { rows } = await sql<Line>`
      select a.case_id, a.seq, a.text_sha256, t.body, t.erased_at,
        t.erased_at is not null and exists (
          select from case_erased e where e.project_id = a.project_id and e.case_id = a.case_id) as lawful
      from case_action a
      left join case_text t on t.project_id = a.project_id and t.case_id = a.case_id and t.seq = a.seq
      where a.project_id = ${projectId} and (a.case_id, a.seq) > (${after.caseId}::uuid, ${after.seq}::int)
        and (a.text_sha256 is not null or t.seq is not null)
      order by a.case_id, a.seq limit ${LINES_AT_ONCE}`.execute(tx)
    for (const line of rows) {
      const kind = faultOf(line)
      if (kind) tell({ kind, key: `case_text/${line.caseId}/${line.seq}` })
    }
    looked += rows.length
    const last = rows.at(-1)
    if (!last) return looked + (await checkSignedTexts(tx, projectId, tell))
    after = last
  }
}

function faultOf({ textSha256, body, erasedAt, lawful }: Line): 'text-altered' | 'text-missing' | 'text-erased' | null {
  if (body === null || body === undefined) return 'text-missing'
  if (erasedAt !== null) return lawful && isErased(body) ? null : 'text-erased'
  const hash = createHash('sha256').update(canonicalJson(body)).digest()
  return textSha256?.equals(hash) ? null : 'text-altered'
}

/** Every word of it replaced. */
function isErased(value: unknown): boolean {
  if (typeof value === 'string') return value === ERASED_TEXT
  if (value === null || typeof value !== 'object') return true
  return Object.values(value).every(isErased)
}

/** Signed forms, by the hash in the sealed row of the signature. `signature/verify` looks at the rest of each. */
async function checkSignedTexts(tx: Tx, projectId: number, tell: (fault: Fault) => void): Promise<number> {
  const { rows } = await sql<{
    id: string | null
    kind: 'text-altered' | 'text-missing' | 'text-erased'
    many: number
  }>`
    with looked as (
      select s.id, case
        when t.signature_id is null then 'text-missing'
        when t.erased_at is not null then case when e.case_id is null then 'text-erased' end
        when sha256(convert_to(t.signed_form, 'UTF8')) <> s.form_sha256 then 'text-altered' end as kind
      from signature s
      left join signature_text t on t.project_id = s.project_id and t.signature_id = s.id
      left join (select distinct case_id from case_erased where project_id = ${projectId}) e on e.case_id = s.case_id
      where s.project_id = ${projectId}
    )
    select id, kind, null as many from looked where kind is not null
    union all select null, null, count(*)::int from looked`.execute(tx)
  for (const { id, kind } of rows) if (id !== null) tell({ kind, key: `signature_text/${id}` })
  return rows.at(-1)?.many ?? 0
}
