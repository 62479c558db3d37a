import { relationTitles } from '../person/relations.ts'
import { paperTime } from '../sheet/paper.ts'
import { type Sheet, tableSection } from '../sheet/sheet.ts'
import type { PersonCopy } from './privacy.contract.ts'

const time = (at: string) => paperTime(at)
const list = (texts: readonly string[]) => (texts.length === 0 ? '未登记' : texts.join('、'))

/** The copy of one's own data to read and print. The handbook has no form for it. */
export const copySheet: Sheet<PersonCopy> = {
  id: 'personal-data-copy',
  name: '个人信息副本',
  title: '个人信息副本',
  paper: 'A4',
  columns: 24,
  number: () => null,
  subtitle: ({ madeAt }) => `截至 ${time(madeAt)}`,
  sections: [
    {
      kind: 'grid',
      heading: '登记资料',
      rows: [
        [
          { kind: 'text', field: null, label: '姓名', span: 9, text: ({ name }) => name },
          { kind: 'text', field: null, label: '登记时间', span: 9, text: ({ onFileSince }) => time(onFileSince) },
        ],
        [{ kind: 'text', field: null, label: '证件号码', span: 21, text: ({ idNumber }) => idNumber ?? '未登记' }],
        [{ kind: 'text', field: null, label: '电话', span: 21, text: ({ phones }) => list(phones) }],
        [{ kind: 'text', field: null, label: '邮箱', span: 21, text: ({ email }) => email ?? '未登记' }],
        [{ kind: 'text', field: null, label: '银行账户', span: 21, text: ({ bankAccounts }) => list(bankAccounts) }],
        [{ kind: 'text', field: null, label: '车牌号', span: 21, text: ({ plates }) => list(plates) }],
        [
          {
            kind: 'text',
            field: null,
            label: '紧急联系人',
            span: 21,
            text: ({ emergencyContacts }) =>
              list(emergencyContacts.map(({ name, relation, phone }) => `${name}（${relation}）${phone}`)),
          },
        ],
      ],
    },
    tableSection<PersonCopy, PersonCopy['residences'][number]>({
      heading: '房屋',
      columns: [
        { field: null, label: '房号', span: 8, text: ({ unit }) => unit },
        { field: null, label: '关系', span: 4, text: ({ relation }) => relationTitles[relation] },
        { field: null, label: '起止', span: 12, text: ({ fromOn, toOn }) => `${fromOn} 至 ${toOn ?? '今'}` },
      ],
      rows: ({ residences }) => residences,
    }),
    tableSection<PersonCopy, PersonCopy['consents'][number]>({
      heading: '您的同意',
      columns: [
        { field: null, label: '用途', span: 6, text: ({ title }) => title },
        { field: null, label: '答复', span: 3, text: ({ given }) => (given ? '同意' : '不同意') },
        { field: null, label: '时间', span: 5, text: ({ at }) => time(at) },
        { field: null, label: '说明文字', span: 10, text: ({ text }) => text },
      ],
      rows: ({ consents }) => consents,
    }),
    tableSection<PersonCopy, PersonCopy['cases'][number]>({
      heading: '事项',
      columns: [
        { field: null, label: '编号', span: 5, text: ({ number, kind }) => `${kind} ${number}` },
        { field: null, label: '内容', span: 6, text: ({ title }) => title },
        { field: null, label: '登记', span: 3, text: ({ openedAt }) => time(openedAt) },
        {
          field: null,
          label: '经过',
          span: 10,
          text: ({ log }) =>
            log.map(({ at, told, words }) => [time(at), told, words].filter(Boolean).join(' ')).join('\n'),
        },
      ],
      rows: ({ cases }) => cases,
    }),
    tableSection<PersonCopy, PersonCopy['looks'][number]>({
      heading: '谁看过您的资料',
      columns: [
        { field: null, label: '时间', span: 5, text: ({ at }) => time(at) },
        { field: null, label: '人员', span: 6, text: ({ by }) => by },
        { field: null, label: '内容', span: 5, text: ({ what }) => what },
        {
          field: null,
          label: '用途',
          span: 8,
          text: ({ purpose, caseNumber }) => [purpose, caseNumber].filter(Boolean).join(' '),
        },
      ],
      rows: ({ looks }) => looks,
    }),
  ],
  notes: ['本副本载有未遮盖的个人信息，请本人妥善保管。'],
}
