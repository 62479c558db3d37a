import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { person } from '../../../kernel/person/person.contract.ts'
import { useT } from '../../core/i18n.ts'
import { useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { Reveal } from '../../kit/Reveal.tsx'
import { Who } from '../../kit/Where.tsx'

/** Whom to call about this case: one tap shows the number for the purpose of this case. */
export function CasePerson({ page }: { page: CasePage }) {
  const t = useT()
  const project = useProject()
  const of = page.case.person
  const { data } = useAsk(
    person.page,
    { params: { project, person: of?.id ?? '' } },
    { enabled: of !== null, follows: 'nothing' },
  )
  if (!of) return null
  return (
    <section className="card" aria-label={t('客户')}>
      <h2>{t('客户')}</h2>
      <p>
        <Who person={of} />
      </p>
      {data?.phones.length === 0 && <p className="muted">{t('没有登记电话。')}</p>}
      {data?.phones.map(({ id, masked, label }) => (
        <p key={id}>
          <span className="muted">{t(label)}</span>{' '}
          <Reveal personId={of.id} kind="phone" itemId={id} masked={masked} caseId={page.case.id} />
        </p>
      ))}
    </section>
  )
}
