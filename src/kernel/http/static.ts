import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Refusal } from '../case/refusal.ts'
import { sendProblem } from './problems.ts'

/** Built files carry a hash in their name and never change; everything else is asked for anew. */
const FOREVER = 'public, max-age=31536000, immutable'

/**
 * Serves the built faces: files as they are, and for every other path the page of its face, which finds the rest by
 * itself. Throws when the folder has not been built.
 */
export async function serveFaces(app: FastifyInstance, root: string, pageOf: (path: string) => string): Promise<void> {
  if (!existsSync(join(root, pageOf('/')))) throw new Error(`网页还没有构建：${root}`)
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', /[\\/]assets[\\/]/.test(path) ? FOREVER : 'no-cache')
    },
  })
  const pages = new Map<string, string>()
  const send = (reply: FastifyReply, name: string) => {
    const page = pages.get(name) ?? readFileSync(join(root, name), 'utf8')
    pages.set(name, page)
    return reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache').send(page)
  }
  app.get('/*', { schema: { hide: true } } as never, async (request, reply) => {
    const [path = '/'] = request.url.split('?')
    // A file that is not there is not there; only pages fall back.
    if (path.startsWith('/api/') || /\.[a-z0-9]{2,5}$/i.test(path))
      return sendProblem(reply, new Refusal('not-found', '没有找到'))
    return send(reply, pageOf(path))
  })
}

/**
 * Serves the user manual at /manual, rendered when the product was built: /manual itself leads to the Chinese one. A
 * folder that is not there (pages alone were built) leaves the product without it.
 */
export async function serveManual(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(folder)) return
  await app.register(fastifyStatic, { root: folder, prefix: '/manual/', decorateReply: false, cacheControl: false })
  const first = '/manual/zh-CN/index.html'
  for (const path of ['/manual', '/manual/'])
    app.get(path, { schema: { hide: true } } as never, async (_request, reply) => reply.redirect(first))
}
