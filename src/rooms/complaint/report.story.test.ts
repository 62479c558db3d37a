import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { tellComplaints } from '../../../test/complaints.ts'
import { refused } from '../../../test/refused.ts'
import { signatureBy } from '../../../test/signatures.ts'
import { makeWorld, START, type World } from '../../../test/world.ts'
import type { Actor } from '../../kernel/case/procedure.ts'
import { readProjects } from '../../kernel/db/db.ts'
import type { Policy } from '../../kernel/policy/policy.ts'
import { policySchema } from '../../kernel/policy/policy.ts'
import { missingFields, type Sheet } from '../../kernel/sheet/sheet.ts'
import { type ComplaintFigures, figuresOf } from './complaint.figures.ts'
import { reportSheets } from './report.sheets.ts'

/** What the calendar asks of the complaint room: reports, the announcement of the month; and what a complaint teaches. */

const worlds: World[] = []
async function worldOf(policy: Partial<Policy> = {}): Promise<World> {
  const w = await makeWorld({ policy })
  worlds.push(w)
  return w
}
afterAll(() => Promise.all(worlds.map((w) => w.close())))

/** Cases of a procedure in the main estate, by their title. */
const opened = (w: World, procedure: string) =>
  readProjects(w.engine.db, [w.project], (tx) =>
    tx
      .selectFrom('cases')
      .select(['id', 'title', 'state'])
      .where('projectId', '=', w.project)
      .where('procedure', '=', procedure)
      .orderBy('title')
      .execute(),
  )
const the = async (w: World, procedure: string, title: string) =>
  (await opened(w, procedure)).find((one) => one.title === title)!.id
const send = (w: World, who: Actor & { name: string }, id: string, action: string, form: unknown) =>
  w.act(who, 'complaint-report', id, action, form, { signature: signatureBy(who.name, '编报人') })

