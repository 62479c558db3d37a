import { useNavigate, useParams } from '@tanstack/react-router'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useStanding } from '../core/session.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'
import type { Signing } from '../mobile-kit/Task.tsx'
import { OwnerTaskForm } from './OwnerTaskForm.tsx'
import { ownerTasks } from './owner-tasks.ts'

/** One thing that the owner does: agree and sign, rate, choose a time, withdraw. */
export function TaskScreen() {
  const t = useT()
  const { id, procedure, caseId, action } = useParams({ from: '/owner/matter/$id/$procedure/$caseId/$action' })
  const navigate = useNavigate()
  const home = useAsk(doors.home, {}, { follows: 'cases' })
  const matter = home.data?.matters.find((one) => one.id === id)
  const project = matter?.project ?? 0
  const page = useAsk(
    doors.casePage,
    { params: { project, procedure, id: caseId } },
    { follows: { caseId }, enabled: matter !== undefined },
  )
  const signing = useOwnSignature(action, project)
  const back = () => navigate({ to: '/owner/matter/$id', params: { id } })
  const failed = home.error ?? page.error
  const task = ownerTasks[action]
  const allowed = page.data?.actions.find((one) => one.action === action && one.enabled)
  if (!page.data || !task || !allowed) {
    return (
      <Screen title="" back={back}>
        {failed ? (
          <Unread problem={failed} again={() => page.refetch()} />
        ) : page.data ? (
          <p className="note">{t('现在是「{state}」，不用再做这一步', { state: t(page.data.case.stateTitle) })}</p>
        ) : (
          <Waiting />
        )}
      </Screen>
    )
  }
  return <OwnerTaskForm via={{ project }} page={page.data} action={action} task={task} signing={signing} back={back} />
}

/** On his own phone the owner is known: no name to type. */
function useOwnSignature(action: string, project: number): Signing | null {
  const t = useT()
  const { me } = useStanding()
  const statement = ownerTasks[action]?.statement
  if (!statement) return null
  const person = me.persons.find((one) => one.project === project)
  return {
    about: t(statement),
    signerName: person?.name ?? me.account.name,
    relation: '业主本人',
    known: true,
    way: 'pad',
    personId: person?.person,
  }
}
