import { DAY_MS } from '../kernel/clock/time.ts'
import { later, latest, within } from './hours.ts'
import type { Tale } from './tale.ts'

/** A turn of a duty that the calendar has handed out (kernel/duty). */
export interface Turn {
  duty: string
  period: string
  caseId: string
  opensAt: Date
  dueAt: Date
}

const sections = {
  common: '共性问题集中在车库照明和午间电话占线两项。',
  places: '公共部位投诉主要为车库积水、单元门禁。',
  interests: '公共收益按季公示，业主询问较多。',
  disputes: '业户纠纷多为夜间噪声，均已调处。',
  measures: '增加午间值守，每周抽查巡查表，汛期前清理排水沟。',
  results: '投诉均已答复，一周后回访。',
}

/**
 * What becomes of the reports and announcements of the calendar. Those of a month that is over are done, but for the
 * last of each: the announcement was missed, and hangs ready while somebody has climbed for it; the quality department
 * sent both reports back, of which one waits to be read again and one to be written anew. Those of this month wait.
 */
export function tellDuties(turns: readonly Turn[], now: Date, newTale: () => Tale): void {
  const past = turns.filter(({ dueAt }) => dueAt.getTime() - DAY_MS < now.getTime())
  for (const turn of past) {
    const isLast = turn === past.filter(({ duty }) => duty === turn.duty).at(-1)
    stories[turn.duty]?.(newTale(), turn, isLast ? now : null)
  }
}

/** By duty; `presentAt` is the present moment for the last turn, whose story goes on. */
const stories: Readonly<Record<string, (tale: Tale, turn: Turn, presentAt: Date | null) => void>> = {
  'complaint-monthly': monthly,
  'complaint-announcement': announced,
  'complaint-data': data,
}

function monthly(tale: Tale, turn: Turn, presentAt: Date | null): void {
  const { caseId } = turn
  const form = { complaints: '本月投诉均已答复，逾时两件已督办', suggestions: '建议三条，两条已落实' }
  const sent = before(tale, turn.dueAt, 1, 3)
  tale.act(sent, tale.staff('manager'), 'complaint-report', caseId, 'submitMonthly', form)
  if (presentAt) {
    const back = sentBack(tale, turn, sent, later(presentAt, -28 * 60), '请补充逾时两件的原因')
    const again = later(back, 24 * 60)
    tale.act(again, tale.staff('manager'), 'complaint-report', caseId, 'submitMonthly', {
      ...form,
      complaints: '本月投诉均已答复。逾时两件，一件因配件未到，一件因午间无人接单，均已督办',
    })
    return
  }
  read(tale, turn, sent, { opinion: '已阅，注意午间值守' })
}

/** The last one is missed: its text was written anew, and it waits to be hung up. */
function announced(tale: Tale, { caseId, dueAt }: Turn, missedAt: Date | null): void {
  const by = (at: Date, key: 'supervisor' | 'director', action: string, form: Record<string, unknown>) =>
    tale.act(at, tale.staff(key), 'announcement', caseId, action, form)
  const drafted = before(tale, dueAt, 3, 5)
  by(drafted, 'supervisor', 'draft', sections)
  const checked = within(later(drafted, tale.random.between(60, 900)), '09:00', '17:30', 30)
  by(checked, 'director', 'check', { clean: true, words: '逐句核对，无姓名房号' })
  if (missedAt) {
    const again = latest(later(missedAt, -26 * 60), later(checked, 30))
    by(again, 'supervisor', 'draft', { ...sections, results: '投诉均已答复，逾时两件已向业主说明。' })
    by(later(again, 90), 'director', 'check', { clean: true })
    return
  }
  const hung = before(tale, dueAt, 0, 1)
  const form = {
    hangsAt: '各栋大堂公告栏、南门公告栏',
    photos: [tale.world.pictures.of(tale.estate.project, 'wall', true)],
  }
  tale.act(hung, tale.desk(hung), 'announcement', caseId, 'publish', form)
}

/** The last one comes back: something is to be written anew. */
function data(tale: Tale, turn: Turn, presentAt: Date | null): void {
  const sent = before(tale, turn.dueAt, 0, 2)
  tale.act(sent, tale.staff('coordinator'), 'complaint-report', turn.caseId, 'submitData', {
    analysis: '服务类占六成，设施类占三成，投诉量比上月略降',
    corrective: '午间双岗，巡查表每周抽查',
    plan: '每月走访二十户，重点客户由管家联络人接待',
  })
  if (presentAt) sentBack(tale, turn, sent, later(presentAt, -20 * 60), '缺少与上月的对比，请补充后重报')
  else read(tale, turn, sent, {})
}

function sentBack(tale: Tale, { caseId }: Turn, sent: Date, at: Date, reason: string): Date {
  const back = latest(at, later(sent, 60))
  tale.act(back, tale.staff('quality'), 'complaint-report', caseId, 'sendBack', { reason })
  return back
}

function read(tale: Tale, { caseId }: Turn, sent: Date, form: Record<string, unknown>): void {
  const at = within(later(sent, tale.random.between(200, 2400)), '09:00', '17:30', 30)
  tale.act(at, tale.staff('executive'), 'complaint-report', caseId, 'read', form)
}

/** In office hours some days before a deadline. */
function before(tale: Tale, dueAt: Date, least: number, most: number): Date {
  const days = tale.random.between(least, most)
  return within(later(dueAt, -days * 1440 - 14 * 60), '09:00', '17:30', tale.random.between(5, 200))
}
