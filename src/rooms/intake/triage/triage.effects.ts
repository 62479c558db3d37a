import type { RoomEffects } from '../../../kernel/case/engine.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { prepared } from '../../../kernel/db/prepared.ts'
import { departments, type Labels } from './labels.ts'

/**
 * Every act that sorts a matter teaches the model, in the transaction of the act: the desk's own judgement, and what
 * the work that was opened for it says. The last word counts.
 */
export const triageEffects = {
  matter: {
    sort: (tx, { projectId, facts, form }) =>
      learn(tx, projectId, facts.case.id, {
        kind: form.kind,
        department: form.department,
        topic: form.topic,
      }),
  },
  repair: {
    register: (tx, { projectId, facts, form }) =>
      learn(tx, projectId, facts.case.parentId, { department: 'engineering', trade: form.trade }),
  },
  contact: {
    issue: async (tx, { projectId, facts, form }) =>
      learn(tx, projectId, facts.case.parentId, { department: await labelOf(tx, form.departmentId) }),
  },
  complaint: {
    classify: (tx, { projectId, facts, form }) =>
      learn(tx, projectId, facts.case.parentId, {
        class: form.complaintClass,
        ...(form.party in departments ? { department: form.party } : {}),
      }),
  },
} satisfies Record<string, RoomEffects>

type Learned = { [H in keyof Labels]: Labels[H] | undefined }

async function learn(tx: Tx, projectId: number, caseId: string | null, labels: Learned): Promise<void> {
  if (caseId === null) return
  const { kind = null, class: klass = null, department = null, topic = null, trade = null } = labels
  await prepared(tx)`
    insert into triage_example as e (project_id, case_id, kind, class, department, topic, trade, learned_at)
    values (${projectId}, ${caseId}, ${kind}, ${klass}, ${department}, ${topic}, ${trade}, clock_timestamp())
    on conflict (project_id, case_id) do update set
      kind = coalesce(excluded.kind, e.kind),
      class = coalesce(excluded.class, e.class),
      department = coalesce(excluded.department, e.department),
      topic = coalesce(excluded.topic, e.topic),
      trade = coalesce(excluded.trade, e.trade),
      learned_at = excluded.learned_at`
}

/** Departments are the company's to name; what they do is read from code and name. Undefined: nothing is learned. */
async function labelOf(tx: Tx, departmentId: string): Promise<Labels['department']> {
  const [found] = await prepared<{ code: string; name: string }>(tx)`
    select code, name from department where id = ${departmentId}`
  if (!found) return undefined
  if (found.code in departments) return found.code as Labels['department']
  return says.find(([, words]) => words.test(found.name))?.[0]
}

const says: readonly [NonNullable<Labels['department']>, RegExp][] = [
  ['engineering', /工程|维修|设备/],
  ['order', /秩序|安全|保安|安保|护卫/],
  ['environment', /环境|保洁|绿化|园林/],
  ['cashier', /财务|收费/],
  ['service', /客服|客户|管家/],
]
