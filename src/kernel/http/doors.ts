import type { Changes } from '../case/changes.ts'
import type { Engine } from '../case/perform.ts'
import type { AnySheetOf } from '../case/sheets.ts'
import type { Database } from '../db/db.ts'
import type { ManualTime, TimeSource } from '../clock/time.ts'
import type { Secrets } from '../secrets.ts'

/** What the doors stand on: the engine and how this server is set up. Built once in server.ts. */
export interface Doors {
  db: Database
  engine: Engine
  time: TimeSource
  secrets: Secrets
  /** Sheets of each procedure, from the rooms. */
  sheets: Readonly<Record<string, readonly AnySheetOf[]>>
  /** Tells open pages which case changed. */
  changes: Changes
  settings: ServerSettings
}

export interface ServerSettings {
  version: string
  /** Where people reach this server, without a slash at the end: http://127.0.0.1:7300. Links and QR codes carry it. */
  publicUrl: string
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
  /** Log level of pino, or false for none. */
  log: false | 'info' | 'warn' | 'error'
}
