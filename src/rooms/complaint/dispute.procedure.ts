import { z } from 'zod'
import { choice, files, id, instant, line, lines, nothing } from '../../kernel/case/fields.ts'
import { procedureOn } from '../../kernel/case/procedure.ts'
import { standingActions } from '../../kernel/case/standing.ts'
import { titleOf } from '../../kernel/case/title.ts'
import { type Dispute, disputeTopics, outcomes } from './beside.row.ts'

const states = ['registered', 'mediating', 'tracking', 'closed', 'withdrawn'] as const
const open = ['registered', 'mediating', 'tracking'] as const
/** Disputes name two households: only those who deal with them read them, and neither side reads the other's words. */
const readers = [
  'receptionist',
  'butler',
  'service-officer',
  'senior-butler',
  'butler-coordinator',
  'service-supervisor',
  'service-director',
  'manager',
  'quality-dept',
  'executive',
] as const
const butlers = ['butler', 'service-officer', 'senior-butler', 'service-supervisor'] as const
const { act, procedure } = procedureOn<Dispute>()(states)

/** 邻里纠纷: both sides are heard, somebody mediates, and the outcome is followed up. Handbook CMP-54. */
export const dispute = procedure({
  name: 'dispute',
  title: '邻里纠纷',
  record: '邻里纠纷调处记录',
  prefix: 'JF',
  version: 2,
  table: 'dispute',
  stateTitles: {
    registered: '待调处',
    mediating: '调处中',
    tracking: '跟踪中',
    closed: '已办结',
    withdrawn: '已撤回',
  },
  initial: 'registered',
  final: ['closed', 'withdrawn'],
  abandoned: ['withdrawn'],
  flags: {},
  readers,
  actions: {
    ...standingActions(open, readers),

    register: act({
      title: '登记纠纷',
      from: 'new',
      to: 'registered',
      by: ['receptionist', ...butlers],
      rules: ['CMP-54'],
      form: z.strictObject({
        topic: choice('事由', disputeTopics),
        content: lines('诉说', 5000),
        otherSide: line('对方', 100, { rules: ['CMP-54'] }),
        otherUnitId: id('对方房号', 'unit').optional(),
        parentId: z.uuid().optional(),
        unitId: id('房号', 'unit').optional(),
        placeId: id('公共部位', 'place').optional(),
        personId: id('诉说人', 'person').optional(),
      }),
      whenForm: [
        {
          check: (form) => form.unitId === undefined || form.unitId !== form.otherUnitId || '双方不能是同一户',
        },
      ],
      sets: (form, _row, { at }) => ({
        topic: form.topic,
        content: form.content,
        otherSide: form.otherSide,
        otherUnitId: form.otherUnitId ?? null,
        registeredAt: at,
      }),
      setsCase: (form) => ({
        title: titleOf(form.content),
        unitId: form.unitId ?? null,
        placeId: form.placeId ?? null,
        personId: form.personId ?? null,
      }),
      notifies: ['zone-officer', 'service-supervisor'],
      notice: '邻里纠纷 {number}：{title}',
      tellOwner: '我们会出面协调',
    }),

    takeUp: act({
      title: '出面调处',
      from: ['registered'],
      to: 'mediating',
      by: butlers,
      byRules: ['CMP-54'],
      rules: ['CMP-54'],
      primary: true,
      form: nothing,
      setsCase: (_form, _row, { actor }) => (actor.kind === 'staff' ? { holderAccount: actor.accountId } : {}),
      tellOwner: '管家已着手调处',
    }),

    hear: act({
      title: '听取一方',
      hint: '双方分别听取，不传话',
      from: ['mediating'],
      to: 'same',
      by: ['assignee', ...butlers],
      rules: ['CMP-54'],
      seenBy: readers,
      form: z.strictObject({
        side: choice('哪一方', { first: '诉说方', other: '对方' }),
        words: lines('陈述', 5000),
        photos: files('现场照片').optional(),
      }),
      sets: (form, _row, { at }) => (form.side === 'first' ? { firstHeardAt: at } : { otherHeardAt: at }),
    }),

    mediate: act({
      title: '调处',
      hint: '记下时间、经过和双方态度',
      from: ['mediating'],
      to: 'same',
      by: ['assignee'],
      rules: ['CMP-54'],
      form: z.strictObject({ heldAt: instant('调处时间'), course: lines('调处经过', 5000, { rules: ['CMP-54'] }) }),
      when: [
        {
          rules: ['CMP-54'],
          check: (row) => (row.firstHeardAt !== null && row.otherHeardAt !== null) || '先分别听取双方',
        },
      ],
      whenForm: [{ check: (form, _row, { at }) => new Date(form.heldAt) <= at || '调处时间不能晚于现在' }],
      sets: (form, row) => ({ sessions: row.sessions + 1, lastSessionAt: new Date(form.heldAt), course: form.course }),
      tellOwner: '已为您与对方调处',
    }),

    conclude: act({
      title: '调处结果',
      from: ['mediating'],
      to: 'tracking',
      by: ['assignee'],
      rules: ['CMP-54'],
      primary: true,
      form: z.strictObject({ outcome: choice('结果', outcomes), words: lines('结果说明', 2000) }),
      when: [{ rules: ['CMP-54'], check: (row) => row.sessions > 0 || '还没有调处过' }],
      sets: (form, _row, { at }) => ({ outcome: form.outcome, outcomeWords: form.words, outcomeAt: at }),
      tellOwner: '调处有了结果，我们会继续跟踪',
    }),

    track: act({
      title: '跟踪回访',
      hint: '问双方有没有再犯',
      from: ['tracking'],
      to: { oneOf: ['tracking', 'mediating'], pick: (form) => (form.recurred ? 'mediating' : 'tracking') },
      by: ['assignee', ...butlers],
      rules: ['CMP-54'],
      primary: true,
      form: z.strictObject({ recurred: z.boolean().meta({ label: '又发生了' }), words: lines('跟踪情况', 2000) }),
      sets: (form, row, { at }) => ({
        tracked: row.tracked + 1,
        trackedAt: at,
        recurred: form.recurred,
        // What happens again is mediated again.
        ...(form.recurred ? { sessions: 0 } : {}),
      }),
    }),

    close: act({
      title: '办结',
      from: ['tracking'],
      to: 'closed',
      by: ['assignee', 'service-supervisor'],
      form: nothing,
      when: [
        {
          rules: ['CMP-54'],
          check: (row) =>
            (row.trackedAt !== null &&
              row.outcomeAt !== null &&
              row.trackedAt >= row.outcomeAt &&
              row.recurred === false) ||
            '先跟踪结果',
        },
      ],
      tellOwner: '纠纷调处已办结',
    }),

    withdraw: act({
      title: '撤回',
      from: ['registered', 'mediating'],
      to: 'withdrawn',
      by: ['owner', 'receptionist'],
      form: z.strictObject({ reason: lines('撤回原因', 300) }),
      sets: (form) => ({ withdrawReason: form.reason }),
      tellOwner: '已撤回',
    }),

    reopen: act({
      title: '重开',
      from: ['closed', 'withdrawn'],
      to: 'registered',
      by: ['receptionist', 'service-supervisor'],
      form: z.strictObject({ reason: lines('重开原因', 500) }),
      sets: (_form, _row, { at }) => ({
        reopenedAt: at,
        firstHeardAt: null,
        otherHeardAt: null,
        sessions: 0,
        lastSessionAt: null,
        outcome: null,
        outcomeWords: null,
        outcomeAt: null,
        tracked: 0,
        trackedAt: null,
        recurred: null,
        withdrawReason: null,
      }),
      tellOwner: '我们会再次出面协调',
    }),
  },
  clocks: {
    takeUp: {
      title: '出面时限',
      runsIn: ['registered'],
      limit: (row, { policy }) => ({
        from: row.reopenedAt ?? row.registeredAt,
        why: row.reopenedAt ? '重开' : '登记',
        within: { hours: policy.complaint.disputeHours },
      }),
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: ['CMP-54'],
      promise: '出面协调',
    },
    mediate: {
      title: '调处时限',
      runsIn: ['mediating'],
      limit: (row, { policy }) => ({
        from: row.trackedAt ?? row.reopenedAt ?? row.registeredAt,
        why: row.trackedAt ? '再次发生' : row.reopenedAt ? '重开' : '登记',
        within: { days: policy.complaint.disputeDays },
      }),
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: ['CMP-54'],
    },
    track: {
      title: '跟踪时限',
      runsIn: ['tracking'],
      limit: (row, { policy }) =>
        row.outcomeAt && {
          from: row.trackedAt && row.trackedAt > row.outcomeAt ? row.trackedAt : row.outcomeAt,
          why: '调处结果',
          within: { days: policy.complaint.disputeDays },
        },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor'],
      rules: ['CMP-54'],
    },
  },
})
