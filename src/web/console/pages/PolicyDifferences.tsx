import { type PolicyDifference, policySections } from '../../../kernel/policy/policy.fields.ts'
import { useT } from '../../core/i18n.ts'
import { listChanges, sayValue } from './policy-words.ts'

/** Every setting by its path, with the title of its section. */
export const settings = new Map(
  policySections().flatMap(({ title, fields }) => fields.map((one) => [one.path, { ...one, title }])),
)

/** Settings that differ, old beside new; lists row by row. */
export function Differences({ changes }: { changes: readonly Pick<PolicyDifference, 'path' | 'before' | 'after'>[] }) {
  const t = useT()
  if (changes.length === 0) return <p className="muted">{t('没有不同。')}</p>
  return (
    <ul className="plain-list differences">
      {changes.map(({ path, before, after }) => {
        const field = settings.get(path)
        if (!field) return <li key={path}>{path}</li>
        return (
          <li key={path}>
            <span className="muted">{t(field.title)} · </span>
            {t(field.label)}
            {t('：')}
            {field.kind === 'list' ? (
              <ul className="plain-list number">
                {listChanges(path, before ?? [], after ?? []).map(({ mark, text }) => (
                  <li key={mark + text}>
                    {mark} {text}
                  </li>
                ))}
              </ul>
            ) : (
              <span className="number">
                <del className="muted">{sayValue(field, before, t)}</del> → <strong>{sayValue(field, after, t)}</strong>
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
