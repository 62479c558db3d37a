import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import sharp from 'sharp'
import { v7 as uuid } from 'uuid'
import type { SignatureInput, SignatureStore } from '../case/engine.ts'
import { Refusal } from '../case/refusal.ts'
import { businessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import type { DB } from '../db/types.ts'
import { attachFiles } from '../file/attach.ts'
import { checkPicture, type FileStore, MOST_PIXELS } from '../file/file.ts'
import { maskText } from '../privacy/mask-text.ts'
import type { Secrets } from '../secrets.ts'
import { canonicalJson } from './canonical.ts'
import { openSealed, type SignatureText } from './sealed.ts'
import type { brokenParts } from './signature.contract.ts'

type Signing = Parameters<SignatureStore['record']>[1]

/** A drawn line covers at least this many pixels; a tap or an empty pad does not. */
const LEAST_INK_PIXELS = 120
const MOST_IMAGE_BYTES = 512 * 1024
/** Larger pads, as those of high-resolution tablets, are scaled down to this. */
const KEPT_WIDTH = 1200

/**
 * Stores signatures so that any later change is found: the drawn image, the exact form that was signed, who signed in
 * which relation and way, the server's time, all under one seal (HMAC with a key outside the database).
 */
export function signatureStore(
  files: FileStore,
  { sealKey }: Pick<Secrets, 'sealKey'>,
  /** A simulation, in which the same hands sign again and again, remembers what it has inked. */
  ink: typeof inked = inked,
): SignatureStore {
  return {
    record: async (tx, signing) => {
      const { projectId, signature } = signing
      await requireSigner(tx, signing)
      const image = await imageOf(tx, files, ink, signing)
      const signedForm = canonicalJson(signing.signedForm)
      const text = {
        signedForm,
        signerName: maskText(signature.signerName),
        imageFileId: image.fileId,
      }
      const row = {
        projectId,
        id: uuid(),
        caseId: signing.caseId,
        actionId: signing.actionId,
        formName: signing.sheet,
        formSha256: sha256(signedForm),
        imageSha256: image.sha256,
        signerPersonId: signature.personId ?? null,
        signerAccountId: signing.signerAccountId,
        relation: signature.relation,
        way: signature.way,
        signedAt: signing.at,
      }
      await tx
        .insertInto('signature')
        .values({ ...row, seal: sealOf(sealKey, { ...row, ...text }) })
        .execute()
      await tx
        .insertInto('signatureText')
        .values({ projectId, signatureId: row.id, ...text })
        .execute()
    },
  }
}

/** Who is on record as the signer is the case's person, or lives in its flat in any relation. Throws Refusal. */
async function requireSigner(tx: Tx, { projectId, caseId, signature: { personId }, at }: Signing): Promise<void> {
  if (personId === undefined) return
  const today = businessDate(at)
  const { rows } = await sql`
    select from cases c where c.project_id = ${projectId} and c.id = ${caseId} and (c.person_id = ${personId} or exists (
      select from residence r where r.project_id = c.project_id and r.unit_id = c.unit_id and r.person_id = ${personId}
        and r.from_on <= ${today} and (r.to_on is null or r.to_on >= ${today})))`.execute(tx)
  if (rows.length > 0) return
  const text = '签字人不是这件事的住户'
  throw new Refusal('bad-form', text, { fields: [{ field: 'signature.personId', text }] })
}

/** What was found changed: the row itself, the form, the picture, or the log that it belongs to. */
export type Broken = keyof typeof brokenParts

export interface SignatureCheck {
  /** What has changed since the signature was given; nothing when it is intact. */
  broken: Broken[]
  /** Its form and name were erased at the person's request: kept sealed as proof, or gone for good. */
  erased: 'no' | 'sealed' | 'gone'
}

/** Null when there is no such signature. A part that was erased lawfully is not broken: what is left is checked. */
export async function verifySignature(
  tx: Tx,
  files: Pick<FileStore, 'bytesOf'>,
  secrets: Pick<Secrets, 'sealKey' | 'dataKey'>,
  projectId: number,
  id: string,
): Promise<SignatureCheck | null> {
  const found = await tx
    .selectFrom('signature')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) return null
  // What the seal covers: the row as it was signed, not when the database wrote it.
  const { seal, writtenTx: _written, ...kept } = found
  const { text, erased } = await readText(tx, secrets, projectId, id)
  if (text === null) return { broken: erased === 'gone' ? await loggedAt(tx, kept) : ['form'], erased }
  const row = { ...kept, ...text }
  const broken: Broken[] = []
  if (!equal(seal, sealOf(secrets.sealKey, row))) broken.push('seal')
  if (!equal(row.formSha256, sha256(row.signedForm))) broken.push('form')
  if (!(await hasItsImage(tx, files, row))) broken.push('image')
  if (!(await fitsLog(tx, row))) broken.push('log')
  return { broken, erased }
}

