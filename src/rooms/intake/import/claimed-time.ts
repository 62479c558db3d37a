/** Times without a zone are local times of China, which has had no summer time since 1991. */
const LOCAL = '+08:00'

/**
 * The time that a message claims for itself, however it is written: 2026-03-01T09:30:00, 2026/3/1 9:30, 2026年3月1日 9时30分,
 * 20260301093000, with or without zone, Unix seconds or milliseconds. Null when it cannot be read for certain: 03/04/2026
 * is a day in March or in April.
 */
export function timeClaimed(written: string | number | null): Date | null {
  if (written === null) return null
  const text = typeof written === 'number' ? String(written) : written.normalize('NFKC').trim()
  if (/^\d{10}$/.test(text)) return plausible(new Date(Number(text) * 1000))
  if (/^\d{13}$/.test(text)) return plausible(new Date(Number(text)))
  const parts = COMPACT.exec(text) ?? SPACED.exec(text)
  if (!parts?.groups) return null
  const { year, month, day, half, hour = '0', minute = '0', second = '0', zone = LOCAL } = parts.groups
  const pad = (number: string | undefined) => (number ?? '0').padStart(2, '0')
  const evening = half === '下午' || half === '晚上' || /^pm$/i.test(half ?? '')
  const hours = evening && Number(hour) < 12 ? String(Number(hour) + 12) : hour
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : zone.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2')
  const at = new Date(`${year}-${pad(month)}-${pad(day)}T${pad(hours)}:${pad(minute)}:${pad(second)}${offset}`)
  // 2026-02-30 would otherwise become the second of March.
  const sameDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day)
  return sameDay ? plausible(at) : null
}

const COMPACT =
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:[T ]?(?<hour>\d{2}):?(?<minute>\d{2})(?::?(?<second>\d{2}))?)?$/
const SPACED =
  /^(?<year>\d{4})[-/.年](?<month>\d{1,2})[-/.月](?<day>\d{1,2})日?(?:[T ,]*(?:(?:星期|周)[一二三四五六日天])?[ ,]*(?<half>上午|下午|早上|中午|晚上|am|pm)? *(?<hour>\d{1,2})(?:[:时点](?<minute>\d{1,2})分?)?(?:[:]?(?<second>\d{1,2})(?:[.,]\d+)?秒?)?)? *(?<zone>Z|[+-]\d{2}:?\d{2})?$/i

/** Before 1990 nobody wrote to a property company here, and a far future is a mistyped year. */
function plausible(at: Date): Date | null {
  const year = at.getUTCFullYear()
  return Number.isNaN(at.getTime()) || year < 1990 || year > 2100 ? null : at
}
