/** The words of drills. */

/** What the learner may ask any caller, always the same list, so that it tells nothing. */
export const questions = {
  who: '请问您贵姓，住哪一户？',
  where: '具体在什么位置？',
  since: '是什么时候开始的？',
  danger: '现在有没有危险，有没有人受伤？',
  when: '您什么时候方便我们上门？',
  before: '以前反映过吗？',
} as const

export type Question = keyof typeof questions

/** What a good receptionist asks for, and so fills in. */
export const fields = {
  unit: '房号',
  place: '公共部位',
  person: '诉求人',
  keyPoints: '维修要点',
  appointment: '预约时间',
  serviceItem: '服务项目',
  apologized: '已先致歉并感谢其意见',
  otherSide: '对方',
} as const

export type Field = keyof typeof fields

/** What a call is looked at for, in this order. */
export const lineNames = [
  'answered',
  'kind',
  'emergency',
  'paged',
  'again',
  'class',
  'step',
  'field',
  'phrase',
  'promise',
] as const

export type LineName = (typeof lineNames)[number]

/** How many times as fast as people live the afternoon goes by. */
export const speeds = [1, 2, 3, 4, 6, 8] as const
export const USUAL_SPEED = 4
