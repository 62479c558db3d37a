import type { FastifyInstance } from 'fastify'
import { Refusal } from '../case/refusal.ts'
import { inProject, readProjects } from '../db/db.ts'
import { violatedConstraint } from '../db/errors.ts'
import { bind } from '../http/bind.ts'
import { pageFrom, readCursor } from '../http/cursor.ts'
import type { Doors } from '../http/doors.ts'
import { say } from '../text/translate.ts'
import { policy } from './policy.contract.ts'
import { clocksResting } from './policy.effect.ts'
import { policyDifferences } from './policy.fields.ts'
import { addPolicy, findVersion, newestVersion, policyVersions, versionInForce } from './policy.store.ts'

export function policyRoutes(app: FastifyInstance, { db, engine, time }: Doors): void {
  bind(app, policy.current, ({ project }) =>
    readProjects(db, [project], async (tx) => {
      const found = await versionInForce(tx, project, time.now())
      if (!found) throw new Refusal('not-found', '没有找到')
      const newest = await newestVersion(tx, project)
      return { ...found, coming: newest > found.version ? await findVersion(tx, project, newest) : null }
    }),
  )

  bind(app, policy.versions, ({ project, query }) =>
    readProjects(db, [project], async (tx) => {
      const after = readCursor(query.after, ['text'])
      const before = after ? Number.parseInt(after[0]!, 10) || 0 : 2 ** 31 - 1
      // One more than the page and its successor: each version is told against the one before it.
      const rows = await policyVersions(tx, project, before, query.limit + 2)
      const lines = rows.map(({ body, ...line }, index) => {
        const older = rows[index + 1]
        return { ...line, changes: older ? policyDifferences(older.body, body) : [] }
      })
      return pageFrom(lines.slice(0, query.limit + 1), query.limit, ({ version }) => [String(version)])
    }),
  )

  bind(app, policy.version, ({ project, params }) =>
    readProjects(db, [project], async (tx) => {
      const found = await findVersion(tx, project, Number(params.version))
      if (!found) throw new Refusal('not-found', '没有找到')
      return found
    }),
  )

  bind(app, policy.preview, ({ project, body }) =>
    readProjects(db, [project], async (tx) => {
      const newest = await findVersion(tx, project, await newestVersion(tx, project))
      if (!newest) throw new Refusal('not-found', '没有找到')
      const changes = policyDifferences(newest.body, body.body)
      const paths = changes.map(({ path }) => path)
      return { changes, keeping: await clocksResting(tx, engine.procedures, project, newest.body, paths) }
    }),
  )

  bind(app, policy.change, async ({ project, body, session }) => {
    const now = time.now()
    const effectiveAt = body.effectiveAt === undefined ? now : new Date(body.effectiveAt)
    // What was promised under the old settings stands.
    if (effectiveAt < now)
      throw new Refusal('bad-form', '不能倒签', { fields: [{ field: 'effectiveAt', text: '生效时间不能早于现在' }] })
    const stale = () => new Refusal('stale', '设置刚刚被别人改过，请看过再改')
    const madeAt = now
    try {
      return await inProject(db, project, async (tx) => {
        const newest = await newestVersion(tx, project)
        if (newest !== body.seenVersion) throw stale()
        const before = await findVersion(tx, project, newest)
        // Whoever comes later in number goes before: an earlier start would undo what was announced.
        if (before && effectiveAt < before.effectiveAt)
          throw new Refusal('bad-form', '生效时间太早', {
            fields: [
              {
                field: 'effectiveAt',
                text: say('第 {version} 版还没有生效，新版的生效时间不能早于它', { version: newest }),
              },
            ],
          })
        if (before && before.effectiveAt <= now && policyDifferences(before.body, body.body).length === 0)
          throw new Refusal('bad-form', '没有改动任何设置', { fields: [{ field: 'body', text: '没有改动任何设置' }] })
        const version = newest + 1
        const { reason } = body
        await addPolicy(tx, project, {
          version,
          body: body.body,
          effectiveAt,
          reason,
          accountId: session.account.id,
          at: madeAt,
        })
        return { version, effectiveAt, reason, madeBy: session.account.name, madeAt }
      })
    } catch (error) {
      // Two people changed it at the same moment: the key let one of them through.
      if (violatedConstraint(error) === 'policy_pkey') throw stale()
      throw error
    }
  })
}
