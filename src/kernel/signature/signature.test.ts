import { rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signatureBy } from '../../../test/signatures.ts'
import { tell } from '../../../test/steps.ts'
import { makeWorld, type World } from '../../../test/world.ts'
import { readProjects } from '../db/db.ts'
import { verifySignature } from './signature.ts'

let w: World
let say: ReturnType<typeof tell>
let id: string
beforeAll(async () => {
  w = await makeWorld()
  say = tell(w)
})
afterAll(() => w?.close())

/** A repair signed off by 王小明 just now. */
beforeEach(async () => {
  const job = await say.freeRepairSigned()
  const [row] = await w.database.asOwner<{ id: string }>('select id from signature where case_id = $1', [job.caseId])
  id = row!.id
})

const verify = () =>
  readProjects(w.engine.db, [w.project], (tx) => verifySignature(tx, w.files, w.engine.secrets, w.project, id))

describe('a signature is verifiable', () => {
  it('is intact when nobody touched it, and unknown when there is none', async () => {
    expect(await verify()).toEqual([])
    id = '00000000-0000-4000-8000-000000000000'
    expect(await verify()).toBeNull()
  })

  it.each([
    ['another name', `update signature set signer_name = '别人' where id = $1`, ['seal']],
    ['another relation', `update signature set relation = '租户' where id = $1`, ['seal']],
    ['another way', `update signature set way = 'paper' where id = $1`, ['seal']],
    ['another time', `update signature set signed_at = signed_at + interval '1 day' where id = $1`, ['seal']],
    ['another seal', `update signature set seal = sha256(seal) where id = $1`, ['seal']],
    [
      'another form',
      `update signature set signed_form = replace(signed_form, '"rating":5', '"rating":1') where id = $1`,
      ['seal', 'form', 'log'],
    ],
    ['another picture', `update signature set image_sha256 = sha256(image_sha256) where id = $1`, ['seal', 'image']],
    [
      'another rating in the log',
      `update case_action set form = jsonb_set(form, '{rating}', '1') where id = (select action_id from signature where id = $1)`,
      ['log'],
    ],
    [
      'another action in the log',
      `update case_action set action = 'note' where id = (select action_id from signature where id = $1)`,
      ['log'],
    ],
  ])('finds %s', async (_what, statement, broken) => {
    await w.database.asOwner(statement, [id])
    expect(await verify()).toEqual(broken)
  })

  it('finds a picture that is gone from the disk', async () => {
    const folder = w.files.folder
    for (const part of await readdir(folder)) rmSync(join(folder, part), { recursive: true })
    expect(await verify()).toEqual(['image'])
  })
})

describe('a signature is a signature', () => {
  const png = async (svg: string) =>
    `data:image/png;base64,${(await sharp(Buffer.from(svg)).png().toBuffer()).toString('base64')}`
  const signedWith = async (image: string) => {
    const job = await say.paidRepairDone()
    return job.do(w.staff.li, 'sign', { rating: 5 }, { signature: { ...signatureBy('王小明', '业主'), image } })
  }

  it.each([
    ['an empty pad', () => png('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"/>')],
    [
      'a tap',
      () =>
        png('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><circle cx="50" cy="50" r="3"/></svg>'),
    ],
    ['no picture', async () => 'data:image/png;base64,aGVsbG8='],
    ['a picture that is not PNG', async () => 'data:image/svg+xml;base64,PHN2Zy8+'],
  ])('refuses %s', async (_what, image) => {
    await expect(signedWith(await image())).rejects.toMatchObject({ kind: 'bad-form' })
  })
})
