import { Rate } from 'antd'
import type { ReactNode } from 'react'
import { org } from '../../kernel/org/org.contract.ts'
import { At } from '../core/clock.tsx'
import type { Field } from '../core/form.ts'
import { useT } from '../core/i18n.ts'
import { sayYuan } from '../core/money.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { Photo } from './fields/Photos.tsx'

interface Props {
  field: Field
  value: unknown
  /** Names of staff by account id. */
  names: Readonly<Record<string, string>>
}

/** What a form said in one field, as people read it. */
export function FieldValue({ field, value, names }: Props): ReactNode {
  const t = useT()
  switch (field.kind) {
    case 'choice':
      return t(field.choices.find((choice) => choice.value === value)?.title ?? String(value))
    case 'flag':
      return value ? t('是') : t('否')
    case 'money':
      return sayYuan(String(value))
    case 'rating':
      return <Rate disabled value={Number(value)} className="rate-small" />
    case 'instant':
    case 'half-hour':
      return <At at={String(value)} />
    case 'account':
    case 'technician':
    case 'head':
    case 'id':
      return names[String(value)] ?? t('（已离职）')
    case 'department':
      return <DepartmentName id={String(value)} />
    case 'files':
      return <PhotoStrip ids={value as string[]} label={t(field.label)} />
    case 'choices':
      return (value as string[])
        .map((one) => t(field.choices.find((choice) => choice.value === one)?.title ?? one))
        .join('；')
    case 'rows':
      return <RowsValue field={field} rows={value as Record<string, unknown>[]} />
    default:
      return <span className="free-text">{String(value)}</span>
  }
}

export function PhotoStrip({ ids, label }: { ids: readonly string[]; label: string }) {
  return (
    <span className="photo-strip">
      {ids.map((id) => (
        <Photo key={id} id={id} label={label} />
      ))}
    </span>
  )
}

function RowsValue({ field, rows }: { field: Field; rows: readonly Record<string, unknown>[] }) {
  const t = useT()
  return (
    <ul className="plain-list">
      {rows.map((row, index) => (
        <li key={`${index}-${String(row.name)}`}>
          {field.columns
            .map(({ name, kind, label }) => {
              if (kind === 'money' || name === 'amountFen') return sayYuan(String(row[name]))
              return name === 'quantity'
                ? t('{count} 件', { count: Number(row[name]) })
                : label === 'code' || name === 'code'
                  ? ''
                  : String(row[name])
            })
            .filter(Boolean)
            .join('　')}
        </li>
      ))}
    </ul>
  )
}

function DepartmentName({ id }: { id: string }) {
  const project = useProject()
  const { data } = useAsk(org.departments, { params: { project } }, { follows: 'nothing', freshMs: 600_000 })
  return data?.departments.find((department) => department.id === id)?.name ?? '…'
}
