import { Button, Form, Space } from 'antd'
import { type ReactNode, useId, useMemo, useState } from 'react'
import type { z } from 'zod'
import { Problem } from '../api.ts'
import { BetterWords } from '../core/BetterWords.tsx'
import { checkForm, type Field, fieldsOf } from '../core/form.ts'
import { useT } from '../core/i18n.ts'
import { ClauseMarks } from './ClauseMark.tsx'
import { FieldInput, type FieldInputProps } from './fields/FieldInput.tsx'
import { isFen } from './fields/Money.tsx'
import { ProblemAlert } from './Parts.tsx'

interface Props {
  form: z.ZodObject
  initial?: Record<string, unknown>
  /** Fields that the page knows already. */
  omit?: readonly string[]
  /** A field that is drawn by a component of its own, such as the price list. */
  own?: Readonly<Record<string, (props: FieldInputProps) => ReactNode>>
  submit: string
  busy: boolean
  problem: unknown
  /** Keeps the button from being pressed, with the reason. */
  blocked?: string | undefined
  onSubmit: (form: Record<string, unknown>) => void
  onCancel?: () => void
  /** What stands between the fields and the button, such as a signature. */
  children?: ReactNode
}

/** The form of an action, drawn from its zod schema. The same schema checks it here and at the server. */
export function CaseForm({ form, initial = {}, omit = [], own = {}, children, ...props }: Props) {
  const t = useT()
  const name = useId()
  const fields = useMemo(
    () => fieldsOf(form).filter((field) => !omit.includes(field.name) && field.kind !== 'id'),
    [form, omit],
  )
  const [values, setValues] = useState<Record<string, unknown>>(initial)
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({})
  const told = useMemo(() => toldBy(props.problem), [props.problem])
  const shown = { ...told, ...problems }
  const submit = () => {
    const wrongMoney = fields.find((field) => field.kind === 'money' && !isFen(values[field.name]))
    if (wrongMoney) return setProblems({ [wrongMoney.name]: '金额请填数字，最多两位小数，例如 12.50' })
    const checked = checkForm(form, { ...initial, ...values })
    if (!checked.ok) return setProblems(checked.problems)
    setProblems({})
    props.onSubmit(checked.form)
  }
  return (
    <Form layout="vertical" name={name} onFinish={submit} requiredMark={false} className="case-form">
      {fields
        .filter(({ shownWhen }) => shownWhen?.(values) ?? true)
        .map((field) => (
          <OneField
            key={field.name}
            field={field}
            id={`${name}-${field.name}`}
            own={own[field.name]}
            value={values[field.name]}
            problems={shown}
            onChange={(value) => {
              setValues((was) => ({ ...was, [field.name]: value }))
              setProblems(({ [field.name]: _, ...rest }) => rest)
            }}
          />
        ))}
      {children}
      <div className="case-form-end">
        {props.problem ? <ProblemAlert problem={props.problem} /> : null}
        <Space>
          <Button
            type="primary"
            htmlType="submit"
            loading={props.busy}
            disabled={props.blocked !== undefined}
            title={props.blocked ?? ''}
          >
            {props.submit}
          </Button>
          {props.onCancel && <Button onClick={props.onCancel}>{t('取消')}</Button>}
          {props.blocked && <span className="muted">{props.blocked}</span>}
        </Space>
      </div>
    </Form>
  )
}

function OneField(props: {
  field: Field
  id: string
  own: ((props: FieldInputProps) => ReactNode) | undefined
  value: unknown
  problems: Readonly<Record<string, string>>
  onChange: (value: unknown) => void
}) {
  const { field, id, own, value, problems, onChange } = props
  const t = useT()
  const problem = problems[field.name]
  const inner = Object.fromEntries(
    Object.entries(problems)
      .filter(([path]) => path.startsWith(`${field.name}.`))
      .map(([path, text]) => [path.slice(field.name.length + 1), text]),
  )
  const input: FieldInputProps = { field, id, value, onChange, problems: inner }
  return (
    <Form.Item
      label={
        <>
          {t(field.label)}
          {!field.required && <span className="muted optional">{t('选填')}</span>}{' '}
          <ClauseMarks rules={field.rules} quiet />
        </>
      }
      htmlFor={id}
      {...(field.hint ? { extra: t(field.hint) } : {})}
      {...(problem ? { validateStatus: 'error' as const, help: t(problem) } : {})}
    >
      {own ? own(input) : <FieldInput {...input} />}
      {field.warns && <BetterWords warns={field.warns} text={value} />}
    </Form.Item>
  )
}

/** Fields that the server named in its refusal. */
function toldBy(problem: unknown): Record<string, string> {
  if (!(problem instanceof Problem)) return {}
  return Object.fromEntries(problem.fields.map(({ field, text }) => [field, text]))
}
