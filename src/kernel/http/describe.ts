import type { FastifyInstance } from 'fastify'

/**
 * Makes the application write the OpenAPI 3.1 document of its routes (`app.swagger()`). Only to generate the committed
 * document: a running server sends that one, and needs neither plugin.
 */
export async function describeRoutes(app: FastifyInstance, version: string): Promise<void> {
  const [{ default: swagger }, zod] = await Promise.all([
    import('@fastify/swagger'),
    import('fastify-type-provider-zod'),
  ])
  app.setValidatorCompiler(zod.validatorCompiler)
  app.setSerializerCompiler(zod.serializerCompiler)
  const config = { zodToJsonConfig: { unrepresentable: 'any' as const } }
  const transformObject = zod.createJsonSchemaTransformObject(config) as (given: never) => unknown
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Guanjia 管家',
        version,
        description:
          'The customer-service department of a residential property company. Sessions travel in the cookie `__Host-guanjia`; ' +
          'refusals are RFC 9457 problems; instants are ISO 8601, amounts are strings of digits in 分.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-guanjia' } } },
    },
    transform: zod.createJsonSchemaTransform(config) as never,
    transformObject: ((given: never) => onlyReferred(transformObject(given) as Document)) as never,
  })
}

interface Document {
  paths?: object
  components?: { schemas?: Record<string, object> }
}

/** The document without the schemas that nothing refers to: each is written twice, as it comes in and as it goes out. */
function onlyReferred(document: Document): Document {
  const all = document.components?.schemas ?? {}
  const kept = new Set<string>()
  const keep = (from: object) => {
    for (const [, name] of JSON.stringify(from).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (kept.has(name!)) continue
      kept.add(name!)
      keep(all[name!]!)
    }
  }
  keep(document.paths ?? {})
  const schemas = Object.fromEntries(Object.entries(all).filter(([name]) => kept.has(name)))
  return { ...document, components: { ...document.components, schemas } }
}
