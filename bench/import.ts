import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { importFromFile } from '../src/import.ts'
import { init } from '../src/init.ts'
import { openDatabase } from '../src/kernel/db/db.ts'
import { writeWorkbook } from '../src/kernel/excel/write.ts'
import type { ImportKind } from '../src/kernel/import/kind.ts'
import { buildings } from '../src/kernel/import/kinds/buildings.ts'
import { people } from '../src/kernel/import/kinds/people.ts'
import { units } from '../src/kernel/import/kinds/units.ts'
import { type Figure, figure, median } from './figure.ts'
import { databaseCpuMs } from './meter.ts'
import { openPlace, type Place, say } from './place.ts'
import { engineAt } from './server.ts'

const CHILD = fileURLToPath(new URL('import.child.ts', import.meta.url))
const BUILDINGS = 50
const ENTRANCES = 3

/** Tables that each kind writes, in their order, and those that these point to. */
const WRITES = {
  units: { tables: ['unit'], under: ['zone', 'building', 'entrance'] },
  people: { tables: ['person', 'person_phone'], under: [] },
} as const

type Kind = keyof typeof WRITES

interface Ran {
  ms: number
  /** Processor time of program and database. */
  cpuMs: number
  rows: number
  peakBytes: number
}

/**
 * Workbooks of 100,000 rows into an empty estate, checked and applied, beside two floors of the same run: the same file
 * only parsed, and the same rows only written.
 */
export async function benchImport(quick: boolean, size: number): Promise<Figure[]> {
  const rows = Math.min(100_000, quick ? 10_000 : size)
  const rounds = quick ? 1 : 3
  const place = await openPlace()
  try {
    const files = await makeFiles(place, rows)
    const figures: Figure[] = []
    for (const kind of ['units', 'people'] as const) {
      const parsed: Ran[] = []
      const written: Ran[] = []
      const imported: Ran[] = []
      for (let round = 0; round < rounds; round++) {
        const code = `${kind}-${round}`
        await makeEstate(place, code, files.buildings)
        parsed.push(await run(place, 'parse', files[kind], code))
        imported.push(await run(place, kind, files[kind], code))
        written.push(await writeAlone(place, kind, code))
        for (const { rows: done } of [imported.at(-1)!, written.at(-1)!])
          if (done !== rows) throw new Error(`${done} of ${rows} ${kind} were written`)
        say(`${kind}: parsed ${told(parsed)}, written ${told(written)}, imported ${told(imported)}`)
      }
      figures.push(...figuresOf(kind, rows, { parsed, written, imported }))
      await makeEstate(place, `${kind}-small`, files.buildings)
      const small = await run(place, kind, files[`${kind}Small`], `${kind}-small`)
      const peak = median(imported.map(({ peakBytes }) => peakBytes))
      figures.push(
        figure({
          name: `import.${kind}.memory`,
          value: peak / 1_048_576,
          unit: `MB at the peak of ${rows} rows`,
          floor: small.peakBytes / 1_048_576,
          floor_is: `the peak of ${rows / 10} rows`,
          ratio: peak / small.peakBytes,
          size: rows,
          cpu_ms_per_op: null,
          rows_written_per_op: 1,
        }),
      )
    }
    return figures
  } finally {
    await place.close()
  }
}

const told = (ran: readonly Ran[]) => `in ${Math.round(ran.at(-1)!.ms)} ms (processor ${Math.round(ran.at(-1)!.cpuMs)})`

function figuresOf(
  kind: Kind,
  rows: number,
  { parsed, written, imported }: { parsed: readonly Ran[]; written: readonly Ran[]; imported: readonly Ran[] },
): Figure[] {
  const floors = parsed.map(({ ms }, round) => ms + written[round]!.ms)
  const [parsing, writing] = [parsed, written].map((ran) => Math.round(median(ran.map(({ ms }) => ms))))
  const measured = {
    value: median(imported.map(({ ms }) => ms)),
    unit: `ms for ${rows} rows of xlsx, checked and applied`,
    size: rows,
    cpu_ms_per_op: median(imported.map(({ cpuMs }) => cpuMs / rows)),
    rows_written_per_op: WRITES[kind].tables.length,
  }
  return [
    figure({
      ...measured,
      name: `import.${kind}`,
      floor: median(parsed.map(({ ms }) => ms)),
      floor_is: 'the same file parsed alone',
      ratio: median(imported.map(({ ms }, round) => ms / parsed[round]!.ms)),
    }),
    figure({
      ...measured,
      name: `import.${kind}.written`,
      floor: median(floors),
      floor_is: `the same file parsed alone (${parsing} ms), then the same rows written alone (${writing} ms)`,
      ratio: median(imported.map(({ ms }, round) => ms / floors[round]!)),
    }),
  ]
}

async function run(place: Place, kind: string, file: string, code: string): Promise<Ran> {
  const before = databaseCpuMs(place.postmaster()) ?? 0
  const child = fork(CHILD, [place.appUrl, place.dataDir, kind, file, code], { execArgv: ['--import', 'tsx'] })
  const ended = once(child, 'exit') as Promise<[number | null]>
  const told = await Promise.race([once(child, 'message') as Promise<[Ran]>, ended.then(() => null)])
  const [code_] = await ended
  if (!told) throw new Error(`the import of ${file} ended with ${code_}`)
  const ofDatabase = (databaseCpuMs(place.postmaster()) ?? 0) - before
  return { ...told[0], cpuMs: told[0].cpuMs + ofDatabase }
}

