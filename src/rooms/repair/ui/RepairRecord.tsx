import { Rate } from 'antd'
import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { At } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { sayYuan } from '../../../web/core/money.ts'
import { Facts } from '../../../web/kit/Facts.tsx'
import { PhotoStrip } from '../../../web/kit/FieldValue.tsx'
import { payers, type RepairOrder, trades } from '../repair.order.ts'

/** A record as it comes in JSON: instants are texts, amounts are digits. */
type InJson<Row> = {
  [Name in keyof Row]: Row[Name] extends Date | bigint
    ? string
    : Row[Name] extends Date | bigint | null
      ? string | null
      : Row[Name]
}

/** The repair as the desk wants to see it: the fault, who pays and how much, the visit, the result. */
export function RepairRecord({ page }: { page: CasePage }) {
  const t = useT()
  const row = page.record as unknown as InJson<RepairOrder> | null
  if (!row) return null
  const money = (label: string, fen: string | null) => fen !== null && { label, value: sayYuan(fen) }
  const time = (label: string, at: string | null) => at !== null && { label, value: <At at={at} /> }
  const photos = (label: string, ids: readonly string[]) =>
    ids.length > 0 && { label, value: <PhotoStrip ids={ids} label={label} />, wide: true }
  const long = (label: string, text: string | null) =>
    text !== null && { label, value: <span className="free-text">{text}</span>, wide: true }
  return (
    <Facts
      facts={[
        long(t('报修内容'), row.content),
        long(t('维修要点'), row.keyPoints),
        photos(t('现场照片'), row.photos),
        {
          label: t('类别与工种'),
          value: `${row.place === 'home' ? t('入户') : t('公共部位')} · ${t(trades[row.trade])}`,
        },
        row.payer && {
          label: t('费用承担'),
          value: (
            <>
              {t(payers[row.payer])} <small className="muted">{row.payerReason}</small>
            </>
          ),
        },
        row.priceItems.length > 0 && {
          label: t('讲明的价格'),
          value: `${row.priceItems.map(({ name, quantity }) => (quantity > 1 ? `${name}×${quantity}` : name)).join('、')}　${sayYuan(row.priceFen ?? '0')}${row.priceAgreedAt ? ` · ${t('业主同意')}` : ''}`,
        },
        { label: t('维修工'), value: row.technicianId && page.names[row.technicianId] },
        { label: t('增援'), value: row.secondManId && page.names[row.secondManId] },
        { label: t('外包单位'), value: row.contractor && `${row.contractor}　${row.contractorContact ?? ''}` },
        time(t('预约时间'), row.appointmentAt),
        time(t('领单时间'), row.takenAt),
        time(t('到场时间'), row.arrivedAt),
        row.nobodyHomeCount > 0 && { label: t('无人在家'), value: t('{count} 次', { count: row.nobodyHomeCount }) },
        long(t('检查情况'), row.finding),
        long(t('需评审的问题'), row.reviewQuestion),
        long(t('评审结论'), row.reviewConclusion),
        row.materials.length > 0 && { label: t('材料'), value: <Materials row={row} />, wide: true },
        money(t('人工费'), row.labourFen),
        { label: t('预计到货'), value: row.partsExpectedOn },
        long(t('维修内容'), row.workDone),
        photos(t('完工照片'), row.afterPhotos),
        time(t('完工时间'), row.finishedAt),
        row.chargedAt !== null && money(t('实收'), row.chargeFen),
        row.arrearsAt !== null && {
          label: t('欠费'),
          value: (
            <>
              {sayYuan(row.arrearsFen ?? '0')} <small className="muted">{row.arrearsReason}</small>
            </>
          ),
        },
        row.countedAt !== null && money(t('已入账'), row.countedFen),
        { label: t('发票号码'), value: row.invoiceNo },
        time(t('发票送达'), row.invoiceDeliveredAt),
        row.rating !== null && {
          label: t('满意度'),
          value: <Rate disabled value={row.rating} className="rate-small" />,
        },
        long(t('意见'), row.opinion),
        long(t('回访情况'), row.callBackNote),
        long(t('不合格项'), row.nonConformity),
        row.reworkCount > 0 && { label: t('返修'), value: t('{count} 次', { count: row.reworkCount }) },
        { label: t('取消原因'), value: row.cancelReason },
      ]}
    />
  )
}

function Materials({ row }: { row: InJson<RepairOrder> }) {
  const t = useT()
  return (
    <ul className="plain-list">
      {row.materials.map((one, index) => (
        <li key={`${index}-${one.name}`}>
          {one.name}　{one.specification}　{one.model}　{sayYuan(one.unitPriceFen)} × {one.quantity}
        </li>
      ))}
      {row.materialsFen !== null && (
        <li>
          {t('材料合计')} {sayYuan(row.materialsFen)}
        </li>
      )}
    </ul>
  )
}
