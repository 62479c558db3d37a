import type { JobTask } from '../../rooms/repair/repair.contract.ts'

export type { JobTask, MyJob } from '../../rooms/repair/repair.contract.ts'

/** Headings of the list, by what is to be done. The contract itself carries zod, which the first screen does without. */
export const jobTitles: Readonly<Record<JobTask, string>> = {
  respond: '紧急响应',
  job: '我的维修',
  'second-man': '增援',
  review: '待评审',
  confirm: '待现场核实',
  charge: '待收费',
  'hand-in': '待交款',
  count: '待点收',
  invoice: '送发票',
}
