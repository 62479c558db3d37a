import { useT } from '../../../web/core/i18n.ts'
import { Pictures } from '../../../web/mobile-kit/Pictures.tsx'
import type { Via } from '../../../web/mobile-kit/send.ts'
import { JobBill } from './JobBill.tsx'
import type { JobRecord } from './JobTasks.ts'

/** What the owner signs for: what was found, what was done, and what it costs. */
export function MyRepairWork({ via, record }: { via: Via; record: JobRecord }) {
  const t = useT()
  const { finding, workDone, afterPhotos, payer, materials, priceItems } = record
  const costs = payer === 'owner' && (materials.length > 0 || priceItems.length > 0)
  return (
    <>
      {finding || workDone ? (
        <section className="card" aria-label={t('维修情况')}>
          <dl className="pairs">
            {finding ? (
              <>
                <dt>{t('检查情况')}</dt>
                <dd className="words">{finding}</dd>
              </>
            ) : null}
            {workDone ? (
              <>
                <dt>{t('维修内容')}</dt>
                <dd className="words">{workDone}</dd>
              </>
            ) : null}
          </dl>
          <Pictures via={via} ids={afterPhotos} />
        </section>
      ) : null}
      {costs ? <JobBill record={record} /> : <p className="quiet">{t('这次维修不向您收费')}</p>}
    </>
  )
}
