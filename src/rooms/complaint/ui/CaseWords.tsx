import type { CasePage, LogLine } from '../../../kernel/case/case.contract.ts'
import { At } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import './complaint.css'

/**
 * The lines of the log that are of one sort, the earliest first: who said what to whom, and when. What this reader may
 * not read the server did not send, and it does not stand here either.
 */
export function CaseWords({ page, title, actions }: { page: CasePage; title: string; actions: readonly string[] }) {
  const t = useT()
  const lines = page.timeline
    .filter(({ action, form, by }) => actions.includes(action) && (form !== null || by.kind === 'clock'))
    .toSorted((a, b) => a.seq - b.seq)
  if (lines.length === 0) return null
  return (
    <section className="case-words" aria-label={title}>
      <h3>{title}</h3>
      <ol className="plain-list">
        {lines.map((line) => (
          <li key={line.seq}>
            <b>{t(line.title)}</b>{' '}
            <span className="muted">
              {line.by.kind === 'clock' ? t('系统') : line.by.name} <At at={line.at} />
            </span>
            {wordsOf(line).map((text) => (
              <p key={text} className="free-text">
                {text}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What was written; ids, times and codes stand in the facts above. */
function wordsOf({ form }: LogLine): string[] {
  return Object.values(form ?? {}).filter(
    (value): value is string => typeof value === 'string' && /\p{Script=Han}/u.test(value),
  )
}
