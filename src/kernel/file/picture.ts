import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../case/refusal.ts'

/** The one file of a multipart request. Throws Refusal when there is none or it is too large. */
export async function takePicture(request: FastifyRequest): Promise<{ bytes: Buffer; name: string }> {
  if (!request.isMultipart())
    throw new Refusal('bad-form', '请选择一张图片', { fields: [{ field: 'file', text: '请选择一张图片' }] })
  const part = await request.file()
  if (part?.fieldname !== 'file')
    throw new Refusal('bad-form', '请选择一张图片', { fields: [{ field: 'file', text: '请选择一张图片' }] })
  const bytes = await part.toBuffer()
  return { bytes, name: nameOf(part).slice(0, 100) }
}

/** What a part calls its file, in characters that can be kept; '' where it names none. */
export function nameOf({ filename }: { filename: string | undefined }): string {
  // A part of bytes without a name counts as a file too.
  return (filename ?? '').replace(/[\p{Cc}\p{Cs}]/gu, '')
}

/** Types that a browser shows as a picture and can do nothing else with. */
const SAFE: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** Sends a picture with headers of our own; anything else as a download. Null is 404. */
export function sendPicture(reply: FastifyReply, file: { bytes: Buffer; mediaType: string } | null): FastifyReply {
  if (!file) throw new Refusal('not-found', '没有找到')
  const safe = SAFE.has(file.mediaType)
  return reply
    .header('content-type', safe ? file.mediaType : 'application/octet-stream')
    .header('content-disposition', safe ? 'inline' : 'attachment')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-store')
    .send(file.bytes)
}
