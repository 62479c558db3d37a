import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { rolesIn, type Session, staffActor } from '../auth/session.ts'
import { Refusal } from '../case/refusal.ts'
import { inProject, readProjects } from '../db/db.ts'
import { nameOf } from '../file/picture.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import { DoorProblem } from '../http/problems.ts'
import { toReader } from '../text/reader.ts'
import { say } from '../text/translate.ts'
import { imports } from './import.contract.ts'
import type { ImportKind, Trouble } from './kind.ts'
import { claimRun, findRun, listRuns, listTroubles, type Run, SILENT_MS } from './run.store.ts'
import { applyClaimed, beginImport, checkFile } from './run.ts'
import { reportWorkbook, templateWorkbook } from './sheets.ts'

/** Files read at once: each keeps a processor busy for seconds and some 200 MB. */
const MOST_AT_ONCE = 2
/** The server stops within 10 s; what is not done by then is applied again. */
const STOP_WAIT_MS = 6_000
const UPLOADS_PER_MINUTE = 20

/** Imports in the console: upload and check, look at the report, apply. The work goes on without the page. */
export function importRoutes(app: FastifyInstance, doors: Doors, kinds: readonly ImportKind[]): void {
  const { db } = doors
  const running = new Set<Promise<unknown>>()
  /** Work that was let in, also what still comes over the line. */
  let taken = 0
  /**
   * Takes a place before anything is waited for, so that many at once cannot all find one free. What `begin` answers is
   * answered; the work it starts keeps the place until it ends. Throws 429.
   */
  const inBackground = async <T>(begin: () => Promise<{ answer: T; work: Promise<unknown> }>): Promise<T> => {
    if (taken >= MOST_AT_ONCE) throw new DoorProblem('too-many', 429, '正在处理别的文件，请稍候再传', 10)
    taken++
    const begun = await begin().catch((error: unknown) => {
      taken--
      throw error
    })
    const noted = begun.work
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) app.log.error({ err: error }, 'import failed')
      })
      .finally(() => {
        taken--
        running.delete(noted)
      })
    running.add(noted)
    return begun.answer
  }
  app.addHook('onClose', async () => {
    await Promise.race([Promise.allSettled(running), sleep(STOP_WAIT_MS, undefined, { ref: false })])
  })

  bind(app, imports.kinds, async ({ project, session }) => ({
    kinds: kindsOf(kinds, session, project).map(({ name, title, accepts, mostBytes, template }) => ({
      kind: name,
      title: toReader(title),
      accepts,
      mostBytes,
      columns: (template?.columns ?? []).map(({ title, required, note }) => ({
        title: toReader(title),
        required,
        note: toReader(note),
      })),
      notes: (template?.notes ?? []).map((note) => toReader(note)),
    })),
  }))

  bind(app, imports.template, async ({ project, params, session, reply }) => {
    const { title, template } = kindOf(kinds, session, project, params.kind)
    if (!template) throw new Refusal('not-found', '没有模板')
    return sendWorkbook(reply, say('{what}导入模板', { what: title }), templateWorkbook(title, template))
  })

  bind(
    app,
    imports.upload,
    async ({ project, params, session, request }) => {
      const kind = kindOf(kinds, session, project, params.kind)
      return inBackground(async () => {
        const file = await takeFile(request, kind.mostBytes)
        const importId = await beginImport(doors, kind, { projectId: project, accountId: session.account.id, ...file })
        const work = checkFile(doors, kind, { projectId: project, importId, bytes: file.bytes })
        return { answer: { importId }, work }
      })
    },
    { perMinute: Math.min(UPLOADS_PER_MINUTE, doors.settings.perMinute) },
  )

  bind(app, imports.list, async ({ project, query, session }) => {
    const names = kindsOf(kinds, session, project).map(({ name }) => name)
    const page = await readProjects(db, [project], (tx) => listRuns(tx, project, names, query))
    return { rows: page.rows.map(lineOf), next: page.next }
  })

  bind(app, imports.one, async ({ project, params, session }) =>
    lineOf((await reach(project, params.import, session)).run),
  )

  bind(app, imports.troubles, async ({ project, params, query, session }) => {
    const { run } = await reach(project, params.import, session)
    const page = await readProjects(db, [project], (tx) => listTroubles(tx, project, run.id, query))
    return { ...page, rows: page.rows.map(inWords) }
  })

  bind(app, imports.report, async ({ project, params, session, reply }) => {
    const { run } = await reach(project, params.import, session)
    return sendWorkbook(
      reply,
      say('检查报告 {file}', { file: run.fileName.replace(/\.\w+$/, '') }),
      reportWorkbook(allTroubles(project, run.id)),
    )
  })

  bind(app, imports.apply, async ({ project, params, session }) => {
    const { run, kind } = await reach(project, params.import, session)
    return inBackground(async () => {
      const claimed = await inProject(db, project, (tx) => claimRun(tx, project, run.id))
      if (!claimed) throw new Refusal('blocked', '这个文件没有通过检查，或者正在导入、已经导入：请重新上传')
      const actor = staffActor(session, project)
      return { answer: DONE, work: applyClaimed(doors, kind, { projectId: project, importId: run.id, actor }) }
    })
  })

  /** The run, when the project has it and its kind is the reader's to import. */
  async function reach(project: number, importId: string, session: Session): Promise<{ run: Run; kind: ImportKind }> {
    const run = await readProjects(db, [project], (tx) => findRun(tx, project, importId))
    const kind = run && kindsOf(kinds, session, project).find(({ name }) => name === run.kind)
    if (!run || !kind) throw new Refusal('not-found', '没有找到')
    return { run, kind }
  }

  async function* allTroubles(project: number, importId: string): AsyncGenerator<Trouble> {
    for (let after: string | undefined; ; ) {
      const page = await readProjects(db, [project], (tx) =>
        listTroubles(tx, project, importId, { after, limit: 1000 }),
      )
      yield* page.rows
      if (page.next === null) return
      after = page.next
    }
  }
}

