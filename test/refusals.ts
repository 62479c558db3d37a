import { randomUUID } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import { v7 as uuid } from 'uuid'
import { cases } from '../src/kernel/case/case.contract.ts'
import { inCompany } from '../src/kernel/db/db.ts'
import type { ServerSettings } from '../src/kernel/http/doors.ts'
import { roleNames } from '../src/kernel/org/roles.ts'
import { type Browser, type DoorWorld, makeDoorWorld } from './doors.ts'
import { type Api, type Operation, readApi } from './operations.ts'

/** A world whose doors are tried with bad input. */
export interface Tried extends DoorWorld {
  api: Api
  /** All routes that change something. */
  commands: readonly Operation[]
  /** Somebody with every post there is, so that no missing right hides a wrong form. */
  anyone: Browser
  /** Of somebody who may pass the door of a command: an owner's doors are shut to staff. */
  cookieOf(command: Operation): string
  /** Of a link to an open repair of 王小明. */
  token: string
  send(request: Request): Promise<LightMyRequestResponse>
  /** The path of a command upon things that are not there: its form is looked at before. */
  pathOf(command: Operation): string
  /** Opens a repair in the flat of 王小明, for which the company pays. */
  newRepair(): Promise<string>
  newLink(repair: string): Promise<{ linkId: string; token: string }>
}

/** One request as bytes; by default of `anyone`, with a fresh key. */
export interface Request {
  path: string
  payload?: string | Buffer
  cookie?: string
  key?: string | null
  type?: string
  method?: Operation['method']
}

export async function makeTried(settings: Partial<ServerSettings> = {}): Promise<Tried> {
  // Without the time door, which exists in drills only.
  const world = await makeDoorWorld({ manualTime: null, ...settings })
  const { project, staff, units, owners, app } = world
  const api = await readApi()
  await giveEveryPost(world)
  const anyone = await world.browser(staff.wei)
  const owner = await world.browser(owners.wang)
  const ofRepair = (id: string) => ({ project, procedure: 'repair', id })
  const newRepair = async () => {
    const id = uuid()
    const home = { unitId: units['1-1-301'], personId: owners.wang.personId }
    const order = { place: 'home', trade: 'water', content: '漏水', keyPoints: '角阀', ...home }
    const free = { payer: 'company', reason: '公司承诺免费' }
    await anyone.call(cases.act, { params: { ...ofRepair(id), action: 'register' }, body: { form: order } })
    await anyone.call(cases.act, { params: { ...ofRepair(id), action: 'decidePayer' }, body: { form: free } })
    return id
  }
  const newLink = async (repair: string) => {
    const { linkId, url } = await anyone.call(cases.makeLink, { params: ofRepair(repair), body: { purpose: 'owner' } })
    return { linkId, token: tokenOf(url) }
  }
  const { token } = await newLink(await newRepair())
  const words: Record<string, string> = {
    project: String(project),
    token,
    procedure: 'repair',
    action: 'withdraw',
    sheet: 'repair-slip',
    session: '0'.repeat(64),
  }
  return {
    ...world,
    api,
    commands: api.operations.filter(({ method, path }) => method !== 'GET' && path !== '/api/test/time'),
    cookieOf: ({ may }) => (may.includes('owner') && !may.includes('staff') ? owner.cookie : anyone.cookie),
    anyone,
    token,
    newRepair,
    newLink,
    pathOf: ({ path }) => path.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? randomUUID()),
    send: ({ path, payload, cookie = anyone.cookie, key = uuid(), type = 'application/json', method = 'POST' }) =>
      app.inject({
        method,
        url: path,
        headers: {
          ...(cookie === '' ? {} : { cookie }),
          ...(key === null ? {} : { 'idempotency-key': key }),
          ...(payload === undefined ? {} : { 'content-type': type }),
        },
        ...(payload === undefined ? {} : { payload }),
      }),
  }
}

/** The token at the end of the address of a link or slip. */
export const tokenOf = (url: string) => url.split(/[/#]/).at(-1)!

async function giveEveryPost({ engine, project, departments, staff }: DoorWorld): Promise<void> {
  await inCompany(engine.db, async (tx) => {
    for (const role of roleNames) {
      const id = uuid()
      const post = { id, projectId: project, departmentId: departments.service, role, title: role }
      await tx.insertInto('post').values(post).execute()
      const holding = { id: uuid(), postId: id, accountId: staff.wei.accountId, fromAt: new Date(0) }
      await tx.insertInto('postHolding').values(holding).execute()
    }
  })
}

/** Words that only the inside knows. */
const INSIDE =
  /constraint|violates|relation "|column "|syntax error|duplicate key|\bselect\b|\binsert\b|postgres|kysely|node_modules|at \w+ \(/i
const CHINESE = /[\u4e00-\u9fff]/

export interface Wanted {
  status: number
  kind?: string
  /** A field that the refusal must name. */
  field?: string | null
  /** Somebody may have chosen another language for himself. */
  anyLanguage?: boolean
}

/** What is wrong with a refusal; empty when it is as it should be. */
export function faults(reply: LightMyRequestResponse, wanted: Wanted): string[] {
  const found: string[] = []
  const text = reply.body
  if (reply.statusCode !== wanted.status)
    return [`${reply.statusCode} instead of ${wanted.status}: ${text.slice(0, 200)}`]
  if (!String(reply.headers['content-type']).startsWith('application/problem+json')) return [`is no problem: ${text}`]
  const { type, title, status, kind, fields = [] } = reply.json()
  if (typeof type !== 'string' || status !== wanted.status || typeof kind !== 'string')
    found.push(`is not RFC 9457: ${text}`)
  if (!wanted.anyLanguage && !CHINESE.test(title)) found.push(`title is not Chinese: ${title}`)
  if (wanted.kind && kind !== wanted.kind) found.push(`${kind} instead of ${wanted.kind}: ${title}`)
  if (INSIDE.test(text)) found.push(`tells of the inside: ${text}`)
  for (const one of fields)
    if (!wanted.anyLanguage && !CHINESE.test(one.text)) found.push(`${one.field} says ${one.text}`)
  const { field } = wanted
  if (field && !fields.some((one: { field: string }) => one.field === field || one.field.startsWith(`${field}.`)))
    found.push(`does not name ${field}: ${JSON.stringify(fields)}`)
  return found
}
