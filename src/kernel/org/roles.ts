/** The roles of the handbook (rules.yaml), with their Chinese names. A post carries one role; rights are given to roles. */
export const roles = {
  receptionist: '客户接待员',
  'service-officer': '客户服务员',
  butler: '物业管家',
  'assistant-butler': '助理管家',
  'senior-butler': '高级管家',
  'butler-coordinator': '管家联络人',
  technician: '维修工',
  'team-leader': '班长',
  guard: '值岗人员',
  cashier: '收费员',
  'warranty-officer': '保修事务员',
  'engineering-supervisor': '工程主管',
  'service-supervisor': '客服主管',
  'service-director': '客服中心主任',
  manager: '管理处经理',
  'quality-dept': '品质部',
  'enterprise-dept': '企业管理部',
  'management-representative': '管理者代表',
  executive: '分管领导',
  'department-admin': '管理处行政',
} as const

export type Role = keyof typeof roles

export const roleNames = Object.keys(roles) as Role[]
