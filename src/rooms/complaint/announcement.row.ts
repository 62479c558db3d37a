/** The parts of the announcement, in the order in which they are read. */
export const announcementSections = {
  common: '共性问题',
  places: '公共部位投诉',
  interests: '公共利益投诉',
  disputes: '业户纠纷',
  measures: '处理措施',
  results: '处理结果',
} as const
export type AnnouncementSection = keyof typeof announcementSections

/** By what somebody could be known. */
export const markKinds = {
  phone: '电话',
  'id-number': '证件号',
  'bank-account': '银行卡号',
  plate: '车牌',
  name: '住户姓名',
  staff: '员工姓名',
  address: '称呼',
  unit: '房号',
  number: '单号',
} as const

/** Where everybody reads an announcement, without an account: what the code on the poster leads to. */
export const announcementPath = (project: number, id: string) => `/p/${project}/${id}`
