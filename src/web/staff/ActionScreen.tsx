import { useNavigate, useParams } from '@tanstack/react-router'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'
import { CaseTask } from './CaseTask.tsx'

/** One action on its own screen: nobody home, waiting for parts, a quote, a delegation. */
export function ActionScreen() {
  const t = useT()
  const { procedure, id, action } = useParams({ from: '/case/$procedure/$id/$action' })
  const project = useProject()
  const navigate = useNavigate()
  const {
    data: page,
    error,
    refetch,
  } = useAsk(doors.casePage, { params: { project, procedure, id } }, { follows: { caseId: id } })
  const back = () => navigate({ to: '/case/$procedure/$id', params: { procedure, id } })
  const allowed = page?.actions.find((one) => one.action === action)
  if (!page || !allowed) {
    return (
      <Screen title="" back={back}>
        {error ? (
          <Unread problem={error} again={refetch} />
        ) : page ? (
          <Gone state={page.case.stateTitle} />
        ) : (
          <Waiting />
        )}
      </Screen>
    )
  }
  return (
    <CaseTask page={page} action={action} onDone={back}>
      {({ body, foot }) => (
        <Screen title={t(allowed.title)} back={back} foot={allowed.enabled ? foot : null}>
          <p className="quiet">
            {page.case.unit?.code ?? page.case.place?.name} · {page.case.title}
          </p>
          {allowed.hint ? <p>{t(allowed.hint)}</p> : null}
          {allowed.reason ? <p className="note">{t(allowed.reason)}</p> : null}
          {body}
        </Screen>
      )}
    </CaseTask>
  )
}

function Gone({ state }: { state: string }) {
  const t = useT()
  return <p className="note">{t('此单现在是「{state}」，不能再做这一步', { state: t(state) })}</p>
}
