import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findSession } from '../auth/auth.routes.ts'
import { personsIn, postsIn, type Session } from '../auth/session.ts'
import type { Change } from '../case/engine.ts'
import { reachCase } from '../case/reach.ts'
import { readProjects } from '../db/db.ts'
import { barredFrom } from '../db/reader.ts'
import type { Doors } from '../http/doors.ts'
import { DoorProblem } from '../http/problems.ts'
import type { LiveEvent } from './notice.contract.ts'

/** A comment line this often keeps proxies from closing a quiet stream, and shows whether the session still lives. */
const HEARTBEAT_MS = 20_000
/** Streams of one account: one per browser, and a person has few. */
const MOST_OF_ONE = 10
const MOST_STREAMS = 2_000
/** Events waiting for a slow reader; beyond it the stream is closed and the browser comes again and reads everything. */
const MOST_WAITING = 500

interface Stream {
  request: FastifyRequest
  reply: FastifyReply
  accountId: string
  waiting: LiveEvent[]
  sending: boolean
}

/**
 * The live updates of all browsers. An event names what changed, never content. Before each one the session is read
 * again from the database, and whether it may see the case: who was disabled or demoted hears nothing more.
 */
export class Live {
  readonly #streams = new Set<Stream>()
  readonly #doors: Doors
  readonly #stopListening: () => void
  readonly #heartbeat: NodeJS.Timeout

  constructor(doors: Doors) {
    this.#doors = doors
    this.#stopListening = doors.changes.listen((changes, accounts) => this.#tell(changes, accounts))
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS)
    this.#heartbeat.unref()
  }

  /** Opens a stream for whoever sends the request. Throws 429 when there are too many. */
  open(request: FastifyRequest, reply: FastifyReply, session: Session): void {
    const accountId = session.account.id
    const own = [...this.#streams].filter((stream) => stream.accountId === accountId)
    if (this.#streams.size >= MOST_STREAMS) throw new DoorProblem('too-many', 429, '打开的页面太多，请稍候再试', 30)
    // The oldest one goes: most likely its browser has gone already.
    if (own.length >= MOST_OF_ONE) this.#close(own[0]!)
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value)
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
    })
    reply.raw.write('retry: 3000\n: hello\n\n')
    const stream: Stream = { request, reply, accountId, waiting: [], sending: false }
    this.#streams.add(stream)
    reply.raw.on('close', () => this.#streams.delete(stream))
    reply.raw.on('error', () => this.#streams.delete(stream))
  }

  /** Ends all streams, so that the server can stop. */
  close(): void {
    clearInterval(this.#heartbeat)
    this.#stopListening()
    for (const stream of this.#streams) this.#close(stream)
  }

  get size(): number {
    return this.#streams.size
  }

  #tell(changes: readonly Change[], told: readonly string[]): void {
    for (const stream of this.#streams) {
      if (told.includes(stream.accountId)) stream.waiting.push({ notices: true })
      for (const { projectId, caseId, procedure, accounts } of changes) {
        stream.waiting.push({ project: projectId, caseId, procedure })
        if (accounts.includes(stream.accountId)) stream.waiting.push({ notices: true })
      }
      if (stream.waiting.length > MOST_WAITING) this.#close(stream)
      else void this.#send(stream)
    }
  }

  async #send(stream: Stream): Promise<void> {
    if (stream.sending) return
    stream.sending = true
    try {
      while (stream.waiting.length > 0) {
        const events = withoutRepeats(stream.waiting.splice(0))
        const session = await this.#sessionNow(stream)
        if (!session) return this.#close(stream)
        for (const event of await this.#permitted(events, session))
          stream.reply.raw.write(`data: ${JSON.stringify(event)}\n\n`)
      }
    } catch {
      // The database is away: the browser reconnects and reads again what it shows.
      this.#close(stream)
    } finally {
      stream.sending = false
    }
  }

  async #sessionNow({ request }: Stream): Promise<Session | null> {
    request.session = null
    await findSession(request, this.#doors)
    return request.session
  }

  async #permitted(events: readonly LiveEvent[], session: Session): Promise<LiveEvent[]> {
    const { db, engine, time } = this.#doors
    const seen: LiveEvent[] = []
    for (const event of events) {
      if ('notices' in event) seen.push(event)
      else if (session.projects.includes(event.project)) {
        const { project, caseId, procedure } = event
        const holdsPost = postsIn(session, project).length > 0
        if (!holdsPost && personsIn(session, project).length === 0) continue
        const may = await barredFrom(session.barred, () =>
          readProjects(db, [project], (tx) =>
            reachCase(tx, engine.procedures, project, { procedure, id: caseId }, { session }, time.now()).then(
              () => true,
              () => false,
            ),
          ),
        )
        if (may) seen.push(event)
      }
    }
    return seen
  }

  #beat(): void {
    for (const stream of this.#streams) {
      this.#sessionNow(stream).then(
        (session) => {
          if (session) stream.reply.raw.write(': still here\n\n')
          else this.#close(stream)
        },
        () => this.#close(stream),
      )
    }
  }

  #close(stream: Stream): void {
    this.#streams.delete(stream)
    stream.reply.raw.end()
  }
}

function withoutRepeats(events: readonly LiveEvent[]): LiveEvent[] {
  return [...new Map(events.map((event) => [JSON.stringify(event), event])).values()]
}

/** Live updates for this application; its streams are ended before the server waits for running requests. */
export function liveOf(app: FastifyInstance, doors: Doors): Live {
  const live = new Live(doors)
  app.addHook('preClose', async () => live.close())
  return live
}
