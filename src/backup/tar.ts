import { type FileHandle, open } from 'node:fs/promises'
import { BackupError } from './trouble.ts'

/** An entry of an archive: its place in the file. */
export interface Entry {
  name: string
  offset: number
  bytes: number
}

const BLOCK = 512
/** Nothing we write is nearly so large; a length beyond it is damage, and is not read into memory. */
const MOST_BYTES = 256 * 1024 * 1024

/** Writes a tar file (ustar) entry by entry, so that ordinary tools can list what is in a backup. */
export class TarWriter {
  #position = 0
  readonly #file: FileHandle

  constructor(file: FileHandle) {
    this.#file = file
  }

  get bytes(): number {
    return this.#position
  }

  async add(name: string, content: Buffer): Promise<void> {
    await this.#write(headerOf(name, content.length))
    await this.#write(content)
    const rest = content.length % BLOCK
    if (rest > 0) await this.#write(Buffer.alloc(BLOCK - rest))
  }

  /** Two empty blocks: without them the archive counts as cut off. */
  async end(): Promise<void> {
    await this.#write(Buffer.alloc(2 * BLOCK))
    await this.#file.sync()
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, at, bytes.length - at, this.#position)
      at += bytesWritten
      this.#position += bytesWritten
    }
  }
}

/** A tar file that is open for reading, with the list of its entries. Throws BackupError when it is cut off or none. */
export class TarReader {
  readonly entries: readonly Entry[]
  readonly #file: FileHandle

  private constructor(file: FileHandle, entries: readonly Entry[]) {
    this.#file = file
    this.entries = entries
  }

  static async open(path: string): Promise<TarReader> {
    const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
      throw new BackupError(error.code === 'ENOENT' ? `没有备份文件 ${path}` : `读不到备份文件 ${path}`)
    })
    try {
      return new TarReader(file, await listEntries(file))
    } catch (error) {
      await file.close()
      throw error
    }
  }

  async read({ offset, bytes }: Entry): Promise<Buffer> {
    return readAt(this.#file, offset, bytes)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

async function listEntries(file: FileHandle): Promise<Entry[]> {
  const entries: Entry[] = []
  const { size } = await file.stat()
  for (let at = 0; ; ) {
    if (at + BLOCK > size) throw new BackupError('备份文件不完整：结尾缺失，可能没有写完或没有复制完')
    const header = await readAt(file, at, BLOCK)
    if (header.every((byte) => byte === 0)) {
      if (at + 2 * BLOCK > size) throw new BackupError('备份文件不完整：结尾缺失，可能没有写完或没有复制完')
      return entries
    }
    const field = (from: number, length: number) =>
      header
        .toString('latin1', from, from + length)
        .split('\0')[0]!
        .trim()
    const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0)
    const bytes = Number.parseInt(field(124, 12), 8)
    if (Number.parseInt(field(148, 8), 8) !== sum || !(bytes >= 0 && bytes <= MOST_BYTES))
      throw new BackupError(entries.length === 0 ? '这不是备份文件' : '备份文件已损坏')
    const name = field(0, 100)
    const next = at + BLOCK + Math.ceil(bytes / BLOCK) * BLOCK
    const filling = next <= size ? await readAt(file, at + BLOCK + bytes, next - at - BLOCK - bytes) : null
    // What we did not write so was changed, even where it says nothing.
    if (!header.equals(headerOf(name, bytes)) || filling?.some((byte) => byte !== 0))
      throw new BackupError('备份文件已损坏')
    entries.push({ name, offset: at + BLOCK, bytes })
    at = next
  }
}

async function readAt(file: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; ) {
    const { bytesRead } = await file.read(buffer, at, bytes - at, offset + at)
    if (bytesRead === 0) throw new BackupError('备份文件不完整：结尾缺失，可能没有写完或没有复制完')
    at += bytesRead
  }
  return buffer
}

function headerOf(name: string, bytes: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`${name} is too long a name for an entry`)
  const header = Buffer.alloc(BLOCK)
  const put = (text: string, at: number) => header.write(text, at, 'latin1')
  put(name, 0)
  put('0000600', 100)
  put('0000000', 108)
  put('0000000', 116)
  put(bytes.toString(8).padStart(11, '0'), 124)
  put('00000000000', 136)
  put('        ', 148)
  put('0', 156)
  put('ustar', 257)
  put('00', 263)
  const sum = header.reduce((total, byte) => total + byte, 0)
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}
