import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { root } from '../root.ts'

const DOCUMENT = join(root, 'openapi.json')

/** Serves the committed OpenAPI document and the page that shows it, from this server alone. */
export async function serveDocument(app: FastifyInstance): Promise<void> {
  if (!existsSync(DOCUMENT)) return
  const document = readFileSync(DOCUMENT, 'utf8')
  app.get('/api/openapi.json', async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-cache').send(document),
  )
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  await app.register(async (docs) => {
    docs.addHook('onSend', async (_request, reply, page) => {
      if (typeof page === 'string') reply.header('content-security-policy', policyOf(page))
      return page
    })
    await docs.register(scalar, {
      routePrefix: '/api/docs',
      configuration: { url: '/api/openapi.json', withDefaultFonts: false, hideClientButton: true, telemetry: false },
    } as never)
  })
}

/** The reference page starts itself by an inline script: this one is allowed by its hash, and no other. */
function policyOf(page: string): string {
  const inline = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)]
  const hashes = inline.map(([, script]) => `'sha256-${createHash('sha256').update(script!).digest('base64')}'`)
  return [
    "default-src 'self'",
    ["script-src 'self'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
