import { At } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'

export interface Step {
  key: string
  at: string
  text: string
  by: string
  /** A line under it, such as the words of an answer. */
  words?: string | null
}

/** What has happened, newest first. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  const t = useT()
  return (
    <ol className="steps" aria-label={t('经过')}>
      {steps.map(({ key, at, text, by, words }) => (
        <li key={key}>
          <span>{text}</span>
          {words ? <span className="quiet words">{words}</span> : null}
          <span className="small">
            {by} · <At at={at} />
          </span>
        </li>
      ))}
    </ol>
  )
}