describe('the reports that the calendar asks for', () => {
  let w: World
  beforeAll(async () => {
    w = await worldOf()
  })
  const titles = async () => (await opened(w, 'complaint-report')).map(({ title }) => title)
  const monthly = { complaints: '本月三件，均已办结', suggestions: '两条，已落实' }

  it('CMP-41 CMP-44 CMP-51 opens each month once, ten days before it is due, also when two look at the same moment', async () => {
    w.time.set(START)
    await w.handOut()
    expect(await titles()).toEqual([])
    await w.passTo('2026-03-19T08:00:00+08:00')
    await Promise.all([w.handOut(), w.handOut()])
    expect(await titles()).toEqual(['月底投诉汇总表 2026-03'])
    await w.passTo('2026-04-01T00:00:00+08:00')
    await w.handOut()
    await w.handOut()
    expect(await titles()).toEqual(['投诉数据分析报告 2026-03', '月底投诉汇总表 2026-03'])
    expect((await opened(w, 'announcement')).map(({ title }) => title)).toEqual(['投诉处理公布 2026-03'])
  })
  it('CMP-41 by the 28th at midnight, signed by the manager, to the executive and a copy to the quality department', async () => {
    const id = await the(w, 'complaint-report', '月底投诉汇总表 2026-03')
    const [clock] = (await w.clocks(id)).filter((one) => one.clock === 'submit')
    expect(clock?.dueAt).toEqual(new Date('2026-03-29T00:00:00+08:00'))
    await expect(send(w, w.staff.zhou, id, 'submitMonthly', monthly)).rejects.toEqual(refused('wrong-role'))
    for (const part of Object.keys(monthly))
      await expect(send(w, w.staff.jiang, id, 'submitMonthly', { ...monthly, [part]: undefined })).rejects.toEqual(
        refused('bad-form'),
      )
    await expect(w.act(w.staff.jiang, 'complaint-report', id, 'submitMonthly', monthly)).rejects.toEqual(
      refused('blocked', '签字'),
    )
    await expect(send(w, w.staff.jiang, id, 'submitReview', { analysis: 'a', summary: 'b' })).rejects.toEqual(
      refused('blocked', '月底投诉汇总表'),
    )
    await send(w, w.staff.jiang, id, 'submitMonthly', monthly)
    for (const who of [w.staff.han, w.staff.ping])
      expect((await w.notices(who.accountId)).some(({ caseId }) => caseId === id)).toBe(true)
    await w.act(w.staff.han, 'complaint-report', id, 'sendBack', { reason: '缺金额' })
    await send(w, w.staff.jiang, id, 'submitMonthly', monthly)
    await w.act(w.staff.ping, 'complaint-report', id, 'read', { opinion: '已阅' })
    expect((await w.read('complaint-report', id)).row).toMatchObject({ state: 'filed', words: monthly })
  })
  it('CMP-41 CMP-44 a month missed climbs to the executive', async () => {
    await w.passTo('2026-04-25T08:00:00+08:00')
    await w.handOut()
    const summary = await the(w, 'complaint-report', '月底投诉汇总表 2026-04')
    const poster = await the(w, 'announcement', '投诉处理公布 2026-04')
    await w.passTo('2026-05-01T02:00:00+08:00')
    for (const [id, clock] of [
      [summary, 'submit'],
      [poster, 'publish'],
    ] as const) {
      expect((await w.clocks(id))[0]?.breachedAt).not.toBeNull()
      expect(await w.climbed(w.staff.han, id, clock)).not.toHaveLength(0)
    }
    expect((await w.clocks(poster))[0]?.dueAt).toEqual(new Date('2026-05-01T00:00:00+08:00'))
  })
  it('CMP-51 the coordinator sends data, analysis, correction and the plan for better relations', async () => {
    await w.passTo('2026-05-01T02:01:00+08:00')
    const id = await the(w, 'complaint-report', '投诉数据分析报告 2026-03')
    expect((await w.notices(w.staff.guan.accountId)).some(({ caseId }) => caseId === id)).toBe(true)
    const whole = { analysis: '秩序类占六成', corrective: '加岗', plan: '每月走访二十户' }
    for (const part of Object.keys(whole))
      await expect(send(w, w.staff.guan, id, 'submitData', { ...whole, [part]: undefined })).rejects.toEqual(
        refused('bad-form'),
      )
    await expect(w.act(w.staff.guan, 'complaint-report', id, 'submitData', whole)).rejects.toEqual(
      refused('blocked', '签字'),
    )
    expect(await w.climbed(w.staff.han, id, 'submit')).not.toHaveLength(0)
    await send(w, w.staff.guan, id, 'submitData', whole)
  })
  it('CMP-26 once a year the analysis goes into the management review', async () => {
    await w.passTo('2027-01-02T08:00:00+08:00')
    await w.handOut()
    const id = await the(w, 'complaint-report', '投诉分析总结 2026')
    const whole = { analysis: '全年分析', summary: '全年总结' }
    for (const part of Object.keys(whole))
      await expect(send(w, w.staff.jiang, id, 'submitReview', { ...whole, [part]: undefined })).rejects.toEqual(
        refused('bad-form'),
      )
    await expect(w.act(w.staff.jiang, 'complaint-report', id, 'submitReview', whole)).rejects.toEqual(
      refused('blocked', '签字'),
    )
    await w.passTo('2027-01-16T01:01:00+08:00')
    expect(await w.climbed(w.staff.han, id, 'submit')).not.toHaveLength(0)
    await send(w, w.staff.jiang, id, 'submitReview', whole)
    expect((await w.notices(w.staff.dai.accountId)).some(({ caseId }) => caseId === id)).toBe(true)
  })
  it('CMP-41 after a standstill of the machine every month is there, late where it is late', async () => {
    await w.passTo('2027-01-16T02:00:00+08:00')
    await w.handOut()
    const months = (await opened(w, 'complaint-report')).filter(({ title }) => title.startsWith('月底'))
    expect(months).toHaveLength(10)
  })
  it('keeps the figures as they stood when a report was sent', async () => {
    const kept = await readProjects(w.engine.db, [w.project], (tx) =>
      sql<{ n: number }>`select count(*)::int as n from complaint_figures where project_id = ${w.project}`.execute(tx),
    )
    expect(kept.rows[0]!.n).toBeGreaterThanOrEqual(4)
  })
})