function kindsOf(kinds: readonly ImportKind[], session: Session, project: number): ImportKind[] {
  const roles = rolesIn(session, project)
  return kinds.filter(({ may }) => roles.some((role) => may.includes(role)))
}

function kindOf(kinds: readonly ImportKind[], session: Session, project: number, name: string): ImportKind {
  if (!kinds.some((kind) => kind.name === name)) throw new Refusal('not-found', '没有找到')
  const kind = kindsOf(kinds, session, project).find((kind) => kind.name === name)
  if (!kind) throw new Refusal('wrong-role', '您的岗位不能导入这类文件')
  return kind
}

function lineOf({ madeByAccount: _account, beatAt, ...run }: Run) {
  const atWork = run.state === 'checking' || run.state === 'applying'
  const { outcome } = run
  return {
    ...run,
    phase: toReader(run.phase),
    failure: run.failure === null ? null : toReader(run.failure),
    outcome: outcome && { ...outcome, notes: outcome.notes.map((note) => toReader(note)) },
    interrupted: atWork && beatAt.getTime() < Date.now() - SILENT_MS,
  }
}

const inWords = <T extends Trouble>(trouble: T): T => ({
  ...trouble,
  column: trouble.column === null ? null : toReader(trouble.column),
  wrong: toReader(trouble.wrong),
  mend: toReader(trouble.mend),
})

const missing = () => new Refusal('bad-form', '请选择一个文件', { fields: [{ field: 'file', text: '请选择一个文件' }] })

/** The one file of a multipart request, in memory: it holds residents' data and is not laid down anywhere. */
async function takeFile(request: FastifyRequest, mostBytes: number): Promise<{ bytes: Buffer; name: string }> {
  if (!request.isMultipart()) throw missing()
  const part = await request.file({ limits: { fileSize: mostBytes } })
  if (part?.fieldname !== 'file') throw missing()
  return { bytes: await part.toBuffer(), name: nameOf(part) }
}

function sendWorkbook(reply: FastifyReply, name: string, workbook: NodeJS.ReadableStream): FastifyReply {
  return reply
    .header('content-type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}.xlsx`)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .send(workbook)
}
