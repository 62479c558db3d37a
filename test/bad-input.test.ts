import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import sharp from 'sharp'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auth } from '../src/kernel/auth/auth.contract.ts'
import { cases, links } from '../src/kernel/case/case.contract.ts'
import { policy } from '../src/kernel/policy/policy.contract.ts'
import { badBodies, badRequests } from './bad-forms.ts'
import { digestOf } from './digest.ts'
import { faults, makeTried, type Tried, tokenOf, type Wanted } from './refusals.ts'

/**
 * What bad input gets, for each command of the OpenAPI document: a clear refusal in Chinese that names the field,
 * nothing of the database in it, and nothing changed.
 */
let tried: Tried

beforeAll(async () => {
  tried = await makeTried()
}, 60_000)
afterAll(() => tried.closeAll())

describe('wrong form', () => {
  it('of each command: without a field, of another type, with a surplus field, no object at all', async () => {
    const found: string[] = []
    const before = await digestOf(tried)
    let count = 0
    for (const command of tried.commands.filter(({ body }) => body !== null)) {
      const path = tried.pathOf(command)
      for (const { what, body, field } of badBodies(tried.api, command, () => randomUUID())) {
        const { method } = command
        const reply = await tried.send({ path, payload: JSON.stringify(body), method, cookie: tried.cookieOf(command) })
        for (const fault of faults(reply, { status: 400, kind: 'bad-form', field }))
          found.push(`${command.name} ${what}: ${fault}`)
        count++
      }
    }
    expect(found).toEqual([])
    expect(count).toBeGreaterThan(400)
    expect(await digestOf(tried)).toBe(before)
  }, 60_000)

  it.each(badRequests)(
    'of each command: $what',
    async ({ payload, type, status }) => {
      const found: string[] = []
      const before = await digestOf(tried)
      for (const command of tried.commands.filter(({ body }) => body !== null)) {
        const reply = await tried.send({
          path: tried.pathOf(command),
          payload,
          type: type ?? 'application/json',
          method: command.method,
          cookie: tried.cookieOf(command),
        })
        for (const fault of faults(reply, { status })) found.push(`${command.name}: ${fault}`)
      }
      expect(found).toEqual([])
      expect(await digestOf(tried)).toBe(before)
    },
    60_000,
  )

  it('of each command that takes a key: no key, and one that is no UUID', async () => {
    const found: string[] = []
    const before = await digestOf(tried)
    const keyed = tried.commands.filter((command) => command.keyed)
    for (const command of keyed) {
      const payload = JSON.stringify(tried.api.sample(command.body, () => randomUUID()))
      for (const key of [null, 'once', '']) {
        const reply = await tried.send({ path: tried.pathOf(command), payload, key, cookie: tried.cookieOf(command) })
        for (const fault of faults(reply, { status: 400, kind: 'bad-form' })) found.push(`${command.name}: ${fault}`)
        if (!reply.json().title.includes('Idempotency-Key')) found.push(`${command.name}: ${reply.json().title}`)
      }
    }
    expect(keyed.length).toBeGreaterThan(60)
    expect(found).toEqual([])
    expect(await digestOf(tried)).toBe(before)
  })

  it.each([
    { what: 'close before they open', office: { opensAt: '18:00', closesAt: '08:30' } },
    { what: 'have lunch before they open', office: { lunchFrom: '07:00', lunchTo: '07:30' } },
    { what: 'end lunch before it begins', office: { lunchFrom: '13:30', lunchTo: '12:00' } },
    { what: 'never open', office: { opensAt: '12:00', lunchFrom: '12:00', lunchTo: '12:00', closesAt: '12:00' } },
  ])('of the settings: offices that $what, of which no calendar can be made', async ({ office }) => {
    const before = await digestOf(tried)
    const now = await tried.anyone.call(policy.current, { params: { project: tried.project } })
    const body = { ...now.body, office: { ...now.body.office, ...office } }
    const change = { body, effectiveAt: '2026-03-12T02:00:00.000Z', reason: '调整', seenVersion: now.version }
    const path = `/api/projects/${tried.project}/policy`
    const reply = await tried.send({ path, payload: JSON.stringify(change) })
    expect(faults(reply, { status: 400, kind: 'bad-form', field: 'body.office' })).toEqual([])
    expect(await digestOf(tried)).toBe(before)
  })

  it('of a path: what is no id is not there', async () => {
    const found: string[] = []
    for (const command of tried.commands.filter(({ params }) =>
      params.some((name) => name !== 'project' && name !== 'token'),
    )) {
      for (const bad of ['x', '%00', '%ED%A0%80', '..%2F..', "'%20or%201=1--"]) {
        const path = command.path
          .replace('{project}', String(tried.project))
          .replace('{token}', tried.token)
          .replace(/\{\w+\}/g, bad)
        const payload =
          command.body === null ? undefined : JSON.stringify(tried.api.sample(command.body, () => randomUUID()))
        const cookie = tried.cookieOf(command)
        const sent = { path, method: command.method, cookie, ...(payload === undefined ? {} : { payload }) }
        const reply = await tried.send(sent)
        const { statusCode } = reply
        // An upload by link names nothing but its token.
        if (statusCode !== 404 && statusCode !== 400)
          found.push(`${command.name} ${bad}: ${statusCode} ${reply.body.slice(0, 100)}`)
        else for (const fault of faults(reply, { status: statusCode })) found.push(`${command.name} ${bad}: ${fault}`)
      }
    }
    expect(found).toEqual([])
  })
})

