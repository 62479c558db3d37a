import type { FastifyInstance } from 'fastify'
import { takeCalendar, wouldMove } from '../case/recalendar.ts'
import { Refusal } from '../case/refusal.ts'
import { inCompany, readProjects, type Tx } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import { pageFrom, readCursor } from '../http/cursor.ts'
import type { Doors } from '../http/doors.ts'
import { answersForAll, requireWholeCompany } from '../org/whole-company.ts'
import { say } from '../text/translate.ts'
import { CALENDAR_KEEPERS, calendar, type WantedDays } from './calendar.contract.ts'
import {
  type DayRow,
  dayChanges,
  dayRows,
  effectiveDays,
  movesAreOwed,
  noteMoved,
  writeDays,
} from './calendar.store.ts'
import { buildCalendar, type Calendar, type CalendarDay } from './calendar.ts'
import { addDays, type BusinessDate, businessDate, daysBetween, yearOf } from './time.ts'

/** The longest stretch that one change may set. */
const MOST_DAYS = 62
/** Deadlines that a preview shows one by one. */
const MOST_SHOWN = 50

/** The working calendar. It is the company's, so a change moves open deadlines in all of its projects. */
export function calendarRoutes(app: FastifyInstance, { db, engine, time }: Doors): void {
  bind(app, calendar.year, async ({ query, session }) => {
    const year = Number(query.year)
    const [rows, changes] = await readProjects(db, [], async (tx) => [
      await dayRows(tx, `${year}-01-01`, `${year}-12-31`),
      await answersForAll(tx, session, CALENDAR_KEEPERS),
    ])
    const { knows } = plainCalendar(engine.calendarDays.days)
    const thisYear = yearOf(businessDate(time.now()))
    const unknownYears = [thisYear, thisYear + 1].filter((one) => !knows(one))
    return { year, known: knows(year), days: daysOf(rows), unknownYears, changes }
  })

  bind(app, calendar.preview, async ({ body, session }) => {
    requireDays(body)
    const after = await inCompany(db, async (tx) => {
      await requireWholeCompany(tx, session, CALENDAR_KEEPERS)
      return wouldBe(tx, body)
    })
    const before = plainCalendar(engine.calendarDays.days)
    const then = plainCalendar(after)
    const turned = stretch(body)
      .filter((date) => before.isWorkday(date) !== then.isWorkday(date))
      .map((date) => ({ date, worked: then.isWorkday(date) }))
    const trial = { ...engine, calendarDays: { days: after, calendars: new Map() } }
    const moved = await wouldMove(trial, session.projects)
    const clocks = moved.slice(0, MOST_SHOWN).map(({ projectId, ...line }) => ({ project: projectId, ...line }))
    return { turned, clockCount: moved.length, clocks }
  })

  bind(app, calendar.change, async ({ body, session }) => {
    requireDays(body)
    const fresh = await inCompany(db, async (tx) => {
      await requireWholeCompany(tx, session, CALENDAR_KEEPERS)
      return writeDays(tx, { ...body, accountId: session.account.id, at: time.now() })
    })
    return { movedClocks: fresh ? await moveOwed() : 0 }
  })

  bind(app, calendar.history, async ({ query }) => {
    const after = readCursor(query.after, ['instant', 'uuid'])
    const from = after && { at: new Date(after[0]!), id: after[1]! }
    const rows = await readProjects(db, [], (tx) => dayChanges(tx, from, query.limit + 1))
    return pageFrom(rows, query.limit, ({ at, id }) => [at.toISOString(), id])
  })

  async function moveOwed(): Promise<number> {
    const moved = await takeCalendar(engine)
    await inCompany(db, (tx) => noteMoved(tx, moved, time.now()))
    return moved
  }
}

/** At start: moves what a change still owes because the server stopped before it was through. */
export async function settleCalendar({ db, engine, time }: Pick<Doors, 'db' | 'engine' | 'time'>): Promise<void> {
  if (!(await readProjects(db, [], movesAreOwed))) return
  const moved = await takeCalendar(engine)
  await inCompany(db, (tx) => noteMoved(tx, moved, time.now()))
}

/** The days as they would be; nothing is written. */
async function wouldBe(tx: Tx, wanted: WantedDays): Promise<CalendarDay[]> {
  const days = new Map((await effectiveDays(tx)).map((day) => [day.date, day]))
  const rows = await dayRows(tx, wanted.fromOn, wanted.toOn)
  for (const date of stretch(wanted)) {
    const own = wanted.kind === null ? [] : [{ date, kind: wanted.kind, name: wanted.name, source: wanted.source }]
    const others = rows.filter((row) => row.date === date && row.source !== wanted.source)
    const first = [...own, ...others].sort((a, b) => a.source.localeCompare(b.source))[0]
    if (first) days.set(date, first)
    else days.delete(date)
  }
  return [...days.values()]
}

/** Which days are worked does not depend on the hours of any estate. */
function plainCalendar(days: readonly CalendarDay[]): Calendar {
  const hours = { opensAt: '08:00', closesAt: '18:00', lunchFrom: '12:00', lunchTo: '12:00' }
  return buildCalendar(days, { ...hours, sameDayAfterClosing: 'midnight' })
}

function stretch({ fromOn, toOn }: Pick<WantedDays, 'fromOn' | 'toOn'>): BusinessDate[] {
  return Array.from({ length: daysBetween(fromOn, toOn) + 1 }, (_, index) => addDays(fromOn, index))
}

function requireDays({ fromOn, toOn, kind, name }: WantedDays): void {
  const bad = (field: string, text: string) => new Refusal('bad-form', '填写有误', { fields: [{ field, text }] })
  if (fromOn < '2000-01-01' || fromOn > '2099-12-31') throw bad('fromOn', '请填写 2000 至 2099 年的日期')
  if (toOn < fromOn) throw bad('toOn', '结束日期须不早于开始日期')
  if (daysBetween(fromOn, toOn) >= MOST_DAYS) throw bad('toOn', say('一次最多设 {most} 天', { most: MOST_DAYS }))
  if (kind !== null && name === '') throw bad('name', '请填写名称，如国庆节、公司年会')
}

function daysOf(rows: readonly DayRow[]) {
  const byDate = new Map<string, DayRow[]>()
  for (const row of rows) byDate.set(row.date, [...(byDate.get(row.date) ?? []), row])
  return [...byDate.values()].map(([first, under]) => ({
    ...first!,
    under: under ? { kind: under.kind, name: under.name } : null,
  }))
}
