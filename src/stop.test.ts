import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { testSettings } from '../test/doors.ts'
import { makeWorld, type World } from '../test/world.ts'
import { openDatabase } from './kernel/db/db.ts'
import { buildApp } from './kernel/http/app.ts'
import { bind } from './kernel/http/bind.ts'
import { contract } from './kernel/http/contract.ts'
import { StillRunning, stopAll } from './stop.ts'

const LIMITS = { requestsMs: 150, workMs: 300, allMs: 400 }
/** What a test waits at most for something that has a limit. */
const AT_ONCE_MS = 3_000

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

/** A listening application with a door that answers when `ends` does, and its database. */
async function listening(ends: () => Promise<unknown>) {
  const db = openDatabase({ url: world.database.url })
  const { secrets, time } = world.engine
  const app = await buildApp({ db, secrets, time, settings: testSettings })
  const door = contract({ method: 'GET', path: '/api/openapi.json', title: 'x', may: ['public'], answer: z.object({}) })
  let begin = () => {}
  const begun = new Promise<void>((begins) => {
    begin = begins
  })
  bind(app, door, async () => {
    begin()
    await ends()
    return {}
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const store = { db, embedded: null }
  const ask = () => fetch(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/api/openapi.json`)
  return { app, store, ask, begun }
}

async function ended(stopping: Promise<void>): Promise<unknown> {
  const from = performance.now()
  const outcome = await stopping.then(
    () => null,
    (error: unknown) => error,
  )
  expect(performance.now() - from).toBeLessThan(AT_ONCE_MS)
  return outcome
}

describe('stopping', () => {
  it('finishes a request that runs', async () => {
    const { app, store, ask, begun } = await listening(() => sleep(60))
    const answer = ask()
    await begun
    expect(await ended(stopAll(app, store, {}, LIMITS))).toBe(null)
    expect((await answer).status).toBe(200)
  })

  it('cuts off a request that does not end', async () => {
    const { app, store, ask, begun } = await listening(() => new Promise(() => {}))
    const answer = ask().catch(() => 'cut off')
    await begun
    expect(await ended(stopAll(app, store, {}, LIMITS))).toBe(null)
    expect(await answer).toBe('cut off')
  })

  it('gives up work that does not end, and names it', async () => {
    const { app, store } = await listening(async () => {})
    const running = {
      seals: new Promise(() => {}),
      clocks: Promise.resolve(),
      deliveries: Promise.reject(new Error('x')),
    }
    const error = await ended(stopAll(app, store, running, LIMITS))
    expect(error).toBeInstanceOf(StillRunning)
    expect((error as StillRunning).what).toEqual(['seals'])
  })

  it('is never held by a connection that nobody gives back', async () => {
    const { app, store } = await listening(async () => {})
    const leaked = await store.db.pool.connect()
    const error = await ended(stopAll(app, store, {}, LIMITS))
    expect((error as StillRunning).what).toEqual(['1 database connections'])
    expect((error as Error).message).toContain('1 database connections')
    leaked.release(true)
  })
})
