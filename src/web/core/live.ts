import type { LiveEvent } from '../../kernel/notice/notice.contract.ts'
import { type Follows, queries } from './query.ts'

/**
 * Live updates. All pages of one browser share one event stream: whoever holds the lock reads it and passes each
 * event on. An event names what changed, never content; every page then reads again what it shows.
 */
export function followLive(): () => void {
  const channel = new BroadcastChannel(NAME)
  const over = new AbortController()
  channel.onmessage = ({ data }) => take(data as Passed)
  const tell = (passed: Passed) => {
    take(passed)
    channel.postMessage(passed)
  }
  // Without locks (plain http on a foreign host) every page reads for itself.
  if (navigator.locks) {
    navigator.locks.request(NAME, { signal: over.signal }, () => readUntil(over.signal, tell)).catch(() => {})
  } else {
    readUntil(over.signal, take)
  }
  return () => {
    over.abort()
    channel.close()
  }
}

const NAME = 'guanjia-live'

/** A live event, or word that events may have been missed. */
type Passed = LiveEvent | { missed: true }

/** Reads the stream until it is told to stop; the browser reconnects by itself. */
function readUntil(signal: AbortSignal, tell: (passed: Passed) => void): Promise<void> {
  const stream = new EventSource('/api/events')
  let opened = false
  stream.onopen = () => {
    if (opened) tell({ missed: true })
    opened = true
  }
  stream.onmessage = ({ data }) => {
    try {
      tell(JSON.parse(data as string) as LiveEvent)
    } catch {
      // A line that is no event (a heartbeat of some proxy) changes nothing.
    }
  }
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      stream.close()
      resolve()
    })
  })
}

let changed = new Set<string>()

/** Collects events for a moment, so that a burst is one reading. */
function take(passed: Passed): void {
  const first = changed.size === 0
  if ('missed' in passed) changed.add('everything')
  else if ('notices' in passed) changed.add('notices')
  else changed.add(passed.caseId)
  if (!first) return
  setTimeout(() => {
    const these = changed
    changed = new Set()
    queries.invalidateQueries({ predicate: ({ meta }) => isTouched(these, meta?.follows as Follows | undefined) })
  }, 150)
}

function isTouched(these: ReadonlySet<string>, follows: Follows | undefined): boolean {
  if (!follows || follows === 'nothing') return false
  if (these.has('everything')) return true
  if (follows === 'notices') return these.has('notices')
  if (follows === 'cases') return [...these].some((one) => one !== 'notices')
  return these.has(follows.caseId)
}
