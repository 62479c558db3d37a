import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tellComplaints } from '../../../test/complaints.ts'
import { type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { cases } from '../../kernel/case/case.contract.ts'
import type { Actor } from '../../kernel/case/procedure.ts'
import { inProject } from '../../kernel/db/db.ts'
import { announcements } from './announcement.contract.ts'
import { complaints } from './complaint.contract.ts'
import { boneOf, fishboneOf } from './fishbone.ts'

/** What the complaint desk and the figures read, on complaints that were really taken and handled. */
let w: DoorWorld
let say: ReturnType<typeof tellComplaints>
let first: ReturnType<ReturnType<typeof tellComplaints>['of']>
beforeAll(async () => {
  w = await makeDoorWorld()
  say = tellComplaints(w)
  // The week before: one, which is in nobody's hands.
  await say.complained({ serviceItem: '保洁' })
  await w.pass(7 * 24 * 60)
  // This week: one handled and closed, one hard, five about the lift from two households, one about a guard.
  await say.closed()
  first = await say.complained({ serviceItem: '电梯', content: '电梯夹人' })
  await first.do(w.staff.zhou, 'climb', { why: 'hard', words: '多次报修' })
  for (const unit of ['1-1-301', '1-1-302', '1-1-301', '1-1-302']) {
    await say.complained({ serviceItem: '电梯', unitId: w.units[unit], personId: undefined })
  }
  const quality = await say.inHand({ serviceItem: '房屋质量', source: 'authority' }, '2')
  await quality.do(w.staff.zheng, 'interim', { words: '在办' })
  await say.complained({ serviceItem: '秩序维护', accusedId: w.staff.wu.accountId })
}, 60_000)
afterAll(() => w?.closeAll())

const asked = { params: { project: 1 }, query: { from: '2026-03-16', to: '2026-03-22', by: 'week' as const } }
const of = (project: number) => ({ ...asked, params: { project } })

describe('the complaint desk', () => {
  const list = async (query: Record<string, unknown>, who = w.staff.chen) =>
    (await w.browser(who)).call(complaints.open, { params: { project: w.project }, query: query as never })

  it('shows what has run out first, page by page, each once', async () => {
    const all = (await list({})).rows
    expect(all).toHaveLength(8)
    expect(all[0]!.serviceItem).toBe('保洁')
    expect(all[0]!.broken).toBe(true)
    const ids: string[] = []
    let after: string | undefined
    do {
      const page = await list({ limit: 3, ...(after ? { after } : {}) })
      ids.push(...page.rows.map(({ id }) => id))
      after = page.next ?? undefined
    } while (after)
    expect(ids).toEqual(all.map(({ id }) => id))
  })

  it('filters by class, party, what is hard, over the head, overdue and mine', async () => {
    const items = async (query: Record<string, unknown>) => (await list(query)).rows.map((row) => row.serviceItem)
    expect(await items({ class: '2' })).toEqual(['房屋质量'])
    expect(await items({ party: 'developer' })).toEqual([])
    expect(await items({ hard: true })).toEqual(['电梯'])
    expect(await items({ major: true })).toEqual([])
    expect(await items({ over: true })).toEqual(['房屋质量'])
    expect(await items({ department: w.departments.engineering })).toEqual(['房屋质量'])
    expect(await items({ overdue: true })).toEqual(['保洁'])
    expect(await items({ state: 'verifying' })).toEqual(['房屋质量'])
    expect((await list({ mine: true }, w.staff.zheng)).rows.map((row) => row.serviceItem)).toEqual(['房屋质量'])
  })

  it('says when the class has to be handled by', async () => {
    const [quality] = (await list({ class: '2' })).rows
    // Class two: the day on which the slip was signed for.
    expect(quality).toMatchObject({ handleDueAt: '2026-03-18T16:00:00.000Z', department: '工程部', over: true })
  })

  it('counts the day', async () => {
    const today = await (await w.browser(w.staff.chen)).call(complaints.today, { params: { project: w.project } })
    expect(today).toMatchObject({ received: 8, answered: 1, closed: 1, late: 1, hard: 1, major: 0, over: 1 })
    expect(Object.fromEntries(today.states.map(({ state, count }) => [state, count]))).toEqual({
      registered: 7,
      verifying: 1,
    })
  })

  it('CMP-06 who is complained about finds it neither in the list nor in a count', async () => {
    expect((await list({}, w.staff.wu)).rows).toHaveLength(7)
    const today = await (await w.browser(w.staff.wu)).call(complaints.today, { params: { project: w.project } })
    expect(today.received).toBe(7)
  })
})

describe('CMP-51 the figures', () => {
  const figures = async (query: Partial<typeof asked.query> = {}) =>
    (await w.browser(w.staff.chen)).call(complaints.figures, {
      ...of(w.project),
      query: { ...asked.query, ...query },
    })

  it('compares a period with the one before, by class, cause, department, item and building', async () => {
    const { totals, groups, before, series } = await figures()
    expect(before).toEqual({ from: '2026-03-09', to: '2026-03-15' })
    expect(totals.complaints).toEqual({ count: 8, before: 1 })
    expect(totals.closed).toEqual({ count: 1, before: 0 })
    expect([totals.hard.count, totals.over.count, totals.disputes.count]).toEqual([1, 1, 0])
    expect(groups.item[0]).toEqual({ key: '电梯', name: null, count: 5, before: 0 })
    expect(groups.item.find(({ key }) => key === '保洁')).toMatchObject({ count: 0, before: 1 })
    expect(groups.class.map(({ key, count }) => [key, count])).toEqual([
      ['none', 6],
      ['1', 1],
      ['2', 1],
    ])
    expect(groups.cause.find(({ key }) => key === 'outside')?.count).toBe(1)
    expect(groups.department.find(({ name }) => name === '工程部')?.count).toBe(2)
    expect(series).toEqual([{ from: '2026-03-16', total: 8, byClass: { '1': 1, '2': 1, '3': 0, none: 6 } }])
  })

  it('fills the weeks and months between', async () => {
    expect((await figures({ from: '2026-03-01' })).series.map(({ from, total }) => [from, total])).toEqual([
      ['2026-02-23', 0],
      ['2026-03-02', 0],
      ['2026-03-09', 1],
      ['2026-03-16', 8],
    ])
    const months = await figures({ from: '2026-01-31', by: 'month' as never })
    expect(months.series.map(({ from, total }) => [from, total])).toEqual([
      ['2026-01-01', 0],
      ['2026-02-01', 0],
      ['2026-03-01', 9],
    ])
  })

  it('counts deadlines that were kept, and those that ran out', async () => {
    const { clocks } = await figures()
    expect(clocks.find(({ clock }) => clock === 'handle')).toMatchObject({ title: '处理时限', kept: 1, broken: 0 })
    const lastWeek = await figures({ from: '2026-03-09', to: '2026-03-15' })
    expect(lastWeek.clocks.find(({ clock }) => clock === 'classify')).toMatchObject({ kept: 0, broken: 1 })
  })

  it('warns of what piles up: five in a week, far more than usual, and from how many households', async () => {
    const { piles } = await figures()
    expect(piles).toEqual([
      { by: 'building', name: '1栋', count: 8, owners: 2, weeklyMean: 0.1 },
      { by: 'item', name: '电梯', count: 5, owners: 2, weeklyMean: 0 },
    ])
    await inProject(w.engine.db, w.project, (tx) =>
      sql`update complaint_record set service_item = '电梯维保' where case_id = ${first.caseId}`.execute(tx),
    )
    expect((await figures()).piles.map(({ name }) => name)).not.toContain('电梯')
  })

  it('are for those who lead, and for a year at most', async () => {
    const ask = async (who: typeof w.staff.zhou, query: typeof asked.query) =>
      (await (await w.browser(who)).send(complaints.figures, { ...of(w.project), query })).status
    expect(await ask(w.staff.zhou, asked.query)).toBe(403)
    expect(await ask(w.staff.han, asked.query)).toBe(200)
    expect(await ask(w.staff.chen, { ...asked.query, from: '2024-01-01' })).toBe(400)
  })
})

describe('the fishbone', () => {
  it('goes by the words of the analysis, else by the cause', () => {
    expect(boneOf({ serviceItem: '门岗', cause: 'own', analysis: '交接班没有重叠' })).toEqual({
      bone: 'method',
      word: '交接',
    })
    expect(boneOf({ serviceItem: '外墙', cause: 'building', analysis: '开发遗留' })).toEqual({
      bone: 'material',
      word: null,
    })
    expect(boneOf({ serviceItem: '保洁', cause: 'own', analysis: '说不清' }).bone).toBe('other')
  })
  it('counts every complaint once and shows the commonest first', () => {
    const lift = { serviceItem: '电梯', cause: 'own', analysis: '设备老化' }
    const drawn = fishboneOf([lift, { ...lift, analysis: '巡查不到位' }, lift])
    expect(drawn).toEqual([
      { bone: 'method', count: 1, ribs: [{ item: '电梯', word: '巡查', count: 1 }] },
      { bone: 'machine', count: 2, ribs: [{ item: '电梯', word: '设备', count: 2 }] },
    ])
  })
})

describe('what is made public of a month', () => {
  const written = {
    common: '门岗空岗一件',
    places: '大堂灯不亮',
    interests: '无',
    disputes: '王小明与1-1-302邻居的噪声，李先生来电',
    measures: '加岗，见 TS-20260318-0002；周敏已回访3栋2单元401室',
    results: '已恢复',
  }
  const period = { period: '2026-03', fromOn: '2026-03-01', toOn: '2026-03-31', dueAt: '2026-03-31T16:00:00Z' }
  let id: string
  const act = (who: Actor, action: string, form: unknown) => w.act(who, 'announcement', id, action, form)
  beforeAll(async () => {
    id = uuid()
    await act({ kind: 'clock' }, 'open', period)
    await act(w.staff.chen, 'draft', written)
  })
  const preview = async (who = w.staff.jiang) =>
    (await w.browser(who)).send(announcements.preview, { params: { project: w.project, case: id } })
  const open = async () =>
    (await w.browser(null)).send(announcements.read, { params: { project: w.project, case: id } })

  it('CMP-44 the preview marks names, flats, numbers and how people are addressed', async () => {
    const { sections } = (await preview()).body
    const marked = sections.flatMap(({ text, marks }) =>
      marks.map(({ kind, start, end }) => [kind, text.slice(start, end)]),
    )
    expect(marked).toEqual([
      ['name', '王小明'],
      ['unit', '1-1-302'],
      ['address', '李先生'],
      ['number', 'TS-20260318-0002'],
      ['staff', '周敏'],
      ['unit', '3栋2单元401室'],
    ])
    expect((await preview(w.stranger as never)).status).toBe(404)
  })

  it('CMP-44 what looks like somebody is written anew, or it is said why it may stand there', async () => {
    await expect(act(w.staff.jiang, 'check', { clean: true })).rejects.toMatchObject({
      kind: 'bad-form',
      rules: ['CMP-44'],
      fields: [{ field: 'words', text: expect.stringContaining('王小明') }],
    })
    await act(w.staff.jiang, 'check', { clean: true, words: '当事人书面同意公布' })
    const { disputes: _named, measures: _numbered, ...rest } = written
    await act(w.staff.chen, 'draft', { ...rest, disputes: '噪声一件', measures: '加岗' })
    expect((await preview()).body.sections.flatMap(({ marks }) => marks)).toEqual([])
    await act(w.staff.jiang, 'check', { clean: true })
  })

  it('CMP-44 is read by everybody once it is published, and not before', async () => {
    expect((await open()).status).toBe(404)
    await act(w.staff.zhou, 'publish', { hangsAt: '各栋大堂', photos: [await w.picture()] })
    const { status, body } = await open()
    expect(status).toBe(200)
    expect(body).toMatchObject({ project: '翠湖花园', period: '2026-03', earlier: [] })
    expect(body.sections.map(({ section }) => section)).toEqual([
      'common',
      'places',
      'interests',
      'disputes',
      'measures',
      'results',
    ])
    expect(JSON.stringify(body)).not.toContain('王小明')
    const poster = { project: w.project, procedure: 'announcement', id, sheet: 'complaint-publication' }
    const { sheet } = await (await w.browser(w.staff.zhou)).call(cases.sheet, { params: poster })
    expect((sheet as { caseUrl: string }).caseUrl).toBe(`http://localhost/p/${w.project}/${id}`)
  })
})
