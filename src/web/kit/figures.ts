import type { Translate } from '../../kernel/clock/relative.ts'
import { roles } from '../../kernel/org/roles.ts'

/** The figures of a clause as people read them: `within: 15min` → 期限 15 分钟. Unknown words stay as the handbook has them. */
export function sayFigureName(name: string, t: Translate): string {
  return t(names[name] ?? name)
}

export function sayFigure(value: unknown, t: Translate): string {
  if (typeof value === 'boolean') return value ? t('是') : t('否')
  if (Array.isArray(value)) return value.map((one) => sayFigure(one, t)).join(t('、'))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, one]) => `${sayFigureName(name, t)} ${sayFigure(one, t)}`)
      .join(t('，'))
  }
  const word = String(value)
  const said = words[word] ?? roles[word as keyof typeof roles]
  if (said) return t(said)
  const length = /^(\d+(?:\.\d+)?)(min|wd|mo|h|d|w|q|y|sqm|CNY|t|kWh|pp|%)$/.exec(word)
  return length ? t(units[length[2]!]!, { count: length[1]! }) : word
}

const units: Readonly<Record<string, string>> = {
  min: '{count} 分钟',
  h: '{count} 小时',
  d: '{count} 天',
  wd: '{count} 个工作日',
  w: '{count} 周',
  mo: '{count} 个月',
  q: '{count} 个季度',
  y: '{count} 年',
  sqm: '{count} 平方米',
  CNY: '{count} 元',
  t: '{count} 吨',
  kWh: '{count} 度',
  pp: '{count} 个百分点',
  '%': '{count}%',
}

const names: Readonly<Record<string, string>> = {
  within: '期限',
  from: '起算',
  to: '对象',
  every: '周期',
  by_day: '每月几日前',
  lead: '提前',
  after: '逾期',
  over: '超过',
  escalate_within: '上报期限',
  feedback_within: '反馈期限',
  phones: '电话数',
  hours: '服务时间',
}

const words: Readonly<Record<string, string>> = {
  appointment: '预约时间',
  dispatch: '派单',
  receipt: '接到信息',
  review_start: '报评审',
  resume_on_site: '回到现场',
  slip_received: '领到维修单',
  handled: '处理完成',
  issued: '开出',
  found: '发现',
  posted: '张贴',
  owner: '业主',
  superior: '上级',
  handler: '处理人',
  same_day: '当天',
  immediate: '立即',
  first_moment: '第一时间',
  configurable: '由项目设定',
  per_case: '逐件',
  on_change: '随变化即时',
  '24h/d': '全天 24 小时',
}
