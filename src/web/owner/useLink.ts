import { useEffect } from 'react'
import { learnTime } from '../core/clock.tsx'
import { useAsk } from '../core/query.ts'
import { doors } from '../mobile-kit/doors.ts'

/** A link has no live updates; what it shows is read again this often, and when its page is looked at again. */
const EVERY_MS = 20_000

/** The case behind a secret link. */
export function useLink(token: string) {
  const asked = useAsk(doors.linkPage, { params: { token } }, { follows: 'cases', everyMs: EVERY_MS })
  const now = asked.data?.page.now
  useEffect(() => {
    if (now) learnTime(now)
  }, [now])
  return asked
}
