import type { FastifyInstance } from 'fastify'
import { rolesIn, type Session } from '../../kernel/auth/session.ts'
import { Refusal } from '../../kernel/case/refusal.ts'
import { frameOf } from '../../kernel/case/sheet-of.ts'
import { inProject, readProjects, type Tx } from '../../kernel/db/db.ts'
import { bind } from '../../kernel/http/bind.ts'
import { DONE } from '../../kernel/http/contract.ts'
import type { Doors } from '../../kernel/http/doors.ts'
import { fillSheet } from '../../kernel/sheet/fill.ts'
import { sheetPdf } from '../../kernel/sheet/pdf.ts'
import { toReader } from '../../kernel/text/reader.ts'
import { clearAway } from './drill.clear.ts'
import { drills } from './drill.contract.ts'
import { callsOf, desksOf, listRuns, type Run, readRun, runningRun } from './drill.queries.ts'
import { readResult } from './drill.result.ts'
import { endRun, startRun, takeCall } from './drill.runs.ts'
import { drillSheet } from './drill.sheets.ts'
import { linesOf, talkOf } from './drill.talk.ts'
import { minutesOf, type Recording } from './recording.ts'

/** What a server of `guanjia drill` has besides; on any other server no drill is started. */
export interface DrillSettings {
  /** By name; the first is suggested. */
  recordings: ReadonlyMap<string, Recording>
  /** Suggested to whoever starts one. */
  speed: number
}

/** Drills: starting one, the calls at the desk, and how she did. What she does with a call goes through the ordinary doors. */
export function drillRoutes(app: FastifyInstance, doors: Doors, drill: DrillSettings | null): void {
  const { db, engine, time, settings } = doors
  const { procedures } = engine

  bind(app, drills.list, ({ project, query, session }) =>
    readProjects(db, [project], async (tx) => {
      const desk = ownDesk(session, project)
      const { rows, next } = await listRuns(tx, project, { ...query, deskAccount: desk })
      const desks = (await desksOf(tx, project, time.now())).filter(
        ({ accountId }) => (desk ?? accountId) === accountId,
      )
      return {
        start: drill && settings.manualTime ? { recordings: offered(drill), desks, speed: drill.speed } : null,
        rows: rows.map((run) => lineOf(run, time.now())),
        next,
      }
    }),
  )

  bind(app, drills.start, async ({ project, session, body }) => {
    const recording = drill?.recordings.get(body.recording)
    const { manualTime } = settings
    if (!drill || !manualTime) throw new Refusal('blocked', '演练要在 guanjia drill 启动的服务上进行')
    if (!recording) throw badField('recording', '没有这个录音')
    if ((ownDesk(session, project) ?? body.deskId) !== body.deskId) throw badField('deskId', '只能为自己开始演练')
    const begins = await startRun(engine, project, { ...body, recording, startedBy: session.account.id })
    if (begins > time.now()) {
      // What is cleared away is no part of a drill that ended at this very moment.
      manualTime.advance(1)
      await clearAway(engine, project, body.id)
      manualTime.set(begins)
    }
    return DONE
  })

  bind(app, drills.now, ({ project, session }) =>
    readProjects(db, [project], async (tx) => {
      const now = time.now()
      const run = await runningRun(tx, project, now)
      if (run?.deskAccount !== session.account.id) return { now, run: null, ringing: [], talks: [] }
      const calls = await callsOf(tx, project, run.id)
      return {
        now,
        run: lineOf(run, now),
        ringing: calls
          .filter(({ ringsAt, ringsUntil, takenAt }) => takenAt === null && ringsAt <= now && now < ringsUntil)
          .map(({ nth, ringsAt, ringsUntil }) => ({ nth, ringsAt, ringsUntil })),
        talks: calls.filter(({ takenAt }) => takenAt !== null).map((call) => talkOf(call, run.recording)),
      }
    }),
  )

  bind(app, drills.take, ({ project, params, session }) =>
    inProject(db, project, async (tx) => {
      const now = time.now()
      const run = await readRun(tx, project, params.drill, session.account.id)
      if (run.endsAt <= now) throw new Refusal('wrong-state', '这次演练已经结束')
      await takeCall(tx, project, run.id, Number(params.nth), now)
      const calls = await callsOf(tx, project, run.id)
      return talkOf(calls[Number(params.nth) - 1]!, run.recording)
    }),
  )

  bind(app, drills.end, ({ project, params, session }) =>
    inProject(db, project, async (tx) => {
      const run = await readRun(tx, project, params.drill, ownDesk(session, project))
      await endRun(tx, project, run.id, time.now())
      return DONE
    }),
  )

  bind(app, drills.result, ({ project, params, session }) =>
    readProjects(db, [project], async (tx) => {
      const { run, score, calls } = await resultOf(tx, project, params.drill, session)
      const of = (nth: number) => calls[nth - 1]!
      return {
        ...score,
        run: lineOf(run, time.now()),
        calls: score.calls.map(({ lines, ...call }) => ({
          ...call,
          words: linesOf(call.words, of(call.nth)),
          where: of(call.nth).place ?? of(call.nth).unit,
          matter: of(call.nth).number === null ? null : { id: of(call.nth).matterId, number: of(call.nth).number! },
          lines: lines.map(({ said, ...line }) => ({ ...line, said: toReader(said) })),
        })),
      }
    }),
  )

  bind(app, drills.sheet, async ({ project, params, session }) => ({
    sheet: await filled(project, params.drill, session),
  }))

  bind(app, drills.pdf, async ({ project, params, session, reply }) => {
    const sheet = await filled(project, params.drill, session)
    return reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(sheet.title)}.pdf`)
      .header('cache-control', 'no-store')
      .send(await sheetPdf([sheet], new Map()))
  })

  const resultOf = async (tx: Tx, project: number, id: string, session: Session) =>
    readResult(tx, project, await readRun(tx, project, id, ownDesk(session, project)), procedures, time.now())

  const filled = (project: number, id: string, session: Session) =>
    readProjects(db, [project], async (tx) => {
      const result = await resultOf(tx, project, id, session)
      return fillSheet(drillSheet, result, await frameOf(tx, doors, project, session.account.name, null))
    })
}

/** The desk whose drills alone somebody sees: her own; null: trainers see all. */
function ownDesk(session: Session, project: number): string | null {
  const roles = rolesIn(session, project)
  return roles.includes('service-supervisor') || roles.includes('service-director') ? null : session.account.id
}

const badField = (field: string, text: string) => new Refusal('bad-form', text, { fields: [{ field, text }] })

const offered = ({ recordings }: DrillSettings) =>
  [...recordings].map(([name, recording]) => ({
    name,
    title: recording.title,
    calls: recording.calls.length,
    minutes: minutesOf(recording),
  }))

const lineOf = ({ id, recording, trainee, deskAccount, deskName, speed, startedAt, endsAt }: Run, now: Date) => ({
  ...{ id, title: recording.title, trainee, speed, startedAt, endsAt },
  desk: { accountId: deskAccount, name: deskName },
  over: endsAt <= now,
})
