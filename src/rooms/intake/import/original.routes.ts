import type { FastifyInstance } from 'fastify'
import { rolesIn, type Session } from '../../../kernel/auth/session.ts'
import { reachCase } from '../../../kernel/case/reach.ts'
import { Refusal } from '../../../kernel/case/refusal.ts'
import { inProject, type Tx } from '../../../kernel/db/db.ts'
import { bind } from '../../../kernel/http/bind.ts'
import type { Doors } from '../../../kernel/http/doors.ts'
import { DoorProblem } from '../../../kernel/http/problems.ts'
import { record } from '../../../kernel/person/reveal.ts'
import { validApproval } from '../../../kernel/privacy/approval.ts'
import { marksIn } from '../../../kernel/privacy/mask-text.ts'
import { isSensitive, lookKinds } from '../../../kernel/privacy/words.ts'
import { say } from '../../../kernel/text/translate.ts'
import { original } from './original.contract.ts'
import { openOriginal } from './original.ts'

/**
 * The original of an imported matter. It cannot be masked without being another text: where ID numbers or accounts
 * stand in it, each needs a valid approval; where the matter is nobody's on file, those decide who could approve.
 */
export function originalRoutes(app: FastifyInstance, { db, engine, time, secrets }: Doors): void {
  bind(app, original, async ({ project, params, session, body, reply }) => {
    const found = await inProject(db, project, async (tx) => {
      const now = time.now()
      const wanted = { procedure: 'matter', id: params.matter }
      const { of } = await reachCase(tx, engine.procedures, project, wanted, { session }, now)
      const look = { projectId: project, kind: 'original', caseId: of.id, ...body } as const
      await record({ tx, session, now }, look, [of.personId], null)
      const message = await openOriginal(tx, secrets, project, of.id)
      if (!message) throw new Refusal('not-found', '没有找到')
      await requireApproval(tx, project, session, of.personId, message.bytes, now)
      return { ...message, number: of.number }
    })
    return reply
      .header('content-disposition', `attachment; filename="${found.number}.json"`)
      .header('content-type', 'application/octet-stream')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cache-control', 'no-store')
      .send(Buffer.from(found.bytes))
  })
}

const HEADS = ['manager', 'service-director'] as const

async function requireApproval(
  tx: Tx,
  projectId: number,
  session: Session,
  personId: string | null,
  text: string,
  now: Date,
): Promise<void> {
  const accountId = session.account.id
  for (const kind of new Set(marksIn(text).map((mark) => mark.kind))) {
    if (!isSensitive(kind)) continue
    const approved =
      personId === null
        ? rolesIn(session, projectId).some((role) => (HEADS as readonly string[]).includes(role))
        : (await validApproval(tx, { projectId, personId, accountId, kind }, now)) !== null
    if (approved) continue
    const what = lookKinds[kind]
    const whom =
      personId === null
        ? say('原件中有{what}，请由项目经理或客服主任查看', { what })
        : say('查看{what}须先由部门负责人批准', { what })
    throw new DoorProblem('needs-approval', 403, whom)
  }
}
