import type { Api, Operation, Schema } from './operations.ts'

/** A body that must be refused, and the field that the refusal must name. */
export interface BadBody {
  what: string
  body: unknown
  /** Path of the field within the form; null: the body as a whole is wrong. */
  field: string | null
}

/** Wrong bodies for a command, made from its JSON schema. */
export function badBodies(api: Api, { body, path }: Operation, idOf: (field: string) => string): BadBody[] {
  const good = api.sample(body, idOf)
  if (good === null || typeof good !== 'object') return []
  const isAct = path.includes('/cases/') && 'form' in good
  const formSchema: Schema = api.resolve(isAct ? api.resolve(body).properties.form : body)
  const form = (isAct ? (good as { form: Record<string, unknown> }).form : good) as Record<string, unknown>
  const wrapped = (value: unknown) => (isAct ? { ...good, form: value } : value)
  const properties: Record<string, Schema> = formSchema.properties ?? {}
  const required: string[] = (formSchema.required ?? []).filter((name: string) => !('default' in properties[name]))
  const without = (name: string) => Object.fromEntries(Object.entries(form).filter(([other]) => other !== name))
  return [
    ...required.map((name) => ({ what: `without ${name}`, body: wrapped(without(name)), field: name })),
    ...Object.entries(properties)
      .filter(([, schema]) => !anything(schema))
      .map(([name, schema]) => ({
        what: `${name} of another type`,
        body: wrapped({ ...form, [name]: ofAnotherType(api.resolve(schema)) }),
        field: name,
      })),
    ...(formSchema.properties
      ? [{ what: 'an unknown field', body: wrapped({ ...form, surplus: 1 }), field: 'surplus' }]
      : []),
    { what: 'a list', body: [good], field: null },
    { what: 'a text', body: 'text', field: null },
    { what: 'null', body: null, field: null },
  ]
}

const anything = (schema: Schema) => Object.keys(schema).filter((key) => key !== 'description').length === 0

function ofAnotherType(schema: Schema): unknown {
  const types = [schema.type, ...(schema.anyOf ?? schema.oneOf ?? []).map((one: Schema) => one.type)]
  return types.includes('object') ? 'text' : { surplus: true }
}

/** Whole requests that no command takes, as the bytes that arrive. */
export const badRequests: { what: string; payload: string; type?: string; status: number }[] = [
  { what: '10 MB of text', payload: JSON.stringify({ form: { text: '水'.repeat(3_500_000) } }), status: 413 },
  { what: 'a NUL character', payload: '{"form":{"text":"a\\u0000b"}}', status: 400 },
  { what: 'half a surrogate pair', payload: '{"form":{"text":"a\\ud83d"}}', status: 400 },
  { what: 'a number beyond 2^53', payload: '{"form":{"count":9007199254740993}}', status: 400 },
  { what: 'a thousand levels', payload: `${'['.repeat(1000)}${']'.repeat(1000)}`, status: 400 },
  { what: 'a name that reaches into prototypes', payload: '{"__proto__":{"admin":true}}', status: 400 },
  { what: 'half a JSON', payload: '{"form":{"text":', status: 400 },
  { what: 'another content type', payload: '<form/>', type: 'text/xml', status: 415 },
]
