import { z } from 'zod'
import { contract, day, id, instant, pageOf, pageQuery, text } from '../http/contract.ts'

const kind = z.enum(['holiday', 'workday'], '请选择放假或上班')
const source = z.enum(['national', 'company'], '请选择国家公布或本公司')

/** A day that differs from the Monday-to-Friday week. */
const calendarDay = z
  .strictObject({
    date: day,
    kind,
    name: z.string(),
    /** `national`: announced by the State Council; `company`: the company's own, which goes before it. */
    source,
    /** What the state has announced for the day, where the company decided otherwise. */
    under: z.strictObject({ kind, name: z.string() }).nullable(),
  })
  .meta({ id: 'CalendarDay' })
export type CalendarDayLine = z.infer<typeof calendarDay>

/** Days to set: `kind` null takes the entry away, so that the day is again what stands under it. */
const wanted = {
  fromOn: day,
  toOn: day,
  source,
  kind: kind.nullable(),
  name: z.string().trim().max(20, '名称最多 20 个字').default(''),
}
export type WantedDays = z.infer<ReturnType<typeof z.strictObject<typeof wanted>>>

/** Who may change the calendar. It is the whole company's: besides, he must have such a post in each of its projects. */
export const CALENDAR_KEEPERS = ['manager', 'department-admin', 'service-director', 'executive'] as const

export const calendar = {
  year: contract({
    method: 'GET',
    path: '/api/projects/:project/calendar',
    title: 'The working calendar of a year: holidays, make-up workdays, the company’s own days',
    may: ['staff'],
    query: z.strictObject({ year: z.string().regex(/^20\d\d$/, '请填写 2000 至 2099 的年份') }),
    answer: z.strictObject({
      year: z.int(),
      /** False while the holidays of the year are not entered: Monday to Friday is then only assumed. */
      known: z.boolean(),
      days: z.array(calendarDay),
      /** Of this year and the next, those whose holidays are not entered yet. */
      unknownYears: z.array(z.int()),
      /** Whether the reader may change it. */
      changes: z.boolean(),
    }),
  }),
  preview: contract({
    method: 'POST',
    path: '/api/projects/:project/calendar/preview',
    title: 'What a change of the calendar would move; nothing is changed',
    may: [...CALENDAR_KEEPERS],
    body: z.strictObject(wanted),
    answer: z.strictObject({
      /** Days that would be worked and are not, or the other way round. */
      turned: z.array(z.strictObject({ date: day, worked: z.boolean() })),
      /** Open deadlines that would move, in the reader's projects. */
      clockCount: z.int(),
      /** The first of them. */
      clocks: z.array(
        z.strictObject({
          project: z.int(),
          caseId: id,
          procedure: z.string(),
          number: z.string(),
          clock: z.string(),
          before: instant.nullable(),
          after: instant.nullable(),
        }),
      ),
    }),
  }),
  change: contract({
    method: 'POST',
    path: '/api/projects/:project/calendar',
    title: 'Enter holidays, make-up workdays or days of the company; open deadlines in working days move',
    may: [...CALENDAR_KEEPERS],
    body: z.strictObject({ id, ...wanted, reason: text(200) }),
    answer: z.strictObject({ movedClocks: z.int() }),
  }),
  history: contract({
    method: 'GET',
    path: '/api/projects/:project/calendar/changes',
    title: 'Who changed the calendar, newest first',
    may: ['staff'],
    query: z.strictObject(pageQuery),
    answer: pageOf(
      z.strictObject({
        id,
        fromOn: day,
        toOn: day,
        source,
        kind: kind.nullable(),
        name: z.string(),
        reason: z.string(),
        by: z.string(),
        at: instant,
        movedClocks: z.int().nullable(),
      }),
    ),
  }),
}
