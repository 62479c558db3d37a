import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import sharp from 'sharp'
import { v7 as uuid } from 'uuid'
import type { SignatureInput, SignatureStore } from '../case/engine.ts'
import { Refusal } from '../case/refusal.ts'
import type { Tx } from '../db/db.ts'
import { checkPicture, type FileStore } from '../file/file.ts'
import type { Secrets } from '../secrets.ts'
import { canonicalJson } from './canonical.ts'
import type { brokenParts } from './signature.contract.ts'

type Signing = Parameters<SignatureStore['record']>[1]

/** A drawn line covers at least this many pixels; a tap or an empty pad does not. */
const LEAST_INK_PIXELS = 120
const MOST_IMAGE_BYTES = 512 * 1024

/**
 * Stores signatures so that any later change is found: the drawn image, the exact form that was signed, who signed in
 * which relation and way, the server's time, all under one seal (HMAC with a key outside the database).
 */
export function signatureStore(files: FileStore, { sealKey }: Pick<Secrets, 'sealKey'>): SignatureStore {
  return {
    record: async (tx, signing) => {
      const { projectId, signature } = signing
      const image = await imageOf(tx, files, signing)
      const signedForm = canonicalJson(signing.signedForm)
      const row = {
        projectId,
        id: uuid(),
        caseId: signing.caseId,
        actionId: signing.actionId,
        formName: signing.sheet,
        signedForm,
        formSha256: sha256(signedForm),
        imageFileId: image.fileId,
        imageSha256: image.sha256,
        signerName: signature.signerName,
        signerPersonId: signature.personId ?? null,
        signerAccountId: signing.signerAccountId,
        relation: signature.relation,
        way: signature.way,
        signedAt: signing.at,
      }
      await tx
        .insertInto('signature')
        .values({ ...row, seal: sealOf(sealKey, row) })
        .execute()
    },
  }
}

/** What was found changed: the row itself, the form, the picture, or the log that it belongs to. */
export type Broken = keyof typeof brokenParts

/** What has changed since the signature was given; nothing when it is intact, null when there is no such signature. */
export async function verifySignature(
  tx: Tx,
  files: Pick<FileStore, 'bytesOf'>,
  { sealKey }: Pick<Secrets, 'sealKey'>,
  projectId: number,
  id: string,
): Promise<Broken[] | null> {
  const row = await tx
    .selectFrom('signature')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const { seal, ...sealed } = row
  const broken: Broken[] = []
  if (!equal(seal, sealOf(sealKey, sealed))) broken.push('seal')
  if (!equal(row.formSha256, sha256(row.signedForm))) broken.push('form')
  if (row.imageSha256 && !(await files.bytesOf(row.imageSha256))) broken.push('image')
  if (!(await fitsLog(tx, projectId, row.actionId, row.signedForm))) broken.push('log')
  return broken
}

function sealOf(sealKey: Buffer, row: Record<string, unknown>): Buffer {
  const plain = Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('hex') : value]),
  )
  return createHmac('sha256', sealKey).update(canonicalJson(plain)).digest()
}

/** The log's form, free text included, must be the one that was signed; erased text no longer compares. */
async function fitsLog(tx: Tx, projectId: number, actionId: string, signedForm: string): Promise<boolean> {
  const action = await tx
    .selectFrom('caseAction as a')
    .leftJoin('caseText as t', (join) =>
      join.onRef('t.projectId', '=', 'a.projectId').onRef('t.caseId', '=', 'a.caseId').onRef('t.seq', '=', 'a.seq'),
    )
    .select(['a.action', 'a.form', 'a.formSha256', 'a.textSha256', 't.body', 't.erasedAt'])
    .where('a.projectId', '=', projectId)
    .where('a.id', '=', actionId)
    .executeTakeFirst()
  if (!action) return false
  const signed = JSON.parse(signedForm) as { action: string; form: Record<string, unknown> }
  const fixed = canonicalJson(action.form)
  if (action.action !== signed.action || !equal(action.formSha256, sha256(fixed))) return false
  if (action.textSha256 && !action.erasedAt && !equal(action.textSha256, sha256(canonicalJson(action.body))))
    return false
  const logged = { ...(action.form as object), ...(action.erasedAt ? {} : ((action.body as object | null) ?? {})) }
  return Object.entries(logged).every(([name, value]) => canonicalJson(value) === canonicalJson(signed.form[name]))
}

async function imageOf(
  tx: Tx,
  files: FileStore,
  { projectId, signature, signerAccountId }: Signing,
): Promise<{ fileId: string; sha256: Buffer }> {
  if (signature.way === 'paper') return scannedSheet(tx, projectId, signature)
  if (!signature.image) throw unsigned()
  const drawn = /^data:image\/png;base64,([A-Za-z0-9+/]+={0,2})$/.exec(signature.image)?.[1]
  const bytes = drawn && Buffer.from(drawn, 'base64')
  if (!bytes || bytes.length > MOST_IMAGE_BYTES) throw unsigned()
  await checkPicture(bytes)
  const { png, width, height } = await inked(bytes)
  const fileId = await files.keep(tx, projectId, png, {
    mediaType: 'image/png',
    width,
    height,
    name: '签字',
    accountId: signerAccountId,
  })
  return { fileId, sha256: createHash('sha256').update(png).digest() }
}

/** Signed on paper: the scan was uploaded before. */
async function scannedSheet(tx: Tx, projectId: number, signature: SignatureInput) {
  const row = await tx
    .selectFrom('file')
    .select(['id', 'sha256'])
    .where('projectId', '=', projectId)
    .where('id', '=', signature.paperFileId ?? '00000000-0000-0000-0000-000000000000')
    .executeTakeFirst()
  if (!row)
    throw new Refusal('bad-form', '请上传签过字的纸单照片', {
      fields: [{ field: 'signature.paperFileId', text: '请上传签过字的纸单照片' }],
    })
  return { fileId: row.id, sha256: row.sha256 }
}

/** The drawing alone, trimmed, black on white. Throws when there is no ink on it. */
async function inked(bytes: Buffer): Promise<{ png: Buffer; width: number; height: number }> {
  const flat = await sharp(bytes, { limitInputPixels: 4_000_000 })
    .flatten({ background: '#fff' })
    .greyscale()
    .png()
    .toBuffer()
  const { data } = await sharp(flat).raw().toBuffer({ resolveWithObject: true })
  const ink = data.reduce((count, shade) => count + (shade < 128 ? 1 : 0), 0)
  if (ink < LEAST_INK_PIXELS) throw unsigned()
  const trimmed = await sharp(flat)
    .trim({ background: '#fff', threshold: 20 })
    .png({ compressionLevel: 9 })
    .toBuffer({ resolveWithObject: true })
  return { png: trimmed.data, width: trimmed.info.width, height: trimmed.info.height }
}

const unsigned = () =>
  new Refusal('bad-form', '请在签字板上签字', { fields: [{ field: 'signature', text: '请在签字板上签字' }] })

const sha256 = (text: string) => createHash('sha256').update(text).digest()
const equal = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b)
