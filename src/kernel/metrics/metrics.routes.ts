import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../case/refusal.ts'
import { bind } from '../http/bind.ts'
import type { Doors, ServerSettings } from '../http/doors.ts'
import { SignedOut } from '../http/problems.ts'
import { metrics as contracts } from './metrics.contract.ts'
import type { Metrics } from './metrics.ts'

/** The scrape (decision 025). Where nobody may read it the door is not there. */
export function metricsRoutes(app: FastifyInstance, { settings }: Pick<Doors, 'settings'>, metrics: Metrics): void {
  bind(app, contracts.metrics, async ({ request, reply }) => {
    refuseStrangers(request, settings)
    return reply
      .header('content-type', metrics.contentType)
      .header('cache-control', 'no-store')
      .send(await metrics.text())
  })
}

/** A proxy on this machine passes on what comes from anywhere, so that loopback proves nothing behind one. */
function refuseStrangers({ headers }: FastifyRequest, { loopback, behindProxy, metricsToken }: ServerSettings): void {
  if (metricsToken === undefined) {
    if (loopback && !behindProxy) return
    throw new Refusal('not-found', '没有找到')
  }
  const [, given = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? []
  if (!timingSafeEqual(digest(given), digest(metricsToken))) throw new SignedOut()
}

const digest = (text: string) => createHash('sha256').update(text).digest()