/**
 * The rows that an import has just written, written once more into another estate by one bare statement for each table:
 * same values, keys, indexes, foreign keys, role, row security and durability. COPY into a table with row security is
 * refused to this role.
 */
async function writeAlone(place: Place, kind: Kind, code: string): Promise<Ran> {
  const { tables, under } = WRITES[kind]
  const [writer, keeper] = [new pg.Client(place.appUrl), new pg.Client(place.superUrl)]
  await Promise.all([writer.connect(), keeper.connect()])
  try {
    const { rows: made } = await writer.query<{ from: number; to: number }>(
      `insert into project (code, name, made_at) values ($1 || '-bare', $1, now())
       returning id as to, (select id from project where code = $1) as from`,
      [code],
    )
    const { from, to } = made[0]!
    for (const table of [...under, ...tables])
      await keeper.query(
        `create unlogged table kept_${table} as select * from ${table} where project_id = ${from};
         alter table kept_${table} alter project_id type integer using ${to};
         grant select on kept_${table} to guanjia_app`,
      )
    await writer.query(`set guanjia.projects = '${to}'`)
    const write = async (table: string) =>
      (await writer.query(`insert into ${table} select * from kept_${table}`)).rowCount
    for (const table of under) await write(table)
    const cpuBefore = databaseCpuMs(place.postmaster()) ?? 0
    const began = performance.now()
    await writer.query('begin')
    const rows = []
    for (const table of tables) rows.push((await write(table)) ?? 0)
    await writer.query('commit')
    const ms = performance.now() - began
    const cpuMs = (databaseCpuMs(place.postmaster()) ?? 0) - cpuBefore
    for (const table of [...under, ...tables]) await keeper.query(`drop table kept_${table}`)
    return { ms, cpuMs, rows: Math.min(...rows), peakBytes: 0 }
  } finally {
    await Promise.all([writer.end(), keeper.end()])
  }
}

async function makeEstate(place: Place, code: string, buildingsFile: string): Promise<void> {
  const db = openDatabase({ url: place.appUrl, poolSize: 2 })
  const person = { login: code, name: '经理', password: 'Changed-by-the-bench-1' }
  await init(db, { company: '安居物业', project: code, code, ...person }, new Date())
  await db.close()
  const engine = await engineAt(place)
  const wish = { kind: 'buildings', file: buildingsFile, projectCode: code, checkOnly: false, as: null, report: null }
  await importFromFile(engine, wish, () => {})
  await engine.db.close()
}

async function makeFiles({ dataDir }: Place, rows: number) {
  say(`workbooks of ${rows} rows`)
  const make = async (name: string, kind: ImportKind, lines: Iterable<(string | null)[]>) => {
    const file = join(dataDir, `${name}.xlsx`)
    const columns = kind.template!.columns.map(({ title }) => ({ title }))
    await pipeline(writeWorkbook([{ name: kind.title, columns, rows: lines }]), createWriteStream(file))
    return file
  }
  return {
    buildings: await make('buildings', buildings, buildingRows()),
    units: await make('units', units, unitRows(rows)),
    unitsSmall: await make('units-small', units, unitRows(rows / 10)),
    people: await make('people', people, personRows(rows)),
    peopleSmall: await make('people-small', people, personRows(rows / 10)),
  }
}

function* buildingRows() {
  for (let n = 1; n <= BUILDINGS; n++) yield [String(n), `${n}栋`, `${1 + (n % 5)}区`, '1、2、3']
}

function* unitRows(rows: number) {
  for (let n = 0; n < rows; n++) {
    const building = String(1 + (n % BUILDINGS))
    const entrance = String(1 + (Math.floor(n / BUILDINGS) % ENTRANCES))
    const floor = 1 + (Math.floor(n / (BUILDINGS * ENTRANCES)) % 33)
    yield [
      `${building}-${entrance}-${n}`,
      '住宅',
      building,
      entrance,
      null,
      String(floor),
      (60 + (n % 90) + 0.5).toFixed(2),
      '2020-06-30',
      '2022-06-30',
    ]
  }
}

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文辉'

function* personRows(rows: number) {
  for (let n = 0; n < rows; n++) {
    const name = `${SURNAMES[n % 20]}${GIVEN[Math.floor(n / 20) % 30]}${GIVEN[(n * 7) % 30]}`
    yield [`Y${String(n).padStart(6, '0')}`, name, `139${String(n).padStart(8, '0')}`, null, idNumberOf(n)]
  }
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A different valid number for each of 300,000 persons. */
function idNumberOf(n: number): string {
  const day = String(1 + (Math.floor(n / 1000) % 28)).padStart(2, '0')
  const month = String(1 + (Math.floor(n / 28_000) % 12)).padStart(2, '0')
  const body = `1101011980${month}${day}${String(n % 1000).padStart(3, '0')}`
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(body[index]), 0)
  return body + '10X98765432'[sum % 11]
}
