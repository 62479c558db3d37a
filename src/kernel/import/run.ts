import { createHash } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { Refusal } from '../case/refusal.ts'
import type { TimeSource } from '../clock/time.ts'
import { type Database, inProject, readProjects } from '../db/db.ts'
import type { Secrets } from '../secrets.ts'
import { say } from '../text/translate.ts'
import type { Applying, ImportKind, Outcome, Piece, Trouble } from './kind.ts'
import {
  addTroubles,
  beat,
  claimRun,
  dropForgotten,
  endCheck,
  endRun,
  failRun,
  insertRun,
  MOST_TROUBLES,
  stageRows,
} from './run.store.ts'

/** What imports work with. */
export interface Imports {
  db: Database
  secrets: Secrets
  time: TimeSource
}

export interface NewFile {
  projectId: number
  bytes: Buffer
  name: string
  accountId: string
}

/** Checking reads over all staged rows. */
const CHECK_TIMEOUT_MS = 120_000
/** A progress that is told more often than this is not seen. */
const BEAT_EVERY_MS = 500

/** Puts a file on the list of imports; `checkFile` then reads it. */
export async function beginImport(on: Imports, kind: ImportKind, file: NewFile): Promise<string> {
  if (file.bytes.length === 0 || file.bytes.length > kind.mostBytes) {
    const text =
      file.bytes.length === 0
        ? '文件是空的'
        : say('文件太大（上限 {size} MB）', { size: Math.floor(kind.mostBytes / 1_048_576) })
    throw new Refusal(file.bytes.length === 0 ? 'bad-form' : 'too-large', text, { fields: [{ field: 'file', text }] })
  }
  const id = uuid()
  const sha256 = createHash('sha256').update(file.bytes).digest()
  await inProject(on.db, file.projectId, async (tx) => {
    await dropForgotten(tx, file.projectId)
    await insertRun(tx, file.projectId, {
      id,
      kind: kind.name,
      fileName: file.name.slice(0, 200) || '未命名',
      sha256,
      bytes: file.bytes.length,
      accountId: file.accountId,
      at: on.time.now(),
    })
  })
  return id
}

export interface Checked {
  troubles: number
  rows: number
}

/**
 * Reads and checks a file: good rows are staged, what is wrong is reported. Nothing of the estate is touched. While one
 * piece is on its way to the database the next one is read. A file that is no such file at all is reported as one trouble.
 */
export async function checkFile(
  on: Imports,
  kind: ImportKind,
  { projectId, importId, bytes }: { projectId: number; importId: string; bytes: Buffer },
  onProgress: (done: number, total: number | null) => void = () => {},
): Promise<Checked> {
  let staged = 0
  let troubled = 0
  let done = 0
  let told = 0
  let writing: Promise<void> = Promise.resolve()
  const keep = (troubles: readonly Trouble[]) => {
    const kept = troubles.slice(0, Math.max(0, MOST_TROUBLES - troubled))
    const first = troubled
    troubled += troubles.length
    return { kept, first }
  }
  const write = ({ rows, troubles, total }: Piece, at: number) => {
    const { kept, first } = keep(troubles)
    staged += rows.length
    return inProject(on.db, projectId, async (tx) => {
      // After the first trouble nothing can be applied any more: only the report grows.
      if (troubled === 0) await stageRows(tx, projectId, importId, rows)
      await addTroubles(tx, projectId, importId, first, kept)
      if (Date.now() - told < BEAT_EVERY_MS) return
      told = Date.now()
      await beat(tx, projectId, importId, { phase: '读取', done: at, total })
    })
  }
  try {
    for await (const piece of kind.read(bytes, on)) {
      done = piece.done
      onProgress(done, piece.total)
      await writing
      writing = write(piece, done)
      writing.catch(() => {})
    }
    await writing
    if (troubled === 0) {
      await inProject(on.db, projectId, (tx) => beat(tx, projectId, importId, { phase: '核对', done, total: done }))
      const found = await readProjects(on.db, [projectId], (tx) => kind.check(tx, projectId, importId), {
        statementTimeoutMs: CHECK_TIMEOUT_MS,
      })
      const { kept, first } = keep(found)
      await inProject(on.db, projectId, (tx) => addTroubles(tx, projectId, importId, first, kept))
    }
  } catch (error) {
    await writing.catch(() => {})
    if (!(error instanceof Refusal)) {
      await giveUp(on, projectId, importId, '检查中断：系统出错，请重新上传', false).catch(() => {})
      throw error
    }
    const { kept, first } = keep([{ row: null, column: null, wrong: error.message, mend: '改好后重新上传' }])
    await inProject(on.db, projectId, (tx) => addTroubles(tx, projectId, importId, first, kept))
  }
  await inProject(on.db, projectId, (tx) =>
    endCheck(tx, projectId, importId, { staged, troubles: troubled, total: done }),
  )
  return { troubles: troubled, rows: done }
}

/** Applies a checked file. Throws Refusal when it is not to be applied (now); a failure leaves it to be applied again. */
export async function applyImport(
  on: Imports,
  kind: ImportKind,
  work: Pick<Applying, 'projectId' | 'importId' | 'actor'>,
  onProgress: (phase: string, done: number, total: number | null) => void = () => {},
): Promise<Outcome> {
  const { projectId, importId } = work
  const claimed = await inProject(on.db, projectId, (tx) => claimRun(tx, projectId, importId))
  if (!claimed) throw new Refusal('blocked', '这个文件没有通过检查，或者正在导入、已经导入：请重新上传')
  return applyClaimed(on, kind, work, onProgress)
}

/** The second half of `applyImport`, for whoever has claimed the run and answers before the work is done. */
export async function applyClaimed(
  on: Imports,
  kind: ImportKind,
  work: Pick<Applying, 'projectId' | 'importId' | 'actor'>,
  onProgress: (phase: string, done: number, total: number | null) => void = () => {},
): Promise<Outcome> {
  const { projectId, importId } = work
  const beats = setInterval(() => {
    void inProject(on.db, projectId, (tx) => beat(tx, projectId, importId, last)).catch(() => {})
  }, SIGN_OF_LIFE_MS)
  let last = { phase: '导入', done: 0, total: null as number | null }
  try {
    const outcome = await kind.apply({
      ...on,
      ...work,
      at: on.time.now(),
      onProgress: async (phase, done, total) => {
        last = { phase, done, total }
        onProgress(phase, done, total)
        await inProject(on.db, projectId, (tx) => beat(tx, projectId, importId, last))
      },
    })
    await inProject(on.db, projectId, (tx) => endRun(tx, projectId, importId, outcome, on.time.now()))
    return outcome
  } catch (error) {
    const refused = error instanceof Refusal
    const failure = refused ? error.message : '导入中断：系统出错，没有写入半截内容，请再导入一次'
    await giveUp(on, projectId, importId, failure, !refused).catch(() => {})
    throw error
  } finally {
    clearInterval(beats)
  }
}

const SIGN_OF_LIFE_MS = 5_000

function giveUp(on: Imports, projectId: number, importId: string, failure: string, again: boolean): Promise<void> {
  return inProject(on.db, projectId, (tx) => failRun(tx, projectId, importId, { failure, again, at: on.time.now() }))
}
