import type { MemberKey } from './cast.ts'
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
 * What becomes of the reports and announcements of the calendar. Of a month that is over they are done, but for what keeps
 * people busy at the present moment, whatever the day is: the last report was sent back and waits to be read again; the
 * announcement was missed. Where nothing of this month waits yet, so do another report and the announcement.
 */
export function tellDuties(turns: readonly Turn[], now: Date, newTale: () => Tale): void {
  const isPast = ({ dueAt }: Turn) => dueAt <= now
  const [reports, announcements] = [turns.filter(isReport), turns.filter((turn) => !isReport(turn))]
  const sent = reports.filter(isPast)
  for (const [index, turn] of sent.entries()) {
    const fromEnd = sent.length - index
    if (fromEnd === 1) tellReport(newTale(), turn, now, 'sent-again')
    else tellReport(newTale(), turn, now, fromEnd === 2 && reports.every(isPast) ? 'sent-back' : 'read')
  }
  const due = announcements.filter(isPast)
  for (const turn of due) {
    if (turn !== due.at(-1)) hangInTime(newTale(), turn)
    else announce(newTale(), turn, announcements.every(isPast) ? null : later(turn.dueAt, 15 * 60), now)
  }
}

const isReport = ({ duty }: Turn) => duty !== 'complaint-announcement'

const words: Readonly<Record<string, { by: MemberKey; action: string; form: Record<string, string> }>> = {
  'complaint-monthly': {
    by: 'manager',
    action: 'submitMonthly',
    form: { complaints: '本月投诉均已答复，逾时两件已督办', suggestions: '建议三条，两条已落实' },
  },
  'complaint-data': {
    by: 'coordinator',
    action: 'submitData',
    form: {
      analysis: '服务类占六成，设施类占三成，投诉量比上月略降',
      corrective: '午间双岗，巡查表每周抽查',
      plan: '每月走访二十户，重点客户由管家联络人接待',
    },
  },
}

/** Sent in time; then read, or sent back a day ago, or since then sent again. */
function tellReport(tale: Tale, turn: Turn, now: Date, end: 'read' | 'sent-back' | 'sent-again'): void {
  const told = words[turn.duty]
  if (!told) return
  const act = (at: Date, who: MemberKey, action: string, form: Record<string, string>) =>
    tale.act(at, tale.staff(who), 'complaint-report', turn.caseId, action, form)
  const sent = before(tale, turn.dueAt, 1, 3)
  act(sent, told.by, told.action, told.form)
  if (end === 'read') {
    const read = within(later(sent, tale.random.between(200, 2400)), '09:00', '17:30', 30)
    act(read, 'executive', 'read', { opinion: '已阅，注意午间值守' })
    return
  }
  const back = latest(later(now, -28 * 60), later(sent, 60))
  act(back, 'quality', 'sendBack', { reason: '缺少与上月的对比，请补充后重报' })
  if (end === 'sent-again') act(later(back, 24 * 60), told.by, told.action, told.form)
}

const hangInTime = (tale: Tale, turn: Turn) => announce(tale, turn, before(tale, turn.dueAt, 0, 1))

/** Drafted, checked by another, hung up; where it is missed, hung late or still waiting to be hung, checked anew. */
function announce(tale: Tale, { caseId, dueAt }: Turn, hungAt: Date | null, now?: Date): void {
  const by = (at: Date, key: 'supervisor' | 'director', action: string, form: Record<string, unknown>) =>
    tale.act(at, tale.staff(key), 'announcement', caseId, action, form)
  const drafted = before(tale, dueAt, 3, 5)
  by(drafted, 'supervisor', 'draft', sections)
  const checked = within(later(drafted, tale.random.between(60, 900)), '09:00', '17:30', 30)
  by(checked, 'director', 'check', { clean: true, words: '逐句核对，无姓名房号' })
  if (hungAt === null) {
    const again = latest(later(now!, -26 * 60), later(checked, 30))
    by(again, 'supervisor', 'draft', { ...sections, results: '投诉均已答复，逾时两件已向业主说明。' })
    by(later(again, 90), 'director', 'check', { clean: true })
    return
  }
  const form = {
    hangsAt: '各栋大堂公告栏、南门公告栏',
    photos: [tale.world.pictures.of(tale.estate.project, 'notice', false)],
  }
  tale.act(hungAt, tale.desk(hungAt), 'announcement', caseId, 'publish', form)
}

/** In office hours some days before a deadline. */
function before(tale: Tale, dueAt: Date, least: number, most: number): Date {
  const days = tale.random.between(least, most)
  return within(later(dueAt, -days * 1440 - 14 * 60), '09:00', '17:30', tale.random.between(5, 200))
}
