import { useEffect, useState } from 'react'
import type { SearchHit, search } from '../../kernel/search/search.contract.ts'
import { useAsk } from './query.ts'
import { useStanding } from './session.tsx'

/** The contract without its zod schemas: the phones do not load what only checks answers. */
const door = { method: 'POST', path: '/api/projects/:project/search' } as unknown as (typeof search)['find']

/** Who types on sends one question, not one a letter. */
const REST_MS = 120
/** So many things that somebody opened from a search are offered again. */
const MOST_RECENT = 8

export interface Found {
  /** Of what was typed a moment ago, until the answer for what stands there now is there. */
  hits: readonly SearchHit[]
  more: boolean
  /** The hits are those of what stands in the box. */
  settled: boolean
  failed: Error | null
}

/** What is found for what somebody types. An answer that comes after the next letter is dropped. */
export function useFinding(typed: string): Found {
  const { project } = useStanding()
  const now = typed.trim()
  const [q, setQ] = useState(now)
  useEffect(() => {
    const timer = setTimeout(() => setQ(now), REST_MS)
    return () => clearTimeout(timer)
  }, [now])
  const { data, error, isPlaceholderData } = useAsk(
    door,
    { params: { project: project.id }, body: { q: q || '-' } },
    { enabled: q !== '', follows: 'nothing', keep: true },
  )
  if (now === '') return { hits: [], more: false, settled: true, failed: null }
  const settled = q === now && (error !== null || (data !== undefined && !isPlaceholderData))
  return { hits: error ? [] : (data?.hits ?? []), more: data?.more ?? false, settled, failed: settled ? error : null }
}

/**
 * What was opened from a search last, newest first, and how to remember one more. Kept for this account, project and
 * browser tab alone: names of residents are not left behind on a shared desk.
 */
export function useRecent(): [readonly SearchHit[], (hit: SearchHit) => void] {
  const { me, project } = useStanding()
  const key = `guanjia.recent.${me.account.id}.${project.id}`
  const [recent, setRecent] = useState<readonly SearchHit[]>([])
  useEffect(() => setRecent(read(key)), [key])
  const remember = (hit: SearchHit) => {
    const next = [hit, ...read(key).filter(({ kind, id }) => kind !== hit.kind || id !== hit.id)].slice(0, MOST_RECENT)
    sessionStorage.setItem(key, JSON.stringify(next))
    setRecent(next)
  }
  return [recent, remember]
}

function read(key: string): readonly SearchHit[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '[]') as SearchHit[]
  } catch {
    return []
  }
}
