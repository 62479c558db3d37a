import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { v7 as uuid } from 'uuid'
import { receptionist, STAFF, technician } from './estate.ts'
import { type Job, MIX } from './jobs.ts'
import { processCpuMs } from './meter.ts'
import type { Place } from './place.ts'
import { cookiesOf } from './server.ts'

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
  const everybody = [
    ...Array.from({ length: STAFF.receptionists }, (_, n) => receptionist(n)),
    ...Array.from({ length: STAFF.technicians }, (_, n) => technician(n)),
  ]
  const cookies = await cookiesOf(place, everybody)
  const child = fork(CHILD, [place.appUrl, place.dataDir])
  const [port] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => refuse(code))])) as [
    number,
  ]
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const act = (job: Job, index: number) => {
    const { name, by, form } = MIX[index]!
    const path = `/api/projects/1/cases/repair/${name === 'register' ? job.opened : job.worked}/${name}`
    return post({ agent, port, path, cookie: cookies.get(job[by])! }, { form: form(job) })
  }
  const close = async () => {
    agent.destroy()
    child.send('stop')
    await once(child, 'exit')
  }
  return { act, cpuMs: () => processCpuMs(child.pid!) ?? Number.NaN, close }
}

function refuse(code: unknown): never {
  throw new Error(`the server ended before it answered: ${code}`)
}

function post(to: { agent: Agent; port: number; path: string; cookie: string }, body: unknown): Promise<void> {
  const { agent, port, path, cookie } = to
  const text = JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'idempotency-key': uuid(),
      cookie,
    }
    const sent = request({ agent, host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
      let told = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        told += part
      })
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode}: ${told}`)),
      )
    })
    sent.on('error', reject)
    sent.end(text)
  })
}
