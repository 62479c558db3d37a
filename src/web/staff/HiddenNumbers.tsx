import { useState } from 'react'
import type { CasePage } from '../../kernel/case/case.contract.ts'
import { call, Problem } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { useProject } from '../core/session.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { EyeIcon } from '../mobile-kit/icons.tsx'

/** Phones and plates that somebody wrote into this case are masked; one tap shows the words for the purpose of the case. */
export function HiddenNumbers({ page }: { page: CasePage }) {
  const hidden = page.timeline.flatMap(({ seq, title, hidden: fields }) =>
    fields.map((field) => ({ seq, field, title })),
  )
  if (page.case.final || hidden.length === 0) return null
  return hidden.map((place) => <Hidden key={`${place.seq} ${place.field}`} page={page} {...place} />)
}

function Hidden({ page, seq, field, title }: { page: CasePage; seq: number; field: string; title: string }) {
  const t = useT()
  const project = useProject()
  const [words, setWords] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { procedure, id, number } = page.case
  const show = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const body = { seq, field, reason: 'case' as const, purpose: t('办理 {number}', { number }) }
      setWords((await call(doors.revealText, { params: { project, procedure, id }, body })).value)
    } catch (error) {
      setProblem(error instanceof Problem ? error.message : t('没有查到，请再试一次'))
    }
    setBusy(false)
  }
  if (words !== null) return <p className="note">{words}</p>
  return (
    <div className="field">
      <button type="button" className="btn" disabled={busy} onClick={show}>
        <span style={{ width: 22 }}>
          <EyeIcon />
        </span>
        {t('看“{title}”里遮盖的号码', { title: t(title) })}
      </button>
      {problem ? (
        <div className="wrong" role="alert">
          {problem}
        </div>
      ) : null}
    </div>
  )
}
