import type { FastifyInstance } from 'fastify'
import { v7 as uuid } from 'uuid'
import { staffActor } from '../../../kernel/auth/session.ts'
import { performMany } from '../../../kernel/case/perform-many.ts'
import { Refusal } from '../../../kernel/case/refusal.ts'
import { inProject, readProjects } from '../../../kernel/db/db.ts'
import { bind } from '../../../kernel/http/bind.ts'
import { DONE } from '../../../kernel/http/contract.ts'
import type { Doors } from '../../../kernel/http/doors.ts'
import { say } from '../../../kernel/text/translate.ts'
import { answerParts, headInterim, interimParts, joinParts, type Part, rowsOf } from './groups.commands.ts'
import { groups } from './groups.contract.ts'
import {
  declineGroup,
  headLine,
  kindOfHead,
  linesOf,
  memberCounts,
  openMembers,
  readGroup,
  readGroups,
  readMatters,
  readMembers,
  telling,
} from './groups.queries.ts'
import { MatterIndexes } from './index.queries.ts'
import { similarMatters } from './similar.queries.ts'
import { suggestedGroups } from './suggested.queries.ts'

/** Many owners, one thing: what is like it, which belong together, and what is done with all of them. */
export function groupRoutes(app: FastifyInstance, doors: Doors): void {
  const { db, engine, time } = doors
  const { procedures } = engine
  const indexes = new MatterIndexes(doors)

  bind(app, groups.similar, async ({ project, body }) => {
    const index = await indexes.of(project)
    return {
      matters: await readProjects(db, [project], (tx) =>
        similarMatters(tx, procedures, project, index, body, time.now()),
      ),
    }
  })

  bind(app, groups.suggested, async ({ project }) => {
    const index = await indexes.of(project)
    return suggestedGroups(doors, project, index)
  })

  bind(app, groups.list, ({ project, query }) =>
    readProjects(db, [project], (tx) => readGroups(tx, procedures, project, query)),
  )

  bind(app, groups.one, ({ project, params }) =>
    readProjects(db, [project], (tx) => readGroup(tx, procedures, project, params.head)),
  )

  bind(app, groups.members, ({ project, params, query }) =>
    readProjects(db, [project], (tx) => readMembers(tx, procedures, project, params.head, query)),
  )

  bind(app, groups.mark, ({ project, params }) =>
    readProjects(db, [project], async (tx) => {
      const [of] = await linesOf(tx, procedures, project, [params.case])
      if (!of) throw new Refusal('not-found', '没有找到这个事项')
      const [matter] = of.procedure === 'matter' ? await readMatters(tx, project, [of.id]) : []
      const [head] = matter?.headId ? await linesOf(tx, procedures, project, [matter.headId]) : []
      return { members: (await memberCounts(tx, project, [of.id])).get(of.id) ?? 0, head: head ?? null }
    }),
  )

  bind(app, groups.link, async ({ project, session, params, body, key }) => {
    const by = { project, actor: staffActor(session, project), key }
    const { matters, head } = await readProjects(db, [project], async (tx) => {
      const head = await headLine(tx, procedures, project, params.head)
      return {
        matters: await allOf(tx, project, body.matters),
        head: { id: head.id, kind: await kindOfHead(tx, project, head) },
      }
    })
    return { rows: await performParts(joinParts(by, matters, head, body.reason), matters) }
  })

  bind(app, groups.answer, async ({ project, session, params, body, key }) => {
    const by = { project, actor: staffActor(session, project), key }
    const matters = await readProjects(db, [project], async (tx) => {
      const head = await headLine(tx, procedures, project, params.head)
      const ids = body.matters.map(({ id }) => id)
      const matters = await allOf(tx, project, ids)
      const stranger = matters.find(({ id, headId }) => headId !== head.id && id !== head.parentId)
      if (stranger) throw badField('matters', say('{number} 不由这件牵头事项办理', { number: stranger.number }))
      // Each is answered alone; only what goes to several may not tell one of another.
      const word =
        ids.length < 2 ? undefined : (await telling(tx, project, ids)).find((one) => body.answer.includes(one))
      if (word !== undefined)
        throw badField('answer', say('答复会发给每一户，不能写出业主的姓名、房号或单号：{word}', { word }))
      return matters
    })
    const { answer, keptReason, way } = body
    const form = { answer, way, ...(keptReason ? { keptReason } : {}) }
    return { rows: await performParts(answerParts(by, body.matters, form), matters) }
  })

  bind(app, groups.interim, async ({ project, session, params, body, key }) => {
    const by = { project, actor: staffActor(session, project), key }
    const { words, keptReason, phoned } = body
    const { head, members } = await readProjects(db, [project], async (tx) => {
      const head = await headLine(tx, procedures, project, params.head)
      if (head.final) throw badField('words', '牵头事项已经办结，请逐户答复')
      const members = await openMembers(tx, project, head.id)
      if (members.length === 0) throw badField('words', '没有并入的、未答复的诉求')
      const stranger = phoned.find((id) => !members.some((member) => member.id === id))
      if (stranger !== undefined) throw badField('phoned', '有诉求不由这件牵头事项办理，或已经答复')
      const named = (await telling(tx, project, [...members.map(({ id }) => id), head.id])).find((one) =>
        words.includes(one),
      )
      if (named !== undefined)
        throw badField('words', say('回复会发给每一户，不能写出业主的姓名、房号或单号：{word}', { word: named }))
      return { head, members }
    })
    // Who has rung some up afterwards tells those alone: the others have read it.
    const reached = members.filter(({ id, hasAccount }) => (phoned.length > 0 ? phoned.includes(id) : hasAccount))
    const silent = phoned.length > 0 ? [] : members.filter(({ hasAccount }) => !hasAccount)
    const reply = { words, ...(keptReason ? { keptReason } : {}) }
    const parts = interimParts(by, reached, reply, phoned)
    const onHead = phoned.length > 0 ? [] : headInterim(by, head, reply)
    const answers = await performMany(engine, [...parts.flatMap(({ commands }) => commands), ...onHead])
    const rows = rowsOf(parts, answers, new Map(members.map(({ id, number }) => [id, number])))
    const refused = rows.filter((row) => row.refused !== null)
    const lines = await readProjects(db, [project], (tx) =>
      linesOf(
        tx,
        procedures,
        project,
        [...silent, ...refused].map(({ id }) => id),
      ),
    )
    return {
      head: onHead.length > 0 && !(answers.at(-1) instanceof Refusal),
      told: rows.length - refused.length,
      untold: lines.map((line) => {
        const why = refused.find(({ id }) => id === line.id)?.refused
        return why
          ? { case: line, why: 'refused' as const, text: why }
          : { case: line, why: 'no-account' as const, text: '业主没有手机账号，请电话告知' }
      }),
    }
  })

  bind(app, groups.decline, async ({ project, session, body }) => {
    await inProject(db, project, async (tx) => {
      await allOf(tx, project, body.matters)
      await declineGroup(tx, project, { id: uuid(), caseIds: body.matters, by: session.account.id, at: time.now() })
    })
    return DONE
  })

  async function performParts(parts: readonly Part[], matters: readonly { id: string; number: string }[]) {
    const answers = await performMany(
      engine,
      parts.flatMap(({ commands, after }) => [...commands, ...after]),
    )
    return rowsOf(parts, answers, new Map(matters.map(({ id, number }) => [id, number])))
  }
}

/** The matters with these ids, in their order; all of them must be there. */
async function allOf(tx: Parameters<typeof readMatters>[0], project: number, ids: readonly string[]) {
  const found = new Map((await readMatters(tx, project, ids)).map((matter) => [matter.id, matter]))
  const matters = ids.flatMap((id) => found.get(id) ?? [])
  if (matters.length < ids.length) throw badField('matters', '有诉求没有找到，请刷新后再选')
  return matters
}

const badField = (field: string, text: string) => new Refusal('bad-form', text, { fields: [{ field, text }] })
