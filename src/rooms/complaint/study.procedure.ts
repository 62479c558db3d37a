import { z } from 'zod'
import { files, id, instant, line, lines } from '../../kernel/case/fields.ts'
import { procedureOn } from '../../kernel/case/procedure.ts'
import { standingActions } from '../../kernel/case/standing.ts'
import { say } from '../../kernel/text/translate.ts'

/** The room's row (table complaint_study): what a class one complaint taught, and who was taught (CMP-22). */
export interface Study {
  state: string
  complaintId: string
  complaintNumber: string
  openedAt: Date
  course: string | null
  causes: string | null
  improvements: string | null
  writtenAt: Date | null
  trainedAt: Date | null
  learners: string | null
  attendance: readonly string[]
}

const states = ['due', 'written', 'taught'] as const
const open = ['due', 'written'] as const
const readers = ['staff'] as const
const { act, procedure } = procedureOn<Study>()(states)

/** 投诉案例分析: opened when a class one complaint is closed, written, then learned from. Handbook CMP-22. */
export const study = procedure({
  name: 'study',
  title: '投诉案例分析',
  record: '投诉案例分析',
  prefix: 'AL',
  version: 1,
  table: 'complaint_study',
  stateTitles: { due: '待编写', written: '待培训', taught: '已学习' },
  initial: 'due',
  final: ['taught'],
  flags: {},
  readers,
  actions: {
    ...standingActions(open, readers),

    open: act({
      title: '一类投诉办完',
      from: 'new',
      to: 'due',
      by: ['reaction'],
      rules: ['CMP-22'],
      form: z.strictObject({
        complaintId: id('投诉', 'complaint'),
        complaintNumber: line('投诉编号', 40, { personal: false }),
        title: line('标题', 200),
        writer: id('编写人').optional(),
      }),
      sets: (form, _row, { at }) => ({
        complaintId: form.complaintId,
        complaintNumber: form.complaintNumber,
        openedAt: at,
      }),
      setsCase: (form) => ({ title: say('案例：{title}', { title: form.title }), holderAccount: form.writer ?? null }),
      notifies: ['manager'],
      notice: '请编写投诉案例：{title}',
    }),

    write: act({
      title: '写案例分析',
      hint: '不写客户姓名、房号和电话',
      from: ['due', 'written'],
      to: 'written',
      by: ['assignee', 'manager', 'service-supervisor'],
      rules: ['CMP-22'],
      primary: true,
      form: z.strictObject({
        course: lines('经过', 5000, { rules: ['CMP-22'] }),
        causes: lines('原因分析', 3000, { rules: ['CMP-22'] }),
        improvements: lines('改进措施', 3000, { rules: ['CMP-22'] }),
      }),
      sets: (form, _row, { at }) => ({ ...form, writtenAt: at }),
      notifies: ['manager', 'service-supervisor'],
      notice: '{title} 已写好，请安排学习',
    }),

    teach: act({
      title: '培训学习',
      hint: '记下时间和人员，拍签到表',
      from: ['written'],
      to: 'taught',
      by: ['manager', 'service-supervisor', 'service-director'],
      rules: ['CMP-22'],
      primary: true,
      form: z.strictObject({
        trainedAt: instant('培训学习时间'),
        learners: line('学习人员', 500, { rules: ['CMP-22'] }),
        attendance: files('签到表照片', 1),
      }),
      whenForm: [{ check: (form, _row, { at }) => new Date(form.trainedAt) <= at || '培训学习时间不能晚于现在' }],
      sets: (form) => ({
        trainedAt: new Date(form.trainedAt),
        learners: form.learners,
        attendance: form.attendance,
      }),
    }),
  },
  clocks: {
    write: {
      title: '编写时限',
      runsIn: ['due'],
      limit: (row, { policy }) => ({
        from: row.openedAt,
        why: '投诉办完',
        within: { days: policy.complaint.studyDays },
      }),
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: ['CMP-22'],
    },
    teach: {
      title: '学习时限',
      runsIn: ['written'],
      limit: (row, { policy }) =>
        row.writtenAt && { from: row.writtenAt, why: '案例写好', within: { days: policy.complaint.trainDays } },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: ['CMP-22'],
    },
  },
})
