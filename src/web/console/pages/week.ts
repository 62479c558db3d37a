import { addDays, businessDate, weekdayOf } from '../../../kernel/clock/time.ts'
import { businessNow } from '../../core/clock.tsx'

const names = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const

/** 今天, 明天, or the day of the week. */
export function dayName(day: string, t: (key: string) => string): string {
  const today = businessDate(businessNow())
  if (day === today) return t('今天')
  if (day === addDays(today, 1)) return t('明天')
  return t(names[weekdayOf(day) - 1]!)
}

export const shiftDays = addDays
