import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { At, Left } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { CallButton } from '../../../web/mobile-kit/CallButton.tsx'
import { Pictures } from '../../../web/mobile-kit/Pictures.tsx'
import { payers } from '../repair.order.ts'
import { JobBill } from './JobBill.tsx'
import { recordOf } from './JobTasks.ts'

/** The head of a job: where, what, whom to call, what was agreed, how much time is left. */
export function JobHead({ page, project }: { page: CasePage; project: number }) {
  const t = useT()
  const { case: of } = page
  const record = recordOf(page)
  const showsBill = record.materials.length > 0 || (record.priceItems.length > 0 && record.payer === 'owner')
  return (
    <>
      <section className={record.urgent ? 'card card-urgent' : 'card'} aria-label={t('报修内容')}>
        <div className="row">
          <span className="big">{of.unit?.code ?? of.place?.name ?? t('地点待问')}</span>
          <span className={record.urgent ? 'tag tag-danger' : 'tag tag-accent'}>{t(of.stateTitle)}</span>
        </div>
        <div className="title words">{record.content}</div>
        {record.keyPoints ? <div className="quiet words">{record.keyPoints}</div> : null}
        <div className="row-start">
          {record.appointmentAt ? (
            <span className="tag">
              {t('约')} <At at={record.appointmentAt} />
            </span>
          ) : null}
          <span className="tag">
            {record.payer ? t('费用：{payer}', { payer: t(payers[record.payer as 'owner']) }) : t('费用未定')}
          </span>
          {of.chaseCount > 0 ? (
            <span className="tag tag-warn">{t('催单 {count} 次', { count: of.chaseCount })}</span>
          ) : null}
          {of.flags.map(({ flag, title }) => (
            <span key={flag} className="tag tag-warn">
              {t(title)}
            </span>
          ))}
        </div>
        <Deadlines page={page} />
        <Pictures via={{ project }} ids={record.photos} />
      </section>
      {of.person ? <CallButton project={project} caseId={of.id} number={of.number} person={of.person} /> : null}
      {record.nonConformity ? <p className="note words">{t('返修：{what}', { what: record.nonConformity })}</p> : null}
      {record.reviewConclusion ? (
        <p className="note words">{t('评审结论：{what}', { what: record.reviewConclusion })}</p>
      ) : null}
      {showsBill ? <JobBill record={record} /> : null}
    </>
  )
}

function Deadlines({ page }: { page: CasePage }) {
  const t = useT()
  const running = page.clocks
    .filter(({ status, dueAt }) => status === 'open' && dueAt !== null)
    .sort((one, other) => Date.parse(one.dueAt!) - Date.parse(other.dueAt!))
  return running.map(({ id, title, dueAt }) => (
    <div key={id} className="row">
      <span className="quiet">{t(title)}</span>
      <Left due={dueAt!} />
    </div>
  ))
}
