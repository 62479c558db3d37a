import sharp from 'sharp'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { cases, links } from '../case/case.contract.ts'
import { file } from './file.contract.ts'

let world: DoorWorld
let desk: Browser
let owner: Browser
let neighbour: Browser

beforeAll(async () => {
  world = await makeDoorWorld()
  desk = await world.browser(world.staff.zhou)
  owner = await world.browser(world.owners.wang)
  neighbour = await world.browser(world.owners.ma)
})
afterAll(() => world.closeAll())

const picture = () =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: '#336699' } })
    .withExif({ IFD0: { Copyright: 'secret place' } })
    .jpeg()
    .toBuffer()

/** Uploads bytes as the multipart field `file`. */
function upload(
  cookie: string,
  bytes: Buffer,
  {
    name = 'photo.jpg',
    field = 'file',
    url = `/api/projects/${world.project}/files`,
    says,
  }: { name?: string; field?: string; url?: string; says?: string } = {},
) {
  const boundary = 'x-boundary-x'
  const head = `--${boundary}\r\ncontent-disposition: ${says ?? `form-data; name="${field}"; filename="${name}"\r\ncontent-type: image/jpeg`}\r\n\r\n`
  return world.app.inject({
    method: 'POST',
    url,
    headers: { ...(cookie === '' ? {} : { cookie }), 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  })
}

/** A leak in 王小明's home, with a picture. */
const leakWith = (photo: string) => ({
  place: 'home',
  trade: 'water',
  content: '漏水',
  keyPoints: '角阀',
  unitId: world.units['1-1-301'],
  personId: world.owners.wang.personId,
  photos: [photo],
})

const ofFile = (id: string) => ({ project: world.project, file: id })

describe('a picture', () => {
  it('is kept without what the camera wrote into it, and sent as a picture and nothing else', async () => {
    const stored = await upload(desk.cookie, await picture())
    expect([stored.statusCode, stored.json()]).toMatchObject([200, { width: 64, height: 48 }])
    const { reply } = await desk.send(file.read, { params: ofFile(stored.json().id) })
    expect(reply.headers).toMatchObject({ 'content-type': 'image/webp', 'x-content-type-options': 'nosniff' })
    expect(String(reply.headers['content-security-policy'])).toContain('sandbox')
    expect(reply.rawPayload.includes('secret place')).toBe(false)
  })

  it('that is none, a page that calls itself one, and no file at all are refused', async () => {
    for (const bytes of [Buffer.from('not a picture'), Buffer.from('<svg onload="alert(1)"/>'), Buffer.alloc(0)]) {
      const reply = await upload(desk.cookie, bytes)
      expect([reply.statusCode, reply.json().kind]).toEqual([400, 'bad-form'])
    }
    expect((await upload(desk.cookie, await picture(), { field: 'other' })).statusCode).toBe(400)
    const json = await world.app.inject({
      method: 'POST',
      url: `/api/projects/${world.project}/files`,
      headers: { cookie: desk.cookie, 'content-type': 'application/json' },
      payload: '{}',
    })
    expect(json.statusCode).toBe(400)
  })

  it('without a name, and one whose name cannot be kept as it is, is a picture like another', async () => {
    for (const [says, name] of [
      ['form-data; name="file"\r\ncontent-type: application/octet-stream', ''],
      [`form-data; name="file"; filename*=utf-8''a%00b.jpg\r\ncontent-type: image/jpeg`, 'ab.jpg'],
    ] as const) {
      const stored = await upload(desk.cookie, await picture(), { says })
      expect(stored.statusCode).toBe(200)
      const rows = await world.database.asOwner('select name from file where id = $1', [stored.json().id])
      expect(rows).toEqual([{ name }])
    }
  })

  it('of more than 10 MB is too large', async () => {
    const reply = await upload(desk.cookie, Buffer.concat([await picture(), Buffer.alloc(11 * 1024 * 1024)]))
    expect([reply.statusCode, reply.json().kind]).toEqual([413, 'too-large'])
  })

  it('of a case is seen by its household, not by a neighbour, nor in another project', async () => {
    const photo = (await upload(desk.cookie, await picture())).json().id
    const id = uuid()
    const form = leakWith(photo)
    await desk.call(cases.act, {
      params: { project: world.project, procedure: 'repair', id, action: 'register' },
      body: { form },
    })
    expect((await owner.send(file.read, { params: ofFile(photo) })).status).toBe(200)
    expect((await neighbour.send(file.read, { params: ofFile(photo) })).status).toBe(404)
    const stranger = await world.browser(world.stranger)
    expect((await stranger.send(file.read, { params: { project: world.otherProject, file: photo } })).status).toBe(404)
    const { url } = await desk.call(cases.makeLink, {
      params: { project: world.project, procedure: 'repair', id },
      body: { purpose: 'owner' },
    })
    const token = url.split('/').at(-1)!
    const nobody = await world.browser(null)
    expect((await nobody.send(links.file, { params: { token, file: photo } })).status).toBe(200)
    const other = (await upload(desk.cookie, await picture())).json().id
    expect((await nobody.send(links.file, { params: { token, file: other } })).status).toBe(404)
    expect((await upload('', await picture(), { url: `/api/link/${token}/files` })).statusCode).toBe(200)
    expect((await upload('', await picture(), { url: `/api/link/${'x'.repeat(43)}/files` })).statusCode).toBe(404)
  })

  it('of an old case is still seen by its household', async () => {
    const photo = (await upload(desk.cookie, await picture())).json().id
    const form = leakWith(photo)
    const params = { project: world.project, procedure: 'repair', id: uuid(), action: 'register' }
    await desk.call(cases.act, { params, body: { form } })
    await world.database.asOwner(
      `insert into cases (project_id, id, procedure, number, title, state, final, priority, person_id, last_seq, last_at, opened_at,
         procedure_version, policy_version)
       select $1, gen_random_uuid(), 'repair', 'BX-20270101-' || lpad(n::text, 4, '0'), '水管', 'closed', true, 'normal', $2, 1,
         now() + interval '1 year', now() + interval '1 year', 1, 1 from generate_series(1, 60) n`,
      [world.project, world.owners.wang.personId],
    )
    expect((await owner.send(file.read, { params: ofFile(photo) })).status).toBe(200)
    expect((await neighbour.send(file.read, { params: ofFile(photo) })).status).toBe(404)
  })

  it('that an owner sent is his to see before it belongs to a case', async () => {
    const photo = (await upload(owner.cookie, await picture())).json().id
    expect((await owner.send(file.read, { params: ofFile(photo) })).status).toBe(200)
    expect((await neighbour.send(file.read, { params: ofFile(photo) })).status).toBe(404)
  })
})
