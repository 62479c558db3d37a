import { rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signatureBy } from '../../../test/signatures.ts'
import { tell } from '../../../test/steps.ts'
import { makeWorld, type World } from '../../../test/world.ts'
import { inProject, readProjects, type Tx } from '../db/db.ts'
import { dropSealed, sealSignatures } from './sealed.ts'
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
    expect((await verify())?.broken).toEqual([])
    id = '00000000-0000-4000-8000-000000000000'
    expect(await verify()).toBeNull()
  })

  it.each([
    ['another name', `update signature_text set signer_name = '别人' where signature_id = $1`, ['seal']],
    ['another relation', `update signature set relation = '租户' where id = $1`, ['seal']],
    ['another way', `update signature set way = 'paper' where id = $1`, ['seal']],
    ['another time', `update signature set signed_at = signed_at + interval '1 day' where id = $1`, ['seal', 'log']],
    ['another seal', `update signature set seal = sha256(seal) where id = $1`, ['seal']],
    [
      'another form',
      `update signature_text set signed_form = replace(signed_form, '"rating":5', '"rating":1') where signature_id = $1`,
      ['seal', 'form', 'log'],
    ],
    ['another picture', `update signature set image_sha256 = sha256(image_sha256) where id = $1`, ['seal', 'image']],
    [
      'another rating in the log',
      `update case_action set form = jsonb_set(form, '{rating}', '1') where id = (select action_id from signature where id = $1)`,
      ['log'],
    ],
    [
      'a field taken out of the log together with its hash',
      `update case_action set form = form - 'rating', form_sha256 = sha256(convert_to(replace((form - 'rating')::text, ' ', ''), 'UTF8'))
       where id = (select action_id from signature where id = $1)`,
      ['log'],
    ],
    [
      'another rating in the log together with its hash',
      `update case_action set form = '{"rating":1}', form_sha256 = sha256('{"rating":1}')
       where id = (select action_id from signature where id = $1)`,
      ['log'],
    ],
    [
      'another time in the log',
      `update case_action set at = at + interval '1 minute' where id = (select action_id from signature where id = $1)`,
      ['log'],
    ],
    [
      'another hash of the text in the log',
      `update case_action set text_sha256 = sha256('x') where id = (select action_id from signature where id = $1)`,
      ['log'],
    ],
    [
      'a file row that points to another picture',
      `update file set sha256 = sha256('x') where id = (select image_file_id from signature_text where signature_id = $1)`,
      ['image'],
    ],
    [
      'another action in the log',
      `update case_action set action = 'note' where id = (select action_id from signature where id = $1)`,
      ['log'],
    ],
  ])('finds %s', async (_what, statement, broken) => {
    await w.database.asOwner(statement, [id])
    expect((await verify())?.broken).toEqual(broken)
  })

  it('finds a text that was taken away without a lawful erasure', async () => {
    await w.database.asOwner('delete from signature_text where signature_id = $1', [id])
    expect(await verify()).toEqual({ broken: ['form'], erased: 'no' })
  })

  it('erased at the person’s request it is out of sight and still proved, and gone for good it says so', async () => {
    const [of] = await w.database.asOwner<{ caseId: string }>(
      'select case_id as "caseId" from signature where id = $1',
      [id],
    )
    const until = { at: w.time.now(), keptUntil: '2031-03-11' }
    const many = await inProject(w.engine.db, w.project, (tx) =>
      sealSignatures(tx, w.engine.secrets, w.project, of!.caseId, until),
    )
    expect(many).toBeGreaterThan(0)
    const [text] = await w.database.asOwner('select * from signature_text where signature_id = $1', [id])
    expect(text).toMatchObject({ signed_form: null, signer_name: null, image_file_id: null })
    expect(JSON.stringify(text)).not.toContain('王小明')
    expect(await verify()).toEqual({ broken: [], erased: 'sealed' })
    await w.database.asOwner(
      `update case_action set form = '{}' where id = (select action_id from signature where id = $1)`,
      [id],
    )
    expect((await verify())?.broken).toEqual(['log'])
    await w.database.asOwner('update signature_text set sealed = null where signature_id = $1', [id])
    expect(await verify()).toEqual({ broken: [], erased: 'gone' })
  })

  it('finds a picture whose bytes were changed on the disk', async () => {
    for (const part of await readdir(w.files.folder)) {
      for (const name of await readdir(join(w.files.folder, part))) writeFileSync(join(w.files.folder, part, name), 'x')
    }
    expect((await verify())?.broken).toEqual(['image'])
  })

  it('finds a picture that is gone from the disk', async () => {
    const folder = w.files.folder
    for (const part of await readdir(folder)) rmSync(join(folder, part), { recursive: true })
    expect((await verify())?.broken).toEqual(['image'])
  })
})

