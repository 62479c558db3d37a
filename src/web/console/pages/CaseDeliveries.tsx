import { deliveries } from '../../../kernel/delivery/delivery.contract.ts'
import { deliveryKinds, wayTitles } from '../../../kernel/delivery/words.ts'
import { useT } from '../../core/i18n.ts'
import { useAskPages } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { Came } from './DeliveryRecords.tsx'
import './delivery.css'
import { More } from '../../kit/Parts.tsx'

/** Who was told of a case outside the application, by which way, and what came of it. Nothing told: no card. */
export function CaseDeliveries({ procedure, id }: { procedure: string; id: string }) {
  const t = useT()
  const project = useProject()
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useAskPages(
    deliveries.ofCase,
    { params: { project, procedure, id }, query: { limit: 10 } },
    { follows: { caseId: id } },
  )
  const lines = data?.pages.flatMap(({ rows }) => rows) ?? []
  if (lines.length === 0) return null
  return (
    <section className="card" aria-label={t('通知送达')}>
      <h2>{t('通知送达')}</h2>
      <ul className="plain-list case-deliveries">
        {lines.map((line) => (
          <li key={line.id}>
            <div>
              <b>{line.to ?? line.endpoint.name}</b> {t(wayTitles[line.way])}{' '}
              {line.toMasked && <span className="muted">{line.toMasked}</span>}
            </div>
            <div className="muted">{t(deliveryKinds[line.kind])}</div>
            <Came line={line} />
          </li>
        ))}
      </ul>
      {hasNextPage && <More loading={isFetchingNextPage} onMore={fetchNextPage} />}
    </section>
  )
}
