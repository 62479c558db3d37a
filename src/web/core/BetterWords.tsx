import type { FieldMeta } from '../../kernel/case/fields.ts'
import { useT } from './i18n.ts'

/** Words of a text that had better not stand there, each with what to write instead; says so while somebody writes. */
export function BetterWords({ warns, text }: { warns: NonNullable<FieldMeta['warns']>; text: unknown }) {
  const t = useT()
  const found = typeof text === 'string' ? warns(text) : []
  return (
    <div aria-live="polite">
      {found.length > 0 && (
        <ul className="better-words">
          {found.slice(0, 4).map(({ phrase, better }) => (
            <li key={phrase}>
              <b>“{phrase}”</b> {t('像在推诿，不如写：')}
              <span>{t(better)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
