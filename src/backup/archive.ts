import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Secrets } from '../kernel/secrets.ts'
import {
  type BackupHead,
  HEAD_NAME,
  MANIFEST_NAME,
  type Manifest,
  readHead,
  readManifest,
  sealerOf,
  sha256,
} from './manifest.ts'
import { type Entry, TarReader } from './tar.ts'
import { BackupError } from './trouble.ts'

const unzip = promisify(gunzip)
/** A piece of a table is some megabytes; what unpacks to more was not written by us. */
const MOST_PLAIN_BYTES = 256 * 1024 * 1024
const NEW_LINE = 10

/** What a whole look through an archive found. */
export interface ArchiveSeen {
  manifest: Manifest
  bytes: number
}

/** A backup that is open for reading and whose head, keys, manifest and list of parts were found right. */
export class Archive {
  readonly manifest: Manifest
  readonly #tar: TarReader
  readonly #open: ReturnType<typeof sealerOf>['open']
  readonly #entries: ReadonlyMap<string, Entry>

  private constructor(tar: TarReader, manifest: Manifest, secrets: Secrets) {
    this.manifest = manifest
    this.#tar = tar
    this.#open = sealerOf(secrets, manifest.head).open
    this.#entries = new Map(tar.entries.map((entry) => [entry.name, entry]))
  }

  /** Throws BackupError: no backup, cut off, damaged, or other keys. */
  static async open(path: string, secrets: Secrets): Promise<Archive> {
    const tar = await TarReader.open(path)
    try {
      const [first, last] = [tar.entries[0], tar.entries.at(-1)]
      if (first?.name !== HEAD_NAME || !last) throw new BackupError('这不是备份文件')
      const head: BackupHead = readHead(secrets, await tar.read(first))
      if (last.name !== MANIFEST_NAME) throw new BackupError('备份文件不完整：没有清单')
      const manifest = readManifest(secrets, head, await tar.read(last))
      const listed = manifest.parts.map(({ name, bytes }) => `${name} ${bytes}`).join('\n')
      const there = tar.entries.slice(1, -1).map(({ name, bytes }) => `${name} ${bytes}`)
      if (there.join('\n') !== listed) throw new BackupError('备份文件已损坏：内容与清单不符')
      return new Archive(tar, manifest, secrets)
    } catch (error) {
      await tar.close()
      throw error
    }
  }

  /** Reads everything once: hashes, decryption, numbers of rows and the hash of each file. Throws BackupError. */
  async verify(): Promise<ArchiveSeen> {
    let bytes = 0
    for (const { name, sha256: hash, bytes: size } of this.manifest.parts) {
      const sealed = await this.#tar.read(this.#entries.get(name)!)
      if (sha256(sealed) !== hash) throw new BackupError(`备份文件已损坏：${name} 的摘要不符`)
      bytes += size
    }
    for (const { name, rows } of this.manifest.tables) {
      let found = 0
      for await (const piece of this.table(name)) for (const byte of piece) if (byte === NEW_LINE) found++
      if (found !== rows) throw new BackupError(`备份文件已损坏：表 ${name} 应有 ${rows} 行，实有 ${found} 行`)
    }
    let files = 0
    for await (const file of this.files()) {
      if (sha256(file.bytes) !== file.sha256) throw new BackupError(`备份文件已损坏：文件 ${file.sha256} 的内容不符`)
      files++
    }
    if (files !== this.manifest.files.count) throw new BackupError('备份文件已损坏：文件数与清单不符')
    return { manifest: this.manifest, bytes }
  }

  /** The rows of a table as COPY wrote them, piece by piece. */
  async *table(name: string): AsyncGenerator<Buffer> {
    for (const part of this.#partsOf(`tables/${name}/`)) {
      const plain = await this.#plain(part)
      yield await unzip(plain, { maxOutputLength: MOST_PLAIN_BYTES }).catch(() => {
        throw new BackupError(`备份文件已损坏：${part} 解不开`)
      })
    }
  }

  /** The files, each with the hash that it is kept under. */
  async *files(): AsyncGenerator<{ sha256: string; bytes: Buffer }> {
    for (const part of this.#partsOf('files/')) {
      const pack = await this.#plain(part)
      for (let at = 0; at < pack.length; ) {
        if (at + 36 > pack.length) throw new BackupError(`备份文件已损坏：${part}`)
        const length = pack.readUInt32BE(at + 32)
        const bytes = pack.subarray(at + 36, at + 36 + length)
        if (bytes.length < length) throw new BackupError(`备份文件已损坏：${part}`)
        yield { sha256: pack.toString('hex', at, at + 32), bytes }
        at += 36 + length
      }
    }
  }

  close(): Promise<void> {
    return this.#tar.close()
  }

  #partsOf(prefix: string): string[] {
    return this.manifest.parts.map(({ name }) => name).filter((name) => name.startsWith(prefix))
  }

  async #plain(part: string): Promise<Buffer> {
    return this.#open(part, await this.#tar.read(this.#entries.get(part)!))
  }
}
