import { sql } from 'kysely'
import type { Engine } from '../kernel/case/engine.ts'
import { type Database, inCompany } from '../kernel/db/db.ts'
import { type DemoFilled, type DemoOptions, fillDemo } from './demo.ts'
import { digestOf } from './digest.ts'
import { type Summary, summarise } from './summary.ts'

/** What is to be lived through; the flags of `guanjia simulate`. */
export interface SimulateOptions
  extends Pick<DemoOptions, 'dataDir' | 'ownerUrl' | 'duties' | 'onProgress' | 'workers'> {
  /** Flats of the estate. */
  units: number
  days: number
  seed: number
  /** The moment at which it ends. */
  until: Date
  /** Code of the estate; default cuihu. */
  project?: string | undefined
}

export interface Simulated extends DemoFilled {
  summary: Summary
  digest: string
}

/** Matters that people have on an ordinary day: about eight for a thousand flats. */
const MATTERS_PER_FLAT = 0.008
const MOST = { units: 20_000, days: 366, workers: 16 }

/**
 * Makes an estate and lives it through the days before `until`, by the same acts, clocks and duties as people use. The
 * same seed, size and end give the same digest. Into an empty database or in place of a demo; anything else is refused
 * in Chinese, and nothing is changed.
 */
export async function simulate(engine: Engine, options: SimulateOptions): Promise<Simulated> {
  const { units, days, until, seed, project, ...rest } = options
  requireSensible(options)
  await requireFree(engine.db, { doing: '模拟', project })
  const size = { flats: units, floors: 18, days, mattersPerDay: Math.max(1, units * MATTERS_PER_FLAT) }
  const filled = await fillDemo(engine, {
    ...rest,
    now: until,
    size,
    seed,
    anew: true,
    ...(project ? { code: project } : {}),
  })
  if (!filled) throw new Error('数据库里刚刚有了别的内容，没有模拟')
  const [summary, digest] = await Promise.all([
    summarise(engine.db, filled.projects[0]!, until),
    digestOf(engine.db, filled.projects),
  ])
  return { ...filled, summary, digest }
}

function requireSensible({ units, days, workers = 1, seed, until, project }: SimulateOptions): void {
  const whole = (name: string, value: number, least: number, most: number) => {
    if (!Number.isInteger(value) || value < least || value > most)
      throw new Error(`--${name} 应是 ${least} 到 ${most} 的整数`)
  }
  whole('units', units, 12, MOST.units)
  whole('days', days, 1, MOST.days)
  whole('workers', workers, 1, MOST.workers)
  whole('seed', seed, 0, 0xffff_ffff)
  if (Number.isNaN(until.getTime())) throw new Error('--until 应是时间，例如 2026-03-11T10:00')
  if (project !== undefined && (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(project) || project === 'yunting'))
    throw new Error('--project 应是小区代码：小写字母、数字和连字符，不能是对照小区 yunting')
}

/** Invented people and matters must not get among real ones, and no other server may fire their clocks meanwhile. */
export async function requireFree(
  db: Database,
  { doing, project }: { doing: '模拟' | '演练'; project?: string | undefined },
): Promise<void> {
  const nothing = '什么都没有改动'
  const { projects, others, people } = await inCompany(db, async (tx) => {
    const projects = await sql<{ code: string; name: string; demo: boolean }>`
      select code, name, demo from project order by id`.execute(tx)
    const { rows } = await sql<{ others: number; people: number }>`
      select (select count(*) from pg_stat_activity where datname = current_database() and usename = current_user
          and backend_type = 'client backend')::int as others,
        ((select count(*) from account) + (select count(*) from company))::int as people`.execute(tx)
    return { projects: projects.rows, ...rows[0]! }
  })
  const real = projects.find(({ demo }) => !demo)
  if (real)
    throw new Error(
      `小区“${real.name}”（${real.code}）不是演示小区，${doing}会写入编造的住户和事项，已拒绝；${nothing}`,
    )
  if (projects.length === 0 && people > 0) throw new Error(`数据库里已有公司或人员，不是空的，已拒绝；${nothing}`)
  if (project !== undefined && projects.length > 0 && !projects.some(({ code }) => code === project))
    throw new Error(`没有演示小区 ${project}，这里有 ${projects.map(({ code }) => code).join('、')}；${nothing}`)
  if (others > db.pool.totalCount) throw new Error(`有服务正在使用这个数据库，请先停止它；${nothing}`)
}
