import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { cases } from '../../../kernel/case/case.contract.ts'
import { org } from '../../../kernel/org/org.contract.ts'
import { type Role, roles } from '../../../kernel/org/roles.ts'
import { property } from '../../../kernel/property/property.contract.ts'
import { search } from '../../../kernel/search/search.contract.ts'
import { useT } from '../../core/i18n.ts'
import { useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'

export interface PickerProps {
  id?: string
  value?: string | undefined
  onChange?: (value: string | undefined) => void
  'aria-label'?: string
}

interface Option {
  value: string
  label: string
  more?: string
}

/** A list to choose from that narrows while one types. */
function Pick({
  options,
  onSearch,
  value,
  onChange,
  busy,
  placeholder,
  ...rest
}: PickerProps & {
  options: readonly Option[]
  onSearch?: (typed: string) => void
  busy: boolean
  placeholder: string
}) {
  const t = useT()
  return (
    <Select<string, Option>
      {...rest}
      showSearch={
        onSearch
          ? { filterOption: false, onSearch }
          : { filterOption: (typed, option) => `${option?.label ?? ''}${option?.more ?? ''}`.includes(typed.trim()) }
      }
      allowClear
      value={value ?? null}
      onChange={(next) => onChange?.(next ?? undefined)}
      options={[...options]}
      optionRender={({ data }) => (
        <span className="option">
          {data.label}
          {data.more && <span className="muted">{data.more}</span>}
        </span>
      )}
      loading={busy}
      placeholder={placeholder}
      notFoundContent={busy ? t('正在查找…') : t('没有找到')}
      style={{ width: '100%' }}
    />
  )
}

/** A member of staff; with `only` just those of that role, with what each has in hand. */
export function StaffPicker({ only, headsOnly = false, ...rest }: PickerProps & { only?: Role; headsOnly?: boolean }) {
  const t = useT()
  const project = useProject()
  const { data, isLoading } = useAsk(
    org.staff,
    { params: { project }, query: only ? { role: only } : {} },
    { follows: 'nothing', freshMs: 30_000 },
  )
  const options = (data?.staff ?? [])
    .filter(({ disabledAt, posts }) => disabledAt === null && (!headsOnly || posts.some(({ heads }) => heads)))
    .map(({ accountId, name, posts, openCases }) => ({
      value: accountId,
      label: name,
      more:
        [...new Set(posts.map((post) => t(roles[post.role])))].join(t('、')) +
        (openCases > 0 ? ` · ${t('手上 {count} 单', { count: openCases })}` : ''),
    }))
  return <Pick {...rest} options={options} busy={isLoading} placeholder={t('请选人员')} />
}

export function DepartmentPicker(props: PickerProps) {
  const t = useT()
  const project = useProject()
  const { data, isLoading } = useAsk(org.departments, { params: { project } }, { follows: 'nothing', freshMs: 600_000 })
  const options = (data?.departments ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return <Pick {...props} options={options} busy={isLoading} placeholder={t('请选部门')} />
}

/** A unit by a fragment of its code. */
export function UnitPicker(props: PickerProps) {
  const t = useT()
  const project = useProject()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const found = useAsk(
    property.units,
    { params: { project }, query: { limit: 20, ...(q ? { q } : {}) } },
    { follows: 'nothing', keep: true },
  )
  const chosen = useAsk(
    property.unit,
    { params: { project, unit: props.value ?? '' } },
    { follows: 'nothing', enabled: props.value !== undefined },
  )
  const options = (found.data?.rows ?? []).map(({ id, code, zone }) => ({ value: id, label: code, more: zone.name }))
  const own = chosen.data && props.value ? [{ value: props.value, label: chosen.data.unit.code }] : []
  return (
    <Pick
      {...props}
      options={[...own, ...options.filter(({ value }) => value !== props.value)]}
      onSearch={setTyped}
      busy={found.isFetching}
      placeholder={t('输入房号，如 1-2-301')}
    />
  )
}

/** A public place or a facility. */
export function PlacePicker(props: PickerProps) {
  const t = useT()
  const project = useProject()
  const { data, isLoading } = useAsk(
    property.places,
    { params: { project }, query: { limit: 100 } },
    { follows: 'nothing', freshMs: 600_000 },
  )
  const options = (data?.rows ?? []).map(({ id, name, zone }) => ({ value: id, label: name, more: zone.name }))
  return <Pick {...props} options={options} busy={isLoading} placeholder={t('请选公共部位')} />
}

/** A resident, by name, initials or phone tail. */
export function PersonPicker(props: PickerProps) {
  const t = useT()
  const project = useProject()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const { data, isFetching } = useAsk(
    search.find,
    { params: { project }, body: { q: q || '-', kind: 'person' } },
    { follows: 'nothing', enabled: q !== '', keep: true },
  )
  const options = (data?.hits ?? []).map(({ id, title, subtitle }) => ({ value: id, label: title, more: subtitle }))
  return (
    <Pick
      {...props}
      options={options}
      onSearch={setTyped}
      busy={isFetching}
      placeholder={t('姓名、首字母或电话尾号')}
    />
  )
}

/** A repair order, by its number. */
export function RepairPicker(props: PickerProps) {
  const t = useT()
  const project = useProject()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const { data, isFetching } = useAsk(
    cases.list,
    { params: { project }, query: { procedure: 'repair', limit: 20, ...(q ? { q } : {}) } },
    { follows: 'nothing', keep: true },
  )
  const options = (data?.rows ?? []).map(({ id, number, title }) => ({ value: id, label: number, more: title }))
  return <Pick {...props} options={options} onSearch={setTyped} busy={isFetching} placeholder={t('输入维修单号')} />
}
