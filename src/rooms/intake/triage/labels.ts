import { trades } from '../../repair/repair.public.ts'
import { kinds } from '../matter.row.ts'

/** By cause: handbook CMP-12, in few words. */
export const classes = { '1': '一类：自身管理服务', '2': '二类：房屋质量与开发承诺', '3': '三类：红线以外' } as const

/** Who acts first. The company's own departments, then those outside. */
export const departments = {
  service: '客户服务',
  engineering: '工程',
  order: '秩序',
  environment: '环境',
  cashier: '收费',
  developer: '地产公司',
  municipal: '政府与市政',
  committee: '业主委员会',
} as const

export const topics = {
  'delivery-title': '交房与产权',
  'illegal-construction': '违章搭建',
  planning: '规划',
  parking: '停车',
  'building-defect': '房屋质量',
  noise: '噪音',
  school: '入学',
  'commercial-use': '住改商',
  'odour-smoke': '油烟异味',
  water: '用水排水',
  fees: '收费',
  committee: '业主大会',
  elevator: '电梯',
  'property-service': '物业服务',
  'greening-cleaning': '绿化保洁',
  power: '用电照明',
  transport: '交通出行',
  'fire-safety': '消防',
  security: '安全保卫',
  gas: '燃气',
  pets: '宠物',
  other: '其他',
} as const

/** What the model suggests, and the labels each may have. `trade` is of a repair, `class` of a complaint. */
export const heads = { kind: kinds, class: classes, department: departments, topic: topics, trade: trades } as const

export type Head = keyof typeof heads
export type Labels = { [H in Head]?: keyof (typeof heads)[H] & string }

export const headTitles: Readonly<Record<Head, string>> = {
  kind: '类别',
  class: '投诉类别',
  department: '责任方',
  topic: '主题',
  trade: '工种',
}
export const headNames = Object.keys(heads) as readonly Head[]
