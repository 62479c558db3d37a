import { CloseOutlined } from '@ant-design/icons'
import { Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { policy } from '../../../kernel/policy/policy.contract.ts'
import { useT } from '../../core/i18n.ts'
import { sayYuan } from '../../core/money.ts'
import { useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { Money } from './Money.tsx'

export interface PriceItem {
  code: string
  name: string
  quantity: number
  amountFen: string
}

interface Props {
  id?: string
  value?: readonly PriceItem[] | undefined
  onChange?: (items: PriceItem[]) => void
}

const FREE = '+'

/** Items of the project's price list, with quantity and sum; an item that is not on the list can be named and priced. */
export function PriceItems({ id, value = [], onChange }: Props) {
  const t = useT()
  const project = useProject()
  const { data } = useAsk(policy.current, { params: { project } }, { follows: 'nothing', freshMs: 60_000 })
  const [typed, setTyped] = useState('')
  const prices = data?.body.prices ?? []
  const free = typed.trim()
  const add = (code: string) => {
    const price = prices.find((one) => one.code === code)
    const item = price
      ? { code, name: price.name, quantity: 1, amountFen: price.amountFen }
      : { code: '', name: free, quantity: 1, amountFen: '' }
    setTyped('')
    onChange?.([...value, item])
  }
  const change = (index: number, to: Partial<PriceItem>) =>
    onChange?.(value.map((item, at) => (at === index ? { ...item, ...to } : item)))
  return (
    <div className="price-items">
      <Select<string>
        id={id}
        value={null as unknown as string}
        placeholder={prices.length > 0 ? t('输入收费项目，从价目表选') : t('输入收费项目名称')}
        showSearch={{
          searchValue: typed,
          onSearch: setTyped,
          filterOption: (text, option) => option?.value === FREE || String(option?.label ?? '').includes(text.trim()),
        }}
        onSelect={add}
        notFoundContent={t('输入项目名称即可添加')}
        options={[
          ...prices
            .filter(({ code }) => !value.some((item) => item.code === code))
            .map(({ code, name, unit, amountFen }) => ({
              value: code,
              label: `${name}　${sayYuan(amountFen)}/${unit}`,
            })),
          ...(free ? [{ value: FREE, label: t('不在价目表：{name}', { name: free }) }] : []),
        ]}
        style={{ width: '100%' }}
      />
      {value.map((item, index) => (
        <div key={`${item.code}-${item.name}`} className="price-item">
          <span>{item.name}</span>
          {item.code === '' ? (
            <Money
              aria-label={t('{name} 单价', { name: item.name })}
              value={item.amountFen}
              onChange={(amountFen) => change(index, { amountFen: amountFen ?? '' })}
            />
          ) : (
            <span className="number">{sayYuan(item.amountFen)}</span>
          )}
          <InputNumber
            aria-label={t('{name} 数量', { name: item.name })}
            min={1}
            max={999}
            precision={0}
            value={item.quantity}
            onChange={(quantity) => change(index, { quantity: quantity ?? 1 })}
            prefix="×"
          />
          <Button
            type="text"
            size="small"
            icon={<CloseOutlined />}
            aria-label={t('去掉 {name}', { name: item.name })}
            onClick={() => onChange?.(value.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {value.length > 0 && (
        <p className="price-sum">
          {t('合计')} <b className="number">{sayYuan(sumOf(value))}</b>
        </p>
      )}
    </div>
  )
}

/** What the items come to; an amount that is still being typed counts as nothing. */
export function sumOf(items: readonly PriceItem[]): bigint {
  return items.reduce((sum, { amountFen, quantity }) => {
    return /^\d+$/.test(amountFen) ? sum + BigInt(amountFen) * BigInt(quantity) : sum
  }, 0n)
}
