import type { ReactNode } from 'react'
import { At, Left } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import type { JobLine } from '../repair.contract.ts'

/** A repair as a big card: where, what, when, and how much time is left. `children`: what one can do from the list. */
export function JobCard({
  job,
  tag,
  open,
  children,
}: {
  job: JobLine
  tag?: string
  open: () => void
  children?: ReactNode
}) {
  const t = useT()
  return (
    <article className={job.urgent ? 'card card-urgent' : 'card'} aria-label={`${job.number} ${job.address ?? ''}`}>
      <button type="button" className="plain" onClick={open}>
        <span className="row">
          <span className="big">{job.address ?? t('地点待问')}</span>
          <span className={job.urgent ? 'tag tag-danger' : 'tag tag-accent'}>
            {job.urgent ? t('紧急') : t(tag ?? job.stateTitle)}
          </span>
        </span>
        <span className="title">{job.title}</span>
        {job.keyPoints ? <span className="quiet words">{job.keyPoints}</span> : null}
        <span className="row-start">
          {job.appointmentAt ? (
            <span className="tag">
              {t('约')} <At at={job.appointmentAt} />
            </span>
          ) : null}
          {job.chaseCount > 0 ? (
            <span className="tag tag-warn">{t('催单 {count} 次', { count: job.chaseCount })}</span>
          ) : null}
          {job.waitingFor.map((reason) => (
            <span key={reason} className="tag tag-warn">
              {t(reason)}
            </span>
          ))}
        </span>
        <span className="row">
          <span className="small num">{job.number}</span>
          {job.clock?.dueAt ? (
            <span>
              <span className="small">{t(job.clock.title)}</span> <Left due={job.clock.dueAt} />
            </span>
          ) : null}
        </span>
      </button>
      {children}
    </article>
  )
}