describe('a month is summed up before it ends', () => {
  it('CMP-41 what came in after the summary was sent stands in the next one', async () => {
    const w = await worldOf()
    const say = tellComplaints(w)
    const summary = async (on: string, month: string) => {
      await w.passTo(on)
      await w.handOut()
      const id = await the(w, 'complaint-report', `月底投诉汇总表 ${month}`)
      await send(w, w.staff.jiang, id, 'submitMonthly', { complaints: '见附表', suggestions: '见附表' })
      const { rows } = await readProjects(w.engine.db, [w.project], (tx) =>
        sql<{ figures: ComplaintFigures }>`select figures from complaint_figures where case_id = ${id}`.execute(tx),
      )
      return rows[0]!.figures
    }
    await say.complained()
    expect(await summary('2026-03-26T17:00:00+08:00', '2026-03')).toMatchObject({ complaints: 1, since: null })
    await w.passTo('2026-03-30T10:00:00+08:00')
    await say.complained()
    await w.passTo('2026-04-10T10:00:00+08:00')
    await say.complained()
    expect(await summary('2026-04-27T17:00:00+08:00', '2026-04')).toMatchObject({
      complaints: 2,
      since: new Date('2026-03-26T17:00:00+08:00').toISOString(),
    })
    // May's was not sent before June: its summary has all of May, and June begins with its first day.
    expect(await summary('2026-06-02T09:00:00+08:00', '2026-05')).toMatchObject({ complaints: 0 })
    await say.complained()
    expect(await summary('2026-06-26T09:00:00+08:00', '2026-06')).toMatchObject({ complaints: 1, since: null })
  })
})

describe('estates that need more, or otherwise', () => {
  const policyOf = (estate: object) => ({ estate: policySchema.parse({ estate }).estate })
  const quarter = async (estate: object) => {
    const w = await worldOf(policyOf(estate))
    w.time.set('2026-04-01T08:00:00+08:00')
    await w.handOut()
    return { w, titles: (await opened(w, 'complaint-report')).map(({ title }) => title) }
  }
  it('CMP-42 CMP-43 a young estate analyses each quarter and lists what the developer left; an old small one does not', async () => {
    const { w, titles } = await quarter({ handedOverOn: '2025-08-01' })
    expect(titles).toEqual(expect.arrayContaining(['季度投诉分析报告 2026Q1', '地产遗留问题投诉统计表 2026Q1']))
    expect((await quarter({ handedOverOn: '2024-12-31' })).titles.filter((title) => title.includes('Q1'))).toEqual([])
    const analysis = await the(w, 'complaint-report', '季度投诉分析报告 2026Q1')
    const whole = { typical: '门岗空岗', measures: '重叠交接' }
    for (const part of Object.keys(whole))
      await expect(
        send(w, w.staff.jiang, analysis, 'submitQuarterly', { ...whole, [part]: undefined }),
      ).rejects.toEqual(refused('bad-form'))
    await expect(w.act(w.staff.jiang, 'complaint-report', analysis, 'submitQuarterly', whole)).rejects.toEqual(
      refused('blocked', '签字'),
    )
    await send(w, w.staff.jiang, analysis, 'submitQuarterly', whole)
    expect((await w.notices(w.staff.ping.accountId)).some(({ caseId }) => caseId === analysis)).toBe(true)
    const legacy = await the(w, 'complaint-report', '地产遗留问题投诉统计表 2026Q1')
    await expect(send(w, w.staff.jiang, legacy, 'submitLegacy', {})).rejects.toEqual(refused('bad-form'))
    await expect(send(w, w.staff.guan, legacy, 'submitLegacy', { result: '六件' })).rejects.toEqual(
      refused('wrong-role'),
    )
    await expect(w.act(w.staff.jiang, 'complaint-report', legacy, 'submitLegacy', { result: '六件' })).rejects.toEqual(
      refused('blocked', '签字'),
    )
    await w.passTo('2026-04-11T01:01:00+08:00')
    expect(await w.climbed(w.staff.han, legacy, 'submit')).not.toHaveLength(0)
    await send(w, w.staff.jiang, legacy, 'submitLegacy', { result: '六件' })
    await w.pass(72 * 60 + 31)
    const waiting = (await w.clocks(analysis)).find(({ clock }) => clock === 'read')
    expect(waiting?.nextLevel).toBeGreaterThan(1)
    await expect(w.act(w.staff.zhou, 'complaint-report', analysis, 'read', {})).rejects.toEqual(refused('wrong-role'))
    await w.act(w.staff.ping, 'complaint-report', analysis, 'read', {})
  })
  it('CMP-42 a large one analyses as well, a phased one does both', async () => {
    expect((await quarter({ areaSqm: 100_000 })).titles.filter((title) => title.includes('Q1'))).toEqual([
      '季度投诉分析报告 2026Q1',
    ])
    expect((await quarter({ phased: true })).titles.filter((title) => title.includes('Q1'))).toHaveLength(2)
  })
  it('CMP-41 a public building of class A reports by the end of the month, with an analysis in depth', async () => {
    const w = await worldOf(policyOf({ publicClassA: true }))
    await w.passTo('2026-03-30T08:00:00+08:00')
    await w.handOut()
    const id = await the(w, 'complaint-report', '月底投诉汇总表 2026-03')
    expect((await w.clocks(id))[0]?.dueAt).toEqual(new Date('2026-04-01T00:00:00+08:00'))
    const form = { complaints: '一件', suggestions: '无' }
    await expect(send(w, w.staff.jiang, id, 'submitMonthly', form)).rejects.toEqual(refused('blocked', '深入分析'))
    await send(w, w.staff.jiang, id, 'submitMonthly', { ...form, deep: '根因在外包管理' })
  })
})

