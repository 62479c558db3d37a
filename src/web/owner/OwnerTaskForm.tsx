import { lazy, Suspense } from 'react'
import type { CasePage } from '../../kernel/case/case.contract.ts'
import type { JobRecord } from '../../rooms/repair/ui/JobTasks.ts'
import { useT } from '../core/i18n.ts'
import { Screen } from '../mobile-kit/Screen.tsx'
import type { Via } from '../mobile-kit/send.ts'
import { type Signing, Task } from '../mobile-kit/Task.tsx'
import { checkFields, type OwnerTask } from './owner-tasks.ts'

const MyRepairWork = lazy(() =>
  import('../../rooms/repair/ui/MyRepairWork.tsx').then((m) => ({ default: m.MyRepairWork })),
)

interface OwnerTaskFormProps {
  via: Via
  page: CasePage
  action: string
  task: OwnerTask
  signing: Signing | null
  back: () => void
}

/** The form of one owner's task, over what it is about. */
export function OwnerTaskForm({ via, page, action, task, signing, back }: OwnerTaskFormProps) {
  const t = useT()
  const { case: of } = page
  return (
    <Task
      errand={{ via, procedure: of.procedure, caseId: of.id, action, seenSeq: of.lastSeq }}
      fields={task.fields}
      {...(task.phrases ? { phrases: task.phrases } : {})}
      check={(values) => checkFields(task.fields, values)}
      signing={signing}
      submit={task.submit}
      danger={task.danger ?? false}
      onDone={back}
    >
      {({ body, foot }) => (
        <Screen title={t(task.submit)} back={back} foot={foot}>
          <p className="quiet">
            {of.unit?.code ?? of.place?.name} · {of.title}
          </p>
          {task.bill && of.procedure === 'repair' ? (
            <Suspense fallback={null}>
              <MyRepairWork via={via} record={page.record as unknown as JobRecord} />
            </Suspense>
          ) : null}
          {body}
        </Screen>
      )}
    </Task>
  )
}
