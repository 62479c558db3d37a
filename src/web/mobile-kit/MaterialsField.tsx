import { sumFen } from '../../kernel/money.ts'
import { useT } from '../core/i18n.ts'
import { sayYuan } from '../core/money.ts'
import { FieldFrame } from './FieldFrame.tsx'
import type { FieldProps } from './field.ts'
import { MoneyInput } from './MoneyField.tsx'

interface Row {
  name?: string
  specification?: string
  model?: string
  quantity?: number | string
  unitPriceFen?: string
}

/** Materials line by line, none of the five columns left out (REP-05), with their sum. */
export function MaterialsField(props: FieldProps & { problems: Readonly<Record<string, string>> }) {
  const { field, value, problem, problems, onChange } = props
  const t = useT()
  const rows = Array.isArray(value) && value.length > 0 ? (value as Row[]) : [{ quantity: 1 }]
  const change = (index: number, part: Row) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)))
  return (
    <FieldFrame field={field} problem={problem} group>
      {rows.map((row, index) => (
        <div key={`${index}/${rows.length}`} className="card" style={{ marginBottom: 10 }}>
          <div className="row">
            <strong>{t('材料 {number}', { number: index + 1 })}</strong>
            {rows.length > 1 ? (
              <button
                type="button"
                className="chip"
                aria-label={t('删除材料 {number}', { number: index + 1 })}
                onClick={() => onChange(rows.filter((_, at) => at !== index))}
              >
                {t('删除')}
              </button>
            ) : null}
          </div>
          <Line
            row={row}
            number={index + 1}
            wrong={(column) => problems[`${field.name}.${index}.${column}`] !== undefined}
            onChange={(part) => change(index, part)}
          />
        </div>
      ))}
      <button type="button" className="btn btn-accent" onClick={() => onChange([...rows, { quantity: 1 }])}>
        {t('再加一项材料')}
      </button>
      <div className="sum">
        <span>{t('材料合计')}</span>
        <b className="num">{sayYuan(materialsFen(rows))}</b>
      </div>
    </FieldFrame>
  )
}

interface LineProps {
  row: Row
  number: number
  wrong: (column: string) => boolean
  onChange: (part: Row) => void
}

function Line({ row, number, wrong, onChange }: LineProps) {
  const t = useT()
  const label = (column: string) => t('材料 {number} {column}', { number, column: t(column) })
  const text = (column: 'name' | 'specification' | 'model', title: string) => (
    <input
      className="input"
      aria-label={label(title)}
      aria-invalid={wrong(column)}
      placeholder={t(title)}
      maxLength={60}
      value={row[column] ?? ''}
      onChange={(event) => onChange({ [column]: event.target.value })}
    />
  )
  return (
    <>
      {text('name', '名称')}
      <div className="line-grid">
        {text('specification', '规格')}
        {text('model', '型号')}
        <input
          className="input num"
          inputMode="numeric"
          aria-label={label('数量')}
          aria-invalid={wrong('quantity')}
          placeholder={t('数量')}
          value={row.quantity ?? ''}
          onChange={({ target }) =>
            onChange({ quantity: /^\d{1,4}$/.test(target.value) ? Number(target.value) : target.value })
          }
        />
        <MoneyInput
          label={label('单价（元）')}
          fen={row.unitPriceFen}
          wrong={wrong('unitPriceFen')}
          onChange={(unitPriceFen) => onChange({ unitPriceFen } as Row)}
        />
      </div>
    </>
  )
}

/** Lines that are not complete yet count nothing. */
export function materialsFen(rows: readonly Row[]): bigint {
  return sumFen(
    rows.map(({ quantity, unitPriceFen }) =>
      typeof quantity === 'number' && unitPriceFen !== undefined && /^\d+$/.test(unitPriceFen)
        ? BigInt(unitPriceFen) * BigInt(quantity)
        : 0n,
    ),
  )
}
