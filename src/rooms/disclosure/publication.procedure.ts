import { z } from 'zod'
import { choice, files, line, lines } from '../../kernel/case/fields.ts'
import { type ClockDecl, procedureOn } from '../../kernel/case/procedure.ts'
import { standingActions } from '../../kernel/case/standing.ts'
import { isRequired, kinds, type Publication } from './publication.row.ts'

/** 公示: a text that customers can read in public, from its posting until it is taken down. Handbook INT-07, CMP-30. */
const states = ['posted', 'missing', 'ended'] as const
const open = ['posted', 'missing'] as const
const readers = ['staff'] as const
const posters = ['receptionist', 'butler', 'senior-butler', 'service-supervisor', 'manager'] as const

const { act, procedure } = procedureOn<Publication>()(states)

/** Meant to be read by everybody: nothing in it is anybody's secret. */
const inPublic = { personal: false } as const
const phone = line('公示号码', 30, inPublic)
  .regex(/^[0-9+()\- ]{3,30}$/, '公示号码只写数字、加号、括号和横线')
  .optional()

const whereItHangs = {
  places: lines('公示位置', 500, inPublic),
  photos: files('公示位置的照片', 1),
}

const clocks = {
  recheck: {
    title: '公示复查',
    runsIn: ['posted'],
    limit: (row, { policy }) => ({
      from: row.checkedAt,
      why: '张贴或复查',
      within: { days: policy.intake.recheckDays },
    }),
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['INT-07'],
  },
  repost: {
    title: '补上公示',
    runsIn: ['missing'],
    limit: (row, { policy }) =>
      row.missingSince && {
        from: row.missingSince,
        why: '公示缺失',
        within: { hours: policy.intake.repostHours },
      },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['INT-07'],
  },
} as const satisfies Record<string, ClockDecl<Publication, (typeof states)[number], string>>

export const publication = procedure({
  name: 'publication',
  title: '公示',
  record: '公示记录',
  prefix: 'GS',
  version: 1,
  table: 'publication',
  stateTitles: { posted: '公示中', missing: '缺失待补', ended: '已结束' },
  initial: 'posted',
  final: ['ended'],
  flags: {},
  readers,
  actions: {
    ...standingActions(open, readers),

    post: act({
      title: '登记公示',
      from: 'new',
      to: 'posted',
      by: posters,
      rules: ['INT-07', 'CMP-30'],
      form: z.strictObject({
        kind: choice('公示什么', kinds),
        content: lines('公示内容', 5000, inPublic),
        phone,
        ...whereItHangs,
      }),
      whenForm: [
        {
          rules: ['INT-07'],
          check: (form) =>
            form.kind !== 'service-line' || form.phone !== undefined || '公示24小时服务电话，请填写公示号码',
        },
      ],
      sets: (form, _row, { at, actor }) => ({
        kind: form.kind,
        content: form.content,
        phone: form.phone ?? null,
        places: form.places,
        photos: form.photos,
        postedAt: at,
        postedBy: actor.kind === 'staff' ? actor.accountId : null,
        checkedAt: at,
      }),
      setsCase: (form, _row, { actor }) => ({
        title: form.phone ? `${kinds[form.kind]} ${form.phone}` : kinds[form.kind],
        holderAccount: actor.kind === 'staff' ? actor.accountId : null,
      }),
    }),

    check: act({
      title: '复查',
      hint: '到现场看过：还在、清楚、内容没有变',
      from: ['posted'],
      to: 'same',
      by: posters,
      rules: ['INT-07'],
      primary: true,
      form: z.strictObject({ photos: files('现场照片', 1) }),
      sets: (form, _row, { at }) => ({ checkedAt: at, photos: form.photos }),
    }),

    renew: act({
      title: '更换或重新张贴',
      from: open,
      to: 'posted',
      by: posters,
      rules: ['INT-07'],
      form: z.strictObject({
        content: lines('公示内容', 5000, inPublic),
        phone,
        ...whereItHangs,
      }),
      whenForm: [
        {
          rules: ['INT-07'],
          check: (form, row) =>
            row.kind !== 'service-line' || form.phone !== undefined || '公示24小时服务电话，请填写公示号码',
        },
      ],
      sets: (form, row, { at, actor }) => ({
        content: form.content,
        phone: form.phone ?? null,
        places: form.places,
        photos: form.photos,
        postedAt: at,
        postedBy: actor.kind === 'staff' ? actor.accountId : null,
        checkedAt: at,
        missingSince: null,
        renewed: row.renewed + 1,
      }),
      setsCase: (form, row) => ({ title: form.phone ? `${kinds[row.kind]} ${form.phone}` : kinds[row.kind] }),
    }),

    takeDown: act({
      title: '撤下或发现缺失',
      hint: '必须长期公示的，撤下后限时补上；另有一份还在张贴的写明编号',
      from: ['posted'],
      to: {
        oneOf: ['missing', 'ended'],
        pick: (form, row) => (isRequired(row.kind) && form.stillHangs === undefined ? 'missing' : 'ended'),
      },
      by: posters,
      rules: ['INT-07'],
      form: z.strictObject({
        reason: lines('原因', 300),
        stillHangs: line('仍在张贴的公示编号', 30).optional(),
      }),
      sets: (form, row, { at }) => ({
        downReason: form.reason,
        missingSince: isRequired(row.kind) && form.stillHangs === undefined ? at : null,
      }),
      notifies: ['service-supervisor'],
      notice: '{number} {title} 已撤下或缺失',
    }),

    giveUp: act({
      title: '不再公示',
      hint: '须长期公示的由经理决定',
      from: ['missing'],
      to: 'ended',
      by: ['manager'],
      form: z.strictObject({ reason: lines('原因', 300) }),
      sets: (form) => ({ downReason: form.reason, missingSince: null }),
    }),
  },
  clocks,
})
