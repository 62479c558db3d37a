import { useState } from 'react'
import { addDays, atBusinessTime, businessDate, HOUR_MS, weekdayOf } from '../../kernel/clock/time.ts'
import { businessNow } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import { Chips } from './ChoiceField.tsx'
import { FieldFrame } from './FieldFrame.tsx'
import type { FieldProps } from './field.ts'

/** Days that can be chosen ahead, and the hours in which people are visited. Own choice. */
const DAYS_AHEAD = 7
const FIRST_HOUR = 8
const LAST_HOUR = 20
const HALF_HOUR_MS = HOUR_MS / 2

/** An appointment on a full or half hour: first the day, then the time. */
export function HalfHourField({ field, value, problem, onChange }: FieldProps) {
  const t = useT()
  const now = businessNow()
  const today = businessDate(now)
  const days = Array.from({ length: DAYS_AHEAD }, (_, ahead) => addDays(today, ahead)).filter((day) =>
    slotsOf(day).some((slot) => slot.at > now),
  )
  const [chosenDay, chooseDay] = useState(() =>
    typeof value === 'string' ? businessDate(new Date(value)) : (days[0] ?? today),
  )
  return (
    <FieldFrame field={field} problem={problem} group>
      <Chips
        choices={days.map((day) => ({ value: day, title: dayTitle(day, today, t) }))}
        value={chosenDay}
        onChange={(day) => day && chooseDay(day)}
      />
      <Chips
        className="slots"
        choices={slotsOf(chosenDay).map(({ at, time }) => ({
          value: at.toISOString(),
          title: time,
          disabled: at.getTime() <= now.getTime() - HALF_HOUR_MS,
        }))}
        value={typeof value === 'string' ? new Date(value).toISOString() : null}
        onChange={onChange}
      />
    </FieldFrame>
  )
}

function slotsOf(day: string): { at: Date; time: string }[] {
  return Array.from({ length: (LAST_HOUR - FIRST_HOUR) * 2 + 1 }, (_, index) => {
    const hour = FIRST_HOUR + Math.floor(index / 2)
    const time = `${String(hour).padStart(2, '0')}:${index % 2 === 0 ? '00' : '30'}`
    return { at: atBusinessTime(day, time), time }
  })
}

const weekdays = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const

function dayTitle(day: string, today: string, t: (key: string, values?: Record<string, number>) => string): string {
  if (day === today) return t('今天')
  if (day === addDays(today, 1)) return t('明天')
  if (day === addDays(today, 2)) return t('后天')
  const [, month, date] = day.split('-').map(Number) as [number, number, number]
  return `${t('{month}月{day}日', { month, day: date })} ${t(weekdays[weekdayOf(day) - 1]!)}`
}