type SignatureRow = Omit<Selectable<DB['signature']>, 'writtenTx'>
type WholeSignature = Omit<SignatureRow, 'seal'> & SignatureText

async function readText(
  tx: Tx,
  { dataKey }: Pick<Secrets, 'dataKey'>,
  projectId: number,
  id: string,
): Promise<{ text: SignatureText | null; erased: SignatureCheck['erased'] }> {
  const row = await tx
    .selectFrom('signatureText')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('signatureId', '=', id)
    .executeTakeFirst()
  if (!row) return { text: null, erased: 'no' }
  const { signedForm, signerName, imageFileId, sealed } = row
  if (signedForm !== null && signerName !== null) return { text: { signedForm, signerName, imageFileId }, erased: 'no' }
  if (sealed === null) return { text: null, erased: 'gone' }
  return { text: openSealed({ dataKey }, id, sealed), erased: 'sealed' }
}

/** When the form is gone, the log still has to say that something was signed then. */
async function loggedAt(
  tx: Tx,
  { projectId, caseId, actionId, signedAt }: Omit<SignatureRow, 'seal'>,
): Promise<Broken[]> {
  const action = await tx
    .selectFrom('caseAction')
    .select('at')
    .where('projectId', '=', projectId)
    .where('caseId', '=', caseId)
    .where('id', '=', actionId)
    .executeTakeFirst()
  return action?.at.getTime() === signedAt.getTime() ? [] : ['log']
}

/** The file that a page shows must be the one that was signed, and its bytes must be there. */
async function hasItsImage(
  tx: Tx,
  files: Pick<FileStore, 'bytesOf'>,
  { projectId, imageFileId, imageSha256 }: WholeSignature,
): Promise<boolean> {
  if (imageSha256 === null) return true
  const file = await tx
    .selectFrom('file')
    .select('sha256')
    .where('projectId', '=', projectId)
    .where('id', '=', imageFileId)
    .executeTakeFirst()
  return file !== undefined && equal(file.sha256, imageSha256) && (await files.bytesOf(imageSha256)) !== null
}

function sealOf(sealKey: Buffer, row: Record<string, unknown>): Buffer {
  const plain = Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('hex') : value]),
  )
  return createHmac('sha256', sealKey).update(canonicalJson(plain)).digest()
}

/**
 * The log must say that this form was given with this act at this time. Its free text may have been erased since;
 * then its hash, which the log keeps, still has to be that of the signed text.
 */
