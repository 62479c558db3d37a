import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Toast } from 'antd-mobile'
import type { CasePage } from '../../kernel/case/case.contract.ts'
import { At } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import { Languages } from '../core/Languages.tsx'
import { NextIcon } from '../mobile-kit/icons.tsx'
import { Pictures } from '../mobile-kit/Pictures.tsx'
import { Screen, Waiting } from '../mobile-kit/Screen.tsx'
import { Steps } from '../mobile-kit/Steps.tsx'
import { useSend } from '../mobile-kit/send.ts'
import { contractorTasks } from './contractor-tasks.ts'
import { FollowCard } from './FollowCard.tsx'
import { followCase } from './follow.ts'
import { LinkUnread } from './LinkUnread.tsx'
import { askOf, type OwnerTask, ownerTasks } from './owner-tasks.ts'
import { useLink } from './useLink.ts'

/** One case for somebody without an account: its owner, or the outside contractor who does the work. */
export function LinkScreen() {
  const t = useT()
  const { token } = useParams({ from: '/l/$token' })
  const { data, error, refetch } = useLink(token)
  if (!data) {
    return <Screen title={t('管家')}>{error ? <LinkUnread problem={error} again={refetch} /> : <Waiting />}</Screen>
  }
  const { page, project, purpose, expiresAt } = data
  const tasks = tasksOf(purpose)
  const may = new Set(page.actions.filter(({ enabled }) => enabled).map(({ action }) => action))
  const possible = Object.keys(tasks).filter((action) => may.has(action))
  const main = possible.find((action) => tasks[action]!.main)
  const others = possible.filter((action) => action !== main)
  const followed = followCase(page, purpose)
  return (
    <Screen
      title={project.name}
      foot={main ? <MainTask token={token} page={page} action={main} task={tasks[main]!} /> : null}
    >
      <p className="small num">{page.case.number}</p>
      <FollowCard followed={followed} purpose={purpose} />
      {purpose === 'contractor' ? <Job page={page} token={token} /> : null}
      {others.length > 0 ? (
        <nav className="links" aria-label={t('其他操作')}>
          {others.map((action) => (
            <Link key={action} to="/l/$token/$action" params={{ token, action }}>
              {t(askOf(tasks, action))}
              <NextIcon />
            </Link>
          ))}
        </nav>
      ) : null}
      <h2 className="section">{t('经过')}</h2>
      <Steps steps={followed.steps.map((step) => ({ ...step, text: t(step.text) }))} />
      <p className="small">
        {t('此链接仅供本事项使用，有效至')} <At at={expiresAt} />
        {project.servicePhone ? ` · ${t('服务电话')} ${project.servicePhone}` : ''}
      </p>
      <Languages />
    </Screen>
  )
}

export function tasksOf(purpose: 'owner' | 'contractor'): Readonly<Record<string, OwnerTask>> {
  return purpose === 'contractor' ? contractorTasks : ownerTasks
}

interface MainTaskProps {
  token: string
  page: CasePage
  action: string
  task: OwnerTask
}

/** The next step at the thumb: done at once when it needs no words, else on its own screen. */
function MainTask({ token, page, action, task }: MainTaskProps) {
  const t = useT()
  const navigate = useNavigate()
  const { send, busy } = useSend({
    toast: true,
    onSent: () => Toast.show({ icon: 'success', content: t('已记录') }),
  })
  const { id: caseId, procedure, lastSeq: seenSeq } = page.case
  const go = () =>
    task.atOnce
      ? send([{ via: { token }, procedure, caseId, action, form: {}, seenSeq }]).catch(() => {})
      : navigate({ to: '/l/$token/$action', params: { token, action } })
  return (
    <button type="button" className="btn btn-main" disabled={busy} onClick={go}>
      {busy ? t('正在提交…') : t(task.submit)}
    </button>
  )
}

/** What the contractor must know of the job. */
function Job({ page, token }: { page: CasePage; token: string }) {
  const t = useT()
  const record = page.record as {
    content?: string
    keyPoints?: string | null
    photos?: string[]
    reviewConclusion?: string | null
  }
  return (
    <section className="card" aria-label={t('维修要求')}>
      <span className="words">{record.content}</span>
      {record.keyPoints ? <span className="quiet words">{record.keyPoints}</span> : null}
      {record.reviewConclusion ? (
        <span className="quiet words">{t('评审结论：{what}', { what: record.reviewConclusion })}</span>
      ) : null}
      <Pictures via={{ token }} ids={record.photos ?? []} />
    </section>
  )
}
