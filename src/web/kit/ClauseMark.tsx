import { createContext, useContext } from 'react'
import { useT } from '../core/i18n.ts'

/** Opens a clause of the handbook; given by ClauseDrawer. */
export const ShowClause = createContext<(rule: string) => void>(() => {})

/**
 * The clause in the margin: § beside whatever a rule of the handbook stands behind. `quiet` marks are passed over by
 * the Tab key, where F1 in the field opens them instead.
 */
export function ClauseMark({ rule, quiet = false }: { rule: string; quiet?: boolean }) {
  const t = useT()
  const show = useContext(ShowClause)
  return (
    <button
      type="button"
      className="clause-mark"
      {...(quiet ? { tabIndex: -1 } : {})}
      title={t('手册条款 {rule}', { rule })}
      aria-label={t('手册条款 {rule}', { rule })}
      onClick={(event) => {
        event.preventDefault()
        event.stopPropagation()
        show(rule)
      }}
    >
      §
    </button>
  )
}

export function ClauseMarks({ rules, quiet = false }: { rules: readonly string[]; quiet?: boolean }) {
  return rules.map((rule) => <ClauseMark key={rule} rule={rule} quiet={quiet} />)
}
