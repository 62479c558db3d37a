import { lazy, Suspense } from 'react'
import { BetterWords } from '../core/BetterWords.tsx'
import { useT } from '../core/i18n.ts'
import { ChoiceField, ChoicesField, FlagField } from './ChoiceField.tsx'
import { FieldFrame } from './FieldFrame.tsx'
import type { FieldProps, FormField, MoreFields, Values } from './field.ts'
import { HalfHourField } from './HalfHourField.tsx'
import { PhotoField } from './PhotoField.tsx'
import { RatingField } from './RatingField.tsx'
import type { Via } from './send.ts'

/** Amounts need the money functions; most screens do not. */
const MoneyField = lazy(() => import('./MoneyField.tsx').then(({ MoneyField }) => ({ default: MoneyField })))
const MaterialsField = lazy(() => import('./MaterialsField.tsx').then((m) => ({ default: m.MaterialsField })))

interface FormFieldsProps {
  fields: readonly FormField[]
  values: Values
  problems: Readonly<Record<string, string>>
  via: Via
  /** Words that are often said, by field: one tap instead of typing. */
  phrases?: Readonly<Record<string, readonly string[]>>
  more?: MoreFields
  /** Pictures come from the camera at once, not from the album: evidence of the place. */
  camera?: boolean
  onChange: (values: Values) => void
}

/** The fields of one task, one under the other. */
export function FormFields({
  fields,
  values,
  problems,
  via,
  phrases = {},
  more,
  camera = false,
  onChange,
}: FormFieldsProps) {
  return (
    <Suspense fallback={null}>
      {fields
        .filter(({ shownWhen }) => shownWhen?.(values) ?? true)
        .map((field) => {
          const props = {
            field,
            value: values[field.name],
            problem: problems[field.name] ?? nested(problems, field.name),
            onChange: (value: unknown) => onChange({ ...values, [field.name]: value }),
          }
          const own = more?.(props)
          return (
            <div key={field.name} data-field={field.name}>
              {own ?? (
                <KnownField
                  {...props}
                  via={via}
                  camera={camera}
                  phrases={phrases[field.name] ?? []}
                  problems={problems}
                />
              )}
            </div>
          )
        })}
    </Suspense>
  )
}

/** The first trouble somewhere inside a field, such as `materials.0.name`. */
function nested(problems: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(problems).find(([path]) => path.startsWith(`${name}.`))?.[1]
}

type KnownFieldProps = FieldProps & {
  via: Via
  camera: boolean
  phrases: readonly string[]
  problems: Readonly<Record<string, string>>
}

function KnownField({ via, camera, phrases, problems, ...props }: KnownFieldProps) {
  switch (props.field.kind) {
    case 'choice':
      return <ChoiceField {...props} />
    case 'choices':
      return <ChoicesField {...props} />
    case 'flag':
      return <FlagField {...props} />
    case 'files':
      return <PhotoField {...props} via={via} camera={camera} />
    case 'rating':
      return <RatingField {...props} />
    case 'half-hour':
      return <HalfHourField {...props} />
    case 'money':
      return <MoneyField {...props} />
    case 'rows':
      return <MaterialsField {...props} problems={problems} />
    default:
      return <TextField {...props} phrases={phrases} />
  }
}

/** Free text, a whole number or a day. */
function TextField({ field, value, problem, onChange, phrases }: FieldProps & { phrases: readonly string[] }) {
  const t = useT()
  const text = value === undefined || value === null ? '' : String(value)
  const shared = {
    className: 'input',
    'aria-label': t(field.label),
    'aria-invalid': problem !== undefined,
    placeholder: field.hint ? t(field.hint) : undefined,
    value: text,
  }
  const typed = (typing: string) => onChange(field.kind === 'count' ? numberOf(typing) : typing)
  return (
    <FieldFrame field={field} problem={problem}>
      {field.kind === 'lines' ? (
        <textarea {...shared} rows={3} maxLength={field.most ?? 2000} onChange={(event) => typed(event.target.value)} />
      ) : (
        <input
          {...shared}
          type={field.kind === 'day' ? 'date' : 'text'}
          inputMode={field.kind === 'count' ? 'numeric' : undefined}
          maxLength={field.kind === 'text' ? (field.most ?? 100) : undefined}
          onChange={(event) => typed(event.target.value)}
        />
      )}
      {field.warns ? <BetterWords warns={field.warns} text={text} /> : null}
      {phrases.length > 0 ? (
        <div className="chips">
          {phrases.map((phrase) => (
            <button
              key={phrase}
              type="button"
              className="chip"
              onClick={() => onChange(text.trim() === '' ? t(phrase) : [text.trim(), t(phrase)].join(t('，')))}
            >
              {t(phrase)}
            </button>
          ))}
        </div>
      ) : null}
    </FieldFrame>
  )
}

/** What is no number stays as it was typed, so that the check can say so. */
function numberOf(typing: string): unknown {
  const plain = typing.trim()
  return /^\d{1,9}$/.test(plain) ? Number(plain) : plain
}
