import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber } from 'antd'
import type { Field } from '../../core/form.ts'
import { useT } from '../../core/i18n.ts'
import { ClauseMarks } from '../ClauseMark.tsx'
import { Money } from './Money.tsx'

type Row = Record<string, unknown>

interface Props {
  field: Field
  value?: readonly Row[] | undefined
  onChange?: (value: Row[]) => void
  /** Refusals by `row.column`. */
  problems?: Readonly<Record<string, string>>
}

/** Lines of a list, such as materials with name, specification, model, quantity and price. */
export function Rows({ field, value = [], onChange, problems = {} }: Props) {
  const t = useT()
  const change = (index: number, name: string, cell: unknown) =>
    onChange?.(value.map((row, at) => (at === index ? { ...row, [name]: cell } : row)))
  return (
    <div className="rows">
      {value.length > 0 && (
        <table>
          <thead>
            <tr>
              {field.columns.map((column) => (
                <th key={column.name}>
                  {t(column.label)} <ClauseMarks rules={column.rules} />
                </th>
              ))}
              <th aria-label={t('操作')} />
            </tr>
          </thead>
          <tbody>
            {value.map((row, index) => (
              <tr key={index}>
                {field.columns.map((column) => {
                  const problem = problems[`${index}.${column.name}`]
                  return (
                    <td key={column.name}>
                      <Cell
                        column={column}
                        label={t('第 {row} 行 {column}', { row: index + 1, column: t(column.label) })}
                        value={row[column.name]}
                        onChange={(cell) => change(index, column.name, cell)}
                      />
                      {problem && <div className="field-problem">{t(problem)}</div>}
                    </td>
                  )
                })}
                <td>
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('删除第 {row} 行', { row: index + 1 })}
                    onClick={() => onChange?.(value.filter((_, at) => at !== index))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Button icon={<PlusOutlined />} onClick={() => onChange?.([...value, {}])}>
        {t('加一行')}
      </Button>
    </div>
  )
}

function Cell({
  column,
  label,
  value,
  onChange,
}: {
  column: Field
  label: string
  value: unknown
  onChange: (value: unknown) => void
}) {
  if (column.kind === 'money') return <Money aria-label={label} value={value as string} onChange={onChange} />
  if (column.kind === 'count') {
    return <InputNumber aria-label={label} min={1} precision={0} value={value as number} onChange={onChange} />
  }
  return <Input aria-label={label} value={(value as string) ?? ''} onChange={({ target }) => onChange(target.value)} />
}
