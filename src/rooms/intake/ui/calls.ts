import { useMemo, useState } from 'react'
import { businessNow } from '../../../web/core/clock.tsx'
import { newId } from '../../../web/core/command.ts'
import { useKept } from '../../../web/core/drafts.ts'
import { useStanding } from '../../../web/core/session.tsx'
import type { PriceItem } from '../../../web/kit/fields/PriceItems.tsx'
import type { disputeTopics, Source } from '../../complaint/complaint.public.ts'
import type { channels, Emergency, MatterKind } from '../matter.row.ts'
import type { Labels } from '../triage/labels.ts'

/** Answered on the line, given to a department in writing, opened as a case of its own kind, or left for later. */
export type Way = 'own' | 'answer' | 'contact' | 'sort'

/** The fields of a case of its own kind. */
export interface OwnFields {
  source?: Source | undefined
  serviceItem?: string | undefined
  apologized?: boolean | undefined
  accusedId?: string | undefined
  finishBy?: string | undefined
  lateReason?: string | undefined
  need?: boolean | undefined
  topic?: keyof typeof disputeTopics | undefined
  otherSide?: string | undefined
  otherUnitId?: string | undefined
}

/** A call that is being taken: everything noted so far, kept in the browser until it is registered. */
export interface Call {
  /** Also the id of the matter, so that sending twice makes one. */
  id: string
  workId: string
  /** When the caller was first heard. */
  openedAt: string
  /** The number of a matter that the owner or somebody of the staff has registered; the desk hands it out. */
  registered?: string | undefined
  /** Pictures that came with it. */
  photos?: readonly string[] | undefined
  channel: keyof typeof channels
  unitId?: string | undefined
  placeId?: string | undefined
  personId?: string | undefined
  /** How the tab is called. */
  name: string
  /** A caller who is not on file yet. */
  stranger?: { name: string; phone: string } | undefined
  kind: MatterKind
  /** Suggestions that were taken over besides the kind. */
  sorted?: Pick<Labels, 'department' | 'topic'> | undefined
  /** What is done with a matter that is no repair; undefined: what is usual for its kind. */
  way?: Way | undefined
  content: string
  keyPoints: string
  /** Undefined: as the words suggest. */
  trade?: string | undefined
  /** Undefined: as the warranty suggests. */
  payer?: string | undefined
  payerReason?: string | undefined
  items: PriceItem[]
  agreed?: boolean | undefined
  appointmentAt?: string | undefined
  /** Undefined: the technician suggested first. */
  handTo?: string | undefined
  /** What a complaint, a suggestion or a dispute asks besides. */
  own?: OwnFields | undefined
  departmentId?: string | undefined
  handlerId?: string | undefined
  /** The open work that handles it together with others, instead of work of its own. */
  join?: { headId: string; number: string; title: string } | undefined
  answer: string
  /** Why evasive words of the answer stay (INT-03). */
  keptReason?: string | undefined
  answerWay: string
  /** A post on a network: where, and when it was posted and found. */
  site?: string | undefined
  postedAt?: string | undefined
  emergency?: Emergency | undefined
  /** What became of it. */
  taken?: { matter: { id: string; number: string }; work: { id: string; number: string; procedure: string } | null }
}

export interface About
  extends Partial<Pick<Call, 'id' | 'registered' | 'openedAt' | 'channel' | 'content' | 'photos' | 'kind'>> {
  unitId?: string | undefined
  placeId?: string | undefined
  personId?: string | undefined
  name?: string
  stranger?: Call['stranger']
}

const noCalls: Call[] = []

/** The open calls of this desk, and which one is in front. */
export function useCalls() {
  const { me } = useStanding()
  const [calls, setCalls] = useKept<Call[]>('calls', me.account.id, noCalls)
  const [front, setFront] = useKept<string>('calls.front', me.account.id, TODAY)
  const [fresh, setFresh] = useState<string | null>(null)
  return useMemo(
    () => ({
      calls,
      front: calls.some(({ id }) => id === front) ? front : TODAY,
      /** The call that was just opened, whose first field takes the cursor. */
      fresh,
      show: setFront,
      open(about: About): Call {
        const call = newCall(about)
        // What has been registered makes room for the next caller; a matter is open once, with what was noted of it.
        setCalls((was) => {
          const kept = was.filter(({ taken, emergency }) => !taken || emergency)
          return kept.some(({ id }) => id === call.id) ? kept : [...kept, call]
        })
        setFront(call.id)
        setFresh(call.id)
        return call
      },
      change(id: string, change: Partial<Call>) {
        setCalls((was) => was.map((call) => (call.id === id ? { ...call, ...change } : call)))
      },
      close(id: string) {
        setCalls((was) => was.filter((call) => call.id !== id))
        setFront((was) => (was === id ? TODAY : was))
      },
    }),
    [calls, front, fresh, setCalls, setFront],
  )
}

export type Calls = ReturnType<typeof useCalls>

export const TODAY = 'today'

function newCall({ name = '', ...about }: About): Call {
  return {
    id: newId(),
    workId: newId(),
    openedAt: businessNow().toISOString(),
    channel: 'phone',
    kind: 'repair',
    content: '',
    keyPoints: '',
    items: [],
    answer: '',
    answerWay: 'phone',
    ...about,
    name,
  }
}

/** Nothing has been noted that closing would lose. */
export const isBlank = ({ registered, content, keyPoints, answer, items }: Call): boolean =>
  (registered !== undefined || content.trim() === '') &&
  keyPoints.trim() === '' &&
  answer.trim() === '' &&
  items.length === 0
