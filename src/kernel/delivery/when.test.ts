import { expect, it } from 'vitest'
import { addDays, atBusinessTime, businessDate, businessTime } from '../clock/time.ts'
import { departure, type Hours } from './when.ts'

const night: Hours = { quietFrom: '21:00', quietTo: '08:00', digest: 'none', digestAt: '08:30' }
const on = (text: string) => atBusinessTime(`2026-03-${text.slice(0, 2)}`, text.slice(3))
const said = (at: Date) => `${businessDate(at).slice(8)} ${businessTime(at)}`

it.each([
  { what: 'by day at once', at: '11 09:00', hours: night, due: '11 09:00', together: false },
  { what: 'in the evening on the next morning', at: '11 21:00', hours: night, due: '12 08:00', together: true },
  { what: 'after midnight on the same morning', at: '11 07:59', hours: night, due: '11 08:00', together: true },
  { what: 'at the end of the quiet hours at once', at: '11 08:00', hours: night, due: '11 08:00', together: false },
  {
    what: 'over noon, for somebody who sleeps then',
    at: '11 12:30',
    hours: { ...night, quietFrom: '12:00', quietTo: '14:00' },
    due: '11 14:00',
    together: true,
  },
  {
    what: 'at any hour, for somebody without quiet hours',
    at: '11 03:00',
    hours: { ...night, quietFrom: '00:00', quietTo: '00:00' },
    due: '11 03:00',
    together: false,
  },
  {
    what: 'with the hourly digest',
    at: '11 09:10',
    hours: { ...night, digest: 'hourly' as const },
    due: '11 10:00',
    together: true,
  },
  {
    what: 'hourly, never at night',
    at: '11 20:10',
    hours: { ...night, digest: 'hourly' as const },
    due: '12 08:00',
    together: true,
  },
  {
    what: 'with the daily digest',
    at: '11 08:30',
    hours: { ...night, digest: 'daily' as const },
    due: '12 08:30',
    together: true,
  },
])('goes $what', ({ at, hours, due, together }) => {
  const found = departure(on(at), false, hours)
  expect([said(found.dueAt), found.together]).toEqual([due, together])
  expect(departure(on(at), true, hours)).toEqual({ dueAt: on(at), together: false })
})

it('ends on the morning after the last of a month', () => {
  const late = departure(atBusinessTime('2026-02-28', '23:30'), false, night)
  expect(late.dueAt).toEqual(atBusinessTime(addDays('2026-02-28', 1), '08:00'))
})
