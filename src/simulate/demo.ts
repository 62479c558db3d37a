import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import sharp from 'sharp'
import { hashPassword } from '../kernel/auth/password.ts'
import { calendarOf, loadCalendarDays } from '../kernel/case/clocks.ts'
import type { Engine } from '../kernel/case/engine.ts'
import { addDays, atBusinessTime, businessDate, manualTime } from '../kernel/clock/time.ts'
import { type Database, inCompany, inProject, readProjects } from '../kernel/db/db.ts'
import { APPEND_ONLY_TABLES, COMPANY_TABLES, PROJECT_TABLES } from '../kernel/db/tables.ts'
import type { Duty } from '../kernel/duty/duty.ts'
import { handOut } from '../kernel/duty/hand-out.ts'
import { FileStore } from '../kernel/file/file.ts'
import { policySchema } from '../kernel/policy/policy.ts'
import type { Turn } from './duty-stories.ts'
import { buildCompany, type Company, firstDay } from './estate.ts'
import { signaturesOf } from './hands.ts'
import { type LifeSize, tellLife } from './life.ts'
import { drawDoor, drawSubject, type Subject, subjects } from './pictures.ts'
import type { EstateSize, Home } from './places.ts'
import { seeded } from './random.ts'
import { type Played, play } from './stage.ts'
import type { World } from './tale.ts'

export interface DemoSize extends EstateSize, LifeSize {}

/** Ten buildings with some 620 flats and four weeks of matters. */
export const fullSize: DemoSize = { flats: 628, floors: 18, days: 28, mattersPerDay: 5 }

/** Three buildings, one past its warranty, and a few days: for tests and a quick look. */
export const smallSize: DemoSize = { flats: 96, floors: 6, days: 4, mattersPerDay: 5 }

export interface DemoOptions {
  /** Business time; the weeks before it are lived through, nothing after it happens. */
  now: Date
  /** Where drawn photos and signatures are kept: the data folder of the installation. */
  dataDir: string
  /** The owner of the tables: a demo that was interrupted is emptied before it is filled again. */
  ownerUrl: string
  onProgress?: (progress: DemoProgress) => void
  size?: DemoSize
  seed?: number
  /** Recurring work that the calendar hands out meanwhile. */
  duties: readonly Duty[]
  /** Also in place of a demo that is complete. */
  anew?: boolean
  /** Code of the estate that is lived in; default cuihu. */
  code?: string
  /** Stories lived through side by side; see play(). */
  workers?: number
  /** Stops the filling, which then throws the signal's reason; the next call begins again. */
  signal?: AbortSignal
  /**
   * Password of all demo accounts. Without one they get a random one that nobody knows, and are entered by the one-click
   * sign-in alone: no default account is left behind when somebody later serves this data without demo mode.
   */
  password?: string
}

export interface DemoProgress {
  phase: 'estate' | 'pictures' | 'life'
  done: number
  total: number
}

export interface DemoFilled extends Played {
  /** The estate that was lived in, and the one beside it. */
  projects: [number, number]
  milliseconds: { estate: number; pictures: number; life: number }
}

/**
 * Fills an empty database with the demo estates 翠湖花园 and 云庭 and lives through some weeks of their matters by the
 * ordinary engine. Answers null, and does nothing, when the database holds anything else.
 *
 * Sign-in works as soon as the estate stands (phase `pictures`); matters appear as they are lived. Until it returns,
 * nobody else may sweep clocks: the present would fire those of the past too early.
 *
 * When it is interrupted, `demo_filled_at` stays unset; the next call empties the database and begins again.
 */
export async function fillDemo(engine: Engine, options: DemoOptions): Promise<DemoFilled | null> {
  // Many small pictures side by side: threads for each of them cost more than they spare.
  const threads = sharp.concurrency()
  sharp.concurrency(1)
  try {
    return await fill(engine, options)
  } finally {
    sharp.concurrency(threads)
  }
}

async function fill(engine: Engine, options: DemoOptions): Promise<DemoFilled | null> {
  const { db, secrets } = engine
  const found = await findDemo(db)
  if (found === 'something' || (found === 'filled' && !options.anew)) return null
  if (found !== 'nothing') await emptyDemo(options.ownerUrl, found)
  const { now, size = fullSize, seed = 20_260_311, onProgress = () => {} } = options
  const random = seeded(seed)
  const watch = stopwatch()
  onProgress({ phase: 'estate', done: 0, total: 1 })
  const passwordHash = await hashPassword(options.password ?? randomBytes(24).toString('base64url'))
  const company = await buildCompany(db, secrets, {
    ...{ now, random, size, passwordHash, days: size.days },
    code: options.code ?? 'cuihu',
  })
  engine.calendarDays = await inCompany(db, loadCalendarDays)
  const estate = watch()
  const doors = company.cuihu.homes.slice(0, 8)
  const pictures = await drawPictures(
    new FileStore(db, options.dataDir, engine.time),
    company,
    doors,
    (done, total) => {
      options.signal?.throwIfAborted()
      onProgress({ phase: 'pictures', done, total })
    },
  )
  const drawn = watch()
  const { isWorkday } = calendarOf(engine, policySchema.parse({}))
  const world: World = { company, random, isWorkday, pictures, doors, booked: new Map() }
  const turns = await handOutUntil(engine, options.duties, company.cuihu.project, size, now)
  const played = await play(engine, tellLife(world, size, { now, turns }), {
    until: now,
    ...(options.workers ? { workers: options.workers } : {}),
    signal: options.signal,
    signatures: signaturesOf(db, options.dataDir, secrets),
    analyze: () => asOwner(options.ownerUrl, (client) => client.query(`analyze ${quoted(PROJECT_TABLES)}`)),
    onProgress: (done, total) => onProgress({ phase: 'life', done, total }),
  })
  const projects: DemoFilled['projects'] = [company.cuihu.project, company.yunting.project]
  for (const project of projects) await readOld(db, project, now)
  await inCompany(db, (tx) => sql`update project set demo_filled_at = ${engine.time.now()} where demo`.execute(tx))
  return { ...played, projects, milliseconds: { estate, pictures: drawn, life: watch() } }
}

