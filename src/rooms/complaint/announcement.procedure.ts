import { z } from 'zod'
import { files, flag, instant, lines } from '../../kernel/case/fields.ts'
import { procedureOn } from '../../kernel/case/procedure.ts'
import { standingActions } from '../../kernel/case/standing.ts'
import { isInReach, OUT_OF_REACH } from '../../kernel/clock/time.ts'
import { marksIn } from '../../kernel/privacy/mask-text.ts'
import { say } from '../../kernel/text/translate.ts'
import { announcementSections } from './announcement.row.ts'

/** The room's row (table complaint_announcement): what all customers read about the month's complaints (CMP-44). */
export interface Announcement {
  state: string
  period: string
  fromOn: string
  toOn: string
  dueAt: Date
  common: string | null
  places: string | null
  interests: string | null
  disputes: string | null
  measures: string | null
  results: string | null
  draftedAt: Date | null
  draftedBy: string | null
  checkedAt: Date | null
  checkWords: string | null
  hangsAt: string | null
  photos: readonly string[]
  publishedAt: Date | null
}

const states = ['due', 'drafted', 'checked', 'published'] as const
const open = ['due', 'drafted', 'checked'] as const
const readers = ['staff'] as const
const { act, procedure } = procedureOn<Announcement>()(states)

/** Public from the beginning: nothing in it may be anybody's. */
const section = (label: string) => lines(label, 3000, { personal: false, rules: ['CMP-44'] })
const sections = {
  common: section(announcementSections.common),
  places: section(announcementSections.places),
  interests: section(announcementSections.interests),
  disputes: section(announcementSections.disputes),
  measures: section(announcementSections.measures),
  results: section(announcementSections.results),
}

/** 投诉处理公布: opened by its duty, drafted, checked by a second person for personal data, hung up. Handbook CMP-44. */
export const announcement = procedure({
  name: 'announcement',
  title: '投诉处理公布',
  record: '投诉处理公布',
  prefix: 'TG',
  version: 1,
  table: 'complaint_announcement',
  stateTitles: { due: '待拟稿', drafted: '待核对', checked: '待张贴', published: '已公布' },
  initial: 'due',
  final: ['published'],
  flags: {},
  relations: { drafter: (row, actor) => actor.kind === 'staff' && row.draftedBy === actor.accountId },
  readers,
  actions: {
    ...standingActions(open, readers),

    open: act({
      title: '到期公布',
      from: 'new',
      to: 'due',
      by: ['clock'],
      rules: ['CMP-44'],
      form: z.strictObject({
        period: z.string().max(10).meta({ label: '月份' }),
        fromOn: z.iso.date().refine(isInReach, OUT_OF_REACH).meta({ label: '起' }),
        toOn: z.iso.date().refine(isInReach, OUT_OF_REACH).meta({ label: '止' }),
        dueAt: instant('截止时间'),
      }),
      sets: (form) => ({ period: form.period, fromOn: form.fromOn, toOn: form.toOn, dueAt: new Date(form.dueAt) }),
      setsCase: (form) => ({ title: say('投诉处理公布 {period}', { period: form.period }) }),
      notifies: ['manager', 'service-supervisor'],
      notice: '请拟 {title}',
    }),

    draft: act({
      title: '拟稿',
      hint: '不写姓名、房号、电话和车牌',
      from: ['due', 'drafted', 'checked'],
      to: 'drafted',
      by: ['manager', 'service-supervisor', 'service-director'],
      rules: ['CMP-44'],
      primary: true,
      form: z.strictObject(sections),
      whenForm: [
        {
          rules: ['CMP-44'],
          check: (form) =>
            Object.values(form).every((text) => marksIn(text).length === 0) || '公布件里有电话、证件号或车牌，请删去',
        },
      ],
      sets: (form, _row, { at, actor }) => ({
        ...form,
        draftedAt: at,
        draftedBy: actor.kind === 'staff' ? actor.accountId : null,
        checkedAt: null,
      }),
      setsCase: (_form, _row, { actor }) => (actor.kind === 'staff' ? { holderAccount: actor.accountId } : {}),
      notifies: ['manager', 'service-director', 'service-supervisor'],
      notice: '{title} 请核对个人信息',
    }),

    check: act({
      title: '核对个人信息',
      hint: '由另一人逐句核对，不能让人认出是谁',
      from: ['drafted'],
      to: 'checked',
      by: ['manager', 'service-supervisor', 'service-director'],
      except: { relations: ['drafter'], rules: ['CMP-44'] },
      rules: ['CMP-44'],
      primary: true,
      form: z.strictObject({
        clean: flag('已逐句核对，认不出任何人', { rules: ['CMP-44'] }),
        words: lines('核对说明', 500, { hint: '标出的字句可以公布的，写明为什么' }).optional(),
      }),
      whenForm: [{ rules: ['CMP-44'], check: (form) => form.clean || '还认得出人的，请退回改稿' }],
      sets: (form, _row, { at }) => ({ checkedAt: at, checkWords: form.words ?? null }),
    }),

    publish: act({
      title: '张贴公布',
      from: ['checked'],
      to: 'published',
      by: ['receptionist', 'butler', 'service-supervisor', 'manager'],
      rules: ['CMP-44'],
      primary: true,
      form: z.strictObject({
        hangsAt: lines('公布位置', 500, { personal: false, rules: ['CMP-44'] }),
        photos: files('公布位置照片', 1),
      }),
      sets: (form, _row, { at }) => ({ hangsAt: form.hangsAt, photos: form.photos, publishedAt: at }),
    }),
  },
  clocks: {
    publish: {
      title: '公布时限',
      runsIn: ['due', 'drafted', 'checked'],
      limit: (row) => ({ from: row.dueAt, why: '规定的公布日', within: { minutes: 0 } }),
      onExpiry: 'recordBreach',
      ladder: ['manager', 'executive'],
      rules: ['CMP-44'],
    },
  },
})
