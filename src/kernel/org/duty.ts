import { z } from 'zod'

/** What one can be on duty for; in an emergency those on duty are paged. `front-desk` answers the 24-hour line (INT-07). */
export const dutyTasks = {
  'front-desk': '24小时电话',
  engineering: '工程',
  order: '秩序',
  manager: '值班经理',
} as const

export type DutyTask = keyof typeof dutyTasks

export const dutyTaskNames = Object.keys(dutyTasks) as [DutyTask, ...DutyTask[]]
export const dutyTask = z.enum(dutyTaskNames, '请选值班种类')

/** A time without anybody on duty. */
export interface DutyGap {
  task: DutyTask
  fromAt: Date
  toAt: Date
}

/** The stretches between two moments in which nobody is on duty for a task, in order of time. Pure. */
export function gapsOf(
  entries: readonly { task: DutyTask; fromAt: Date; toAt: Date }[],
  tasks: readonly DutyTask[],
  fromAt: Date,
  toAt: Date,
): DutyGap[] {
  const gaps = tasks.flatMap((task) => {
    const found: DutyGap[] = []
    let covered = fromAt
    const turns = entries.filter((entry) => entry.task === task).sort((a, b) => a.fromAt.getTime() - b.fromAt.getTime())
    for (const turn of turns) {
      if (turn.fromAt > covered) found.push({ task, fromAt: covered, toAt: turn.fromAt < toAt ? turn.fromAt : toAt })
      if (turn.toAt > covered) covered = turn.toAt
      if (covered >= toAt) break
    }
    if (covered < toAt) found.push({ task, fromAt: covered, toAt })
    return found.filter((gap) => gap.fromAt < gap.toAt)
  })
  return gaps.sort((a, b) => a.fromAt.getTime() - b.fromAt.getTime())
}
