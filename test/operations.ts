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
  upload: boolean
  keyed: boolean
  /** Who may, as the contract declares it. */
  may: AnyContract['may']
}

// biome-ignore lint/suspicious/noExplicitAny: JSON schema as the document has it
export type Schema = any

export interface Api {
  operations: readonly Operation[]
  /** A value that a schema of the document accepts; ids by the name of their field. */
  sample(schema: Schema, idOf: (field: string) => string): unknown
  /** The schema itself where another one refers to it by name. */
  resolve(schema: Schema): Schema
}

/** A contract that stands in no document: what a test plants. */
export function operationOf({ method, path, may, body }: AnyContract): Operation {
  const written = path.replace(/:(\w+)/g, '{$1}')
  const content = body ? { 'application/json': { schema: z.toJSONSchema(body) } } : {}
  return operationFrom(method, written, { 'x-guanjia-may': may, requestBody: { content } })
}

/** The routes as the application itself describes them now, so that a new one is looked at without being listed. */
export async function readApi(): Promise<Api> {
  const document = JSON.parse(await describeApi('test')) as { paths: Record<string, Record<string, Schema>> }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, declared]) => operationFrom(method, path, declared)),
  )
  return {
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
    upload: content['multipart/form-data'] !== undefined,
    keyed: parameters.some((one) => one.in === 'header' && one.name === 'idempotency-key'),
    may: declared['x-guanjia-may'],
  }
}

function referred(document: Schema, ref: string): Schema {
  return ref
    .slice(2)
    .split('/')
    .reduce((node, part) => node[part], document)
}
