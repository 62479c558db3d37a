import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { rulesOf } from '../case/allowed.ts'
import type { Procedure } from '../case/procedure.ts'
import { roles } from '../org/roles.ts'
import { say } from '../text/translate.ts'
import type { Clause } from './handbook.contract.ts'

/** A rule as handbook/rules.yaml writes it; the head of that file says what each field means. */
interface RuleEntry {
  id: string
  chapter: string
  title: string
  rule: string
  kind: string
  actor: string | string[]
  figures?: unknown
  variants?: unknown
  forms?: string[]
  seeds?: string[]
  note?: string
  evidence?: string
  items?: { item: string | number; checks?: string[]; deduct?: string | number }[]
}

/** The handbook of this installation, read once at start. */
export class Handbook {
  readonly #rules: ReadonlyMap<string, RuleEntry>
  readonly #procedures: Readonly<Record<string, Procedure>>

  /** Throws when the folder has no readable rules.yaml. */
  constructor(folder: string, procedures: Readonly<Record<string, Procedure>>) {
    const entries = parse(readFileSync(join(folder, 'rules.yaml'), 'utf8')) as RuleEntry[]
    this.#rules = new Map(entries.map((entry) => [entry.id, entry]))
    this.#procedures = procedures
  }

  /** A clause with where the product keeps it; null when the handbook has no such rule. */
  clause(id: string): Clause | null {
    const rule = this.#rules.get(id)
    if (!rule) return null
    return {
      id: rule.id,
      chapter: rule.chapter,
      title: rule.title,
      rule: rule.rule,
      kind: rule.kind,
      actor: [rule.actor].flat().map(roleTitle).join('、'),
      figures: (rule.figures ?? null) as Clause['figures'],
      variants: (rule.variants ?? null) as Clause['variants'],
      forms: rule.forms ?? [],
      seeds: rule.seeds ?? [],
      note: rule.note ?? null,
      evidence: rule.evidence ?? null,
      checkedBy: this.#checkedBy(id),
      keptBy: Object.values(this.#procedures).flatMap((procedure) => keptBy(procedure, id)),
    }
  }

  /** Items of the supervision table that check the rule. */
  #checkedBy(id: string): Clause['checkedBy'] {
    return [...this.#rules.values()].flatMap((indicator) =>
      (indicator.items ?? [])
        .filter((item) => item.checks?.includes(id))
        .map((item) => ({ indicator: indicator.title, item: String(item.item), deduct: String(item.deduct ?? '') })),
    )
  }
}

const roleTitle = (name: string): string => roles[name as keyof typeof roles] ?? name

function keptBy(procedure: Procedure, id: string): Clause['keptBy'] {
  const cites = (rules: readonly string[] | undefined) => rules?.includes(id) ?? false
  const of = { procedure: procedure.name, procedureTitle: procedure.title }
  const actions = Object.values(procedure.actions)
    .filter((action) => cites(rulesOf(action)))
    .map((action) => {
      const guarded = [...(action.when ?? []), ...(action.whenForm ?? [])].some((guard) => cites(guard.rules))
      return { ...of, kind: guarded ? ('guard' as const) : ('action' as const), title: action.title, whenMissed: null }
    })
  const clocks = Object.values(procedure.clocks)
    .filter((clock) => cites(clock.rules))
    .map((clock) => ({ ...of, kind: 'clock' as const, title: clock.title, whenMissed: missed(procedure, clock) }))
  return [...clocks, ...actions]
}

/** What follows when a deadline runs out, in one sentence. */
function missed(procedure: Procedure, clock: Procedure['clocks'][string]): string {
  const action = procedure.actions[clock.onExpiry]?.title ?? clock.onExpiry
  const ladder = clock.ladder.map((role) => roles[role])
  return ladder.length === 0
    ? say('到期：{action}', { action })
    : say('到期：{action}；依次提醒 {ladder}，直到有人确认', { action, ladder: ladder.join(' → ') })
}
