import { z } from 'zod'
import { choice, count, files, id, instant, line, lines, nothing } from '../../kernel/case/fields.ts'
import { procedureOn } from '../../kernel/case/procedure.ts'
import { standingActions } from '../../kernel/case/standing.ts'
import { cut, titleOf } from '../../kernel/case/title.ts'
import { alone, headDone, membershipActions } from './groups/membership.ts'
import { type ContactSlip, channels, emergencies, kinds, type Matter, registers } from './matter.row.ts'

/** 诉求: what a person asks of the department, one number from first word to last answer. Handbook INT. */
const states = ['registered', 'sorted', 'dispatched', 'concluded', 'closed', 'withdrawn'] as const
const open = ['registered', 'sorted', 'dispatched', 'concluded'] as const
const readers = ['staff'] as const

const { act, procedure } = procedureOn<Matter>()(states)

const dateOr = (at: string | undefined) => (at === undefined ? null : new Date(at))

const answered = {
  rules: ['INT-02'],
  check: (matter: Matter) => matter.answeredAt !== null || '先给客户明确的答复',
} as const

const workDone = {
  rules: ['INT-09'],
  check: (_matter: Matter, { children }: { children: { open: number } }) =>
    children.open === 0 || '派出的工作还没有办结，请继续跟进',
} as const

