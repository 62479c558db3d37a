import { useT } from '../../../web/core/i18n.ts'
import { sayYuan } from '../../../web/core/money.ts'
import type { JobRecord } from './JobTasks.ts'

/** What is to be paid, line by line: the price told before, materials and labour of the quote, and the sum. */
export function JobBill({
  record,
}: {
  record: Pick<JobRecord, 'priceItems' | 'priceFen' | 'materials' | 'materialsFen' | 'labourFen'>
}) {
  const t = useT()
  const { priceItems, priceFen, materials, materialsFen, labourFen } = record
  const total = BigInt(priceFen ?? 0) + BigInt(materialsFen ?? 0) + BigInt(labourFen ?? 0)
  return (
    <section className="card" aria-label={t('费用明细')}>
      {priceItems.map(({ name, quantity, amountFen }) => (
        <div key={name} className="row">
          <span>
            {name} <span className="quiet num">× {quantity}</span>
          </span>
          <span className="num">{sayYuan(BigInt(amountFen) * BigInt(quantity))}</span>
        </div>
      ))}
      {materials.map(({ name, specification, model, quantity, unitPriceFen }) => (
        <div key={`${name} ${specification} ${model}`}>
          <div className="row">
            <strong>{name}</strong>
            <span className="num">{sayYuan(BigInt(unitPriceFen) * BigInt(quantity))}</span>
          </div>
          <div className="quiet num">
            {t('规格')} {specification} · {t('型号')} {model} · {sayYuan(unitPriceFen)} × {quantity}
          </div>
        </div>
      ))}
      {labourFen === null ? null : (
        <div className="row">
          <span>{t('人工费')}</span>
          <span className="num">{sayYuan(labourFen)}</span>
        </div>
      )}
      <div className="sum">
        <span>{t('合计')}</span>
        <b className="num">{sayYuan(total)}</b>
      </div>
    </section>
  )
}
