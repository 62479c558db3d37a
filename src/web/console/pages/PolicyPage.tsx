import { EditOutlined, HistoryOutlined } from '@ant-design/icons'
import { Alert, Button, Input, Space, Tag } from 'antd'
import { useMemo, useState } from 'react'
import { policy } from '../../../kernel/policy/policy.contract.ts'
import { at, type PolicyField, policyDifferences, policySections } from '../../../kernel/policy/policy.fields.ts'
import type { Policy } from '../../../kernel/policy/policy.ts'
import { At } from '../../core/clock.tsx'
import { t, useT } from '../../core/i18n.ts'
import { useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ClauseMarks } from '../../kit/ClauseMark.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { useHas } from '../home.ts'
import { AuditLine } from './AuditLine.tsx'
import { PolicyHistory } from './PolicyHistory.tsx'
import { PolicySave } from './PolicySave.tsx'
import { PolicyInput } from './PolicyValue.tsx'
import { listColumns, sayRow, sayValue } from './policy-words.ts'
import './org.css'

/** The settings of the project by section: which figures are the handbook's and which its own, and since when. */
export function PolicyPage() {
  const t = useT()
  const project = useProject()
  const changes = useHas('manager', 'service-director', 'quality-dept', 'executive')
  const [draft, setDraft] = useState<Policy | null>(null)
  const [open, setOpen] = useState<'save' | 'history' | null>(null)
  const [typed, setTyped] = useState('')
  const { data, error } = useAsk(policy.current, { params: { project } }, { follows: 'nothing' })
  const sections = useMemo(() => policySections(), [])
  if (!data) return <ProblemAlert problem={error} />
  // A change is made on the newest version, in force or not.
  const base = data.coming?.body ?? data.body
  const shown = draft ?? data.body
  const changed = new Set(draft ? policyDifferences(base, draft).map(({ path }) => path) : [])
  const found = sections
    .map((section) => ({ ...section, fields: section.fields.filter((field) => matches(field, typed.trim())) }))
    .filter(({ fields }) => fields.length > 0)
  return (
    <>
      <div className="page-head">
        <h1>{t('项目设置')}</h1>
        <Space wrap>
          <Input.Search
            allowClear
            placeholder={t('找设置或条款号')}
            onChange={({ target }) => setTyped(target.value)}
            style={{ width: 190 }}
          />
          <Button icon={<HistoryOutlined />} onClick={() => setOpen('history')}>
            {t('历史与比较')}
          </Button>
          {changes && !draft && (
            <Button type="primary" icon={<EditOutlined />} onClick={() => setDraft(base)}>
              {t('修改')}
            </Button>
          )}
          {draft && (
            <>
              <Button onClick={() => setDraft(null)}>{t('放弃')}</Button>
              <Button type="primary" disabled={changed.size === 0} onClick={() => setOpen('save')}>
                {t('预览并保存（{count}）', { count: changed.size })}
              </Button>
            </>
          )}
        </Space>
      </div>
      <p className="muted">
        {t('第 {version} 版', { version: data.version })}
        {t('，')}
        <At at={data.effectiveAt} /> {t('起生效')}
        {t('，')}
        {data.madeBy ?? t('系统')}
        {t('：')}
        {data.reason}
      </p>
      {data.coming && (
        <Alert
          type="info"
          showIcon
          title={
            <>
              {t('第 {version} 版将于', { version: data.coming.version })} <At at={data.coming.effectiveAt} />{' '}
              {t('生效：{reason}', { reason: data.coming.reason })}
            </>
          }
          description={
            draft
              ? t('正在它的基础上修改，新版不能早于它生效。')
              : t('修改会在它的基础上进行；在“历史与比较”里看它改了什么。')
          }
        />
      )}
      <div className="settings">
        <nav aria-label={t('设置分类')}>
          {found.map(({ name, title }) => (
            <a key={name} className="nav-link" href={`#settings-${name}`}>
              {t(title)}
            </a>
          ))}
        </nav>
        <div>
          {found.length === 0 && <p className="muted">{t('没有找到这样的设置。')}</p>}
          {found.map(({ name, title, fields }) => (
            <section key={name} id={`settings-${name}`} aria-label={t(title)}>
              <h2>{t(title)}</h2>
              {fields.map((field) => (
                <Setting
                  key={field.path}
                  field={field}
                  value={at(shown, field.path)}
                  changed={changed.has(field.path)}
                  {...(draft ? { onChange: (value: unknown) => setDraft(withValue(draft, field.path, value)) } : {})}
                />
              ))}
            </section>
          ))}
          {changes && typed === '' && <AuditLine />}
        </div>
      </div>
      {open === 'history' && <PolicyHistory standing={data} changes={changes} onClose={() => setOpen(null)} />}
      {open === 'save' && draft && (
        <PolicySave
          standing={data}
          draft={draft}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null)
            setDraft(null)
          }}
        />
      )}
    </>
  )
}

function Setting(props: { field: PolicyField; value: unknown; changed: boolean; onChange?: (value: unknown) => void }) {
  const { field, value, changed, onChange } = props
  const t = useT()
  const { label, own, rules, kind, standard } = field
  const usual = kind !== 'list' && JSON.stringify(standard) !== JSON.stringify(value)
  return (
    <div className={`setting${kind === 'list' ? ' is-wide' : ''}${changed ? ' is-changed' : ''}`}>
      <span>
        {t(label)} <ClauseMarks rules={rules} />{' '}
        <Tag color={own ? 'default' : 'cyan'} variant="filled">
          {own ? t('项目自定') : t('手册规定')}
        </Tag>
      </span>
      <span>
        {onChange ? (
          <PolicyInput field={field} value={value} onChange={onChange} />
        ) : (
          <Value field={field} value={value} />
        )}{' '}
        {usual && (
          <span className="muted">
            {own ? t('默认') : t('手册为')} {sayValue(field, standard, t)}
          </span>
        )}
      </span>
    </div>
  )
}

/** A value as it stands; a list as a table. */
function Value({ field, value }: { field: PolicyField; value: unknown }) {
  const t = useT()
  const rows = field.kind === 'list' ? (value as Record<string, string>[]) : []
  if (rows.length === 0) return <strong className="number">{sayValue(field, value, t)}</strong>
  const columns = listColumns[field.path] ?? []
  return (
    <table>
      <thead>
        <tr>
          {columns.map(({ key, label }) => (
            <th key={key} className="muted">
              {t(label)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={sayRow(field.path, row)}>
            {columns.map((column) => (
              <td key={column.key} className="number">
                {sayRow(field.path, { [column.key]: row[column.key] ?? '' }).replace(/ 元$/, '')}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const matches = ({ label, rules, path }: PolicyField, typed: string) =>
  typed === '' || [label, t(label), path, ...rules].some((text) => text.toLowerCase().includes(typed.toLowerCase()))

/** The same settings with one value changed. */
function withValue(policy: Policy, path: string, value: unknown): Policy {
  const [section, key] = path.split('.') as [keyof Policy, string | undefined]
  if (key === undefined) return { ...policy, [section]: value }
  return { ...policy, [section]: { ...(policy[section] as object), [key]: value } }
}