export const matter = procedure({
  name: 'matter',
  title: '诉求',
  record: '《信息反馈记录表》',
  prefix: 'SQ',
  version: 1,
  table: 'intake_matter',
  stateTitles: {
    registered: '待判别',
    sorted: '待派办',
    dispatched: '办理中',
    concluded: '待答复',
    closed: '已办结',
    withdrawn: '已撤回',
  },
  initial: 'registered',
  final: ['closed', 'withdrawn'],
  abandoned: ['withdrawn'],
  flags: {},
  parent: true,
  readers,
  actions: {
    ...standingActions(open, readers),
    ...membershipActions,

    register: act({
      title: '登记诉求',
      from: 'new',
      to: 'registered',
      by: ['staff', 'owner'],
      rules: ['INT-08'],
      form: z.strictObject({
        channel: choice('来源', channels),
        content: lines('诉求内容', 5000),
        heardAt: instant('听到的时间').optional(),
        unitId: id('房号', 'unit').optional(),
        placeId: id('公共部位', 'place').optional(),
        personId: id('诉求人', 'person').optional(),
        emergency: choice('紧急情况', emergencies).optional(),
        photos: files('现场照片').optional(),
        sourceRef: line('原文编号', 200).optional(),
        writtenAtClaimed: instant('来信所写时间').optional(),
        estateAsWritten: line('来信所写小区', 100).optional(),
        originalFileId: id('原始文件', 'files').optional(),
        site: line('网站或平台', 100).optional(),
        postedAt: instant('发帖时间').optional(),
        foundAt: instant('发现时间').optional(),
      }),
      whenForm: [
        {
          check: (form, _matter, { at }) =>
            form.heardAt === undefined || new Date(form.heardAt) <= at || '听到的时间不能晚于现在',
        },
      ],
      sets: (form, _matter, { at }) => {
        const heardAt = form.heardAt ? new Date(form.heardAt) : at
        return {
          channel: form.channel,
          content: form.content,
          photos: form.photos ?? [],
          heardAt,
          registeredAt: at,
          promisedFrom: heardAt,
          emergency: form.emergency ?? null,
          sourceRef: form.sourceRef ?? null,
          writtenAtClaimed: dateOr(form.writtenAtClaimed),
          estateAsWritten: form.estateAsWritten ?? null,
          originalFileId: form.originalFileId ?? null,
          site: form.site ?? null,
          postedAt: dateOr(form.postedAt),
          foundAt: dateOr(form.foundAt),
        }
      },
      setsCase: (form, _matter, { actor }) => ({
        title: titleOf(form.content),
        unitId: form.unitId ?? null,
        placeId: form.placeId ?? null,
        personId: form.personId ?? (actor.kind === 'owner' ? actor.personId : null),
        priority: form.emergency ? 'emergency' : 'normal',
        ...(actor.kind === 'staff' ? { firstResponderAccount: actor.accountId, holderAccount: actor.accountId } : {}),
      }),
      notifies: ['receptionist'],
      notice: '新诉求 {number}：{title}',
      tellOwner: '我们已收到您的诉求',
    }),

    fillIn: act({
      title: '补充信息',
      from: open,
      to: 'same',
      by: ['first-responder', 'receptionist', 'owner'],
      form: z.strictObject({
        content: lines('补充内容', 2000),
        unitId: id('房号', 'unit').optional(),
        placeId: id('公共部位', 'place').optional(),
        personId: id('诉求人', 'person').optional(),
        photos: files('现场照片').optional(),
      }),
      sets: (form, matter) => ({
        content: cut(`${matter.content}\n${form.content}`, 20_000),
        photos: [...matter.photos, ...(form.photos ?? [])].slice(0, 30),
      }),
      setsCase: (form) => ({
        ...(form.unitId ? { unitId: form.unitId } : {}),
        ...(form.placeId ? { placeId: form.placeId } : {}),
        ...(form.personId ? { personId: form.personId } : {}),
      }),
      tellOwner: '诉求内容已补充',
    }),

    sort: act({
      title: '判别',
      hint: '判明是报修、投诉还是落实反馈，登入对应的表',
      from: ['registered', 'sorted'],
      to: 'sorted',
      by: ['receptionist'],
      byRules: ['INT-11'],
      rules: ['INT-12', 'INT-13'],
      primary: true,
      form: z.strictObject({
        kind: choice('类别', kinds, { rules: ['INT-12'] }),
        reason: lines('判别说明', 200).optional(),
      }),
      sets: (form, _matter, { at, actor }) => ({
        kind: form.kind,
        kindReason: form.reason ?? null,
        sortedAt: at,
        sortedBy: actor.kind === 'staff' ? actor.accountId : null,
        register: registers[form.kind],
      }),
      setsCase: (_form, _matter, { case: of, actor }) =>
        of.firstResponderAccount === null && actor.kind === 'staff'
          ? { firstResponderAccount: actor.accountId, holderAccount: actor.accountId }
          : {},
      tellOwner: '已判别并安排办理',
    }),

    dispatched: act({
      title: '已派办',
      from: ['sorted', 'dispatched', 'concluded'],
      to: 'dispatched',
      by: ['reaction'],
      rules: ['INT-08'],
      form: z.strictObject({ number: z.string().max(40) }),
      sets: (_form, matter, { at }) => ({ dispatchedAt: matter.dispatchedAt ?? at, concludedAt: null }),
      tellOwner: '已转给责任部门办理',
    }),

    followUp: act({
      title: '跟进',
      hint: '问办理进度，记下结果',
      from: ['dispatched'],
      to: 'same',
      by: ['first-responder', 'receptionist', 'service-supervisor'],
      rules: ['INT-09'],
      form: z.strictObject({ progress: lines('办理进度', 1000) }),
      sets: (_form, matter, { at }) => ({ followedAt: at, followUps: matter.followUps + 1 }),
    }),

    tellProgress: act({
      title: '告知进度',
      hint: '把进度告诉客户；客户同意后，答复时限重新起算',
      from: ['sorted', 'dispatched', 'concluded'],
      to: 'same',
      by: ['first-responder', 'receptionist', 'service-officer'],
      rules: ['INT-09'],
      form: z.strictObject({
        progress: lines('告知内容', 1000),
        accepted: z.boolean().meta({ label: '客户同意新的答复时间' }),
      }),
      sets: (form, matter, { at }) => ({
        followedAt: at,
        followUps: matter.followUps + 1,
        ...(form.accepted ? { promisedFrom: at } : {}),
      }),
      tellOwner: '已告知您办理进度',
    }),

    chase: act({
      title: '催单',
      hint: '客户再来问：并入本件，不另开新件',
      from: open,
      to: 'same',
      by: ['staff', 'owner'],
      rules: ['INT-09'],
      form: z.strictObject({ words: lines('客户怎么说', 500).optional() }),
      setsCase: (_form, _matter, { case: of, policy }) => ({
        chaseCount: of.chaseCount + 1,
        ...(of.chaseCount + 1 >= policy.intake.chasesToRaise && of.priority === 'normal'
          ? { priority: 'high' as const }
          : {}),
      }),
      notifies: ['assignee'],
      notice: '{number} 客户催单',
      tellOwner: '已收到您的催促，并提醒了办理人',
    }),

    answer: act({
      title: '答复客户',
      hint: '把结果明确告诉客户',
      from: ['sorted', 'dispatched', 'concluded'],
      to: 'same',
      by: ['first-responder', 'receptionist', 'service-officer', 'reaction'],
      rules: ['INT-02', 'INT-18'],
      primary: true,
      form: z.strictObject({
        answer: lines('答复内容', 2000, { rules: ['INT-02'] }),
        way: choice('答复方式', {
          phone: '电话',
          counter: '当面',
          visit: '上门',
          app: '业主手机',
          letter: '书面',
          'call-back': '回访',
        }),
      }),
      sets: (form, _matter, { at }) => ({ answer: form.answer, answeredAt: at, answerWay: form.way }),
      tellOwner: '我们已答复您',
    }),

    conclude: act({
      title: '工作办结',
      from: ['dispatched'],
      to: { oneOf: ['concluded', 'closed'], pick: (_form, matter) => (matter.answeredAt ? 'closed' : 'concluded') },
      by: ['reaction'],
      rules: ['INT-09'],
      form: z.strictObject({ number: z.string().max(40) }),
      when: [workDone, headDone],
      sets: (_form, _matter, { at }) => ({ concludedAt: at }),
      notifies: ['first-responder'],
      notice: '{number} 工作已办结',
      tellOwner: '派出的工作已办结',
    }),

    close: act({
      title: '办结',
      from: ['sorted', 'dispatched', 'concluded'],
      to: 'closed',
      by: ['first-responder', 'receptionist'],
      byRules: ['INT-01'],
      rules: ['INT-09'],
      form: nothing,
      when: [answered, workDone, headDone],
      notifies: ['first-responder'],
      notice: '{number} 已办结',
      tellOwner: '诉求已办结',
    }),

    withdraw: act({
      title: '撤回',
      from: ['registered', 'sorted', 'concluded'],
      to: 'withdrawn',
      by: ['owner', 'receptionist'],
      form: z.strictObject({ reason: lines('撤回原因', 200) }),
      when: [{ check: (_matter, { children }) => children.open === 0 || '派出的工作还在办理，请先取消派出的工作' }],
      sets: (form) => ({ withdrawReason: form.reason }),
      tellOwner: '诉求已撤回',
    }),

    reopen: act({
      title: '重开',
      from: ['closed', 'withdrawn'],
      to: { oneOf: ['registered', 'sorted'], pick: (_form, matter) => (matter.sortedAt ? 'sorted' : 'registered') },
      by: ['receptionist', 'reaction'],
      rules: ['INT-09'],
      form: z.strictObject({ reason: lines('重开原因', 500) }),
      // Time begins anew: whoever takes it up again is not late from the start.
      sets: (_form, matter, { at }) => ({
        registeredAt: matter.sortedAt ? matter.registeredAt : at,
        sortedAt: matter.sortedAt && at,
        answer: null,
        answeredAt: null,
        answerWay: null,
        concludedAt: null,
        withdrawReason: null,
        promisedFrom: at,
        ...alone,
      }),
      tellOwner: '诉求已重新办理',
    }),
  },

  clocks: {
    sort: {
      title: '判别时限',
      runsIn: ['registered'],
      limit: (row, { policy }) => ({
        from: row.registeredAt,
        why: '登记',
        within: { minutes: policy.intake.sortWithinMinutes },
      }),
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: ['INT-08', 'INT-12'],
    },
    dispatch: {
      title: '派办时限',
      runsIn: ['sorted'],
      runsWhen: (row) => row.answeredAt === null,
      limit: (row, { policy }) =>
        row.sortedAt && { from: row.sortedAt, why: '判别', within: { minutes: policy.intake.sortWithinMinutes } },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: ['INT-08'],
    },
    follow: {
      title: '首次跟进时限',
      runsIn: ['dispatched'],
      // Who is handled together with others is followed with the head.
      runsWhen: (row) => row.followedAt === null && row.headId === null,
      limit: (row, { policy }) =>
        row.dispatchedAt && { from: row.dispatchedAt, why: '派办', within: { hours: policy.intake.followWithinHours } },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor'],
      rules: ['INT-09'],
    },
    answer: {
      title: '答复客户时限',
      runsIn: ['registered', 'sorted', 'dispatched', 'concluded'],
      runsWhen: (row) => row.answeredAt === null,
      limit: (row, { policy }) => ({
        from: row.promisedFrom,
        why: row.promisedFrom.getTime() === row.heardAt.getTime() ? '接到信息' : '客户同意的告知',
        within: { hours: policy.intake.answerWithinHours },
      }),
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'service-director', 'manager'],
      rules: ['INT-18'],
      promise: '答复您',
    },
    close: {
      title: '办结时限',
      runsIn: ['concluded'],
      limit: (row, { policy }) =>
        row.concludedAt && {
          from: row.concludedAt,
          why: '工作办结',
          within: { hours: policy.intake.answerWithinHours },
        },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor'],
      rules: ['INT-09'],
    },
  },
})

