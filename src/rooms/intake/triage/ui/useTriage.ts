import { useEffect, useState } from 'react'
import type { AnswerOf } from '../../../../kernel/http/contract.ts'
import { useAsk } from '../../../../web/core/query.ts'
import { useProject } from '../../../../web/core/session.tsx'
import { triage } from '../triage.contract.ts'

export type Triage = AnswerOf<(typeof triage)['suggest']>['suggestions']

/** Asked when the hand rests, not at each character. */
const REST_MS = 350
/** Fewer characters tell nothing. */
const LEAST = 4

/** How words are probably sorted; undefined until the server has said, or when there is too little to go by. */
export function useTriage(words: string): Triage | undefined {
  const project = useProject()
  const text = useRested(words.trim())
  const asks = text.length >= LEAST
  const { data } = useAsk(
    triage.suggest,
    { params: { project }, body: { text: text.slice(0, 20_000) } },
    { enabled: asks, keep: true, follows: 'nothing', freshMs: 60_000 },
  )
  return asks ? data?.suggestions : undefined
}

function useRested(value: string): string {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