describe('a file that is no picture', () => {
  const multipart = (bytes: Buffer, { field = 'file', name = 'a.jpg' } = {}) =>
    Buffer.concat([
      Buffer.from(
        `--xyz\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: image/jpeg\r\n\r\n`,
      ),
      bytes,
      Buffer.from('\r\n--xyz--\r\n'),
    ])
  const flat = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#fff' }, limitInputPixels: false })
  const photo = () => flat(640, 480).jpeg().toBuffer()
  // Workbooks and messages are taken as they are and refused by their report (import.routes.test.ts).
  const pictureDoors = () => tried.commands.filter(({ upload, path }) => upload && !path.includes('/import-kinds/'))
  const stored = () =>
    existsSync(tried.files.folder) ? readdirSync(tried.files.folder, { recursive: true }).length : 0

  it.each([
    { what: 'a text', status: 400, body: async () => multipart(Buffer.from('这不是照片')) },
    { what: 'nothing', status: 400, body: async () => multipart(Buffer.alloc(0)) },
    {
      what: 'an SVG',
      status: 400,
      body: async () =>
        multipart(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')),
    },
    { what: 'a GIF', status: 400, body: async () => multipart(Buffer.from('R0lGODlhAQABAAAAACw=', 'base64')) },
    {
      what: 'a web page that begins like a JPEG',
      status: 400,
      body: async () => multipart(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('<html>')])),
    },
    { what: 'half a JPEG', status: 400, body: async () => multipart((await photo()).subarray(0, 900)) },
    {
      what: '60 megapixels',
      status: 413,
      body: async () => multipart(await flat(10_000, 6_000).png({ compressionLevel: 9 }).toBuffer()),
    },
    {
      what: '11 MB',
      status: 413,
      body: async () => multipart(Buffer.concat([await photo(), Buffer.alloc(11 * 1024 * 1024)])),
    },
    { what: 'another field', status: 400, body: async () => multipart(await photo(), { field: 'picture' }) },
    { what: 'no file at all', status: 400, body: async () => Buffer.from('--xyz--\r\n') },
    { what: 'JSON', status: 415, type: 'application/xml', body: async () => Buffer.from('<x/>') },
  ])(
    '$what',
    async ({ status, body, type = 'multipart/form-data; boundary=xyz' }) => {
      const payload = await body()
      const [before, kept] = [await digestOf(tried), stored()]
      const uploads = pictureDoors()
      expect(uploads.length).toBeGreaterThan(1)
      for (const upload of uploads) {
        const reply = await tried.send({ path: tried.pathOf(upload), payload, type })
        const field = status === 415 || payload.length > 10_000_000 ? null : 'file'
        expect([upload.name, ...faults(reply, { status, field })]).toEqual([upload.name])
      }
      expect([await digestOf(tried), stored()]).toEqual([before, kept])
    },
    30_000,
  )

  it('and a picture is taken, else the refusals above would prove nothing', async () => {
    for (const upload of pictureDoors()) {
      const payload = multipart(await photo())
      const reply = await tried.send({ path: tried.pathOf(upload), payload, type: 'multipart/form-data; boundary=xyz' })
      expect([upload.name, reply.statusCode]).toEqual([upload.name, 200])
    }
  })
})

