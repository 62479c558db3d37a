import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { cases } from '../case/case.contract.ts'
import type { Procedure } from '../case/procedure.ts'
import { takeCalendar } from '../case/recalendar.ts'
import { sweep } from '../case/sweep.ts'
import { calendar } from './calendar.contract.ts'
import { settleCalendar } from './calendar.routes.ts'

/** Wednesday 2026-03-11, 9:00. A matter is to be answered within two working days: by Friday's close. */
let world: DoorWorld
let executive: Browser
let desk: Browser
let params: { project: number }
const matter = uuid()

beforeAll(async () => {
  world = await makeDoorWorld()
  // A clock in working days, whatever the rooms count in today.
  const procedures = world.engine.procedures as Record<string, Procedure>
  const { matter: own } = procedures
  const sort = own!.clocks.sort!
  const limit: typeof sort.limit = (row, facts) => {
    const from = sort.limit(row, facts)
    return from && { ...from, within: { workingDays: 2 } }
  }
  Object.assign(world.engine, {
    procedures: { ...procedures, matter: { ...own, clocks: { ...own!.clocks, sort: { ...sort, limit } } } },
  })
  executive = await world.browser(world.staff.han)
  desk = await world.browser(world.staff.zhou)
  params = { project: world.project }
  const { units, owners, staff } = world
  const where = { unitId: units['1-1-301'], personId: owners.wang.personId }
  await world.act(staff.zhou, 'matter', matter, 'register', { channel: 'phone', content: '楼道灯不亮', ...where })
})
afterAll(() => world.closeAll())

const friday = (more = {}) => ({
  ...{ fromOn: '2026-03-13', toOn: '2026-03-13', source: 'company' as const },
  ...{ kind: 'holiday' as const, name: '公司年会', ...more },
})
const change = (body: object, who = executive) =>
  who.send(calendar.change, { params, body: { id: uuid(), reason: '公司通知', ...friday(), ...body } as never })
const sortClock = async () => (await world.clocks(matter)).find(({ clock }) => clock === 'sort')!
const closing = (day: string) => new Date(`${day}T18:00:00+08:00`)

