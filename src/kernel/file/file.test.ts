import { createHash } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { inProject, readProjects } from '../db/db.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w?.close())

const store = (bytes: Buffer, name = 'IMG_1.jpg') => w.files.store(w.project, { bytes, name, accountId: null })
const solid = (width: number, height: number, background = '#46a') =>
  sharp({ create: { width, height, channels: 3, background } })

/** Files in the store, hidden drafts included. */
const kept = () =>
  readdirSync(w.files.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
const rows = () =>
  readProjects(w.engine.db, [w.project], async (tx) => (await tx.selectFrom('file').select('id').execute()).length)

/** A refusal keeps neither bytes nor a row. */
async function refused(bytes: Buffer): Promise<unknown> {
  const before = [kept(), await rows()]
  const error = await store(bytes).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect([kept(), await rows()]).toEqual(before)
  return error
}

describe('a picture that is kept', () => {
  beforeAll(() => store(Buffer.from(tinyJpeg, 'base64')))

  it('is written anew without place and device, upright, and no larger than 2000 pixels', async () => {
    const photo = await solid(3000, 1000)
      .jpeg()
      .withExif({ IFD0: { Make: 'Phone' }, IFD3: { GPSLatitude: '31/1 13/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    expect((await sharp(photo).metadata()).exif?.toString('latin1')).toContain('Phone')
    const picture = await store(photo)
    expect(picture).toMatchObject({ width: 667, height: 2000 })
    const back = await w.files.read(w.project, picture.id)
    expect(back?.mediaType).toBe('image/webp')
    const meta = await sharp(back?.bytes).metadata()
    expect([meta.format, meta.exif, meta.xmp, meta.iptc]).toEqual(['webp', undefined, undefined, undefined])
  })

  it('loses whatever was hung behind it', async () => {
    const photo = Buffer.concat([await solid(40, 40).png().toBuffer(), Buffer.from('<script>alert(1)</script>')])
    const back = await w.files.read(w.project, (await store(photo)).id)
    expect(back?.bytes.includes('script')).toBe(false)
  })

  it('lies under the hash of its bytes, once, however often it is sent', async () => {
    const photo = await solid(50, 50, '#123456').webp().toBuffer()
    const first = await store(photo)
    const before = kept()
    const second = await store(photo, 'again.webp')
    expect(second.id).not.toBe(first.id)
    expect(kept()).toBe(before)
    const back = await w.files.read(w.project, second.id)
    const hash = createHash('sha256').update(back!.bytes).digest('hex')
    expect(readdirSync(join(w.files.folder, hash.slice(0, 2)))).toContain(hash)
  })

  it('is not there for another estate', async () => {
    const { id } = await store(await solid(30, 30).png().toBuffer())
    expect(await w.files.read(w.otherProject, id)).toBeNull()
  })

  it('is not given out when its bytes have changed on the disk', async () => {
    const { id } = await store(await solid(30, 31).png().toBuffer())
    const bytes = (await w.files.read(w.project, id))!.bytes
    const hash = createHash('sha256').update(bytes).digest('hex')
    writeFileSync(join(w.files.folder, hash.slice(0, 2), hash), 'something else')
    expect(await w.files.read(w.project, id)).toBeNull()
  })

  it('leaves no row when the transaction of its fact fails', async () => {
    const before = await rows()
    const failing = inProject(w.engine.db, w.project, async (tx) => {
      await w.files.keep(tx, w.project, Buffer.from('x'), {
        mediaType: 'image/png',
        width: 1,
        height: 1,
        name: 'x',
        accountId: null,
        attached: true,
      })
      throw new Error('refused later')
    })
    await expect(failing).rejects.toThrow('refused later')
    expect(await rows()).toBe(before)
  })
})

describe('what is no picture, or too large a one', () => {
  beforeAll(() => store(Buffer.from(tinyJpeg, 'base64')))

  it('a picture of 60 megapixels is refused with a text that says what to do', async () => {
    const error = await refused(await solid(10_000, 6_000).png({ compressionLevel: 9 }).toBuffer())
    expect(error).toMatchObject({
      kind: 'too-large',
      values: { megapixels: 60 },
      fields: [{ field: 'file', text: '照片像素太高，请用 4000 万像素以内的照片' }],
    })
  })

  it('its size is read from the head alone, before anything is decoded', async () => {
    const photo = await solid(10_000, 6_000).png({ compressionLevel: 9 }).toBuffer()
    // Cut off behind the head: had it been decoded first, it would be no picture at all.
    expect(await refused(photo.subarray(0, 4096))).toMatchObject({ kind: 'too-large' })
  })

  it.each([
    ['a text', async () => Buffer.from('hello')],
    ['nothing', async () => Buffer.alloc(0)],
    ['an SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a GIF', () => solid(9, 9).gif().toBuffer()],
    ['a PDF', async () => Buffer.from('%PDF-1.7\n')],
    [
      'a page that begins like a JPEG',
      async () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('<html>')]),
    ],
    ['half a JPEG', async () => cut(await solid(800, 800).jpeg().toBuffer())],
    ['half a PNG', async () => cut(await solid(800, 800).png({ compressionLevel: 0 }).toBuffer())],
  ])('%s is refused', async (_what, bytes) => {
    expect(await refused(await bytes())).toMatchObject({
      kind: 'bad-form',
      fields: [{ field: 'file', text: '这不是能识别的照片，请上传 JPG、PNG 或 WebP' }],
    })
  })
})

const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)

/** The smallest picture, so that the folder of the store exists before it is counted. */
const tinyJpeg = (
  await sharp({ create: { width: 2, height: 2, channels: 3, background: '#fff' } })
    .jpeg()
    .toBuffer()
).toString('base64')