describe('links and slips', () => {
  const form = { reason: '不修了' }
  /** Every door behind a link. */
  const doors = () => tried.api.operations.filter(({ params }) => params.includes('token'))
  const closed = async (token: string, wanted: Wanted) => {
    const before = await digestOf(tried)
    for (const door of doors()) {
      const path = tried.pathOf({ ...door, path: door.path.replace('{token}', token) })
      const body = door.method === 'GET' ? {} : { payload: door.upload ? '--x--\r\n' : JSON.stringify({ form }) }
      const type = door.upload ? 'multipart/form-data; boundary=x' : 'application/json'
      const reply = await tried.send({ path, method: door.method, cookie: '', type, ...body })
      expect([door.name, ...faults(reply, wanted)]).toEqual([door.name])
    }
    expect(await digestOf(tried)).toBe(before)
  }

  it('a link does once what its bearer clicks twice', async () => {
    const { token } = await tried.newLink(await tried.newRepair())
    const click = { path: `/api/link/${token}/withdraw`, payload: JSON.stringify({ form }), key: uuid(), cookie: '' }
    const answers = [...(await Promise.all([tried.send(click), tried.send(click)])), await tried.send(click)]
    expect(answers.filter(({ statusCode }) => statusCode !== 200 && statusCode !== 409)).toEqual([])
    expect(new Set(answers.filter(({ statusCode }) => statusCode === 200).map(({ body }) => body)).size).toBe(1)
    expect(answers[2]!.json()).toMatchObject({ state: 'cancelled', seq: 3 })
    const reused = await tried.send({ ...click, payload: JSON.stringify({ form: { reason: '别的原因' } }) })
    expect(faults(reused, { status: 422, kind: 'key-reused' })).toEqual([])
    const late = await tried.send({ ...click, key: uuid() })
    expect(faults(late, { status: 409, kind: 'wrong-state' })).toEqual([])
  })

  it('a call is taken once by a double click; its key is not good for another call', async () => {
    const take = tried.commands.find(({ path }) => path.endsWith('/desk/take'))!
    const call = (matterId: string) =>
      JSON.stringify({ matterId, register: { channel: 'phone', content: '漏水' }, next: { as: 'leave' } })
    const click = { path: tried.pathOf(take), payload: call(uuid()), key: uuid() }
    const answers = [...(await Promise.all([tried.send(click), tried.send(click)])), await tried.send(click)]
    expect(answers.filter(({ statusCode }) => statusCode !== 200 && statusCode !== 409)).toEqual([])
    expect(new Set(answers.filter(({ statusCode }) => statusCode === 200).map(({ body }) => body)).size).toBe(1)
    const before = await digestOf(tried)
    expect(faults(await tried.send({ ...click, payload: call(uuid()) }), { status: 422, kind: 'key-reused' })).toEqual(
      [],
    )
    expect(await digestOf(tried)).toBe(before)
  })

  it('an unknown link is not there, a revoked one and one that ran out are gone', async () => {
    await closed('x'.repeat(43), { status: 404 })
    const repair = await tried.newRepair()
    const revoked = await tried.newLink(repair)
    const params = { project: tried.project, procedure: 'repair', id: repair, link: revoked.linkId }
    await tried.anyone.call(cases.revokeLink, { params })
    await closed(revoked.token, { status: 410, kind: 'expired' })
    const old = await tried.newLink(repair)
    tried.time.advance(15 * 24 * 3_600_000)
    await closed(old.token, { status: 410, kind: 'expired' })
    const nobody = await tried.browser(null)
    expect((await nobody.send(links.page, { params: { token: (await tried.newLink(repair)).token } })).status).toBe(200)
  })

  it('a slip signs in once; used, and when it ran out, it is gone', async () => {
    const nobody = await tried.browser(null)
    const print = () =>
      tried.anyone.call(auth.slip, { params: { project: tried.project, person: tried.owners.ma.personId } })
    const signIn = (url: string) => nobody.send(auth.ownerSignIn, { body: { token: tokenOf(url) } })
    const { url } = await print()
    const both = await Promise.all([signIn(url), signIn(url)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410])
    const before = await digestOf(tried)
    expect(faults((await signIn(url)).reply, { status: 410, kind: 'expired' })).toEqual([])
    expect(await digestOf(tried)).toBe(before)
    const late = await print()
    tried.time.advance(16 * 60_000)
    expect(faults((await signIn(late.url)).reply, { status: 410, kind: 'expired' })).toEqual([])
    expect(faults((await signIn(`#${'x'.repeat(43)}`)).reply, { status: 404 })).toEqual([])
  })
})