describe('CMP-44 what all customers read', () => {
  let w: World
  let id: string
  const act = (who: Actor, action: string, form: unknown) => w.act(who, 'announcement', id, action, form)
  const text = {
    common: '门岗',
    places: '大堂灯',
    interests: '公共收益',
    disputes: '噪声',
    measures: '加岗',
    results: '已恢复',
  }
  beforeAll(async () => {
    w = await worldOf()
    await w.passTo('2026-03-25T08:00:00+08:00')
    await w.handOut()
    id = await the(w, 'announcement', '投诉处理公布 2026-03')
  })
  it('CMP-44 has all its parts and nobody’s number', async () => {
    for (const part of Object.keys(text))
      await expect(act(w.staff.chen, 'draft', { ...text, [part]: undefined })).rejects.toEqual(refused('bad-form'))
    await expect(act(w.staff.chen, 'draft', { ...text, results: '已致电13800138821' })).rejects.toEqual(
      refused('blocked', '电话'),
    )
    await act(w.staff.chen, 'draft', text)
  })
  it('CMP-44 a second person has checked that nobody can be recognized', async () => {
    await expect(act(w.staff.zhou, 'publish', { hangsAt: '各栋大堂', photos: [await w.picture()] })).rejects.toEqual(
      refused('wrong-state'),
    )
    await expect(act(w.staff.chen, 'check', { clean: true })).rejects.toEqual(refused('wrong-role'))
    await expect(act(w.staff.jiang, 'check', { clean: false })).rejects.toEqual(refused('blocked', '认得出'))
    await expect(act(w.staff.jiang, 'check', {})).rejects.toEqual(refused('bad-form'))
    await act(w.staff.jiang, 'check', { clean: true })
  })
  it('CMP-44 hangs where it can be read, with a picture of it', async () => {
    const photos = [await w.picture()]
    await expect(act(w.staff.zhou, 'publish', { photos })).rejects.toEqual(refused('bad-form'))
    await expect(act(w.staff.zhou, 'publish', { hangsAt: '各栋大堂', photos: [] })).rejects.toEqual(refused('bad-form'))
    await act(w.staff.zhou, 'publish', { hangsAt: '各栋大堂', photos })
    expect((await w.clocks(id)).map(({ status }) => status)).toEqual(['met'])
  })
})