describe('a signature is a signature', () => {
  const png = async (svg: string) =>
    `data:image/png;base64,${(await sharp(Buffer.from(svg)).png().toBuffer()).toString('base64')}`
  /** The head says what it is, but the drawing ends in the middle. */
  const cutPng = async () => {
    const whole = await sharp({
      create: {
        width: 300,
        height: 100,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer()
    return `data:image/png;base64,${whole.subarray(0, whole.length >> 1).toString('base64')}`
  }
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
    [
      'a pad that is filled in one colour',
      () =>
        png('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><rect width="300" height="100"/></svg>'),
    ],
    ['half a picture', () => cutPng()],
    ['no picture', async () => 'data:image/png;base64,aGVsbG8='],
    ['a picture that is not PNG', async () => 'data:image/svg+xml;base64,PHN2Zy8+'],
  ])('refuses %s', async (_what, image) => {
    await expect(signedWith(await image())).rejects.toMatchObject({ kind: 'bad-form' })
  })

  it('takes the pad of a high-resolution tablet and keeps it small', async () => {
    const large = await png(
      '<svg xmlns="http://www.w3.org/2000/svg" width="3600" height="1600"><path d="M300 900 Q 900 200 1500 900 T 3000 700" stroke="#111" stroke-width="24" fill="none"/></svg>',
    )
    const { caseId } = await signedWith(large)
    const [row] = await w.database.asOwner<{ width: number }>(
      'select f.width from signature s join signature_text t on t.signature_id = s.id join file f on f.id = t.image_file_id where s.case_id = $1',
      [caseId],
    )
    expect(row!.width).toBeLessThanOrEqual(1200)
  })
})

describe('the picture of a signature', () => {
  it('goes for good with the last signature that has it', async () => {
    const other = id
    const job = await say.freeRepairSigned()
    const [second] = await w.database.asOwner<{ id: string }>('select id from signature where case_id = $1', [
      job.caseId,
    ])
    // Both on one sheet of paper.
    await w.database.asOwner(
      `update signature_text set image_file_id = (select image_file_id from signature_text where signature_id = $1)
       where signature_id = $2`,
      [other, second!.id],
    )
    const rows = await w.database.asOwner<{ caseId: string; file: string }>(
      `select s.case_id as "caseId", t.image_file_id as file from signature s join signature_text t on t.signature_id = s.id
       where s.id = any ($1)`,
      [[other, second!.id]],
    )
    const until = { at: w.time.now(), keptUntil: '2031-03-11' }
    const inside = <T>(work: (tx: Tx) => Promise<T>) => inProject(w.engine.db, w.project, work)
    for (const { caseId } of rows) await inside((tx) => sealSignatures(tx, w.engine.secrets, w.project, caseId, until))
    const drop = (signature: string) => inside((tx) => dropSealed(tx, w.engine.secrets, w.project, [signature]))
    const kept = () => w.database.asOwner('select from file where id = $1', [rows[0]!.file])
    expect(await drop(other)).toEqual([])
    expect(await kept()).toHaveLength(1)
    expect(await drop(second!.id)).toHaveLength(1)
    expect(await kept()).toEqual([])
  })
})

describe('the signer on record', () => {
  it('is the person of the case or lives in its flat, and nobody else', async () => {
    const job = await say.home()
    await say.paidBy(job, 'company', '公司承诺免费')
    await say.sentTo(job)
    await say.onSite(job)
    await job.do(w.staff.li, 'begin')
    await say.finished(job)
    const signedFor = (name: string, personId: string) =>
      job.do(w.staff.li, 'sign', { rating: 5 }, { signature: { ...signatureBy(name, '业主'), personId } })
    const refusal = { kind: 'bad-form', fields: [{ field: 'signature.personId', text: '签字人不是这件事的住户' }] }
    await expect(signedFor('马超', w.owners.ma.personId)).rejects.toMatchObject(refusal)
    await expect(signedFor('谁', job.caseId)).rejects.toMatchObject(refusal)
    await signedFor('林芳', w.owners.wangWife.personId)
    expect(await job.state()).toBe('signed')
  })
})
