import { z } from 'zod'
import { choice, count, flag, id, line, lines } from '../../kernel/case/fields.ts'
import { titleOf } from '../../kernel/case/title.ts'
import { act, open } from './contact.states.ts'
import { type ContactSlip, kinds } from './matter.row.ts'

/** What the handler says when he signs: can he do it himself, or must he ask (INT-17)? */
const signing = z.strictObject({ needsSuperior: flag('自己处理不了，须请示上级') })

/** INT-15: the department keeps a copy, and signs for it, even when the slip counted as received before. */
const copySigned = {
  rules: ['INT-15'],
  check: (slip: ContactSlip) => slip.copySignedAt !== null || '先补签收附件，附件由责任部门存放',
} as const

/** The way of a contact slip: issued, received by the department, answered, filed. */
export const work = {
  issue: act({
    title: '开工作联系单',
    from: 'new',
    to: 'issued',
    by: ['receptionist'],
    byRules: ['INT-11', 'INT-20'],
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

  receive: act({
    title: '签收',
    hint: '签收并留下附件；原件归客户接待员',
    from: ['issued'],
    to: 'received',
    by: ['assignee'],
    rules: ['INT-14'],
    primary: true,
    signedBy: { who: 'actor', sheet: 'work-contact-slip', rules: ['INT-14'] },
    form: signing,
    sets: (form, _slip, { at }) => ({ receivedAt: at, copySignedAt: at, needsSuperior: form.needsSuperior }),
    tellOwner: '责任部门已接收',
  }),

  countReceived: act({
    title: '视为已接收',
    from: ['issued'],
    to: 'received',
    by: ['clock'],
    rules: ['INT-15'],
    form: z.strictObject({}),
    // The moment that the slip counts from, also when the clock itself was late.
    sets: (_form, slip, { policy }) => ({
      receivedAt: new Date(slip.issuedAt.getTime() + policy.intake.slipReceivedMinutes * 60_000),
      countedReceived: true,
    }),
    notifies: ['assignee', 'receptionist'],
    notice: '{number} 逾时未签收，视为已接收，时限已经起算',
    tellOwner: '责任部门已接收',
  }),

  signCopy: act({
    title: '补签收附件',
    from: ['received'],
    to: 'same',
    by: ['assignee'],
    rules: ['INT-15'],
    primary: true,
    signedBy: { who: 'actor', sheet: 'work-contact-slip', rules: ['INT-15'] },
    form: signing,
    when: [{ hides: true, check: (slip) => slip.copySignedAt === null || '附件已经签收' }],
    sets: (form, _slip, { at }) => ({ copySignedAt: at, needsSuperior: form.needsSuperior }),
  }),

  reply: act({
    title: '回复前台',
    hint: '把处理结果回给客户接待员',
    from: ['received'],
    to: 'replied',
    by: ['assignee'],
    rules: ['INT-16'],
    signedBy: { who: 'actor', sheet: 'work-contact-slip', rules: ['INT-16'] },
    primary: true,
    form: z.strictObject({ reply: lines('处理及回复意见', 2000), done: z.boolean().meta({ label: '已处理完成' }) }),
    when: [copySigned],
    sets: (form, _row, { at }) => ({ reply: form.reply, repliedAt: at, doneAt: form.done ? at : null }),
    notifies: ['first-responder', 'receptionist'],
    notice: '{number} 责任部门已回复',
  }),

  sendBack: act({
    title: '退回再办',
    from: ['replied'],
    to: 'received',
    by: ['receptionist', 'first-responder'],
    rules: ['INT-09'],
    form: z.strictObject({ reason: lines('退回原因', 500) }),
    sets: (form, row) => ({ returned: row.returned + 1, returnReason: form.reason, repliedAt: null, doneAt: null }),
    notifies: ['assignee'],
    notice: '{number} 退回再办',
  }),

  file: act({
    title: '归档',
    hint: '原件归客户接待员保存，附件留在责任部门',
    from: ['replied'],
    to: 'closed',
    by: ['receptionist'],
    byRules: ['INT-15'],
    rules: ['INT-09'],
    primary: true,
    form: z.strictObject({ originalPlace: line('原件存放处', 100, { rules: ['INT-15'] }) }),
    when: [{ check: (row) => row.doneAt !== null || '责任部门还没有处理完成' }],
    sets: (form) => ({ originalPlace: form.originalPlace }),
    tellOwner: '责任部门已办结',
  }),

  heedChase: act({
    title: '客户催单',
    from: open,
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
}