/** The calendar hands out what is due, at the midnights from the first of the month before; answers what it was. */
async function handOutUntil(
  engine: Engine,
  duties: readonly Duty[],
  project: number,
  { days }: LifeSize,
  now: Date,
): Promise<Turn[]> {
  const time = manualTime(now)
  for (let date = firstDay(now, days); date <= businessDate(now); date = addDays(date, 1)) {
    time.set(atBusinessTime(date, '00:00'))
    await handOut({ ...engine, time, afterCommit: () => {} }, duties)
  }
  return readProjects(engine.db, [project], async (tx) => {
    const { rows } = await sql<Turn>`select duty, period, case_id as "caseId", opens_at as "opensAt", due_at as "dueAt"
      from duty_occurrence where project_id = ${project} order by due_at, duty`.execute(tx)
    return rows
  })
}

/** Whoever signs in today has read what came in before: the bell counts the last hour only. */
const UNREAD_HOURS = 1

function readOld(db: Database, project: number, now: Date): Promise<unknown> {
  const since = new Date(now.getTime() - UNREAD_HOURS * 3_600_000)
  return inProject(db, project, (tx) =>
    sql`update notice set read_at = made_at + interval '20 minutes'
      where project_id = ${project} and read_at is null and made_at < ${since}`.execute(tx),
  )
}

type Found = 'nothing' | 'interrupted' | 'filled' | 'something'

async function findDemo(db: Database): Promise<Found> {
  const { rows } = await inCompany(db, (tx) =>
    sql<{ projects: number; demos: number; filled: number; people: number }>`
      select count(*)::int as projects, (count(*) filter (where demo))::int as demos,
        (count(*) filter (where demo_filled_at is not null))::int as filled,
        (select count(*) from account)::int + (select count(*) from company)::int as people
      from project`.execute(tx),
  )
  const { projects, demos, filled, people } = rows[0]!
  if (projects === 0) return people === 0 ? 'nothing' : 'something'
  if (demos < projects) return 'something'
  return filled === projects ? 'filled' : 'interrupted'
}

/**
 * Empties all tables, as their owner, since the application cannot take back what is append-only. Refuses when any
 * estate is not a demo, or is not as it was found.
 */
async function emptyDemo(ownerUrl: string, found: 'interrupted' | 'filled'): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    await client.query('begin')
    await client.query('lock table project in access exclusive mode')
    const { rows } = await client.query(`select from project where not demo or ($1 and demo_filled_at is not null)`, [
      found === 'interrupted',
    ])
    if (rows.length > 0) throw new Error('only a demo may be emptied')
    const tables = [...PROJECT_TABLES, ...Object.keys(COMPANY_TABLES), ...APPEND_ONLY_TABLES]
    await client.query(`truncate ${quoted([...new Set(tables)].filter((table) => table !== 'schema_migration'))}`)
    await client.query('commit')
  })
}

async function asOwner(ownerUrl: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

const quoted = (tables: readonly string[]) => tables.map((table) => `"${table}"`).join(', ')

async function drawPictures(
  files: FileStore,
  { cuihu, yunting }: Company,
  doors: readonly Home[],
  onDrawn: (done: number, total: number) => void,
): Promise<World['pictures']> {
  const wanted = [
    ...subjects.flatMap((subject) => [false, true].map((after) => ({ project: cuihu.project, subject, after }))),
    ...(['tap', 'pipe', 'toilet'] as const).flatMap((subject) =>
      [false, true].map((after) => ({ project: yunting.project, subject, after })),
    ),
  ]
  const ids = new Map<string, string>()
  const total = wanted.length + doors.length
  const keep = async (project: number, key: string, bytes: Buffer, name: string) => {
    const { id } = await files.store(project, { bytes, name, accountId: null })
    ids.set(key, id)
    onDrawn(ids.size, total)
  }
  const drawings = [
    ...wanted.map(({ project, subject, after }) => async () => {
      await keep(project, keyOf(project, subject, after), await drawSubject(subject, after), `${subject}.jpg`)
    }),
    ...doors.map(({ unitId, code }) => async () => {
      await keep(cuihu.project, unitId, await drawDoor(code), `门牌 ${code}.jpg`)
    }),
  ]
  const worker = async () => {
    for (let draw = drawings.shift(); draw; draw = drawings.shift()) await draw()
  }
  await Promise.all([worker(), worker()])
  const drawn = (key: string) => {
    const id = ids.get(key)
    if (!id) throw new Error(`no picture was drawn for ${key}`)
    return id
  }
  return {
    of: (project, subject, after) => drawn(keyOf(project, subject, after)),
    door: ({ unitId }) => drawn(unitId),
  }
}

const keyOf = (project: number, subject: Subject, after: boolean) => `${project} ${subject} ${after}`

/** Milliseconds since the last look. The machine's time, for progress alone. */
function stopwatch(): () => number {
  let last = performance.now()
  return () => {
    const since = performance.now() - last
    last = performance.now()
    return Math.round(since)
  }
}
