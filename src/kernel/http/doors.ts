import type { Changes } from '../case/changes.ts'
import type { Engine } from '../case/perform.ts'
import type { RoomReads } from '../case/sheets.ts'
import type { ManualTime, TimeSource } from '../clock/time.ts'
import type { Database } from '../db/db.ts'
import type { Settings } from '../delivery/endpoint.contract.ts'
import type { Way } from '../delivery/ways/way.ts'
import type { Secrets } from '../secrets.ts'

/** What the doors stand on: the engine and how this server is set up. Built once in server.ts. */
export interface Doors {
  db: Database
  engine: Engine
  time: TimeSource
  secrets: Secrets
  /** How each procedure is read and printed, from the rooms. */
  reads: Readonly<Record<string, RoomReads>>
  files: FileDoor
  /** Sends a test message; everything else is sent by deliver.ts. */
  ways: Way<Settings>
  /** Tells open pages which case changed. */
  changes: Changes
  settings: ServerSettings
}

/** What the doors need of the file store. */
export interface FileDoor {
  /** Keeps a picture after checking and re-encoding it. Throws Refusal (bad-form, too-large). */
  store(projectId: number, picture: { bytes: Buffer; name: string; accountId: string | null }): Promise<StoredPicture>
  /** The bytes of a file of this project; null when it has none with this id. */
  read(projectId: number, fileId: string): Promise<{ bytes: Buffer; mediaType: string } | null>
  /** The bytes with this hash; null when they are gone or changed. */
  bytesOf(sha256: Buffer): Promise<Buffer | null>
  /** Takes bytes away whose last row is gone. */
  forget(hashes: readonly Buffer[]): Promise<void>
}

export interface StoredPicture {
  id: string
  width: number | null
  height: number | null
}

export const logLevels = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

export interface ServerSettings {
  version: string
  /** Where people reach this server, without a slash at the end: http://127.0.0.1:7300. Links and QR codes carry it. */
  publicUrl: string
  /** Paths of the faces that QR codes and links lead to. */
  places: { link(token: string): string; slip(token: string): string; case(procedure: string, id: string): string }
  /** The server listens on loopback only: other names in the Host header are refused (DNS rebinding). */
  loopback: boolean
  /** One-click sign-in. Only on loopback; server.ts refuses it elsewhere. */
  demo: boolean
  /** The clock that the time door moves; null: business time is the machine's. */
  manualTime: ManualTime | null
  /** Requests a minute from one session or address. */
  perMinute: number
  /** Every answer is parsed by its contract before it leaves: tests and development. */
  checksAnswers: boolean
  /** Folder of the built faces (dist/web); null serves none. */
  webRoot: string | null
  /** Whether X-Forwarded-* of a proxy in front are believed. */
  behindProxy: boolean
  /** The demo estate is still being filled. */
  filling: () => boolean
  /** Least level that is logged, or false for no log. */
  log: LogLevel | false
  /** A request that takes longer (ms) is named in the log; default 1000. */
  slowMs?: number
  /** Opens /api/metrics to whoever bears it. Without one it is open on loopback alone. */
  metricsToken?: string
  /** Where log lines go; standard output when absent. */
  logTo?: { write(line: string): void }
}
