import { useNavigate, useParams } from '@tanstack/react-router'
import { useT } from '../core/i18n.ts'
import { Screen, Waiting } from '../mobile-kit/Screen.tsx'
import type { Signing } from '../mobile-kit/Task.tsx'
import { tasksOf } from './LinkScreen.tsx'
import { LinkUnread } from './LinkUnread.tsx'
import { OwnerTaskForm } from './OwnerTaskForm.tsx'
import { useLink } from './useLink.ts'

/** One task of the bearer of a link. */
export function LinkTaskScreen() {
  const t = useT()
  const { token, action } = useParams({ from: '/l/$token/$action' })
  const navigate = useNavigate()
  const { data, error, refetch } = useLink(token)
  const back = () => navigate({ to: '/l/$token', params: { token } })
  const task = data ? tasksOf(data.purpose)[action] : undefined
  const allowed = data?.page.actions.find((one) => one.action === action && one.enabled)
  if (!data || !task || !allowed) {
    return (
      <Screen title="" back={back}>
        {error ? (
          <LinkUnread problem={error} again={refetch} />
        ) : data ? (
          <p className="note">{t('现在是「{state}」，不用再做这一步', { state: t(data.page.case.stateTitle) })}</p>
        ) : (
          <Waiting />
        )}
      </Screen>
    )
  }
  const { person } = data.page.case
  const owner = data.purpose === 'owner'
  const signing: Signing | null = task.statement
    ? {
        about: t(task.statement),
        signerName: person?.name ?? (owner ? (data.holderName ?? '') : ''),
        relation: '业主本人',
        known: false,
        way: owner ? 'link' : 'pad',
        personId: person?.id,
      }
    : null
  return <OwnerTaskForm via={{ token }} page={data.page} action={action} task={task} signing={signing} back={back} />
}
