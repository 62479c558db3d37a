import { Link, useNavigate } from '@tanstack/react-router'
import type { CaseLine } from '../../kernel/case/case.contract.ts'
import { JobCard } from '../../rooms/repair/ui/JobCard.tsx'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject, useStanding } from '../core/session.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { SearchIcon } from '../mobile-kit/icons.tsx'
import { Empty, Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'
import { useSend } from '../mobile-kit/send.ts'
import { CaseRow } from './CaseRow.tsx'
import { customersFirst } from './order.ts'
import { Tabs } from './Tabs.tsx'
import { type JobTask, jobTitles, type MyJob } from './tasks.ts'

/** What waits for me: repairs by what is to be done, deadlines that climbed to me, other cases that I hold. */
export function Work() {
  const t = useT()
  const { project } = useStanding()
  const aside = (
    <Link to="/search" className="bar-side" aria-label={t('查找')}>
      <SearchIcon />
    </Link>
  )
  return (
    <Screen title={project.name} aside={aside} tabs={<Tabs />}>
      <MyWork />
    </Screen>
  )
}

function MyWork() {
  const t = useT()
  const project = useProject()
  const jobs = useAsk(doors.myRepairs, { params: { project } })
  const held = useAsk(doors.inbox, { params: { project }, query: { why: 'mine' } })
  const climbed = useAsk(doors.inbox, { params: { project }, query: { why: 'ladder', limit: 100 } })
  const failed = [jobs, held, climbed].find(({ error, data }) => error && !data)
  if (failed?.error) return <Unread problem={failed.error} again={() => failed.refetch()} />
  if (!jobs.data || !held.data || !climbed.data) return <Waiting />

  const late = climbed.data.rows
  const others = held.data.rows.filter(({ procedure }) => procedure !== 'repair')
  if (jobs.data.jobs.length + late.length + others.length === 0) {
    return <Empty text={t('手上没有工作')} hint={t('新派的单会出现在这里，也会发消息给您')} />
  }
  return (
    <>
      <Urgent jobs={jobs.data.jobs} />
      <Late lines={late} more={climbed.data.next !== null} />
      <Jobs jobs={jobs.data.jobs} />
      {others.length > 0 ? <h2 className="section">{t('由我办理的事项')}</h2> : null}
      {others.map((line) => (
        <CaseRow key={line.id} line={line} />
      ))}
    </>
  )
}

/** So many of what climbed to me stand in the list; one after another they are gone through on a page of their own. */
const MOST_LATE = 3

function Late({ lines, more }: { lines: readonly CaseLine[]; more: boolean }) {
  const t = useT()
  if (lines.length === 0) return null
  return (
    <section className="field" style={{ gap: 12 }} aria-label={t('超时逐级到我')}>
      <h2 className="section">{t('超时逐级到我')}</h2>
      <Link to="/climbed" className="btn btn-danger">
        {t(more ? '逐件处理 {count} 件以上' : '逐件处理 {count} 件', { count: lines.length })}
      </Link>
      {customersFirst(lines)
        .slice(0, MOST_LATE)
        .map((line) => (
          <CaseRow key={line.id} line={line} />
        ))}
    </section>
  )
}

function Urgent({ jobs }: { jobs: readonly MyJob[] }) {
  const t = useT()
  const urgent = jobs.filter(({ task }) => task === 'respond')
  if (urgent.length === 0) return null
  return (
    <>
      <h2 className="section" style={{ color: 'var(--danger)' }}>
        {t('紧急：请马上响应')}
      </h2>
      {urgent.map((job) => (
        <Job key={job.id} job={job} action="respond" submit={t('我马上去')} danger />
      ))}
    </>
  )
}

function Jobs({ jobs }: { jobs: readonly MyJob[] }) {
  const t = useT()
  const tasks = [...new Set(jobs.map(({ task }) => task))].filter((task) => task !== 'respond')
  return tasks.map((task: JobTask) => (
    <section key={task} className="field" style={{ gap: 12 }} aria-label={t(jobTitles[task])}>
      <h2 className="section">{t(jobTitles[task])}</h2>
      {jobs
        .filter((job) => job.task === task)
        .map((job) => (
          <Job
            key={job.id}
            job={job}
            {...(job.state === 'assigned' && task === 'job' ? { action: 'take', submit: t('领单') } : {})}
          />
        ))}
    </section>
  ))
}

interface JobProps {
  job: MyJob
  /** What can be done from the list, without opening it first. */
  action?: string
  submit?: string
  danger?: boolean
}

function Job({ job, action, submit, danger }: JobProps) {
  const t = useT()
  const project = useProject()
  const navigate = useNavigate()
  const { send, busy } = useSend({ toast: true, onSent: () => open() })
  const open = () => navigate({ to: '/case/$procedure/$id', params: { procedure: 'repair', id: job.id } })
  const act = async (name: string) => {
    const errand = {
      via: { project },
      procedure: 'repair',
      caseId: job.id,
      action: name,
      form: {},
      seenSeq: job.lastSeq,
    }
    await send([errand]).catch(() => {})
  }
  return (
    <JobCard job={job} open={open} {...(job.task === 'job' ? {} : { tag: jobTitles[job.task] })}>
      {action && submit ? (
        <button
          type="button"
          className={danger ? 'btn btn-danger' : 'btn btn-main'}
          disabled={busy}
          onClick={() => act(action)}
        >
          {busy ? t('正在提交…') : submit}
        </button>
      ) : null}
    </JobCard>
  )
}
