import { z } from 'zod'
import type { AnyContract } from '../src/kernel/http/contract.ts'
import { describeApi } from '../src/server.ts'
import { sampleOf } from './sample.ts'

/** One route of the OpenAPI document. */
export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As the document writes it: /api/projects/{project}/units/{unit}. */
  path: string
  /** `POST /api/…`, as tables of cases name it. */
  name: string
  /** Names of the path's parameters, `project` too. */
  params: readonly string[]
  query: readonly { name: string; required: boolean; schema: Schema }[]
  /** Schema of the JSON body; null: it takes none. */
  body: Schema | null
  /** What the document says of each status (`200`, `4XX`): the media type, `image/*` too, and the schema. */
  answers: Readonly<Record<string, { media: string; schema: Schema }>>
  upload: boolean
  keyed: boolean
  /** Who may, as the contract declares it. */
  may: AnyContract['may']
}

// biome-ignore lint/suspicious/noExplicitAny: JSON schema as the document has it
export type Schema = any

export interface Api {
  /** The whole document, in which a schema refers to others. */
  document: Schema
  operations: readonly Operation[]
  /** A value that a schema of the document accepts; ids by the name of their field. */
  sample(schema: Schema, idOf: (field: string) => string): unknown
  /** The schema itself where another one refers to it by name. */
  resolve(schema: Schema): Schema
}

/** A contract that stands in no document: what a test plants. */
export function operationOf({ method, path, may, body, answer }: AnyContract): Operation {
  const written = path.replace(/:(\w+)/g, '{$1}')
  const content = body ? { 'application/json': { schema: z.toJSONSchema(body) } } : {}
  const responses = {
    200: { content: { 'application/json': { schema: z.toJSONSchema(answer) } } },
    '4XX': { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
  }
  return operationFrom(method, written, { 'x-guanjia-may': may, requestBody: { content }, responses })
}

/** The routes as the application itself describes them now, so that a new one is looked at without being listed. */
export async function readApi(): Promise<Api> {
  return apiOf(JSON.parse(await describeApi('test')))
}

/** The routes of an OpenAPI document. */
export function apiOf(document: { paths: Record<string, Record<string, Schema>> }): Api {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, declared]) => operationFrom(method, path, declared)),
  )
  return {
    document,
    operations,
    sample: (schema, idOf) => sampleOf(document, schema, idOf),
    resolve: (schema) => (schema?.$ref ? referred(document, schema.$ref) : schema),
  }
}

function operationFrom(method: string, path: string, declared: Schema): Operation {
  const content = declared.requestBody?.content ?? {}
  const parameters: Schema[] = declared.parameters ?? []
  return {
    method: method.toUpperCase() as Operation['method'],
    path,
    name: `${method.toUpperCase()} ${path}`,
    params: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
    query: parameters
      .filter((one) => one.in === 'query')
      .map(({ name, required, schema }) => ({ name, required: required === true, schema })),
    body: content['application/json']?.schema ?? null,
    answers: Object.fromEntries(
      Object.entries<Schema>(declared.responses ?? {}).map(([status, { content }]) => [status, answerFrom(content)]),
    ),
    upload: content['multipart/form-data'] !== undefined,
    keyed: parameters.some((one) => one.in === 'header' && one.name === 'idempotency-key'),
    may: declared['x-guanjia-may'],
  }
}

function answerFrom(content: Record<string, { schema: Schema }>): Operation['answers'][string] {
  const [[media, { schema }]] = Object.entries(content) as [[string, { schema: Schema }]]
  return { media, schema }
}

/** What a `$ref` names. */
export function referred(document: Schema, ref: string): Schema {
  return ref
    .slice(2)
    .split('/')
    .reduce((node, part) => node[part], document)
}
