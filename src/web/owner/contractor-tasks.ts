import type { FormField } from '../mobile-kit/field.ts'
import type { OwnerTask } from './owner-tasks.ts'

/** What an outside contractor does on his link, in the order of the work. */
const field = (name: string, kind: FormField['kind'], label: string, required = true): FormField => ({
  name,
  kind,
  label,
  required,
  hint: null,
  choices: [],
  most: 500,
})

export const contractorTasks: Readonly<Record<string, OwnerTask>> = {
  take: { submit: '领单', fields: [], atOnce: true, main: true },
  arrive: { submit: '到场', fields: [], atOnce: true, main: true },
  resume: { submit: '返场', fields: [], atOnce: true, main: true },
  begin: { submit: '马上维修', fields: [], atOnce: true, main: true },
  check: {
    submit: '检查',
    main: true,
    fields: [field('finding', 'lines', '检查情况'), field('photos', 'files', '现场照片', false)],
    phrases: { finding: ['与报修内容一致', '配件老化损坏', '接口松动'] },
  },
  agreeQuote: {
    submit: '业主验证并同意',
    main: true,
    fields: [],
    statement: '以上材料和费用已当面验证，同意维修',
    bill: true,
  },
  finish: {
    submit: '完工',
    main: true,
    fields: [field('workDone', 'lines', '维修内容'), field('photos', 'files', '完工照片')],
    phrases: { workDone: ['已修好，试用正常', '已更换配件，试用正常'] },
  },
  sign: {
    submit: '业主签字评价',
    main: true,
    fields: [field('rating', 'rating', '满意度'), field('opinion', 'lines', '意见', false)],
    statement: '维修已经完成，以上内容属实',
    bill: true,
  },
  partsArrived: { submit: '材料已到', fields: [field('appointmentAt', 'half-hour', '预约时间')] },
  appoint: { submit: '约时间', fields: [field('appointmentAt', 'half-hour', '预约时间')] },
  quote: {
    submit: '材料报价',
    fields: [field('materials', 'rows', '材料明细'), field('labourFen', 'money', '人工费')],
  },
  listMaterials: { submit: '登记用料', fields: [field('materials', 'rows', '材料明细')] },
  askReview: { submit: '报班长评审', fields: [field('question', 'lines', '需评审的问题')] },
  waitParts: {
    submit: '等材料',
    fields: [field('parts', 'lines', '所缺材料'), field('expectedOn', 'day', '预计到货')],
  },
  declineQuote: { submit: '业主不同意报价', fields: [field('reason', 'lines', '原因')], danger: true },
  nobodyHome: {
    submit: '无人在家',
    fields: [
      field('photos', 'files', '门牌照片'),
      field('called', 'flag', '已电话联系业主'),
      field('note', 'lines', '说明', false),
    ],
    danger: true,
  },
}
