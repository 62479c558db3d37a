/** How a person belongs to a unit. */
export const relationTitles = {
  owner: '业主',
  family: '家人',
  tenant: '租户',
  merchant: '商户',
  agent: '代办人',
} as const
