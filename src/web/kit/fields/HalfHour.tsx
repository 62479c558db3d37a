import { Select } from 'antd'
import { useMemo } from 'react'
import { addDays, businessDate } from '../../../kernel/clock/time.ts'
import { useTicking } from '../../core/clock.tsx'
import { useT } from '../../core/i18n.ts'

interface Props {
  id?: string
  value?: string | undefined
  onChange?: (value: string | undefined) => void
  /** What no appointment is called; none: an appointment must be chosen. */
  none?: string
  'aria-label'?: string
}

const DAYS = 7
const FIRST_HALF_HOUR = 16
const LAST_HALF_HOUR = 42

/** An appointment on a half-hour start, from now on through the coming days; typing `14:30` or `明天` narrows it. */
export function HalfHour({ value, onChange, none, ...rest }: Props) {
  const t = useT()
  const half = useTicking((now) => Math.floor(now.getTime() / 1_800_000))
  const options = useMemo(() => startsFrom(new Date((half + 1) * 1_800_000), t), [half, t])
  const known = options.some((day) => day.options.some((start) => start.value === value))
  return (
    <Select<string>
      {...rest}
      showSearch={{ filterOption: (typed, option) => String(option?.label ?? '').includes(typed.trim()) }}
      allowClear={none !== undefined}
      placeholder={none ?? t('请选时间')}
      value={value ?? null}
      onChange={(next) => onChange?.(next ?? undefined)}
      options={
        known || !value
          ? options
          : [{ label: t('已约'), options: [{ value, label: sayStart(new Date(value), t) }] }, ...options]
      }
      style={{ width: '100%' }}
    />
  )
}

type T = ReturnType<typeof useT>

function startsFrom(first: Date, t: T): { label: string; options: { value: string; label: string }[] }[] {
  const today = businessDate(first)
  return Array.from({ length: DAYS }, (_, index) => {
    const date = addDays(today, index)
    const starts = Array.from({ length: LAST_HALF_HOUR - FIRST_HALF_HOUR + 1 }, (_, step) => {
      const halfHour = FIRST_HALF_HOUR + step
      const time = `${String(halfHour >> 1).padStart(2, '0')}:${halfHour % 2 ? '30' : '00'}`
      return new Date(`${date}T${time}:00+08:00`)
    }).filter((at) => at >= first)
    return {
      label: dayName(date, index, t),
      options: starts.map((at) => ({ value: at.toISOString(), label: sayStart(at, t, index) })),
    }
  }).filter(({ options }) => options.length > 0)
}

function dayName(date: string, index: number, t: T): string {
  const [, month, day] = date.split('-').map(Number)
  const weekday = t(
    ['周日', '周一', '周二', '周三', '周四', '周五', '周六'][new Date(`${date}T12:00:00Z`).getUTCDay()]!,
  )
  const near = [t('今天'), t('明天'), t('后天')][index]
  return `${near ? `${near} ` : ''}${t('{month}月{day}日', { month: month!, day: day! })} ${weekday}`
}

function sayStart(at: Date, t: T, index?: number): string {
  const date = businessDate(at)
  const time = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(11, 16)
  const near = index === undefined ? undefined : [t('今天'), t('明天'), t('后天')][index]
  const [, month, day] = date.split('-').map(Number)
  return `${near ?? t('{month}月{day}日', { month: month!, day: day! })} ${time}`
}