describe('CMP-22 what a class one complaint teaches', () => {
  let w: World
  beforeAll(async () => {
    w = await worldOf()
  })
  beforeEach(() => w.time.set(START))
  const studies = () => opened(w, 'study')
  const whole = { course: '经过', causes: '交接无重叠', improvements: '重叠十五分钟' }

  it('CMP-22 its closing opens a study, which is written and then learned from, with who was there', async () => {
    const it = await tellComplaints(w).closed()
    const [study] = await studies()
    const id = study!.id
    const act = async (who: Actor, action: string, form: unknown) => w.act(who, 'study', id, action, form)
    expect((await w.read('study', id)).row).toMatchObject({
      complaintId: it.caseId,
      complaintNumber: (await it.case()).number,
    })
    for (const part of Object.keys(whole))
      await expect(act(w.staff.zheng, 'write', { ...whole, [part]: undefined })).rejects.toEqual(refused('bad-form'))
    await act(w.staff.zheng, 'write', whole)
    const taught = {
      trainedAt: w.time.now().toISOString(),
      learners: '客服部全体十二人',
      attendance: [await w.picture()],
    }
    await expect(act(w.staff.chen, 'teach', { ...taught, learners: undefined })).rejects.toEqual(refused('bad-form'))
    await act(w.staff.chen, 'teach', taught)
    expect((await w.read('study', id)).of.state).toBe('taught')
  })
  it('CMP-22 reopened and closed again, it has its study already', async () => {
    const say = tellComplaints(w)
    const it = await say.closed()
    const before = (await studies()).length
    await w.pass(60)
    await it.do(w.staff.zhou, 'reopen', { reason: '又没人' })
    await say.handled(it)
    await say.answered(it)
    await it.signed(w.staff.sun, 'confirmOpinion')
    await it.signed(w.staff.zhou, 'enter', { note: '已完成' })
    await say.calledBack(it)
    await it.do(w.staff.zhou, 'close')
    expect(await studies()).toHaveLength(before)
  })
  it('CMP-22 a study that nobody writes or learns from climbs', async () => {
    await tellComplaints(w).closed()
    const study = (await studies()).find(({ state }) => state === 'due')!
    await w.pass(14 * 24 * 60 + 31)
    expect(await w.climbed(w.staff.chen, study.id, 'write')).not.toHaveLength(0)
    await w.act(w.staff.jiang, 'study', study.id, 'write', whole)
    await w.pass(30 * 24 * 60 + 31)
    expect((await w.climbed(w.staff.chen, study.id, 'teach')).length).toBeGreaterThan(0)
  })
  it('CMP-22 other classes open none', async () => {
    const before = (await studies()).length
    const say = tellComplaints(w)
    const it = await say.inHand({}, '3')
    await it.do(w.staff.zhou, 'explain', { words: '红线外' })
    await say.verified(it)
    await say.handled(it)
    await say.answered(it)
    await say.recorded(it)
    await it.do(w.staff.jiang, 'exemptCallBack', { why: 'inconvenient', note: '出国' })
    await it.do(w.staff.zhou, 'close')
    expect(await studies()).toHaveLength(before)
  })
  it('counts what came in and what became of it; what was withdrawn is not closed', async () => {
    await (await tellComplaints(w).inHand()).do(w.staff.zhou, 'withdraw', { reason: '说算了' })
    const figures = await readProjects(w.engine.db, [w.project], (tx) =>
      figuresOf(tx, w.project, '2026-03-01', '2026-03-31'),
    )
    expect(figures).toMatchObject({
      complaints: 5,
      closed: 4,
      withdrawn: 1,
      open: 0,
      byClass: { '1': 4, '3': 1 },
      legacy: 0,
    })
  })
})

it.each(reportSheets)(
  'CMP-22 CMP-26 CMP-41 CMP-42 CMP-43 CMP-44 CMP-51 $name shows every field of the handbook',
  (sheet) => {
    const forms: { id: string; fields: { name: string }[] }[] = parse(
      readFileSync(new URL('../../../handbook/forms.yaml', import.meta.url), 'utf8'),
    )
    const { fields } = forms.find(({ id }) => id === sheet.id)!
    expect(missingFields(sheet as unknown as Sheet<never>, { fields })).toEqual([])
  },
)