/** 工作联系单: work that the desk gives to a department in writing, until its answer is back at the desk. */
const slipStates = ['issued', 'received', 'replied', 'closed'] as const
const slipOpen = ['issued', 'received', 'replied'] as const
const slip = procedureOn<ContactSlip>()(slipStates)

export const contact = slip.procedure({
  name: 'contact',
  title: '工作联系单',
  record: '《工作联系单》',
  prefix: 'LX',
  version: 1,
  table: 'contact_slip',
  stateTitles: { issued: '待签收', received: '办理中', replied: '已回复', closed: '已归档' },
  initial: 'issued',
  final: ['closed'],
  flags: {},
  readers,
  actions: {
    ...standingActions(slipOpen, readers),

    issue: slip.act({
      title: '开工作联系单',
      from: 'new',
      to: 'issued',
      by: ['receptionist'],
      byRules: ['INT-11'],
      rules: ['INT-14'],
      form: z.strictObject({
        kind: choice('类别', kinds),
        content: lines('事项内容', 5000),
        departmentId: id('责任部门', 'department'),
        handlerId: id('相关责任人', 'account'),
        parentId: z.uuid().optional(),
        unitId: id('房号', 'unit').optional(),
        placeId: id('公共部位', 'place').optional(),
        personId: id('诉求人', 'person').optional(),
      }),
      sets: (form, _slip, { at }) => ({
        kind: form.kind,
        content: form.content,
        departmentId: form.departmentId,
        handlerId: form.handlerId,
        issuedAt: at,
      }),
      setsCase: (form) => ({
        title: titleOf(form.content),
        holderAccount: form.handlerId,
        unitId: form.unitId ?? null,
        placeId: form.placeId ?? null,
        personId: form.personId ?? null,
      }),
      notice: '工作联系单 {number}：{title}',
      tellOwner: '已转给责任部门',
    }),

    receive: slip.act({
      title: '签收',
      from: ['issued'],
      to: 'received',
      by: ['assignee'],
      rules: ['INT-14'],
      primary: true,
      signedBy: { who: 'actor', sheet: 'work-contact-slip', rules: ['INT-14'] },
      form: nothing,
      sets: (_form, _slip, { at }) => ({ receivedAt: at }),
      tellOwner: '责任部门已接收',
    }),

    reply: slip.act({
      title: '回复前台',
      hint: '把处理结果回给客户接待员',
      from: ['received'],
      to: 'replied',
      by: ['assignee'],
      rules: ['INT-16'],
      signedBy: { who: 'actor', sheet: 'work-contact-slip', rules: ['INT-16'] },
      primary: true,
      form: z.strictObject({ reply: lines('处理及回复意见', 2000), done: z.boolean().meta({ label: '已处理完成' }) }),
      sets: (form, row, { at }) => ({ reply: form.reply, repliedAt: at, doneAt: form.done ? at : row.doneAt }),
      notifies: ['first-responder', 'receptionist'],
      notice: '{number} 责任部门已回复',
    }),

    sendBack: slip.act({
      title: '退回再办',
      from: ['replied'],
      to: 'received',
      by: ['receptionist', 'first-responder'],
      rules: ['INT-09'],
      form: z.strictObject({ reason: lines('退回原因', 500) }),
      sets: (form, row) => ({ returned: row.returned + 1, returnReason: form.reason, repliedAt: null }),
      notifies: ['assignee'],
      notice: '{number} 退回再办',
    }),

    file: slip.act({
      title: '归档',
      from: ['replied'],
      to: 'closed',
      by: ['receptionist'],
      rules: ['INT-09'],
      primary: true,
      form: nothing,
      when: [{ check: (row) => row.doneAt !== null || '责任部门还没有处理完成' }],
      tellOwner: '责任部门已办结',
    }),

    heedChase: slip.act({
      title: '客户催单',
      from: slipOpen,
      to: 'same',
      by: ['reaction'],
      form: z.strictObject({ count: count('次数', 1000), raise: z.boolean() }),
      setsCase: (form, _slip, { case: of }) => ({
        // Several owners may chase one piece of work.
        chaseCount: Math.max(of.chaseCount, form.count),
        ...(form.raise && of.priority === 'normal' ? { priority: 'high' as const } : {}),
      }),
      notifies: ['assignee'],
      notice: '{number} 客户催单',
    }),
  },

  clocks: {
    reply: {
      title: '回复前台时限',
      runsIn: ['issued', 'received'],
      limit: (row, { policy }) => ({
        from: row.issuedAt,
        why: '派单',
        within: { hours: policy.intake.replyWithinHours },
      }),
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: ['INT-16'],
    },
    file: {
      title: '归档时限',
      runsIn: ['replied'],
      limit: (row, { policy }) =>
        row.repliedAt && { from: row.repliedAt, why: '回复', within: { hours: policy.intake.answerWithinHours } },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor'],
      rules: ['INT-09'],
    },
  },
})
