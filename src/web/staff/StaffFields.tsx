import { useState } from 'react'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { Chips } from '../mobile-kit/ChoiceField.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { FieldFrame } from '../mobile-kit/FieldFrame.tsx'
import type { FieldProps, MoreFields } from '../mobile-kit/field.ts'

/** Fields that name somebody or something of the project. */
export const staffFields: MoreFields = (props) => {
  switch (props.field.kind) {
    case 'technician':
      return <StaffField {...props} only="technician" />
    case 'account':
    case 'head':
      return <StaffField {...props} />
    case 'department':
      return <DepartmentField {...props} />
    case 'unit':
      return <UnitField {...props} />
    case 'place':
      return <PlaceField {...props} />
    default:
      return null
  }
}

/** Long lists get a box to search in. */
const FEW = 8

function StaffField({ field, value, problem, onChange, only }: FieldProps & { only?: 'technician' }) {
  const t = useT()
  const project = useProject()
  const [search, setSearch] = useState('')
  const { data } = useAsk(
    doors.staff,
    { params: { project }, query: only ? { role: only } : {} },
    { follows: 'nothing' },
  )
  const people = (data?.staff ?? []).filter(({ disabledAt }) => disabledAt === null)
  const found = people.filter(({ name, posts }) =>
    `${name} ${posts.map(({ title }) => title).join(' ')}`.includes(search),
  )
  return (
    <FieldFrame field={field} problem={problem} group>
      {people.length > FEW ? (
        <input
          className="input"
          aria-label={t('搜索{what}', { what: t(field.label) })}
          placeholder={t('姓名或岗位')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      ) : null}
      <Chips
        choices={found.slice(0, FEW * 2).map(({ accountId, name, posts, openCases }) => ({
          value: accountId,
          title: only ? t('{name}（在手 {count}）', { name, count: openCases }) : `${name} ${posts[0]?.title ?? ''}`,
        }))}
        value={typeof value === 'string' ? value : null}
        optional={!field.required}
        onChange={onChange}
      />
    </FieldFrame>
  )
}

function DepartmentField({ field, value, problem, onChange }: FieldProps) {
  const project = useProject()
  const { data } = useAsk(doors.departments, { params: { project } }, { follows: 'nothing' })
  return (
    <FieldFrame field={field} problem={problem} group>
      <Chips
        choices={(data?.departments ?? []).map(({ id, name }) => ({ value: id, title: name }))}
        value={typeof value === 'string' ? value : null}
        optional={!field.required}
        onChange={onChange}
      />
    </FieldFrame>
  )
}

export function UnitField(props: FieldProps) {
  const project = useProject()
  const [search, setSearch] = useState('')
  const query = { q: search.trim(), limit: FEW }
  const { data } = useAsk(
    doors.units,
    { params: { project }, query },
    { follows: 'nothing', enabled: search.trim() !== '', keep: true },
  )
  const found = search.trim() === '' ? [] : (data?.rows ?? [])
  return (
    <SearchField
      {...props}
      hint="房号，例如 1-2-301"
      search={search}
      onSearch={setSearch}
      found={found.map(({ id, code }) => ({ value: id, title: code }))}
    />
  )
}

export function PlaceField(props: FieldProps) {
  const project = useProject()
  const [search, setSearch] = useState('')
  const query = { limit: FEW * 2, ...(search.trim() === '' ? {} : { q: search.trim() }) }
  const { data } = useAsk(doors.places, { params: { project }, query }, { follows: 'nothing', keep: true })
  return (
    <SearchField
      {...props}
      hint="大堂、电梯、车库…"
      search={search}
      onSearch={setSearch}
      found={(data?.rows ?? []).map(({ id, name }) => ({ value: id, title: name }))}
    />
  )
}

interface SearchFieldProps extends FieldProps {
  hint: string
  search: string
  onSearch: (search: string) => void
  found: readonly { value: string; title: string }[]
}

function SearchField({ field, value, problem, onChange, hint, search, onSearch, found }: SearchFieldProps) {
  const t = useT()
  return (
    <FieldFrame field={field} problem={problem} group>
      <input
        className="input"
        aria-label={t('搜索{what}', { what: t(field.label) })}
        placeholder={t(hint)}
        value={search}
        onChange={(event) => onSearch(event.target.value)}
      />
      {found.length > 0 ? (
        <Chips
          choices={found}
          value={typeof value === 'string' ? value : null}
          optional={!field.required}
          onChange={onChange}
        />
      ) : null}
    </FieldFrame>
  )
}
