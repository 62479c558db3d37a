import { Checkbox, DatePicker, Input, InputNumber, Radio, Rate, Select } from 'antd'
import dayjs from 'dayjs'
import type { Field } from '../../core/form.ts'
import { useT } from '../../core/i18n.ts'
import { HalfHour } from './HalfHour.tsx'
import { Money } from './Money.tsx'
import { Photos } from './Photos.tsx'
import { DepartmentPicker, PersonPicker, PlacePicker, RepairPicker, StaffPicker, UnitPicker } from './Pickers.tsx'
import { Rows } from './Rows.tsx'

export interface FieldInputProps {
  field: Field
  id?: string
  // biome-ignore lint/suspicious/noExplicitAny: each kind of field has its own kind of value
  value?: any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  onChange?: (value: any) => void
  problems?: Readonly<Record<string, string>>
}

/** Draws one field of a form by what its schema says it is; values are what the server takes. */
export function FieldInput({ field, id, value, onChange, problems }: FieldInputProps) {
  const t = useT()
  const own = { ...(id ? { id } : {}), value, onChange: onChange ?? (() => {}) }
  switch (field.kind) {
    case 'lines':
      return (
        <Input.TextArea
          {...own}
          onChange={({ target }) => own.onChange(target.value)}
          autoSize={{ minRows: 2, maxRows: 10 }}
          {...(field.most ? { maxLength: field.most } : {})}
        />
      )
    case 'choice':
      return <Choice {...own} field={field} />
    case 'choices':
      return (
        <Select
          {...own}
          mode="multiple"
          value={value ?? []}
          options={field.choices.map((choice) => ({ value: choice.value, label: t(choice.title) }))}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('可选多项')}
          style={{ width: '100%' }}
        />
      )
    case 'flag':
      return field.required ? (
        <Radio.Group
          {...own}
          aria-label={t(field.label)}
          onChange={({ target }) => own.onChange(target.value)}
          options={[
            { value: true, label: t('是') },
            { value: false, label: t('否') },
          ]}
        />
      ) : (
        <Checkbox id={id} checked={value === true} onChange={({ target }) => own.onChange(target.checked || undefined)}>
          {t(field.label)}
        </Checkbox>
      )
    case 'count':
      return <InputNumber {...own} min={1} precision={0} {...(field.most ? { max: field.most } : {})} />
    case 'rating':
      return <Rate {...own} tooltips={[t('很不满意'), t('不满意'), t('一般'), t('满意'), t('很满意')]} />
    case 'day':
      return (
        <DatePicker
          id={id}
          value={value ? dayjs(value) : null}
          onChange={(day) => own.onChange(day ? day.format('YYYY-MM-DD') : undefined)}
        />
      )
    case 'instant':
      return (
        <DatePicker
          id={id}
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          value={value ? dayjs(value) : null}
          onChange={(at) => own.onChange(at ? at.toISOString() : undefined)}
        />
      )
    case 'half-hour':
      return <HalfHour {...own} {...(field.required ? {} : { none: t('不定时间') })} />
    case 'money':
      return <Money {...own} />
    case 'files':
      return <Photos {...own} label={t(field.label)} most={field.most ?? 9} />
    case 'account':
      return <StaffPicker {...own} />
    case 'technician':
      return <StaffPicker {...own} only="technician" />
    case 'head':
      return <StaffPicker {...own} headsOnly />
    case 'repair':
      return <RepairPicker {...own} />
    case 'department':
      return <DepartmentPicker {...own} />
    case 'unit':
      return <UnitPicker {...own} />
    case 'place':
      return <PlacePicker {...own} />
    case 'person':
      return <PersonPicker {...own} />
    case 'rows':
      return <Rows field={field} value={value} onChange={own.onChange} {...(problems ? { problems } : {})} />
    default:
      return (
        <Input
          {...own}
          onChange={({ target }) => own.onChange(target.value)}
          {...(field.most ? { maxLength: field.most } : {})}
        />
      )
  }
}

function Choice({ field, value, onChange, ...rest }: FieldInputProps) {
  const t = useT()
  const options = field.choices.map((choice) => ({ value: choice.value, label: t(choice.title) }))
  if (options.length <= 4) {
    return (
      <Radio.Group
        {...rest}
        aria-label={t(field.label)}
        value={value}
        onChange={({ target }) => onChange?.(target.value)}
        options={options}
        optionType="button"
      />
    )
  }
  return (
    <Select
      {...rest}
      value={value ?? null}
      onChange={onChange}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('请选择{what}', { what: t(field.label) })}
    />
  )
}
