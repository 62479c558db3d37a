import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../src/kernel/root.ts'
import { type Estate, furnish } from './estate.ts'
import { type Installation, install } from './installation.ts'

/**
 * An installation on a small disk of its own, which is filled to the last byte under it. Data, files and the log of the
 * database share the disk, as on a small machine.
 */
const isRoot = process.platform === 'linux' && process.getuid?.() === 0
const NEEDS_ROOT = 'needs root on Linux: it mounts a small disk'
const DISK = '320m'

let installation: Installation
let estate: Estate
let cookie: string
let balloon: string

const unmount = () => spawnSync('umount', ['-l', join(installation.base, 'data')])

beforeAll(async () => {
  if (!isRoot) return
  installation = await install((dataDir) => {
    mkdirSync(dataDir)
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=755`, 'tmpfs', dataDir])
    if (status !== 0) throw new Error(`mount: ${stderr}`)
  })
  process.once('exit', unmount)
  estate = await furnish(installation.dataDir, 1)
  cookie = estate.desks[0]!.cookies[0]!
  balloon = join(installation.dataDir, 'balloon')
  await installation.launch()
}, 120_000)
afterAll(async () => {
  if (!installation) return
  await installation.killServer()
  unmount()
  process.off('exit', unmount)
  await installation.remove()
}, 60_000)

interface Came {
  status: number
  type: string
  retryAfter: string | null
  text: string
}

async function came(reply: Response): Promise<Came> {
  const { status, headers } = reply
  return {
    status,
    type: headers.get('content-type') ?? '',
    retryAfter: headers.get('retry-after'),
    text: await reply.text(),
  }
}

async function register(key: string, id: string): Promise<Came> {
  const form = {
    channel: 'phone',
    content: '厨房漏水，'.repeat(60),
    unitId: estate.unitIds[0],
    personId: estate.personId,
  }
  const reply = await fetch(`${installation.url}/api/projects/${estate.project}/cases/matter/${id}/register`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ form }),
  })
  return came(reply)
}

async function upload(seed: number): Promise<Came> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 + seed }
  const bytes = await sharp({ create: { width: 900, height: 900, channels: 3, background: 'white', noise } })
    .jpeg()
    .toBuffer()
  const body = new FormData()
  body.set('file', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), '现场.jpg')
  const headers = { cookie }
  return came(
    await fetch(`${installation.url}/api/projects/${estate.project}/files`, { method: 'POST', headers, body }),
  )
}

/** Takes all that is left of the disk. */
function inflate(): void {
  const file = openSync(balloon, 'a')
  for (const piece of [Buffer.alloc(1 << 20), Buffer.alloc(4096)]) {
    try {
      for (;;) writeSync(file, piece)
    } catch {
      // Full.
    }
  }
  fsyncSync(file)
  closeSync(file)
}

/** The kept files: each is whole, under the hash of its bytes, and there is no draft. */
function wrongFiles(): string[] {
  const folder = join(installation.dataDir, 'files')
  if (!existsSync(folder)) return []
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
  return files.filter(({ name, parentPath }) => hash(join(parentPath, name)) !== name).map(({ name }) => name)
}

describe('a disk without room', () => {
  const acknowledged = new Map<string, { id: string; text: string }>()

  it('refuses uploads and acts as 507 or 503, in words, and leaves no half file', async ({ skip }) => {
    skip(!isRoot, NEEDS_ROOT)
    expect((await upload(0)).status).toBe(200)
    inflate()
    const uploaded = await upload(1)
    expect([uploaded.status, JSON.parse(uploaded.text).kind]).toEqual([507, 'disk-full'])
    expect(wrongFiles()).toEqual([])
    let full = 0
    for (let turn = 0; turn < 600 && full < 5; turn++) {
      const [key, id] = [uuid(), uuid()]
      const { status, type, retryAfter, text } = await register(key, id)
      if (status === 200) acknowledged.set(key, { id, text })
      else {
        full++
        expect([507, 503]).toContain(status)
        expect(type).toContain('application/problem+json')
        expect(status === 503 ? Number(retryAfter) : 1).toBeGreaterThan(0)
        expect(JSON.parse(text).title).toMatch(/[\u4e00-\u9fff]/)
      }
      // What others free (a log that is taken up again) is taken too.
      inflate()
    }
    expect(full).toBe(5)
  }, 120_000)

  it('gives a backup up without half an archive', ({ skip }) => {
    skip(!isRoot, NEEDS_ROOT)
    const path = join(installation.dataDir, 'full.backup')
    const args = [join(root, 'dist', 'cli.mjs'), 'backup', path, '--data', installation.dataDir]
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^guanjia: /)])
    expect(readdirSync(installation.dataDir).filter((name) => name.includes('backup'))).toEqual([])
  }, 60_000)

  it('heals by itself as soon as there is room, with every acknowledged act there once', async ({ skip }) => {
    skip(!isRoot, NEEDS_ROOT)
    rmSync(balloon)
    const from = Date.now()
    let status = 0
    while (status !== 200 && Date.now() - from < 20_000) {
      status = await register(uuid(), uuid()).then((answer) => answer.status)
      if (status !== 200) await sleep(100)
    }
    expect(status).toBe(200)
    expect((await upload(2)).status).toBe(200)
    expect(wrongFiles()).toEqual([])
    for (const [key, { id, text }] of acknowledged) expect((await register(key, id)).text).toBe(text)
  }, 120_000)

  it('ends on SIGTERM within 10 s beside an open stream and an upload that stalls', async ({ skip }) => {
    skip(!isRoot, NEEDS_ROOT)
    const { port } = new URL(installation.url)
    const stream = await fetch(`${installation.url}/api/events`, { headers: { cookie } })
    const streamed = stream.text()
    const stalled = new Socket()
    stalled.on('error', () => {})
    stalled.connect(Number(port), '127.0.0.1')
    stalled.write(
      `POST /api/projects/${estate.project}/files HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${cookie}\r\n` +
        'content-type: multipart/form-data; boundary=x\r\ncontent-length: 100000\r\n\r\n--x\r\n',
    )
    await sleep(200)
    const { tookMs, code } = await installation.stop()
    expect([code, tookMs < 10_000]).toEqual([0, true])
    expect(await streamed).toContain('hello')
    stalled.destroy()
  }, 60_000)
})
