import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { At } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { Facts } from '../../../web/kit/Facts.tsx'
import { type MannersCheck, manners } from '../manners.row.ts'

/** A rating or a spot check: what was kept, what was not, and what became of it. */
export function MannersRecord({ page }: { page: CasePage }) {
  const t = useT()
  const row = page.record as unknown as
    | (Omit<MannersCheck, 'checkedAt' | 'mendedAt'> & { checkedAt: string; mendedAt: string | null })
    | null
  if (!row) return null
  const byCustomer = row.source === 'customer'
  return (
    <Facts
      facts={[
        { label: t('来源'), value: byCustomer ? t('客户评价') : t('抽查') },
        { label: t('时间'), value: <At at={row.checkedAt} /> },
        row.employeeAccount !== null && { label: t('被抽查的同事'), value: page.names[row.employeeAccount] },
        { label: t('诉求编号'), value: row.matterNumber },
        row.rating !== null && { label: t('接待礼仪'), value: t('{count} 分（5 分满分）', { count: row.rating }) },
        byCustomer && { label: t('有没有推诿'), value: row.evaded ? t('客户反映有推诿') : t('没有') },
        !byCustomer && {
          label: t('没做到的'),
          value: row.failed.length > 0 ? row.failed.map((name) => t(manners[name])).join(t('；')) : t('都做到了'),
          wide: true,
        },
        { label: t('情况'), value: row.words && <span className="free-text">{row.words}</span>, wide: true },
        { label: t('怎么改'), value: row.mending && <span className="free-text">{row.mending}</span>, wide: true },
        row.mendedAt !== null && { label: t('改进时间'), value: <At at={row.mendedAt} /> },
      ]}
    />
  )
}