describe('a day of the company', () => {
  it('is previewed: which days turn, and which open deadlines would move; nothing is changed', async () => {
    const seen = await executive.call(calendar.preview, { params, body: friday() })
    expect(seen.turned).toEqual([{ date: '2026-03-13', worked: false }])
    expect(seen).toMatchObject({
      clockCount: 1,
      clocks: [
        { caseId: matter, before: closing('2026-03-13').toISOString(), after: closing('2026-03-16').toISOString() },
      ],
    })
    expect((await sortClock()).dueAt).toEqual(closing('2026-03-13'))
  })

  it('moves open deadlines in working days, and explain shows the day', async () => {
    const { body } = await change({})
    expect(body).toEqual({ movedClocks: 1 })
    expect((await sortClock()).dueAt).toEqual(closing('2026-03-16'))
    const { of } = await world.read('matter', matter)
    expect(of.nextDueAt).toEqual((await world.clocks(matter)).map(({ dueAt }) => dueAt!).sort((a, b) => +a - +b)[0])
    const { id } = await sortClock()
    const path = { ...params, procedure: 'matter', id: matter, clock: id }
    const { steps } = await desk.call(cases.explain, { params: path })
    expect(steps.map(({ text }) => text).join('\n')).toContain('公司年会放假，不计')
    await world.passTo('2026-03-14T09:00:00+08:00')
    expect((await sortClock()).breachedAt).toBeNull()
  })

  it('is in the year with what stands under it, and in the history with who set it and what it moved', async () => {
    const year = await desk.call(calendar.year, { params, query: { year: '2026' } })
    expect(year).toMatchObject({ known: true, changes: false, unknownYears: [2027] })
    expect(year.days.find(({ date }) => date === '2026-03-13')).toMatchObject({ source: 'company', name: '公司年会' })
    await change({ fromOn: '2026-10-02', toOn: '2026-10-02', kind: 'workday', name: '国庆值班' })
    const { days } = await executive.call(calendar.year, { params, query: { year: '2026' } })
    expect(days.find(({ date }) => date === '2026-10-02')).toMatchObject({
      kind: 'workday',
      under: { kind: 'holiday', name: '国庆节' },
    })
    const { rows, next } = await desk.call(calendar.history, { params, query: { limit: 1 } })
    expect(rows).toMatchObject([{ name: '国庆值班', by: '韩梅', movedClocks: 0 }])
    const older = await desk.call(calendar.history, { params, query: { limit: 1, after: next! } })
    expect(older.rows).toMatchObject([{ name: '公司年会', reason: '公司通知', movedClocks: 1 }])
  })

  it('taken away again gives the day back to what stands under it', async () => {
    await change({ fromOn: '2026-10-02', toOn: '2026-10-02', kind: null })
    const { days } = await executive.call(calendar.year, { params, query: { year: '2026' } })
    expect(days.find(({ date }) => date === '2026-10-02')).toMatchObject({ kind: 'holiday', source: 'national' })
    expect((await change({ kind: null })).body).toEqual({ movedClocks: 1 })
    expect((await sortClock()).dueAt).toEqual(closing('2026-03-13'))
    await sweep(world.engine)
    expect((await sortClock()).breachedAt).toEqual(closing('2026-03-13'))
  })

  it('sent twice is one change', async () => {
    const id = uuid()
    await change({ id, fromOn: '2026-05-20', toOn: '2026-05-20' })
    await change({ id, fromOn: '2026-05-20', toOn: '2026-05-20' })
    const { rows } = await desk.call(calendar.history, { params, query: {} })
    expect(rows.filter((row) => row.id === id)).toHaveLength(1)
  })

  it('makes a year known when its holidays are entered', async () => {
    const national = { source: 'national', kind: 'holiday' }
    await change({ ...national, fromOn: '2027-01-01', toOn: '2027-01-03', name: '元旦' })
    await change({ ...national, fromOn: '2027-10-01', toOn: '2027-10-07', name: '国庆节' })
    const year = await desk.call(calendar.year, { params, query: { year: '2027' } })
    expect(year).toMatchObject({ known: true, unknownYears: [] })
    expect(year.days).toHaveLength(10)
  })

  it('a server that stopped between the change and the deadlines moves them when it starts', async () => {
    await world.database.asOwner(
      `insert into calendar_day (date, kind, name, source) values ('2026-03-12', 'holiday', '停电', 'company')`,
    )
    await world.database.asOwner(
      'update calendar_change set moved_at = null where id = (select id from calendar_change limit 1)',
    )
    await settleCalendar(world.doors)
    expect((await sortClock()).dueAt).toEqual(closing('2026-03-16'))
    expect(await takeCalendar(world.engine)).toBe(0)
  })
})

describe('the calendar is the company’s', () => {
  it('and refuses who answers for one estate alone, or for no staff at all', async () => {
    const manager = await world.browser(world.staff.jiang)
    for (const who of [manager, desk, await world.browser(world.owners.wang)]) {
      expect((await change({}, who)).status).toBe(403)
      expect((await who.send(calendar.preview, { params, body: friday() })).status).toBe(403)
    }
    expect((await manager.call(calendar.year, { params, query: { year: '2026' } })).changes).toBe(false)
    expect((await executive.call(calendar.year, { params, query: { year: '2026' } })).changes).toBe(true)
  })

  it.each([
    [{ toOn: '2026-03-12' }, 'toOn'],
    [{ toOn: '2026-08-12' }, 'toOn'],
    [{ fromOn: '1999-01-01' }, 'fromOn'],
    [{ fromOn: '2026-02-30' }, 'fromOn'],
    [{ name: ' ' }, 'name'],
    [{ name: '长'.repeat(21) }, 'name'],
    [{ kind: 'rest' }, 'kind'],
    [{ source: 'own' }, 'source'],
    [{ reason: '' }, 'reason'],
    [{ more: 1 }, 'more'],
  ])('and refuses %o, naming %s', async (wrong, field) => {
    const { status, problem } = await change(wrong)
    expect([status, problem.fields[0].field]).toEqual([400, field])
    expect(problem.fields[0].text).toMatch(/[\u4e00-\u9fff]/)
  })
})
