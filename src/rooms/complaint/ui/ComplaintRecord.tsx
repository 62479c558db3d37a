import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { At } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { type Fact, Facts, type InJson } from '../../../web/kit/Facts.tsx'
import { PhotoStrip } from '../../../web/kit/FieldValue.tsx'
import { answerWays, type Complaint, causes, classes, climbs, exemptions, parties, sources } from '../complaint.row.ts'
import { type Ground, grounds } from '../grounds.ts'
import { CaseWords } from './CaseWords.tsx'

type Row = InJson<Complaint>
type Say = ReturnType<typeof useT>
const timed = (label: string, at: string | null): Fact | false => at !== null && { label, value: <At at={at} /> }
const words = (label: string, text: string | null): Fact | false =>
  text !== null && { label, value: <span className="free-text">{text}</span>, wide: true }

/** The complaint from the first word to the filed record, as far as this reader may see it. */
export function ComplaintRecord({ page }: { page: CasePage }) {
  const t = useT()
  const row = page.record as unknown as Row | null
  if (!row) return null
  return (
    <>
      <Facts facts={takenFacts(page, row, t)} />
      <CaseWords page={page} title={t('分别询问')} actions={interviews} />
      <Facts facts={workFacts(page, row, t)} />
      <CaseWords page={page} title={t('外部办理和反馈')} actions={outside} />
      <CaseWords page={page} title={t('逐级上报')} actions={upwards} />
      <Facts facts={endFacts(page, row, t)} />
    </>
  )
}

const interviews = ['askComplainant', 'askAccused']
const outside = ['referOut', 'track', 'feedback', 'negotiate', 'explain', 'recordUnderstanding', 'reportWarranty']
const upwards = [
  'reportUp',
  'giveOpinion',
  'climb',
  'giveHeadOpinion',
  'tellExecutive',
  'giveExecutiveOpinion',
  'openDirectReport',
  'reportDirectly',
  'askRepresentative',
  'entrustEnterprise',
  'giveRepresentativeOpinion',
  'markMajor',
  'reportMajor',
  'reportMeasures',
  'reportResult',
  'supervise',
]

/** The words, the class, who heard it and when. */
function takenFacts({ names }: CasePage, row: Row, t: Say): (Fact | false)[] {
  const named = (label: string, id: string | null): Fact | false => id !== null && { label, value: names[id] ?? '' }
  return [
    words(t('投诉内容'), row.content),
    row.photos.length > 0 && {
      label: t('照片'),
      value: <PhotoStrip ids={row.photos} label={t('照片')} />,
      wide: true,
    },
    { label: t('来源'), value: t(sources[row.source]) },
    { label: t('服务项目'), value: row.serviceItem },
    row.complaintClass !== null && { label: t('投诉类别'), value: t(classes[row.complaintClass]) },
    row.party !== null && { label: t('责任方'), value: t(parties[row.party]) },
    row.classReason !== null && { label: t('分类说明'), value: row.classReason },
    named(t('首获信息人'), row.heardById),
    timed(t('首获时间'), row.heardAt),
    timed(t('登记时间'), row.registeredAt),
    row.lateReason !== null && { label: t('迟报原因'), value: row.lateReason },
    row.site !== null && { label: t('网站或平台'), value: row.site },
    timed(t('发帖时间'), row.postedAt),
    timed(t('发现时间'), row.foundAt),
    row.apologized && { label: t('当面投诉'), value: t('已先致歉并感谢其意见') },
    named(t('被投诉员工'), row.accusedId),
    row.difficult && { label: t('难点客户'), value: t('由管家联络人接待') },
    row.valid !== null && { label: t('有效性'), value: row.valid ? t('有效投诉') : t('无效投诉') },
    named(t('确认人'), row.confirmedBy),
  ]
}

/** The course: the slip, what checking found, how it was handled, and on which grounds. */
function workFacts({ names }: CasePage, row: Row, t: Say): (Fact | false)[] {
  const named = (label: string, id: string | null): Fact | false => id !== null && { label, value: names[id] ?? '' }
  return [
    named(t('责任部门'), row.departmentId),
    named(t('部门负责人'), row.handlerId),
    timed(t('下发联系单'), row.slipIssuedAt),
    row.slipReceivedAt !== null && {
      label: row.slipReceipt === 'lapsed' ? t('视同签收') : t('签收时间'),
      value: <At at={row.slipReceivedAt} />,
    },
    named(t('指定专人'), row.designatedId),
    row.climb !== null && { label: t('上报原因'), value: t(climbs[row.climb]) },
    timed(t('规定完成时间'), row.finishBy),
    words(t('查核情况'), row.facts),
    row.cause !== null && { label: t('成因'), value: t(causes[row.cause]) },
    timed(t('查核时间'), row.verifiedAt),
    row.outsideBody !== null && { label: t('外部单位'), value: row.outsideBody },
    row.outsideDocument !== null && { label: t('书面件编号'), value: row.outsideDocument },
    row.feedbacks > 0 && { label: t('向业主反馈'), value: t('{count} 次', { count: row.feedbacks }) },
    row.warrantyReport !== null && { label: t('呈报件编号'), value: row.warrantyReport },
    words(t('处理过程'), row.process),
    words(t('处理结果'), row.result),
    words(t('处理分析'), row.analysis),
    words(t('改进措施'), row.improvement),
    row.grounds.length > 0 && {
      label: t('引用依据'),
      value: row.grounds.map((code) => t(grounds[code as Ground] ?? code)).join(t('；')),
      wide: true,
    },
    timed(t('处理完成'), row.handledAt),
  ]
}

/** Answered, called back, closed and filed. */
function endFacts({ names }: CasePage, row: Row, t: Say): (Fact | false)[] {
  return [
    words(t('答复'), row.answer),
    row.answerWay !== null && { label: t('答复方式'), value: t(answerWays[row.answerWay]) },
    timed(t('答复时间'), row.answeredAt),
    words(t('致歉'), row.apology),
    words(t('补救办法'), row.remedy),
    row.replies > 0 && { label: t('已回复客户'), value: t('{count} 次', { count: row.replies }) },
    timed(t('片区确认'), row.opinionConfirmedAt),
    timed(t('登入记录表'), row.enteredAt),
    row.callBackById !== null && { label: t('委托回访'), value: names[row.callBackById] ?? '' },
    row.callBackWay !== null && { label: t('回访方式'), value: row.callBackWay === 'visit' ? t('上门') : t('电话') },
    timed(t('回访时间'), row.calledBackAt),
    words(t('业主对处理的意见'), row.callBackOpinion),
    row.callBackEffect !== null && {
      label: t('处理效果'),
      value: row.callBackEffect ? t('有效') : t('无效，已退回处理'),
    },
    words(t('业主对预防措施的意见'), row.callBackPrevention),
    row.exemption !== null && { label: t('免回访'), value: t(exemptions[row.exemption]) },
    row.reopened > 0 && { label: t('返工'), value: t('{count} 次', { count: row.reopened }) },
    timed(t('重新办理'), row.resumedAt),
    timed(t('归档时间'), row.archivedAt),
    row.withdrawReason !== null && { label: t('撤回原因'), value: row.withdrawReason },
  ]
}
