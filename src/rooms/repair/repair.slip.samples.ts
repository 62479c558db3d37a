import type { SheetSignature } from '../../kernel/sheet/sheet.ts'
import type { RepairSlipData } from './repair.slip.ts'

/** A signature on the pad, as the tests need it. */
export function signed(name: string, relation: string | null, at: string, imageFileId: string | null): SheetSignature {
  return { name, relation, way: 'pad', signedAt: at, imageFileId }
}

/** A paid repair at home, complete to the last column: what the office files. Times are UTC; Shanghai is 8 hours on. */
export const filedAtHome: RepairSlipData = {
  number: 'BX-20261122-0007',
  place: '翠湖花园 1栋2单元301室',
  where: 'home',
  reporter: '王小明 138****8821',
  content: '厨房水槽下方角阀漏水，地柜底板已泡湿，业主已自行关闭户内总阀',
  keyPoints: '4分三角阀，冷水；需带扳手、生料带；家中有老人，进门请穿鞋套',
  payer: 'owner',
  chargeable: true,
  charges: [
    { item: '更换三角阀（人工）', amountFen: 3000n },
    { item: '更换编织软管（人工）', amountFen: 2000n },
  ],
  appointmentAt: '2026-11-22T06:30:00Z',
  dispatchedAt: '2026-11-22T05:42:00Z',
  taker: '李建国',
  takenAt: '2026-11-22T05:45:00Z',
  arrivedAt: '2026-11-22T06:38:00Z',
  siteDecision: 'review',
  reviewStartedAt: '2026-11-22T06:45:00Z',
  reviewConclusion: '墙内接头锈蚀，可更换接头后装阀，不需开墙',
  returnedAt: '2026-11-22T07:05:00Z',
  finishedAt: '2026-11-22T07:40:00Z',
  materialsUsed: true,
  materials: [
    { name: '三角阀', spec: 'DN15 冷水', model: 'JF-08', quantity: '1个', unitPriceFen: 3850n, amountFen: 3850n },
    { name: '不锈钢编织软管', spec: '40cm', model: 'RG-4/4', quantity: '2根', unitPriceFen: 1200n, amountFen: 2400n },
    { name: '生料带', spec: '20m×19mm', model: '通用', quantity: '1卷', unitPriceFen: 150n, amountFen: 150n },
  ],
  materialsSignature: signed('王小明', '业主', '2026-11-22T07:10:00Z', 'signature-1'),
  chargeNote: '人工 ¥50.00、材料 ¥64.00，共收现金 ¥114.00，17:20 交收费员赵敏',
  invoiceNumber: '26442000000012345678',
  ownerSignature: signed('王小明', '业主', '2026-11-22T07:48:00Z', 'signature-1'),
  ownerSatisfaction: 'very-satisfied',
  officerSignature: null,
  publicSatisfaction: null,
  callBackNote: '次日电话回访：不再漏水，师傅穿鞋套、收拾干净，业主满意',
  callBackSignature: signed('陈静', '客户接待员', '2026-11-23T02:15:00Z', 'signature-2'),
  failedItems: null,
  failedDepartment: null,
  correctedAt: null,
  checkedBy: '陈静',
  checkedAt: '2026-11-23T02:20:00Z',
}

/** The same slip as it leaves the printer at dispatch: nothing is known yet beyond the report. */
export const justDispatched: RepairSlipData = {
  ...filedAtHome,
  taker: null,
  takenAt: null,
  arrivedAt: null,
  siteDecision: null,
  reviewStartedAt: null,
  reviewConclusion: null,
  returnedAt: null,
  finishedAt: null,
  materialsUsed: null,
  materials: [],
  materialsSignature: null,
  chargeNote: null,
  invoiceNumber: null,
  ownerSignature: null,
  ownerSatisfaction: null,
  callBackNote: null,
  callBackSignature: null,
  checkedBy: null,
  checkedAt: null,
}

/** A repair in a public place, repaired at once without materials and confirmed by the zone's officer (REP-10). */
export const filedInPublic: RepairSlipData = {
  ...justDispatched,
  number: 'BX-20261122-0011',
  place: '2栋1单元 3层电梯厅',
  where: 'public',
  reporter: '安管员 孙伟',
  content: '电梯厅吸顶灯不亮',
  keyPoints: '声控灯，需人字梯',
  payer: 'company',
  chargeable: false,
  charges: [],
  appointmentAt: null,
  taker: '李建国',
  takenAt: '2026-11-22T08:00:00Z',
  arrivedAt: '2026-11-22T08:09:00Z',
  siteDecision: 'repair-now',
  finishedAt: '2026-11-22T08:25:00Z',
  materialsUsed: false,
  officerSignature: signed('周颖', '客户服务员', '2026-11-22T08:50:00Z', 'signature-1'),
  publicSatisfaction: 'satisfied',
  checkedBy: '陈静',
  checkedAt: '2026-11-22T09:20:00Z',
}
