import { setImmediate as breathe } from 'node:timers/promises'
import type { Database } from '../../../kernel/db/db.ts'
import type { Labels } from './labels.ts'
import { type Model, type Suggestions, sureOf, train } from './model.ts'
import { startExamples } from './start-corpus.ts'
import { keepSaid, type Learned, lastLearnedAt, readLearned } from './triage.store.ts'

/** How long a project's model is taken as it is before somebody looks whether there is more to learn. */
const LOOK_EVERY_MS = 3_000
/** A model is made anew at least so often, so that erased words leave it. */
const KEEP_MS = 24 * 3_600_000
/** Models in memory; the one that was asked longest ago goes first. Each is a few megabytes. */
const MOST_MODELS = 20

interface Kept {
  model: Model
  /** The last correction that it knows; null: only what every installation begins with. */
  knows: Date | null
  madeAt: number
  lookedAt: number
  learning: Promise<void> | null
}

/**
 * The models of the projects, in the memory of this server: made from the records, never stored. A project is answered
 * at once by the model that is there; what was corrected meanwhile is learned beside it.
 */
export class TriageModels {
  private readonly kept = new Map<number, Kept>()
  private start: Promise<Model> | null = null

  private readonly db: Database

  constructor(db: Database) {
    this.db = db
  }

  async suggest(projectId: number, text: string): Promise<Suggestions> {
    const kept = await this.of(projectId)
    if (kept.learning === null && Date.now() - kept.lookedAt > LOOK_EVERY_MS) this.learnBeside(projectId, kept)
    return kept.model.suggest(text)
  }

  /** Learns now whatever has been corrected; suggest() does so by itself, beside its answers. */
  async learn(projectId: number): Promise<void> {
    const kept = await this.of(projectId)
    await (kept.learning ?? Promise.resolve())
    await this.look(projectId, kept)
  }

  private async of(projectId: number): Promise<Kept> {
    this.start ??= train(startExamples, breathe)
    const model = await this.start
    const found = this.kept.get(projectId) ?? { model, knows: null, madeAt: 0, lookedAt: 0, learning: null }
    this.kept.delete(projectId)
    this.kept.set(projectId, found)
    if (this.kept.size > MOST_MODELS) this.kept.delete(this.kept.keys().next().value!)
    return found
  }

  private learnBeside(projectId: number, kept: Kept): void {
    kept.learning = this.look(projectId, kept)
      // The model that is there goes on answering; the next look tries again.
      .catch(() => {})
      .finally(() => {
        kept.learning = null
      })
  }

  private async look(projectId: number, kept: Kept): Promise<void> {
    kept.lookedAt = Date.now()
    const last = await lastLearnedAt(this.db, projectId)
    const isOld = Date.now() - kept.madeAt > KEEP_MS
    if (last === null || (!isOld && kept.knows !== null && last <= kept.knows)) return
    const learned = await readLearned(this.db, projectId)
    // A server that has just started has forgotten; what it had not been asked about before is a test of the rest.
    if (kept.knows === null) kept.model = await modelOf(learned.filter(({ said }) => said !== null))
    const unheard = learned.filter(({ said }) => said === null)
    await keepSaid(this.db, projectId, new Map(unheard.map(({ caseId, text }) => [caseId, saidOf(kept.model, text)])))
    kept.model = await modelOf(learned)
    kept.knows = last
    kept.madeAt = Date.now()
  }
}

const modelOf = (learned: readonly Learned[]) => train([...startExamples, ...learned], breathe)

function saidOf(model: Model, text: string): Labels {
  return Object.fromEntries(Object.entries(sureOf(model.suggest(text))).map(([head, { label }]) => [head, label]))
}
