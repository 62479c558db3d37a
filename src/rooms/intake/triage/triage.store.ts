import { sql } from 'kysely'
import { type Database, inProject, json, readProjects } from '../../../kernel/db/db.ts'
import { type Head, headNames, type Labels } from './labels.ts'
import type { Example } from './model.ts'

/** The newest matters that a model learns from: older ones tell how the desk sorted once. Policy of the project 项目自定. */
export const MOST_EXAMPLES = 2000

/** How a matter was sorted, its words, and what the model had said of it. */
export interface Learned extends Example {
  caseId: string
  said: Labels | null
}

/** When somebody last sorted a matter of the project; null when nobody has. */
export async function lastLearnedAt(db: Database, projectId: number): Promise<Date | null> {
  const found = await readProjects(db, [projectId], (tx) =>
    tx
      .selectFrom('triageExample')
      .select('learnedAt')
      .where('projectId', '=', projectId)
      .orderBy('learnedAt', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
  return found?.learnedAt ?? null
}

/** The newest examples, oldest first, so that the same matters always make the same model. */
export async function readLearned(db: Database, projectId: number): Promise<Learned[]> {
  const rows = await readProjects(db, [projectId], (tx) =>
    tx
      .selectFrom('triageExample as e')
      .innerJoin('intakeMatter as m', (join) =>
        join.onRef('m.projectId', '=', 'e.projectId').onRef('m.caseId', '=', 'e.caseId'),
      )
      .select(['e.caseId', 'e.kind', 'e.class', 'e.department', 'e.topic', 'e.trade', 'e.said', 'm.content'])
      .where('e.projectId', '=', projectId)
      .where('m.content', '<>', '')
      .orderBy('e.learnedAt', 'desc')
      .orderBy('e.caseId', 'desc')
      .limit(MOST_EXAMPLES)
      .execute(),
  )
  return rows.reverse().map(({ caseId, content, said, ...labels }) => ({
    caseId,
    text: content,
    said: said as Labels | null,
    labels: Object.fromEntries(headNames.flatMap((head) => (labels[head] ? [[head, labels[head]]] : []))) as Labels,
  }))
}

/** Keeps what the model said of matters before it learned from them. What was said first stays. */
export async function keepSaid(db: Database, projectId: number, said: ReadonlyMap<string, Labels>): Promise<void> {
  if (said.size === 0) return
  const rows = [...said].map(([caseId, labels]) => ({ caseId, labels }))
  await inProject(db, projectId, (tx) =>
    sql`update triage_example e set said = s.labels
        from jsonb_to_recordset(${json(rows)}) as s ("caseId" uuid, labels jsonb)
        where e.project_id = ${projectId} and e.case_id = s."caseId" and e.said is null`.execute(tx),
  )
}

/** For each head how often the model was sure where a person decided, and how often the two agreed. */
export async function readFigures(db: Database, projectId: number) {
  const learned = await readLearned(db, projectId)
  const of = (head: Head) => {
    const both = learned.filter(({ labels, said }) => labels[head] && said?.[head])
    return { said: both.length, taken: both.filter(({ labels, said }) => labels[head] === said![head]).length }
  }
  return { learned: learned.length, heads: headNames.map((head) => ({ head, ...of(head) })) }
}
