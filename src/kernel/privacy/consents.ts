/** What residents are asked to agree to. A changed text is a new version; what somebody agreed to stays readable. */

interface ConsentText {
  title: string
  /** Text of each version, beginning with version 1; the last one is asked for. */
  versions: readonly string[]
}

export const consentTexts = {
  services: {
    title: '物业服务通知',
    versions: ['同意物业服务中心用登记的电话和业主手机，就停水停电、维修上门、缴费和小区事务通知我。'],
  },
  'contact-by-third-party': {
    title: '向维修等合作单位提供联系方式',
    versions: ['同意为办理我的事项，把我的姓名、房号和电话提供给物业委托的维修、开锁、电梯等单位，事毕不得留存。'],
  },
  'photo-publication': {
    title: '活动照片公示',
    versions: ['同意在小区公告栏和业主手机上公示社区活动中有我的照片。'],
  },
  marketing: {
    title: '便民与团购推荐',
    versions: ['同意接收便民服务、团购等推荐信息。'],
  },
} as const satisfies Record<string, ConsentText>

export type ConsentPurpose = keyof typeof consentTexts
export const consentPurposes = Object.keys(consentTexts) as [ConsentPurpose, ...ConsentPurpose[]]

export const currentVersion = (purpose: ConsentPurpose): number => consentTexts[purpose].versions.length

export const textOf = (purpose: ConsentPurpose, version: number): string =>
  (consentTexts[purpose].versions as readonly string[])[version - 1] ?? ''
