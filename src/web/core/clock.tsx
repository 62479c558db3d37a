import { useSyncExternalStore } from 'react'
import { sayExactTime, sayLeft, sayTime } from '../../kernel/clock/relative.ts'
import { t, useT } from './i18n.ts'

/**
 * Business time as the server tells it. Pages count from the server's clock, not from their own: a wrong clock on
 * the desk's computer changes no deadline.
 */
let aheadMs = 0
let stoppedAt: number | null = null

/** Takes note of the server's time. `manual`: it stands still until somebody moves it. */
export function learnTime(now: string, clock: 'system' | 'manual' = 'system'): void {
  const told = new Date(now).getTime()
  stoppedAt = clock === 'manual' ? told : null
  aheadMs = told - Date.now()
  tick()
}

export function businessNow(): Date {
  return new Date(stoppedAt ?? Date.now() + aheadMs)
}

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null

function tick(): void {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, 1_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer) {
      clearInterval(timer)
      timer = null
    }
  }
}

/** A text that depends on the time; drawn again only when the text changes. */
export function useTicking<T extends string | number | boolean>(say: (now: Date) => T): T {
  return useSyncExternalStore(subscribe, () => say(businessNow()))
}

/** A moment as people say it (今天 14:30), the exact time on hover. */
export function At({ at }: { at: string | Date }) {
  useT()
  const date = new Date(at)
  const text = useTicking((now) => sayTime(date, now, t))
  return (
    <time dateTime={date.toISOString()} title={sayExactTime(date)} className="nowrap">
      {text}
    </time>
  )
}

/** How a deadline stands: 还剩 2 小时, 已超 15 分钟; coloured by how near it is. */
export function Left({ due, bare = false }: { due: string | Date; bare?: boolean }) {
  useT()
  const date = new Date(due)
  const text = useTicking((now) => sayLeft(date, now, t))
  const mood = useTicking((now) => moodOf(date, now))
  return (
    <time
      dateTime={date.toISOString()}
      title={sayExactTime(date, { deadline: true })}
      className={bare ? 'nowrap' : `left left-${mood}`}
    >
      {text}
    </time>
  )
}

/** How near a deadline is: `late`, `soon` (within half an hour) or `calm`. */
export function moodOf(due: Date, now: Date): 'late' | 'soon' | 'calm' {
  const leftMs = due.getTime() - now.getTime()
  if (leftMs <= 0) return 'late'
  return leftMs <= 30 * 60_000 ? 'soon' : 'calm'
}
