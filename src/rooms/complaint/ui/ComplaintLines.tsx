import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { useT } from '../../../web/core/i18n.ts'
import type { InJson } from '../../../web/kit/Facts.tsx'
import { type Complaint, classes, climbs, parties, sources } from '../complaint.row.ts'

/** On the phone of whoever leads: what kind of complaint this is, and what was said of it upwards so far. */
export function ComplaintLines({ page }: { page: CasePage }) {
  const t = useT()
  const row = page.record as unknown as InJson<Complaint> | null
  if (!row) return null
  const said: readonly [string, string | null][] = [
    ['投诉类别', row.complaintClass && t(classes[row.complaintClass])],
    ['来源', t(sources[row.source])],
    ['服务项目', row.serviceItem],
    ['责任方', row.party && t(parties[row.party])],
    ['上报原因', row.climb && t(climbs[row.climb])],
    ['查核情况', row.facts],
    ['上级意见', row.superiorOpinion],
    ['第一负责人意见', row.headOpinion],
    ['管理者代表意见', row.representativeOpinion],
    ['领导批示', row.executiveOpinion],
    ['处理结果', row.result],
  ]
  return (
    <section className="card" aria-label={t('投诉要点')}>
      <dl className="pairs">
        {said.map(([label, text]) =>
          text ? (
            <div key={label} style={{ display: 'contents' }}>
              <dt>{t(label)}</dt>
              <dd className="words">{text}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </section>
  )
}