async function fitsLog(
  tx: Tx,
  { projectId, caseId, actionId, signedForm, signedAt }: WholeSignature,
): Promise<boolean> {
  const action = await tx
    .selectFrom('caseAction as a')
    .leftJoin('caseText as t', (join) =>
      join.onRef('t.projectId', '=', 'a.projectId').onRef('t.caseId', '=', 'a.caseId').onRef('t.seq', '=', 'a.seq'),
    )
    .select(['a.action', 'a.at', 'a.form', 'a.formSha256', 'a.textSha256', 't.body', 't.erasedAt'])
    .where('a.projectId', '=', projectId)
    .where('a.caseId', '=', caseId)
    .where('a.id', '=', actionId)
    .executeTakeFirst()
  if (!action) return false
  const signed = JSON.parse(signedForm) as { action: string; form: Record<string, unknown> }
  const logged = action.form as Record<string, unknown>
  const entries = Object.entries(signed.form)
  const fixed = canonicalJson(Object.fromEntries(entries.filter(([name]) => name in logged)))
  const text = Object.fromEntries(entries.filter(([name]) => !(name in logged)))
  const textHash = Object.keys(text).length > 0 ? sha256(canonicalJson(text)) : null
  return (
    action.action === signed.action &&
    action.at.getTime() === signedAt.getTime() &&
    fixed === canonicalJson(logged) &&
    equal(action.formSha256, sha256(fixed)) &&
    sameHash(action.textSha256, textHash) &&
    (textHash === null || action.erasedAt !== null || equal(sha256(canonicalJson(action.body)), textHash))
  )
}

const sameHash = (a: Buffer | null, b: Buffer | null) => (a === null || b === null ? a === b : equal(a, b))

async function imageOf(
  tx: Tx,
  files: FileStore,
  ink: typeof inked,
  { projectId, signature, signerAccountId, at }: Signing,
): Promise<{ fileId: string; sha256: Buffer }> {
  if (signature.way === 'paper') return scannedSheet(tx, projectId, signature, at)
  if (!signature.image) throw unsigned()
  const drawn = /^data:image\/png;base64,([A-Za-z0-9+/]+={0,2})$/.exec(signature.image)?.[1]
  const bytes = drawn && Buffer.from(drawn, 'base64')
  if (!bytes || bytes.length > MOST_IMAGE_BYTES) throw unsigned()
  await checkPicture(bytes)
  const { png, width, height } = await ink(bytes)
  const fileId = await files.keep(tx, projectId, png, {
    mediaType: 'image/png',
    width,
    height,
    name: '签字',
    accountId: signerAccountId,
    attached: true,
  })
  return { fileId, sha256: createHash('sha256').update(png).digest() }
}

/** Signed on paper: the scan was uploaded before. */
async function scannedSheet(tx: Tx, projectId: number, signature: SignatureInput, at: Date) {
  const [row] = signature.paperFileId ? await attachFiles(tx, projectId, [signature.paperFileId], at) : []
  if (!row)
    throw new Refusal('bad-form', '请上传签过字的纸单照片', {
      fields: [{ field: 'signature.paperFileId', text: '请上传签过字的纸单照片' }],
    })
  return { fileId: row.id, sha256: row.sha256 }
}

/**
 * The drawing alone, trimmed, black on white. Throws Refusal when it cannot be decoded, when there is no ink on it, or
 * when it is all ink: a filled picture is no signature either.
 */
export async function inked(bytes: Buffer): Promise<{ png: Buffer; width: number; height: number }> {
  try {
    const flat = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .resize({ width: KEPT_WIDTH, height: KEPT_WIDTH, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .greyscale()
      .png()
      .toBuffer()
    const shades = await sharp(flat).toColourspace('b-w').raw().toBuffer()
    const ink = shades.reduce((count, shade) => count + (shade < 128 ? 1 : 0), 0)
    if (ink < LEAST_INK_PIXELS || ink > shades.length / 2) throw unsigned()
    const { data, info } = await sharp(flat)
      .trim({ background: '#fff', threshold: 20 })
      .png({ compressionLevel: 9 })
      .toBuffer({ resolveWithObject: true })
    return { png: data, width: info.width, height: info.height }
  } catch (error) {
    throw error instanceof Refusal ? error : unsigned()
  }
}

const unsigned = () =>
  new Refusal('bad-form', '请在签字板上签字', { fields: [{ field: 'signature', text: '请在签字板上签字' }] })

const sha256 = (text: string) => createHash('sha256').update(text).digest()
const equal = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b)
