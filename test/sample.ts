/** A value that a JSON schema of the OpenAPI document accepts, with ids chosen by the name of the field. */
// biome-ignore lint/suspicious/noExplicitAny: JSON schema
export function sampleOf(document: any, schema: any, idOf: (field: string) => string, field = ''): unknown {
  if (schema.$ref) return sampleOf(document, resolve(document, schema.$ref), idOf, field)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const union = schema.anyOf ?? schema.oneOf
  if (union) return sampleOf(document, union[0], idOf, field)
  if (schema.allOf)
    return Object.assign({}, ...schema.allOf.map((part: unknown) => sampleOf(document, part, idOf, field)))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type) {
    case 'object':
      return objectOf(document, schema, idOf)
    case 'array':
      // One id at least, so that it is tried.
      return Array.from({ length: Math.max(schema.minItems ?? 0, schema.items?.format === 'uuid' ? 1 : 0) }, () =>
        sampleOf(document, schema.items, idOf, field),
      )
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, schema.exclusiveMinimum ?? 0, 1)
    case 'boolean':
      return true
    case 'null':
      return null
    case 'string':
      return textOf(schema, idOf, field)
    default:
      return {}
  }
}

/** All fields, the optional ones too, so that every id of a body is tried. */
// biome-ignore lint/suspicious/noExplicitAny: JSON schema
function objectOf(document: any, schema: any, idOf: (field: string) => string): Record<string, unknown> {
  const skipped = new Set(['signature'])
  const entries = Object.entries(schema.properties ?? {}).filter(([name]) => !skipped.has(name) && name !== 'seenSeq')
  return Object.fromEntries(entries.map(([name, inner]) => [name, sampleOf(document, inner, idOf, name)]))
}

// biome-ignore lint/suspicious/noExplicitAny: JSON schema
function textOf(schema: any, idOf: (field: string) => string, field: string): string {
  if (schema.format === 'uuid') return idOf(field)
  // The moment at which the world stands, and an end after it.
  if (schema.format === 'date-time') return /^to/.test(field) ? '2026-03-12T02:00:00.000Z' : '2026-03-11T01:00:00.000Z'
  if (schema.format === 'date') return '2026-03-12'
  const given: Record<string, string> = {
    phone: '13800138829',
    login: 'somebody',
    idNumber: '11010519491231002X',
    amountFen: '100',
  }
  if (given[field]) return given[field]
  const text = /Fen$/.test(field) ? '100' : field === 'password' || field === 'next' ? '春眠不觉晓处处闻啼鸟' : '文字'
  if (schema.pattern && !new RegExp(schema.pattern).test(text)) {
    const found = ['100', '09:00', 'abc', '000000', 'somebody', '13800138829'].find((one) =>
      new RegExp(schema.pattern).test(one),
    )
    if (found) return found
  }
  return text.padEnd(schema.minLength ?? 0, '字')
}

// biome-ignore lint/suspicious/noExplicitAny: JSON schema
function resolve(document: any, ref: string): any {
  return (
    ref
      .slice(2)
      .split('/')
      // biome-ignore lint/suspicious/noExplicitAny: JSON schema
      .reduce((node: any, part) => node[part], document)
  )
}
