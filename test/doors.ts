import { tmpdir } from 'node:os'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { v7 as uuid } from 'uuid'
import { startSession } from '../src/kernel/auth/session.store.ts'
import { Changes } from '../src/kernel/case/changes.ts'
import type { Actor } from '../src/kernel/case/procedure.ts'
import { inCompany } from '../src/kernel/db/db.ts'
import { Outside } from '../src/kernel/delivery/outside.ts'
import { allWays } from '../src/kernel/delivery/ways/ways.ts'
import type { AnswerOf, AnyContract } from '../src/kernel/http/contract.ts'
import type { Doors, ServerSettings } from '../src/kernel/http/doors.ts'
import { buildServer, facePlaces, reads } from '../src/server.ts'
import { type CallInput, urlOf } from '../src/web/api.ts'
import { makeWorld, type World } from './world.ts'

type Input<C extends AnyContract> = CallInput<C>

/** What came back: the status, the body as JSON, and the reply itself for headers. */
export interface Answer<C extends AnyContract> {
  status: number
  body: AnswerOf<C>
  // biome-ignore lint/suspicious/noExplicitAny: a refusal in a test is looked at field by field
  problem: any
  reply: LightMyRequestResponse
}

/** Somebody's browser: sends contracts with his cookie. */
export interface Browser {
  cookie: string
  send<C extends AnyContract>(contract: C, input: Input<C>, headers?: Record<string, string>): Promise<Answer<C>>
  /** As `send`, and fails the test when it was refused. */
  call<C extends AnyContract>(contract: C, input: Input<C>): Promise<AnswerOf<C>>
}

/** The named world behind its doors. */
export interface DoorWorld extends World {
  app: FastifyInstance
  doors: Doors
  /** A browser in which somebody is signed in; null: nobody is. */
  browser(who: Extract<Actor, { accountId: string }> | null): Promise<Browser>
  closeAll(): Promise<void>
}

/** Makes the world and its server; nothing listens, requests are injected. */
export async function makeDoorWorld(settings: Partial<ServerSettings> = {}): Promise<DoorWorld> {
  const world = await makeWorld()
  const changes = new Changes()
  const { afterCommit } = world.engine
  world.engine.afterCommit = (told) => {
    afterCommit(told)
    changes.tell(told)
  }
  const { db, time, secrets } = world.engine
  const doors: Doors = {
    db,
    engine: world.engine,
    time,
    secrets,
    reads,
    files: world.files,
    ways: allWays({ outside: new Outside({ loopback: true }), publicUrl: 'http://localhost', dataDir: tmpdir() }),
    changes,
    settings: { ...testSettings, manualTime: world.time, ...settings },
  }
  const app = await buildServer(doors)
  await app.ready()
  return {
    ...world,
    app,
    doors,
    browser: async (who) => browserOf(app, who === null ? '' : await cookieOf(doors, who)),
    closeAll: async () => {
      await app.close()
      await world.close()
    },
  }
}

export const testSettings: ServerSettings = {
  version: 'test',
  publicUrl: 'http://localhost',
  places: facePlaces,
  loopback: true,
  demo: false,
  manualTime: null,
  perMinute: 100_000,
  checksAnswers: true,
  webRoot: null,
  behindProxy: false,
  filling: () => false,
  log: process.env.SHOW_ERRORS ? 'error' : false,
}

async function cookieOf({ db, secrets }: Doors, who: Extract<Actor, { accountId: string }>): Promise<string> {
  const from = { machineNow: new Date(), address: '127.0.0.1', agent: 'test' }
  const account = { id: who.accountId, kind: who.kind }
  return `__Host-guanjia=${await inCompany(db, (tx) => startSession(tx, secrets.tokenKey, account, from))}`
}

export function browserOf(app: FastifyInstance, cookie: string): Browser {
  const send: Browser['send'] = async (contract, input, headers = {}) => {
    const { body, key } = input as { body?: object; key?: string }
    const reply = await app.inject({
      method: contract.method,
      url: urlOf(contract, input),
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(contract.keyed ? { 'idempotency-key': key ?? uuid() } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    const json = reply.headers['content-type']?.toString().includes('json') ? reply.json() : null
    return { status: reply.statusCode, body: json, problem: json, reply }
  }
  return {
    cookie,
    send,
    call: async (contract, input) => {
      const { status, body, reply } = await send(contract, input)
      if (status !== 200) throw new Error(`${contract.method} ${contract.path} answered ${status}: ${reply.body}`)
      return body
    },
  }
}
