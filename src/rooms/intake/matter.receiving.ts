import { z } from 'zod'
import { choice, files, id, instant, line, lines } from '../../kernel/case/fields.ts'
import { cut, titleOf } from '../../kernel/case/title.ts'
import { dateOr } from './matter.guards.ts'
import { channels, emergencies, kinds, registers } from './matter.row.ts'
import { act, open } from './matter.states.ts'
import { departments, topics } from './triage/labels.ts'

/** How a matter comes in, is judged and is passed on. */
export const receiving = {
  register: act({
    title: '登记诉求',
    from: 'new',
    to: 'registered',
    by: ['staff', 'owner'],
    rules: ['INT-08', 'INT-06'],
    form: z.strictObject({
      channel: choice('来源', channels, { rules: ['INT-06'] }),
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
        rules: ['INT-06'],
        // The hours to sort and to answer count from these: who asks does not choose them.
        check: (form, _matter, { actor }) =>
          actor.kind !== 'owner' ||
          (form.channel === 'owner-phone' && form.heardAt === undefined) ||
          '业主自己登记的诉求，来源是业主手机，时间从登记算起',
      },
      {
        check: (form, _matter, { at }) =>
          form.heardAt === undefined || new Date(form.heardAt) <= at || '听到的时间不能晚于现在',
      },
      {
        check: (form) =>
          form.channel !== 'network' ||
          (form.site !== undefined && form.foundAt !== undefined) ||
          '网络来的诉求请写明网站或平台、发现时间',
      },
      {
        check: (form, _matter, { at }) =>
          [form.postedAt, form.foundAt].every((time) => time === undefined || new Date(time) <= at) ||
          '发帖和发现的时间不能晚于现在',
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
      // Who imports a file has heard nobody: its matters wait in the desk's queue for whoever sorts them.
      ...(actor.kind === 'staff' && form.channel !== 'file'
        ? { firstResponderAccount: actor.accountId, holderAccount: actor.accountId }
        : {}),
    }),
    // The desk is told of a file once, not of each of its messages.
    notifies: (form) => (form.channel === 'file' ? [] : ['receptionist']),
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

  /** Where the work was found to be, told back to a matter that did not know. */
  locate: act({
    title: '补记地点',
    from: open,
    to: 'same',
    by: ['reaction'],
    form: z.strictObject({
      unitId: id('房号', 'unit').optional(),
      placeId: id('公共部位', 'place').optional(),
      personId: id('诉求人', 'person').optional(),
    }),
    when: [
      { check: (_matter, { case: of }) => (of.unitId === null && of.placeId === null) || '诉求已经有房号或公共部位' },
    ],
    setsCase: (form, _matter, { case: of }) => ({
      ...(form.unitId ? { unitId: form.unitId } : {}),
      ...(form.placeId ? { placeId: form.placeId } : {}),
      ...(form.personId && of.personId === null ? { personId: form.personId } : {}),
    }),
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
      /** What the model suggests besides, and learns from; the work that is opened has its own. */
      department: choice('责任方', departments).optional(),
      topic: choice('主题', topics).optional(),
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
    form: z.strictObject({ number: z.string().max(40), handedOver: z.boolean().optional() }),
    sets: (form, matter, { at }) => ({
      dispatchedAt: matter.dispatchedAt ?? at,
      concludedAt: null,
      handOvers: matter.handOvers + (form.handedOver === false ? 0 : 1),
    }),
    tellOwner: '已转给责任部门办理',
  }),
}
