import { v7 as uuid } from 'uuid'
import { json, type Tx } from '../db/db.ts'
import type { CaseRecord } from './procedure.ts'

export interface NoticeLine {
  accounts: readonly string[]
  kind: 'told' | 'assigned' | 'chased' | 'clock' | 'emergency'
  /** Chinese catalogue key with {number}, {title} and more. */
  text: string
  args?: Record<string, string | number>
  clockId?: string
  level?: number
}

/** Puts a line into the inboxes of these accounts, in the transaction of its fact. */
export async function notify(tx: Tx, projectId: number, of: CaseRecord, line: NoticeLine, at: Date): Promise<void> {
  if (line.accounts.length === 0) return
  await tx
    .insertInto('notice')
    .values(
      [...new Set(line.accounts)].map((accountId) => ({
        projectId,
        id: uuid(),
        accountId,
        caseId: of.id,
        kind: line.kind,
        text: line.text,
        args: json({ number: of.number, title: of.title, ...line.args }),
        clockId: line.clockId ?? null,
        level: line.level ?? null,
        madeAt: at,
      })) as never,
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
