import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Toast } from 'antd-mobile'
import type { OwnerAct, OwnerMatter } from '../../kernel/owner/home.contract.ts'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { doors } from '../mobile-kit/doors.ts'
import { NextIcon } from '../mobile-kit/icons.tsx'
import { Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'
import { Steps } from '../mobile-kit/Steps.tsx'
import { useSend } from '../mobile-kit/send.ts'
import { FollowCard } from './FollowCard.tsx'
import { followMatter } from './follow.ts'
import { askOf, isOwnerTask, ownerTasks } from './owner-tasks.ts'

/** One matter from the first word to the last answer, with all the work that came of it. */
export function MatterScreen() {
  const t = useT()
  const { id } = useParams({ from: '/owner/matter/$id' })
  const navigate = useNavigate()
  const { data, error, refetch } = useAsk(doors.home, {}, { follows: 'cases' })
  const matter = data?.matters.find((one) => one.id === id)
  const back = () => navigate({ to: '/owner' })
  if (!matter) {
    return (
      <Screen title="" back={back}>
        {error ? (
          <Unread problem={error} again={refetch} />
        ) : data ? (
          <p className="note">{t('没有找到这件事')}</p>
        ) : (
          <Waiting />
        )}
      </Screen>
    )
  }
  return <Story matter={matter} back={back} />
}

function Story({ matter, back }: { matter: OwnerMatter; back: () => void }) {
  const t = useT()
  const followed = followMatter(matter)
  const chase = matter.may.find(({ action }) => action === 'chase')
  const others = matter.may.filter(({ action }) => isOwnerTask(action) && !ownerTasks[action]!.atOnce)
  const todos = matter.todos.filter(({ action }) => isOwnerTask(action))
  return (
    <Screen title={matter.number} back={back} foot={chase ? <Chase act={chase} project={matter.project} /> : null}>
      {todos.map((todo) => (
        <TaskLink key={`${todo.caseId} ${todo.action}`} matter={matter.id} act={todo} className="btn btn-main" />
      ))}
      <FollowCard followed={followed} />
      <Answer matter={matter} />
      {others.length > 0 ? (
        <nav className="links" aria-label={t('我可以')}>
          {others.map((act) => (
            <TaskLink key={`${act.caseId} ${act.action}`} matter={matter.id} act={act} />
          ))}
        </nav>
      ) : null}
      {matter.final ? (
        <nav className="links" aria-label={t('评价接待')}>
          <Link to="/owner/matter/$id/rate" params={{ id: matter.id }}>
            {t('评价接待')}
            <NextIcon />
          </Link>
        </nav>
      ) : null}
      <h2 className="section">{t('经过')}</h2>
      <Steps steps={followed.steps.map((step) => ({ ...step, text: t(step.text), by: t(step.by) }))} />
    </Screen>
  )
}

function TaskLink({ matter, act, className }: { matter: string; act: OwnerAct; className?: string }) {
  const t = useT()
  return (
    <Link
      to="/owner/matter/$id/$procedure/$caseId/$action"
      params={{ id: matter, procedure: act.procedure, caseId: act.caseId, action: act.action }}
      {...(className ? { className } : {})}
    >
      {t(askOf(ownerTasks, act.action))}
      <NextIcon />
    </Link>
  )
}

/** One tap: no second matter, the one at work is reminded. */
function Chase({ act, project }: { act: OwnerAct; project: number }) {
  const t = useT()
  const { send, busy } = useSend({
    toast: true,
    onSent: () => Toast.show({ icon: 'success', content: t('已提醒办理人') }),
  })
  const { caseId, procedure, action, lastSeq } = act
  const chase = () =>
    send([{ via: { project }, procedure, caseId, action, form: {}, seenSeq: lastSeq }]).catch(() => {})
  return (
    <button type="button" className="btn btn-accent" disabled={busy} onClick={chase}>
      {busy ? t('正在提交…') : t('催一催')}
    </button>
  )
}

/** The department's own words. */
function Answer({ matter }: { matter: OwnerMatter }) {
  const t = useT()
  const { data } = useAsk(
    doors.casePage,
    { params: { project: matter.project, procedure: matter.procedure, id: matter.id } },
    { follows: { caseId: matter.id } },
  )
  const answer = data?.record?.answer
  if (typeof answer !== 'string') return null
  return (
    <section className="card" aria-label={t('答复')}>
      <span className="section">{t('答复')}</span>
      <span className="words">{answer}</span>
    </section>
  )
}
