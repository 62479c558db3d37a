/** Gives back to a deadline what pauses took from it. The rules stand at the head of `limit.ts`. */
import type { Calendar } from './calendar.ts'
import type { Step } from './explain.ts'
import type { Base } from './limit-base.ts'
import type { Pause } from './span.ts'
import { businessDate } from './time.ts'
import { dayText, skippedDays } from './walk.ts'
import { workingMsBetween, workingTimeAfter } from './working-time.ts'

/** The due time after pauses; `due` null and what is left when an open pause stops the clock. */
export interface Paused {
  due: Date | null
  leftMs: number
  steps: Step[]
}

/** Applies the pauses in the order in which they began. Throws RangeError when one ends before it begins. */
export function withPauses(base: Base, pauses: readonly Pause[], calendar: Calendar): Paused {
  const steps: Step[] = []
  let due = base.due
  let countedUntil = base.countsFrom
  for (const pause of inOrder(pauses)) {
    const from = later(pause.from, countedUntil)
    if (from >= due) {
      steps.push(idle('{from} 起暂停（{reason}）：已在到期之后，期限不变', pause))
      continue
    }
    if (pause.to === null) {
      const leftMs = measured(base, calendar, from, due)
      return { due: null, leftMs, steps: [...steps, stopped(base, pause, leftMs)] }
    }
    const ms = measured(base, calendar, from, pause.to)
    countedUntil = later(pause.to, countedUntil)
    if (ms === 0) {
      steps.push(idle('{from} 至 {to} 暂停（{reason}）：其间没有应计的时间，期限不变', pause))
      continue
    }
    const moved = base.counts === 'working' ? byWorkingTime(calendar, due, pause, ms) : byElapsedTime(due, pause, ms)
    due = moved.due
    steps.push(...moved.steps)
  }
  return { due, leftMs: 0, steps }
}

function measured(base: Base, calendar: Calendar, from: Date, to: Date): number {
  return base.counts === 'working' ? workingMsBetween(calendar, from, to) : Math.max(0, to.getTime() - from.getTime())
}

function byElapsedTime(before: Date, pause: Pause, ms: number): { due: Date; steps: Step[] } {
  const due = new Date(before.getTime() + ms)
  const key = '{from} 至 {to} 暂停（{reason}），顺延 {ms}'
  return {
    due,
    steps: [{ op: 'pause', key, values: { ...pauseValues(pause), ms: { ms } }, at: due.toISOString(), ms }],
  }
}

function byWorkingTime(calendar: Calendar, before: Date, pause: Pause, ms: number): { due: Date; steps: Step[] } {
  const key = '{from} 至 {to} 暂停（{reason}），其中工作时间 {ms}，从 {before} 起顺延同样的工作时间'
  const values = { ...pauseValues(pause), ms: { ms, kind: 'working' as const }, before: { at: before.toISOString() } }
  const steps: Step[] = [{ op: 'pause', key, values, ms }]
  let due = before
  for (const day of workingTimeAfter(calendar, before, ms)) {
    steps.push(...skippedDays(calendar, businessDate(due), day.date), {
      op: 'fill',
      key: '{date} {weekday}：补工作时间 {ms}，到 {to}',
      values: { ...dayText(day.date), ms: { ms: day.ms, kind: 'working' }, to: { at: day.to.toISOString() } },
      at: day.to.toISOString(),
      ms: day.ms,
    })
    due = day.to
  }
  return { due, steps }
}

function stopped(base: Base, pause: Pause, leftMs: number): Step {
  const key =
    base.counts === 'working'
      ? '{from} 起暂停（{reason}），恢复之前不计时，恢复后还有工作时间 {ms}'
      : '{from} 起暂停（{reason}），恢复之前不计时，恢复后还有 {ms}'
  return { op: 'stop', key, values: { ...pauseValues(pause), ms: { ms: leftMs, kind: base.counts } }, ms: leftMs }
}

function idle(key: string, pause: Pause): Step {
  return { op: 'idle', key, values: pauseValues(pause) }
}

function pauseValues(pause: Pause): Step['values'] {
  const values: Step['values'] = { from: { at: pause.from.toISOString() }, reason: { text: pause.reason } }
  return pause.to ? { ...values, to: { at: pause.to.toISOString() } } : values
}

function inOrder(pauses: readonly Pause[]): Pause[] {
  for (const { from, to } of pauses) {
    if (to && to < from) throw new RangeError(`a pause ends before it begins: ${from.toISOString()}`)
  }
  return [...pauses].sort((a, b) => a.from.getTime() - b.from.getTime())
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b
}
