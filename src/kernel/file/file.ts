import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import sharp from 'sharp'
import { v7 as uuid } from 'uuid'
import { Refusal } from '../case/refusal.ts'
import type { TimeSource } from '../clock/time.ts'
import { type Database, inProject, readProjects, type Tx } from '../db/db.ts'
import type { FileDoor, StoredPicture } from '../http/doors.ts'
import { writeWhole } from './write-whole.ts'

/** A picture with more pixels is refused before it is decoded: 40 megapixels is more than any phone sends. */
export const MOST_PIXELS = 40_000_000
/** Kept pictures fit into this square; a slip on a wall is still readable. */
const KEPT_EDGE = 2000

/** First bytes of what sharp may be given. Everything else, SVG above all, is not a picture here. */
const MAGIC: readonly ((bytes: Buffer) => boolean)[] = [
  (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])), // JPEG
  (bytes) => bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])), // PNG
  (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
]

/** What a new row of `file` says besides its bytes. */
interface NewFile {
  mediaType: string
  width: number | null
  height: number | null
  name: string
  accountId: string | null
  /** Whether it is part of a fact already; an upload may still be named by none. */
  attached: boolean
}

/**
 * The store of uploaded pictures: bytes lie under their SHA-256 in `<dataDir>/files`, rows in `file`.
 * A picture is checked, decoded under limits and written anew, so that nothing of the sender's file (place, device,
 * hidden payload) is kept.
 */
export class FileStore implements FileDoor {
  readonly #db: Database
  readonly folder: string
  readonly #time: TimeSource

  constructor(db: Database, dataDir: string, time: TimeSource) {
    this.#db = db
    this.folder = join(dataDir, 'files')
    this.#time = time
  }

  /** Keeps an uploaded picture. Throws Refusal (bad-form: no picture; too-large: more than 40 megapixels). */
  async store(
    projectId: number,
    { bytes, name, accountId }: { bytes: Buffer; name: string; accountId: string | null },
  ): Promise<StoredPicture> {
    const picture = await cleaned(bytes)
    const { width, height } = picture
    const id = await inProject(this.#db, projectId, (tx) =>
      this.keep(tx, projectId, picture.bytes, {
        mediaType: 'image/webp',
        width,
        height,
        name,
        accountId,
        attached: false,
      }),
    )
    return { id, width, height }
  }

  /** The bytes of a file of this project; null when the project has none with this id. */
  async read(projectId: number, fileId: string): Promise<{ bytes: Buffer; mediaType: string } | null> {
    const row = await readProjects(this.#db, [projectId], (tx) =>
      tx
        .selectFrom('file')
        .select(['sha256', 'mediaType'])
        .where('projectId', '=', projectId)
        .where('id', '=', fileId)
        .executeTakeFirst(),
    )
    if (!row) return null
    const bytes = await this.bytesOf(row.sha256)
    return bytes && { bytes, mediaType: row.mediaType }
  }

  /** Writes bytes and their row, inside the transaction of their fact. Throws DatabaseFull when the disk is full. */
  async keep(tx: Tx, projectId: number, bytes: Buffer, file: NewFile): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest()
    await this.write(sha256, bytes)
    const id = uuid()
    const now = this.#time.now()
    await tx
      .insertInto('file')
      .values({
        projectId,
        id,
        sha256,
        mediaType: file.mediaType,
        bytes: bytes.length,
        width: file.width,
        height: file.height,
        name: file.name,
        madeByAccount: file.accountId,
        madeAt: now,
        attachedAt: file.attached ? now : null,
      })
      .execute()
    return id
  }

  /** The bytes with this hash; null when they are gone or no longer have it. */
  async bytesOf(sha256: Buffer): Promise<Buffer | null> {
    const bytes = await readFile(this.#path(sha256)).catch(() => null)
    if (!bytes) return null
    return createHash('sha256').update(bytes).digest().equals(sha256) ? bytes : null
  }

  /** Takes bytes away whose last row is gone. Done after the transaction that removed the rows. */
  async forget(hashes: readonly Buffer[]): Promise<void> {
    if (hashes.length === 0) return
    const used = await readProjects(this.#db, [], async (tx) => {
      const { rows } = await sql<{
        sha256: Buffer
      }>`select sha256 from pictures_in_use(${[...hashes]}::bytea[])`.execute(tx)
      return rows.map(({ sha256 }) => sha256.toString('hex'))
    })
    for (const hash of hashes) if (!used.includes(hash.toString('hex'))) await rm(this.#path(hash), { force: true })
  }

  /** Writes bytes under their hash. A simulation writes the same ones once. */
  protected write(sha256: Buffer, bytes: Buffer): Promise<void> {
    return writeWhole(this.#path(sha256), bytes)
  }

  #path(sha256: Buffer): string {
    const name = sha256.toString('hex')
    return join(this.folder, name.slice(0, 2), name)
  }
}

async function cleaned(bytes: Buffer): Promise<{ bytes: Buffer; width: number; height: number }> {
  await checkPicture(bytes)
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize({ width: KEPT_EDGE, height: KEPT_EDGE, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer({ resolveWithObject: true })
    return { bytes: data, width: info.width, height: info.height }
  } catch {
    throw notAPicture()
  }
}

/** Looks at the first bytes and the header only; nothing is decoded before its size is known. */
export async function checkPicture(bytes: Buffer): Promise<void> {
  if (!MAGIC.some((fits) => fits(bytes))) throw notAPicture()
  const { width, height } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw notAPicture()
    })
  if (width * height > MOST_PIXELS)
    throw new Refusal('too-large', '照片像素太高（{megapixels} 百万），请用 4000 万像素以内的照片', {
      values: { megapixels: Math.round((width * height) / 1e6) },
      fields: [{ field: 'file', text: '照片像素太高，请用 4000 万像素以内的照片' }],
    })
}

const notAPicture = () =>
  new Refusal('bad-form', '这不是能识别的照片，请上传 JPG、PNG 或 WebP', {
    fields: [{ field: 'file', text: '这不是能识别的照片，请上传 JPG、PNG 或 WebP' }],
  })
