import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react'
import { ShowClause } from './ClauseMark.tsx'

/** F1 in a field opens the clause that stands beside the field. */
function useClauseKey(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'F1' || !(event.target instanceof Element)) return
      const mark = event.target.closest('.ant-form-item')?.querySelector<HTMLElement>('.clause-mark')
      if (!mark) return
      event.preventDefault()
      mark.click()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

const ClausePanel = lazy(() => import('./ClausePanel.tsx').then(({ ClausePanel }) => ({ default: ClausePanel })))

/** Holds the drawer that shows a clause of the handbook; every § below opens it. It is fetched with the first clause. */
export function ClauseDrawer({ children }: { children: ReactNode }) {
  const [rule, setRule] = useState<string | null>(null)
  const [asked, setAsked] = useState(false)
  const show = useCallback((wanted: string) => {
    setAsked(true)
    setRule(wanted)
  }, [])
  useClauseKey()
  return (
    <ShowClause.Provider value={show}>
      {children}
      {asked && (
        <Suspense fallback={null}>
          <ClausePanel rule={rule} onClose={() => setRule(null)} />
        </Suspense>
      )}
    </ShowClause.Provider>
  )
}
