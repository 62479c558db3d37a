import type { FastifyInstance } from 'fastify'
import { bind } from '../../../kernel/http/bind.ts'
import type { Doors } from '../../../kernel/http/doors.ts'
import { type Head, headNames, heads, headTitles } from './labels.ts'
import { type Suggestion, sureOf } from './model.ts'
import { triage } from './triage.contract.ts'
import { TriageModels } from './triage.models.ts'
import { readFigures } from './triage.store.ts'

/** Asked while somebody types, after each pause. */
const PER_MINUTE = 240

export function triageRoutes(app: FastifyInstance, { db }: Doors): void {
  const models = new TriageModels(db)

  bind(
    app,
    triage.suggest,
    async ({ project, body }) => {
      const sure = sureOf(await models.suggest(project, body.text))
      const suggestions = headNames.map((head) => [head, sure[head] ? titled(head, sure[head]) : null])
      return { suggestions: Object.fromEntries(suggestions) }
    },
    { perMinute: PER_MINUTE, bodyLimit: 128 * 1024 },
  )

  bind(app, triage.figures, async ({ project }) => {
    const { learned, heads: figures } = await readFigures(db, project)
    return { learned, heads: figures.map((figure) => ({ title: headTitles[figure.head], ...figure })) }
  })
}

function titled(head: Head, { label, confidence, reasons }: Suggestion) {
  const titles: Readonly<Record<string, string>> = heads[head]
  return { label, title: titles[label] ?? label, confidence: Math.round(confidence * 100) / 100, reasons }
}
