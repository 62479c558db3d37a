import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, InputNumber, Select, Switch, TimePicker } from 'antd'
import dayjs from 'dayjs'
import type { PolicyField } from '../../../kernel/policy/policy.fields.ts'
import { useT } from '../../core/i18n.ts'
import { Money } from '../../kit/fields/Money.tsx'
import { listColumns, sayChoice } from './policy-words.ts'

interface Props {
  field: PolicyField
  value: unknown
  onChange: (value: unknown) => void
}

/** The input of one setting, by its kind. */
export function PolicyInput({ field, value, onChange }: Props) {
  const t = useT()
  const { kind, choices, label, unit, least, most } = field
  const named = { 'aria-label': t(label) }
  if (kind === 'list') return <ListInput field={field} value={value} onChange={onChange} />
  if (kind === 'flag') return <Switch {...named} checked={Boolean(value)} onChange={onChange} />
  if (kind === 'choice') {
    const options = (choices ?? []).map((one) => ({ value: one, label: sayChoice(one, t) }))
    return <Select {...named} value={String(value)} options={options} onChange={onChange} style={{ minWidth: 200 }} />
  }
  if (kind === 'choices') {
    const options = (choices ?? []).map((one) => ({ value: one, label: sayChoice(one, t) }))
    return <Checkbox.Group options={options} value={value as string[]} onChange={onChange} />
  }
  if (kind === 'time') return <TimeInput {...named} value={String(value)} onChange={onChange} />
  if (kind === 'number') {
    const bounds = { ...(least === null ? {} : { min: least }), ...(most === null ? {} : { max: most }) }
    return (
      <InputNumber
        {...named}
        {...bounds}
        value={value as number | null}
        precision={0}
        onChange={(next) => onChange(next)}
        {...(unit ? { suffix: t(unit) } : {})}
        style={{ width: 150 }}
      />
    )
  }
  const cleared = field.standard === null ? null : ''
  return <Input {...named} value={String(value ?? '')} onChange={({ target }) => onChange(target.value || cleared)} />
}

function TimeInput({
  value,
  onChange,
  ...named
}: {
  value: string
  onChange: (value: string) => void
  'aria-label': string
}) {
  return (
    <TimePicker
      {...named}
      format="HH:mm"
      minuteStep={15}
      allowClear={false}
      needConfirm={false}
      value={dayjs(value, 'HH:mm')}
      onChange={(next) => next && onChange(next.format('HH:mm'))}
    />
  )
}

type Row = Record<string, string>

function ListInput({ field: { path }, value, onChange }: Props) {
  const t = useT()
  const columns = listColumns[path] ?? []
  const rows = value as Row[]
  const put = (index: number, change: Row) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...change } : row)))
  return (
    <table>
      <thead>
        <tr>
          {columns.map(({ key, label }) => (
            <th key={key} className="muted">
              {t(label)}
            </th>
          ))}
          <th aria-label={t('操作')} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {columns.map(({ key, label, kind, most }) => (
              <td key={key}>
                {kind === 'time' ? (
                  <TimeInput aria-label={t(label)} value={row[key]!} onChange={(next) => put(index, { [key]: next })} />
                ) : kind === 'fen' ? (
                  <Money
                    aria-label={t(label)}
                    value={row[key]}
                    onChange={(next) => put(index, { [key]: next ?? '' })}
                  />
                ) : (
                  <Input
                    aria-label={t(label)}
                    {...(most ? { maxLength: most } : {})}
                    value={row[key] ?? ''}
                    onChange={({ target }) => put(index, { [key]: target.value })}
                  />
                )}
              </td>
            ))}
            <td>
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t('删除第 {row} 行', { row: index + 1 })}
                onClick={() => onChange(rows.filter((_, at) => at !== index))}
              />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td>
            <Button
              size="small"
              icon={<PlusOutlined />}
              onClick={() =>
                onChange([...rows, Object.fromEntries(columns.map(({ key, kind }) => [key, empty[kind]]))])
              }
            >
              {t('加一行')}
            </Button>
          </td>
        </tr>
      </tfoot>
    </table>
  )
}

const empty = { text: '', time: '08:00', fen: '0' } as const
