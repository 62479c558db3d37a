import { createInflateRaw } from 'node:zlib'
import { Refusal } from '../case/refusal.ts'
import { say } from '../text/translate.ts'

/** One file inside a zip archive, as its central directory lists it. */
export interface ZipEntry {
  name: string
  /** 0: stored, 8: deflated. */
  method: number
  packed: Buffer
  unpackedBytes: number
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const LOCAL_HEADER_BYTES = 30

export const unreadable = (text = '文件打不开：请用 Excel 或 WPS 另存为 .xlsx 再试') =>
  new Refusal('bad-form', text, { fields: [{ field: 'file', text }] })

/** The entries of an archive. Throws Refusal when it is damaged, encrypted, or no archive at all. */
export function zipEntries(archive: Buffer, mostEntries: number): ZipEntry[] {
  const end = endOf(archive)
  const count = archive.readUInt16LE(end + 10)
  if (count > mostEntries) throw unreadable(say('文件里的内容太多（{count} 个部件），不是普通的工作簿', { count }))
  const entries: ZipEntry[] = []
  let at = archive.readUInt32LE(end + 16)
  for (let n = 0; n < count; n++) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== CENTRAL) throw unreadable()
    const flags = archive.readUInt16LE(at + 8)
    const method = archive.readUInt16LE(at + 10)
    if (flags & 1) throw unreadable('文件加了密码：请去掉密码再导入')
    if (method !== 0 && method !== 8) throw unreadable()
    const packedBytes = archive.readUInt32LE(at + 20)
    const nameBytes = archive.readUInt16LE(at + 28)
    const local = archive.readUInt32LE(at + 42)
    if (local + LOCAL_HEADER_BYTES > archive.length || archive.readUInt32LE(local) !== LOCAL) throw unreadable()
    const from = local + LOCAL_HEADER_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    if (from + packedBytes > archive.length) throw unreadable()
    entries.push({
      name: archive.toString('utf8', at + 46, at + 46 + nameBytes),
      method,
      packed: archive.subarray(from, from + packedBytes),
      unpackedBytes: archive.readUInt32LE(at + 24),
    })
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return entries
}

/** The archive may end with a comment of 64 KB at most. */
function endOf(archive: Buffer): number {
  for (let at = archive.length - 22; at >= Math.max(0, archive.length - 65_557); at--)
    if (archive.readUInt32LE(at) === END) return at
  throw unreadable()
}

/** Unpacks an entry piece by piece. Throws Refusal as soon as it becomes longer than `most` bytes, or longer than it says. */
export async function* unpacked({ method, packed, unpackedBytes }: ZipEntry, most: number): AsyncGenerator<Buffer> {
  if (unpackedBytes > most) throw tooLarge(most)
  if (method === 0) {
    yield packed
    return
  }
  const inflate = createInflateRaw()
  inflate.end(packed)
  let bytes = 0
  try {
    for await (const piece of inflate) {
      bytes += (piece as Buffer).length
      if (bytes > unpackedBytes) throw tooLarge(most)
      yield piece as Buffer
    }
  } catch (error) {
    throw error instanceof Refusal ? error : unreadable()
  } finally {
    inflate.destroy()
  }
}

const tooLarge = (most: number) =>
  new Refusal(
    'too-large',
    say('文件展开后太大（上限 {size} MB）：请分成几个文件导入', { size: Math.round(most / 1_048_576) }),
    {
      fields: [{ field: 'file', text: '文件展开后太大，请分成几个文件导入' }],
    },
  )

/** A small entry as a whole. */
export async function unpackedText(entry: ZipEntry, most: number): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of unpacked(entry, most)) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}
