import type { FastifyInstance } from 'fastify'
import { Refusal } from '../case/refusal.ts'
import { bind } from '../http/bind.ts'
import { toReader } from '../text/reader.ts'
import { handbook } from './handbook.contract.ts'
import type { Handbook } from './handbook.ts'

export function handbookRoutes(app: FastifyInstance, book: Handbook): void {
  bind(app, handbook.rule, async ({ params, reply }) => {
    const clause = book.clause(params.rule)
    if (!clause) throw new Refusal('not-found', '没有找到')
    // The handbook changes with a release only.
    reply.header('cache-control', 'public, max-age=3600').header('vary', 'accept-language')
    return {
      ...clause,
      keptBy: clause.keptBy.map((one) => ({
        ...one,
        procedureTitle: toReader(one.procedureTitle),
        title: toReader(one.title),
        whenMissed: one.whenMissed === null ? null : toReader(one.whenMissed),
      })),
    }
  })
}
