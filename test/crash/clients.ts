import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuid } from 'uuid'
import type { Outcome } from '../../src/kernel/case/engine.ts'
import type { Estate, Worker } from './estate.ts'
import type { Ledger } from './ledger.ts'

/** What the clients saw of the faults. */
export interface Seen {
  acknowledged: number
  /** When the last acknowledged request was sent first. */
  lastSentAt: number
  /** Connections refused or broken: the server was away. */
  broken: number
  /** Answers 503, and the longest wait for one in ms. */
  unavailable: number
  longestUnavailableMs: number
  /** Repeats that were answered although the first answer was lost. */
  repeated: number
  /** Answers that no client can do anything with. */
  unexpected: string[]
}

export interface Writers {
  seen: Seen
  /** Lets every client finish the act it is at. */
  stop(): Promise<void>
  /** Nobody will answer any more: no client goes on asking. */
  giveUp(): void
}

const ANSWER_LIMIT_MS = 20_000
const RETRY_MS = 250
const PACE_MS = 40

/** Clients that live the lives of cases by HTTP, and repeat with the same key whatever was not answered. */
export function startWriters(url: string, estate: Estate, ledger: Ledger): Writers {
  const seen: Seen = {
    acknowledged: 0,
    lastSentAt: 0,
    broken: 0,
    unavailable: 0,
    longestUnavailableMs: 0,
    repeated: 0,
    unexpected: [],
  }
  let stopping = false
  let gaveUp = false
  const shared = uuid()
  const running = estate.desks.map((desk, index) => work(desk, estate.technicians[index]!, index === 0))
  return {
    seen,
    stop: async () => {
      stopping = true
      await Promise.all(running)
    },
    giveUp: () => {
      stopping = gaveUp = true
    },
  }

  async function work(desk: Worker, technician: Worker, first: boolean): Promise<void> {
    const act = (who: Worker, procedure: string, id: string, action: string, form: object) =>
      stopping
        ? Promise.resolve(null)
        : send(who, `/api/projects/${estate.project}/cases/${procedure}/${id}/${action}`, form)
    if (first) await act(desk, 'matter', shared, 'register', { channel: 'phone', content: '大堂漏水，多位业主反映' })
    while (!stopping) {
      await (Math.random() < 0.75 ? repaired() : withdrawn())
      // Everybody writes on the one case that everybody asks about.
      if (seen.acknowledged > 0) await act(desk, 'matter', shared, 'chase', { words: '又有业主来问' })
    }

    /** A matter whose repair is done or given up on the way. */
    async function repaired(): Promise<void> {
      const [matter, repair] = [uuid(), uuid()]
      await act(desk, 'matter', matter, 'register', {
        channel: 'phone',
        content: '厨房漏水',
        ...where(),
        heardAt: heard(),
      })
      await act(desk, 'matter', matter, 'sort', { kind: 'repair' })
      const order = { place: 'home', trade: 'water', content: '厨房漏水', keyPoints: '角阀滴水', parentId: matter }
      await act(desk, 'repair', repair, 'register', { ...order, ...where() })
      await act(desk, 'repair', repair, 'decidePayer', { payer: 'company', reason: '公司承诺免费' })
      await act(desk, 'repair', repair, 'assign', { technicianId: technician.accountId })
      await act(technician, 'repair', repair, 'take', {})
      if (Math.random() < 0.3) await act(desk, 'repair', repair, 'cancel', { reason: '业主自己修好了' })
      else {
        await act(technician, 'repair', repair, 'arrive', {})
        await act(technician, 'repair', repair, 'check', { finding: '阀芯老化' })
        await act(technician, 'repair', repair, 'begin', {})
        await act(technician, 'repair', repair, 'waitParts', { parts: '阀芯', expectedOn: '2030-01-01' })
      }
    }

    async function withdrawn(): Promise<void> {
      const matter = uuid()
      await act(desk, 'matter', matter, 'register', {
        channel: 'counter',
        content: '楼道灯不亮',
        ...where(),
        heardAt: heard(),
      })
      await act(desk, 'matter', matter, 'note', { text: '请班长看一下' })
      await act(desk, 'matter', matter, 'withdraw', { reason: '业主说不用了' })
    }
  }

  function where() {
    const unitId = estate.unitIds[Math.floor(Math.random() * estate.unitIds.length)]!
    return { unitId, personId: estate.personId }
  }

  /** About a day ago, so that the deadline to answer runs out, and its ladder is climbed, while servers die. */
  function heard(): string {
    const minutesAgo = 24 * 60 + 70 - Math.random() * 71
    return new Date(Date.now() - minutesAgo * 60_000).toISOString()
  }

  /** Sends a command until it is answered; null when the answer helps nobody. */
  async function send(who: Worker, path: string, form: object): Promise<Outcome | null> {
    const cookie = who.cookies[Math.floor(Math.random() * who.cookies.length)]!
    const command = { key: uuid(), actorId: who.accountId, cookie, path, body: JSON.stringify({ form }) }
    await sleep(PACE_MS * Math.random() * 2)
    ledger.sending(command)
    const sentAt = Date.now()
    for (let broken = false; ; await sleep(RETRY_MS * (0.5 + Math.random()))) {
      if (gaveUp) return null
      const askedAt = Date.now()
      const answer = await post(url, command).catch(() => null)
      if (answer === null) {
        seen.broken++
        broken = true
        continue
      }
      const { status, text, retryAfter } = answer
      if (status === 200) {
        await ledger.acknowledged({ key: command.key, actorId: command.actorId, answer: text })
        seen.acknowledged++
        seen.lastSentAt = Math.max(seen.lastSentAt, sentAt)
        if (broken) seen.repeated++
        return JSON.parse(text) as Outcome
      }
      const kind = (JSON.parse(text) as { kind: string }).kind
      if (status === 503 && kind === 'unavailable' && Number(retryAfter) > 0) {
        seen.unavailable++
        seen.longestUnavailableMs = Math.max(seen.longestUnavailableMs, Date.now() - askedAt)
        broken = true
      } else if (kind !== 'in-flight') {
        seen.unexpected.push(`${path} ${status} ${text}`)
        return null
      }
    }
  }
}

/** One request; throws when no whole answer came. */
export async function post(url: string, command: { key: string; cookie: string; path: string; body: string }) {
  const { key, cookie, path, body } = command
  const reply = await fetch(url + path, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'idempotency-key': key },
    body,
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  })
  return { status: reply.status, text: await reply.text(), retryAfter: reply.headers.get('retry-after') }
}
