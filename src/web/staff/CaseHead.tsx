import type { CasePage } from '../../kernel/case/case.contract.ts'
import { Left } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import { useProject } from '../core/session.tsx'
import { CallButton } from '../mobile-kit/CallButton.tsx'
import { whereOf } from './order.ts'

/** What any case is about, from the columns that every procedure has. */
export function CaseHead({ page }: { page: CasePage }) {
  const t = useT()
  const project = useProject()
  const { case: of, record } = page
  const content = typeof record?.content === 'string' ? record.content : of.title
  return (
    <>
      <section className={of.priority === 'emergency' ? 'card card-urgent' : 'card'} aria-label={t('事项内容')}>
        <div className="row">
          <span className="big">{t(whereOf(of))}</span>
          <span className="tag tag-accent">{t(of.stateTitle)}</span>
        </div>
        <div className="title words">{content}</div>
        <div className="quiet">
          {t(of.procedureTitle)}
          {of.chaseCount > 0 ? ` · ${t('催单 {count} 次', { count: of.chaseCount })}` : ''}
        </div>
        {page.clocks
          .filter(({ status, dueAt }) => status === 'open' && dueAt !== null)
          .sort((one, other) => Date.parse(one.dueAt!) - Date.parse(other.dueAt!))
          .map(({ id, title, dueAt }) => (
            <div key={id} className="row">
              <span className="quiet">{t(title)}</span>
              <Left due={dueAt!} />
            </div>
          ))}
      </section>
      {of.person ? <CallButton project={project} caseId={of.id} number={of.number} person={of.person} /> : null}
    </>
  )
}
