import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { auth, Me } from '../../kernel/auth/auth.contract.ts'
import type { Language } from '../../kernel/text/language.ts'
import { call, onSignedOut, Problem } from '../api.ts'
import { learnTime } from './clock.tsx'
import { followAccount, i18n, takeChoice } from './i18n.ts'
import { followLive } from './live.ts'
import { isAway, queries } from './query.ts'

/**
 * The contracts of the door without their zod schemas: the sign-in page must be small, and only needs to know where
 * to send what.
 */
export const door = {
  me: { method: 'GET', path: '/api/me' } as unknown as (typeof auth)['me'],
  language: { method: 'POST', path: '/api/me/language' } as unknown as (typeof auth)['language'],
  signIn: { method: 'POST', path: '/api/sign-in' } as unknown as (typeof auth)['signIn'],
  signOut: { method: 'POST', path: '/api/sign-out' } as unknown as (typeof auth)['signOut'],
  demoPeople: { method: 'GET', path: '/api/demo/people' } as unknown as (typeof auth)['demoPeople'],
  demoSignIn: { method: 'POST', path: '/api/demo/sign-in' } as unknown as (typeof auth)['demoSignIn'],
  ownerSignIn: { method: 'POST', path: '/api/owner/sign-in' } as unknown as (typeof auth)['ownerSignIn'],
}

export type MyProject = Me['projects'][number]

/** Who is signed in and in which project he works just now. */
export interface Standing {
  me: Me
  project: MyProject
  /** Staff with posts in several projects choose one. */
  chooseProject(id: number): void
  /** Takes the answer of a sign-in, or of a reading of /api/me. */
  takeMe(me: Me): void
  signOut(): Promise<void>
}

const StandingContext = createContext<Standing | null>(null)

/** Who is signed in. Only below <SessionGate>. */
export function useStanding(): Standing {
  const standing = useContext(StandingContext)
  if (!standing) throw new Error('useStanding is used outside of SessionGate')
  return standing
}

/** The number of the project that the pages show. */
export const useProject = (): number => useStanding().project.id

const KEPT = 'guanjia.project'
const others = new BroadcastChannel('guanjia-session')

interface GateProps {
  /** Shown to whoever is not signed in; `enter` takes the answer of the sign-in. */
  signIn: (enter: (me: Me) => void) => ReactNode
  /** Shown while it is not known yet. */
  waiting: ReactNode
  /** Shown while the server cannot be reached; tried again by itself. */
  away: (problem: Problem) => ReactNode
  /** Signed in, but nothing within reach. */
  nothing: (me: Me, signOut: () => void) => ReactNode
  children: ReactNode
}

/** Lets in who is signed in; everybody else sees the sign-in page. */
export function SessionGate({ signIn, waiting, away, nothing, children }: GateProps) {
  const [me, setMe] = useState<Me | null | undefined>(undefined)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [projectId, setProjectId] = useState(() => Number(localStorage.getItem(KEPT)))
  useReading(setMe, setProblem, me?.clock === 'manual')

  const signedIn = me != null
  useEffect(() => (signedIn ? followLive() : undefined), [signedIn])
  useLanguage(me?.account.language, setMe)

  const standing = useMemo<Standing | null>(() => {
    const project = me?.projects.find(({ id }) => id === projectId) ?? me?.projects[0]
    if (!me || !project) return null
    return {
      me,
      project,
      chooseProject(id) {
        localStorage.setItem(KEPT, String(id))
        setProjectId(id)
      },
      takeMe: setMe,
      signOut: () => leave(setMe),
    }
  }, [me, projectId])

  if (me === undefined) return problem ? away(problem) : waiting
  if (me === null) {
    return signIn((entered) => {
      learnTime(entered.now, entered.clock)
      queries.clear()
      others.postMessage('signed-in')
      setMe(withChoice(entered))
    })
  }
  if (!standing) return nothing(me, () => leave(setMe))
  return <StandingContext.Provider value={standing}>{children}</StandingContext.Provider>
}

/** Reads who is signed in at the start, after a 401, when another page signs in or out, and while the clock is manual. */
function useReading(
  setMe: (me: Me | null) => void,
  setProblem: (problem: Problem | null) => void,
  clockIsManual: boolean,
): void {
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined
    const readMe = async () => {
      try {
        const me = await call(door.me, {})
        learnTime(me.now, me.clock)
        setMe(me)
        setProblem(null)
      } catch (error) {
        if (isAway(error)) {
          setProblem(error as Problem)
          again = setTimeout(readMe, 2_000)
        } else setMe(null)
      }
    }
    onSignedOut(() => setMe(null))
    others.onmessage = () => {
      queries.clear()
      readMe()
    }
    readMe()
    return () => {
      clearTimeout(again)
      others.onmessage = null
    }
  }, [setMe, setProblem])
  useEffect(() => {
    if (!clockIsManual) return
    // Time that somebody moves by hand is not told by events.
    const timer = setInterval(() => {
      call(door.me, {}).then(
        ({ now, clock }) => learnTime(now, clock),
        () => {},
      )
    }, 3_000)
    return () => clearInterval(timer)
  }, [clockIsManual])
}

/** Shows the pages in the account's language and keeps what is chosen; what the server says is then read anew. */
function useLanguage(
  language: string | undefined,
  setMe: (change: (me: Me | null | undefined) => Me | null | undefined) => void,
): void {
  useEffect(() => {
    const reread = () => void queries.invalidateQueries()
    i18n.on('languageChanged', reread)
    return () => i18n.off('languageChanged', reread)
  }, [])
  useEffect(() => {
    if (language === undefined) return
    return followAccount(language, (chosen) => {
      keepLanguage(chosen)
      setMe((me) => me && speaking(me, chosen))
    })
  }, [language, setMe])
}

/** Whoever chose a language on the sign-in page keeps it. */
function withChoice(me: Me): Me {
  const chosen = takeChoice()
  if (chosen === null || chosen === me.account.language) return me
  keepLanguage(chosen)
  return speaking(me, chosen)
}

const speaking = (me: Me, language: string): Me => ({ ...me, account: { ...me.account, language } })

/** A choice that does not reach the server holds on this browser. */
const keepLanguage = (language: Language) => void call(door.language, { body: { language } }).catch(() => {})

async function leave(setMe: (me: null) => void): Promise<void> {
  await call(door.signOut, {}).catch((error: unknown) => {
    if (!(error instanceof Problem && error.status === 401)) throw error
  })
  queries.clear()
  others.postMessage('signed-out')
  setMe(null)
}
