import type { ReactNode } from 'react'
import type { CasePage } from '../../kernel/case/case.contract.ts'
import { beginsAtOnce, initialOf, phrases, recordOf, showsField, statements } from '../../rooms/repair/ui/JobTasks.ts'
import { checkForm, fieldsOf } from '../core/form.ts'
import { useT } from '../core/i18n.ts'
import { useStanding } from '../core/session.tsx'
import { type Signing, Task } from '../mobile-kit/Task.tsx'
import { procedures } from './procedures.ts'
import { staffFields } from './StaffFields.tsx'

interface CaseTaskProps {
  page: CasePage
  action: string
  onDone?: () => void
  children: (parts: { body: ReactNode; foot: ReactNode }) => ReactNode
}

/** One action of a case as a task: its form from the procedure, its signature when it carries one. */
export function CaseTask({ page, action, onDone, children }: CaseTaskProps) {
  const t = useT()
  const standing = useStanding()
  const { case: of } = page
  const declared = procedures[of.procedure]?.actions[action]
  if (!declared) return children({ body: null, foot: null })
  const isRepair = of.procedure === 'repair'
  const thenToo =
    isRepair && action === 'check' && beginsAtOnce(page) ? { action: 'begin', submit: '已检查，马上维修' } : null
  const submit = thenToo ? '只记录检查' : declared.title
  return (
    <Task
      key={`${of.id} ${action}`}
      errand={{
        via: { project: standing.project.id },
        procedure: of.procedure,
        caseId: of.id,
        action,
        seenSeq: of.lastSeq,
      }}
      fields={fieldsOf(declared.form).filter(({ kind }) => kind !== 'person')}
      initial={isRepair ? initialOf(action, recordOf(page)) : {}}
      phrases={isRepair ? (phrases[action] ?? {}) : {}}
      check={(values) => checkForm(declared.form, values)}
      shows={(field, values) => showsField(action, field, values)}
      signing={signingOf(declared.signedBy?.who ?? null, t(statements[action] ?? declared.title), page, standing)}
      submit={submit}
      danger={action === 'respond'}
      thenToo={thenToo}
      more={staffFields}
      camera
      {...(onDone ? { onDone } : {})}
    >
      {children}
    </Task>
  )
}

/** Who signs here: the owner on this glass, with name and relation; or whoever holds the phone. */
function signingOf(
  who: string | null,
  about: string,
  page: CasePage,
  { me, project }: ReturnType<typeof useStanding>,
): Signing | null {
  if (who === null) return null
  const { person } = page.case
  return who === 'owner'
    ? { about, signerName: person?.name ?? '', relation: '业主本人', known: false, way: 'pad', personId: person?.id }
    : { about, signerName: me.account.name, relation: project.titles[0] ?? '本人', known: true, way: 'pad' }
}
