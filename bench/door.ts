import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { v7 as uuid } from 'uuid'
import { receptionist, STAFF, technician } from './estate.ts'
import { type Job, MIX } from './jobs.ts'
import { processCpuMs } from './meter.ts'
import type { Place } from './place.ts'
import { cookiesOf } from './server.ts'

/** The accounts that act. */
export const everybody = [
  ...Array.from({ length: STAFF.receptionists }, (_, n) => receptionist(n)),
  ...Array.from({ length: STAFF.technicians }, (_, n) => technician(n)),
]

/** Does one act of a job, as a person's client would ask for it. */
export interface Door {
  act(job: Job, index: number): Promise<void>
  /** Processor milliseconds of the server, without the clients'. */
  cpuMs(): number
  close(): Promise<void>
}

const CHILD = fileURLToPath(new URL('server.child.ts', import.meta.url))

/** The server in its own process, asked over HTTP on loopback by as many kept-alive connections as there are clients. */
export async function openDoor(place: Place, clients: number): Promise<Door> {
  const cookies = await cookiesOf(place, everybody)
  const child = fork(CHILD, [place.appUrl, place.dataDir])
  const [port] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => refuse(code))])) as [
    number,
  ]
  const wires = Array.from({ length: clients }, () => new Wire(port))
  const act = async (job: Job, index: number) => {
    const { name, by, form } = MIX[index]!
    const path = `/api/projects/1/cases/repair/${name === 'register' ? job.opened : job.worked}/${name}`
    const wire = wires.pop() ?? refuseMore(clients)
    await wire.post(path, cookies.get(job[by])!, { form: form(job) })
    wires.push(wire)
  }
  const close = async () => {
    for (const wire of wires) wire.close()
    child.send('stop')
    await once(child, 'exit')
  }
  return { act, cpuMs: () => processCpuMs(child.pid!) ?? Number.NaN, close }
}

function refuseMore(clients: number): never {
  throw new Error(`more than ${clients} clients at once`)
}

function refuse(code: unknown): never {
  throw new Error(`the server ended before it answered: ${code}`)
}

/**
 * One kept-alive connection that asks one thing after the other. Written by hand: Node's own client would take as much
 * of the two processors as the server does.
 */
class Wire {
  readonly #socket: Socket
  #answer: Buffer = Buffer.alloc(0)
  #told: ((status: number, body: string) => void) | null = null
  #lost: ((error: Error) => void) | null = null

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (part) => this.#read(part))
    this.#socket.on('error', (error) => this.#lost?.(error))
    this.#socket.on('close', () => this.#lost?.(new Error('the server closed the connection')))
  }

  post(path: string, cookie: string, body: unknown): Promise<void> {
    const text = JSON.stringify(body)
    const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nidempotency-key: ${uuid()}\r\ncookie: ${cookie}\r\n\r\n`
    return new Promise((resolve, reject) => {
      this.#lost = reject
      this.#told = (status, answer) => (status === 200 ? resolve() : reject(new Error(`${status}: ${answer}`)))
      this.#socket.write(head + text)
    })
  }

  #read(part: Buffer): void {
    this.#answer = this.#answer.length === 0 ? part : Buffer.concat([this.#answer, part])
    const end = this.#answer.indexOf('\r\n\r\n')
    if (end === -1) return
    const head = this.#answer.toString('latin1', 0, end)
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1])
    if (Number.isNaN(length)) throw new Error(`an answer without length: ${head}`)
    if (this.#answer.length < end + 4 + length) return
    const body = this.#answer.toString('utf8', end + 4, end + 4 + length)
    this.#answer = Buffer.alloc(0)
    this.#told?.(Number(head.slice(9, 12)), body)
  }

  close(): void {
    this.#lost = null
    this.#socket.destroy()
  }
}
