/** What stands where something personal was erased. */
export const ERASED_NAME = '已注销住户'
export const ERASED_TEXT = '（已应本人要求删除）'

/** Fields that are shown for a purpose, each look on record, with what they are called. */
export const lookKinds = {
  phone: '电话',
  'emergency-contact': '紧急联系人',
  'id-number': '证件号码',
  'bank-account': '银行账户',
  plate: '车牌号',
  family: '全家名单',
  text: '事项原文中的号码',
  export: '个人信息副本',
  original: '导入的来信原件',
} as const
export type LookKind = keyof typeof lookKinds

/** Shown only while an approval of the department head is valid. */
export const sensitiveKinds = ['id-number', 'bank-account', 'family'] as const satisfies readonly LookKind[]
export type SensitiveKind = (typeof sensitiveKinds)[number]
export const isSensitive = (kind: LookKind): kind is SensitiveKind =>
  (sensitiveKinds as readonly LookKind[]).includes(kind)

/** What a field is looked at for. */
export const lookReasons = {
  case: '办理本事项',
  visit: '上门服务',
  handover: '交接核对',
  fee: '费用核对',
  emergency: '紧急情况',
  legal: '法律事务',
  request: '本人申请',
  other: '其他',
} as const
export type LookReason = keyof typeof lookReasons
export const lookReasonNames = Object.keys(lookReasons) as [LookReason, ...LookReason[]]
