import { type ReactNode, useState } from 'react'
import { useT } from '../core/i18n.ts'
import { FormFields } from './FormFields.tsx'
import type { FormField, MoreFields, Values } from './field.ts'
import { type Drawn, SignatureField } from './SignatureField.tsx'
import { type Errand, type Outcome, type Signed, useSend } from './send.ts'

export type Checked = { ok: true; form: Values } | { ok: false; problems: Record<string, string> }

/** Who signs, and on what way the signature comes. */
export interface Signing {
  about: string
  signerName: string
  relation: string
  /** Name and relation are known and not asked for. */
  known: boolean
  way: Signed['way']
  personId?: string | undefined
}

interface TaskProps {
  errand: Omit<Errand, 'form' | 'signature'>
  fields: readonly FormField[]
  /** What of the form is known before. */
  initial?: Values
  phrases?: Readonly<Record<string, readonly string[]>>
  check: (values: Values) => Checked
  signing?: Signing | null
  submit: string
  danger?: boolean
  /** A second main button: does this task and the next one, which needs no words, in one tap. */
  thenToo?: { action: string; submit: string } | null
  more?: MoreFields
  camera?: boolean
  /** Fields that are only asked for when others say so. */
  shows?: (field: string, values: Values) => boolean
  onDone?: (outcomes: readonly Outcome[]) => void
  children: (parts: { body: ReactNode; foot: ReactNode }) => ReactNode
}

/** One task: its fields, its signature and its button. The screen around it decides what else is shown. */
export function Task(props: TaskProps) {
  const {
    errand,
    fields,
    initial = {},
    phrases,
    check,
    signing,
    submit,
    danger,
    thenToo,
    more,
    camera,
    shows,
    onDone,
  } = props
  const t = useT()
  const [values, setValues] = useState<Values>(initial)
  const [drawn, setDrawn] = useState<Drawn>(() => emptyDrawn(signing))
  const [problems, setProblems] = useState<Record<string, string>>({})
  const { send, busy, problem, reset } = useSend({ onSent: onDone })

  const go = async (next: string | null) => {
    const checked = check(values)
    const wrong = { ...(checked.ok ? {} : checked.problems), ...signatureTrouble(signing, drawn) }
    setProblems(wrong)
    if (!checked.ok || Object.keys(wrong).length > 0) return showFirst(wrong)
    const first: Errand = { ...errand, form: checked.form, signature: signatureOf(signing, drawn) }
    const errands = next === null ? [first] : [first, { ...errand, action: next, form: {} }]
    // What went wrong is shown below, from `problem`.
    await send(errands).catch(() => {})
  }

  const refused = Object.fromEntries((problem?.fields ?? []).map(({ field, text }) => [field, text]))
  const wrong = { ...refused, ...problems }
  const change = (next: Values) => {
    setValues(next)
    if (Object.keys(wrong).length > 0) setProblems({})
    if (problem) reset()
  }
  const body = (
    <>
      <FormFields
        fields={shows ? fields.filter(({ name }) => shows(name, values)) : fields}
        values={values}
        problems={wrong}
        via={errand.via}
        {...(phrases ? { phrases } : {})}
        {...(more ? { more } : {})}
        {...(camera ? { camera } : {})}
        onChange={change}
      />
      {signing ? (
        <div data-field="signature">
          <SignatureField
            about={signing.about}
            known={signing.known}
            value={drawn}
            problem={wrong.signature}
            onChange={setDrawn}
          />
        </div>
      ) : null}
    </>
  )
  const foot = (
    <>
      {problem ? <Trouble problem={problem} /> : null}
      {thenToo ? (
        <button type="button" className="btn btn-main" disabled={busy} onClick={() => go(thenToo.action)}>
          {busy ? t('正在提交…') : t(thenToo.submit)}
        </button>
      ) : null}
      <button
        type="button"
        className={thenToo ? 'btn btn-accent' : danger ? 'btn btn-danger' : 'btn btn-main'}
        disabled={busy}
        onClick={() => go(null)}
      >
        {busy && !thenToo ? t('正在提交…') : t(submit)}
      </button>
    </>
  )
  return props.children({ body, foot })
}

/** What went wrong, in the server's words, and whether it is safe to tap again. */
export function Trouble({ problem }: { problem: Error & { status?: number } }) {
  const t = useT()
  const unsure = problem.status === 0 || (problem.status ?? 0) >= 500
  return (
    <div className="alert" role="alert">
      {problem.message}
      {unsure ? <div className="small">{t('可以放心再点一次：同一操作只会生效一次')}</div> : null}
    </div>
  )
}

function emptyDrawn(signing: Signing | null | undefined): Drawn {
  return { image: null, signerName: signing?.signerName ?? '', relation: signing?.relation ?? '' }
}

function signatureTrouble(signing: Signing | null | undefined, { image, signerName }: Drawn): Record<string, string> {
  if (!signing) return {}
  if (image === null) return { signature: '请在签名板上签名' }
  return signerName.trim() === '' ? { signature: '请填写签名人姓名' } : {}
}

function signatureOf(signing: Signing | null | undefined, drawn: Drawn): Signed | undefined {
  if (!signing || drawn.image === null) return undefined
  const { way, personId, signerName } = signing
  // The person on file signs only under his own name; a relative is named, not linked.
  const same = personId !== undefined && drawn.signerName.trim() === signerName
  return {
    image: drawn.image,
    signerName: drawn.signerName.trim(),
    relation: drawn.relation,
    way,
    ...(same ? { personId } : {}),
  }
}

/** Brings the first field that is wrong into sight. */
function showFirst(problems: Record<string, string>): void {
  const name = Object.keys(problems)[0]?.split('.')[0]
  requestAnimationFrame(() =>
    document.querySelector(`[data-field="${name}"]`)?.scrollIntoView({ block: 'center', behavior: 'smooth' }),
  )
}
