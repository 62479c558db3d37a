import { useNavigate } from '@tanstack/react-router'
import type { PoolJob } from '../../rooms/repair/repair.contract.ts'
import { JobCard } from '../../rooms/repair/ui/JobCard.tsx'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { PoolIcon } from '../mobile-kit/icons.tsx'
import { Empty, Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'
import { useSend } from '../mobile-kit/send.ts'
import { Tabs } from './Tabs.tsx'

/** Jobs that anybody of the trade may take; what suits this technician stands first and says why. */
export function Pool() {
  const t = useT()
  const project = useProject()
  const { data, error, refetch } = useAsk(doors.pool, { params: { project } })
  const jobs = data?.jobs ?? []
  return (
    <Screen title={t('抢单池')} tabs={<Tabs />}>
      {error && !data ? <Unread problem={error} again={refetch} /> : data ? null : <Waiting />}
      {data && jobs.length === 0 ? (
        <Empty icon={<PoolIcon />} text={t('现在没有可抢的单')} hint={t('有新单会发消息给您')} />
      ) : null}
      {jobs.map((job) => (
        <Grabbable key={job.id} job={job} />
      ))}
    </Screen>
  )
}

function Grabbable({ job }: { job: PoolJob }) {
  const t = useT()
  const project = useProject()
  const navigate = useNavigate()
  const { send, busy } = useSend({ toast: true, onSent: () => open() })
  const open = () => navigate({ to: '/case/$procedure/$id', params: { procedure: 'repair', id: job.id } })
  const grab = async () => {
    const errand = {
      via: { project },
      procedure: 'repair',
      caseId: job.id,
      action: 'grab',
      form: {},
      seenSeq: job.lastSeq,
    }
    await send([errand]).catch(() => {})
  }
  return (
    <JobCard job={job} open={open}>
      {job.suggested ? (
        <div className="row-start">
          <span className="tag tag-good">{t('推荐给您')}</span>
          {job.skilled ? <span className="small">{t('工种对口')}</span> : null}
          {job.near > 0 ? (
            <span className="small">{t('您在{zone}还有 {count} 单', { zone: job.zone ?? '', count: job.near })}</span>
          ) : null}
        </div>
      ) : null}
      <button type="button" className="btn btn-main" disabled={busy} onClick={grab}>
        {busy ? t('正在提交…') : t('抢单')}
      </button>
    </JobCard>
  )
}
