import type { BusinessDate } from '../kernel/clock/time.ts'
import type { Role } from '../kernel/org/roles.ts'

/** The departments of the demo company, by code. */
export const departments = {
  service: '客户服务中心',
  engineering: '工程部',
  order: '秩序维护部',
  finance: '财务部',
  office: '管理处',
  quality: '品质部',
  company: '公司总部',
} as const

export type DepartmentCode = keyof typeof departments

export interface Member {
  name: string
  role: Role
  title: string
  department: DepartmentCode
  /** Key of the superior's post. */
  superior?: string
  skills?: readonly string[]
  /** In which estate the post is; null: in all of them. */
  estate: 'cuihu' | 'yunting' | null
}

const cuihu = 'cuihu' as const

/** The staff, by login. Every role of the handbook that the demo shows has somebody. */
export const cast = {
  executive: { name: '顾怀远', role: 'executive', title: '分管副总', department: 'company', estate: null },
  quality: {
    name: '秦岚',
    role: 'quality-dept',
    title: '品质专员',
    department: 'quality',
    superior: 'executive',
    estate: null,
  },
  enterprise: {
    name: '沈静怡',
    role: 'enterprise-dept',
    title: '企业管理专员',
    department: 'company',
    superior: 'executive',
    estate: null,
  },
  representative: {
    name: '方致远',
    role: 'management-representative',
    title: '管理者代表',
    department: 'company',
    superior: 'executive',
    estate: null,
  },
  manager: {
    name: '蒋文彬',
    role: 'manager',
    title: '管理处经理',
    department: 'office',
    superior: 'executive',
    estate: cuihu,
  },
  director: {
    name: '韩雪',
    role: 'service-director',
    title: '客服中心主任',
    department: 'service',
    superior: 'manager',
    estate: cuihu,
  },
  supervisor: {
    name: '陈曦',
    role: 'service-supervisor',
    title: '客服主管',
    department: 'service',
    superior: 'director',
    estate: cuihu,
  },
  desk1: {
    name: '周敏',
    role: 'receptionist',
    title: '客户接待员（早班）',
    department: 'service',
    superior: 'supervisor',
    estate: cuihu,
  },
  desk2: {
    name: '吴倩',
    role: 'receptionist',
    title: '客户接待员（晚班）',
    department: 'service',
    superior: 'supervisor',
    estate: cuihu,
  },
  officer1: {
    name: '孙磊',
    role: 'service-officer',
    title: '一区客户服务员',
    department: 'service',
    superior: 'supervisor',
    estate: cuihu,
  },
  officer2: {
    name: '何静',
    role: 'service-officer',
    title: '二区客户服务员',
    department: 'service',
    superior: 'supervisor',
    estate: cuihu,
  },
  officer3: {
    name: '罗婷',
    role: 'service-officer',
    title: '三区客户服务员',
    department: 'service',
    superior: 'supervisor',
    estate: cuihu,
  },
  butler: {
    name: '许诺',
    role: 'butler',
    title: '物业管家',
    department: 'service',
    superior: 'supervisor',
    estate: cuihu,
  },
  coordinator: {
    name: '叶知秋',
    role: 'butler-coordinator',
    title: '管家联络人',
    department: 'service',
    superior: 'director',
    estate: cuihu,
  },
  warranty: {
    name: '邓超',
    role: 'warranty-officer',
    title: '保修事务员',
    department: 'service',
    superior: 'director',
    estate: cuihu,
  },
  cashier: {
    name: '冯丽',
    role: 'cashier',
    title: '收费员',
    department: 'finance',
    superior: 'manager',
    estate: cuihu,
  },
  engineer: {
    name: '郑刚',
    role: 'engineering-supervisor',
    title: '工程主管',
    department: 'engineering',
    superior: 'manager',
    estate: cuihu,
  },
  leader: {
    name: '钱海',
    role: 'team-leader',
    title: '维修班长',
    department: 'engineering',
    superior: 'engineer',
    estate: cuihu,
  },
  li: technician('李强', ['water', 'gas']),
  zhao: technician('赵勇', ['electric', 'network']),
  liu: technician('刘志军', ['water', 'wall']),
  yang: technician('杨帆', ['electric', 'lift']),
  huang: technician('黄建平', ['door-window', 'wall', 'other']),
  ma: technician('马腾', ['network', 'door-window', 'other']),
  guardA: guard('沈涛', '秩序领班'),
  guardB: guard('江波', '值岗人员（东门）'),
  guardC: guard('丁一凡', '值岗人员（南门）'),
  guardD: guard('石磊', '值岗人员（监控）'),
  admin: {
    name: '谢雨',
    role: 'department-admin',
    title: '管理处行政',
    department: 'office',
    superior: 'manager',
    estate: cuihu,
  },
  ytdesk: {
    name: '唐佳',
    role: 'receptionist',
    title: '云庭客户接待员',
    department: 'service',
    superior: 'executive',
    estate: 'yunting',
  },
  ytofficer: {
    name: '苏然',
    role: 'service-officer',
    title: '云庭客户服务员',
    department: 'service',
    superior: 'ytdesk',
    estate: 'yunting',
  },
  yttech: {
    name: '白杨',
    role: 'technician',
    title: '云庭维修工',
    department: 'engineering',
    superior: 'ytdesk',
    skills: ['water', 'electric'],
    estate: 'yunting',
  },
} as const satisfies Record<string, Member>

export type MemberKey = keyof typeof cast

/** Whose posts head their departments. */
export const departmentHeads: readonly MemberKey[] = [
  'executive',
  'quality',
  'manager',
  'director',
  'engineer',
  'guardA',
]

/** The technicians of 翠湖花园. */
export const crew = ['li', 'zhao', 'liu', 'yang', 'huang', 'ma'] as const satisfies readonly MemberKey[]

/** Days on which the two of the desk have swapped their shifts: about every eleventh. */
export const hasSwapped = (date: BusinessDate) => Number(date.slice(8)) % 11 === 6

function technician(name: string, skills: readonly string[]) {
  return {
    name,
    role: 'technician',
    title: '维修工',
    department: 'engineering',
    superior: 'leader',
    skills,
    estate: cuihu,
  } as const
}

function guard(name: string, title: string) {
  return { name, role: 'guard', title, department: 'order', superior: 'manager', estate: cuihu } as const
}
