import { describe, expect, it } from 'vitest'
import { Lockout } from './lockout.ts'

const MINUTE_MS = 60_000
const wrong = async (): Promise<Error | null> => new Error('wrong')
const right = async (): Promise<Error | null> => null

/** What came of a try: 'in', 'wrong', or the seconds to wait. */
async function tried(lockout: Lockout, name: string, address: string, atMs: number, verify = wrong) {
  try {
    await lockout.attempt(name, address, atMs, verify)
    return 'in'
  } catch (error) {
    return (error as { retryAfterSeconds?: number }).retryAfterSeconds ?? (error as Error).message
  }
}

async function wrongOnes(lockout: Lockout, count: number, address: string, atMs: number): Promise<void> {
  for (let i = 0; i < count; i++) expect(await tried(lockout, `typo ${atMs} ${i}`, address, atMs)).toBe('wrong')
}

describe('an office behind one address', () => {
  it('waits a minute after thirty wrong tries within a quarter of an hour, never longer', async () => {
    const lockout = new Lockout()
    await wrongOnes(lockout, 30, '10.0.0.1', 0)
    for (let minute = 1; minute < 10; minute++) {
      expect(await tried(lockout, 'zhou', '10.0.0.1', minute * MINUTE_MS - 1, right)).toBe(1)
      expect(await tried(lockout, `typo ${minute}`, '10.0.0.1', minute * MINUTE_MS)).toBe('wrong')
    }
    expect(await tried(lockout, 'zhou', '10.0.0.2', MINUTE_MS, right), 'another address').toBe('in')
  })

  it('is not held up by the typos of a morning', async () => {
    const lockout = new Lockout()
    for (let quarter = 0; quarter < 16; quarter++) await wrongOnes(lockout, 20, '10.0.0.1', quarter * 15 * MINUTE_MS)
    await wrongOnes(lockout, 9, '10.0.0.1', 15 * 15 * MINUTE_MS + 1)
    expect(await tried(lockout, 'zhou', '10.0.0.1', 15 * 15 * MINUTE_MS + 2, right)).toBe('in')
  })

  it('gets one try back for each right password', async () => {
    const lockout = new Lockout()
    await wrongOnes(lockout, 29, '10.0.0.1', 0)
    for (let i = 0; i < 5; i++) expect(await tried(lockout, 'zhou', '10.0.0.1', 0, right)).toBe('in')
    await wrongOnes(lockout, 6, '10.0.0.1', 1)
    expect(await tried(lockout, 'zhou', '10.0.0.1', 1, right)).toBe(60)
  })

  it('is one network by IPv6 too, however many addresses of it are used', async () => {
    const lockout = new Lockout()
    for (let i = 0; i < 30; i++) await tried(lockout, `guess ${i}`, `2001:db8:1:2:${i}::7`, 0)
    expect(await tried(lockout, 'zhou', '2001:db8:1:2:ffff::1', 0, right)).toBe(60)
    expect(await tried(lockout, 'zhou', '2001:db8:1:3::1', 0, right)).toBe('in')
  })
})

describe('a name', () => {
  it('waits after five wrong tries; what failed for another reason is no try', async () => {
    const lockout = new Lockout()
    const failing = async () => {
      throw new Error('database away')
    }
    for (let i = 0; i < 20; i++) expect(await tried(lockout, 'zhou', '10.0.0.1', 0, failing)).toBe('database away')
    for (let i = 0; i < 5; i++) expect(await tried(lockout, 'zhou', '10.0.0.1', 0)).toBe('wrong')
    expect(await tried(lockout, 'zhou', '10.0.0.1', 0, right)).toBe(60)
    expect(await tried(lockout, 'zhou', '10.0.0.1', MINUTE_MS, right)).toBe('in')
    expect(await tried(lockout, 'zhou', '10.0.0.1', MINUTE_MS)).toBe('wrong')
  })
})
