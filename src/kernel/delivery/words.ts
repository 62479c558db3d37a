/** The ways by which people and other systems are told, besides the inbox of the application. */
export const wayTitles = { email: '邮件', sms: '短信', wecom: '企业微信群', webhook: '系统对接（Webhook）' } as const
export type WayName = keyof typeof wayTitles

/** What a notice to the staff is about; the kinds of table `notice`. */
export const noticeKinds = {
  emergency: '紧急事项',
  clock: '时限已到与逐级提醒',
  chased: '客户催办',
  assigned: '派给我的事项',
  told: '事项的其他进展',
  privacy: '个人信息申请',
} as const
export type NoticeKind = keyof typeof noticeKinds

/** What a telling is about: a notice, the progress that an owner reads, or an event for another system. */
export const deliveryKinds = { ...noticeKinds, progress: '告知业主的进展', event: '系统对接' } as const
export type DeliveryKind = keyof typeof deliveryKinds

/** `waiting` to be sent, `sent`: the gateway took it, `dead`: given up, `skipped`: not to be sent, `reason` says why. */
export const statusTitles = { waiting: '待发送', sent: '已送出', dead: '发送失败', skipped: '未发送' } as const
export type DeliveryStatus = keyof typeof statusTitles

export const digests = { none: '逐条发送', hourly: '每小时汇总', daily: '每天汇总' } as const
export type Digest = keyof typeof digests
