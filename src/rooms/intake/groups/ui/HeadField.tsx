import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { cases } from '../../../../kernel/case/case.contract.ts'
import { useT } from '../../../../web/core/i18n.ts'
import { useAsk } from '../../../../web/core/query.ts'
import { useProject } from '../../../../web/core/session.tsx'
import { headProcedures } from '../groups.contract.ts'

/** Open work that can handle several matters together, by its number; the newest while nothing is typed. */
export function HeadField({
  id,
  value,
  onChange,
}: {
  id?: string
  value?: string
  onChange?: (value: unknown) => void
}) {
  const t = useT()
  const project = useProject()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const { data, isLoading } = useAsk(
    cases.list,
    {
      params: { project },
      query: { procedure: headProcedures.join(','), open: 'true', limit: 20, ...(q ? { q } : {}) } as never,
    },
    { follows: 'nothing', keep: true },
  )
  return (
    <Select
      {...(id ? { id } : {})}
      aria-label={t('牵头事项')}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      value={value ?? null}
      onChange={(next) => onChange?.(next ?? undefined)}
      loading={isLoading}
      placeholder={t('按单号查找')}
      notFoundContent={isLoading ? t('正在查找…') : t('没有找到')}
      options={(data?.rows ?? []).map(({ id: of, number, title }) => ({ value: of, label: `${number} ${title}` }))}
      style={{ width: '100%' }}
    />
  )
}
