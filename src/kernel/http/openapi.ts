import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
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
  await app.register(scalar, {
    routePrefix: '/api/docs',
    configuration: { url: '/api/openapi.json', withDefaultFonts: false, hideClientButton: true, telemetry: false },
    hooks: {
      // The reference page starts itself by an inline script; this page alone allows it, and has no cookie to lose:
      // requests from it are made by the reader, with his own session, as from any other page of this server.
      onRequest: (_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
        reply.header(
          'content-security-policy',
          "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
        )
        done()
      },
    },
  } as never)
}
