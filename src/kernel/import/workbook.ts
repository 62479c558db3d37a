import { type RawBuilder, sql } from 'kysely'
import { Refusal } from '../case/refusal.ts'
import { inProject, type Tx } from '../db/db.ts'
import { readSheetAside } from '../excel/aside.ts'
import { limits, type RawCell } from '../excel/read.ts'
import type { Role } from '../org/roles.ts'
import type { FieldPlace } from '../person/vault.ts'
import type { Secrets } from '../secrets.ts'
import { say } from '../text/translate.ts'
import { BadCell, type Column } from './columns.ts'
import type { Applying, ImportKind, Outcome, Piece, StagedRow, StagedSeal, Trouble } from './kind.ts'

/** Values of one row by the names of the columns; null where the cell is empty. */
export type Values<Name extends string> = Readonly<Record<Name, string | null>>

/** A kind of workbook: its columns, what is staged of a row, what the database is asked, and what is written. */
export interface WorkbookDecl<Name extends string, Staged extends string> {
  name: string
  title: string
  may: readonly Role[]
  columns: Readonly<Record<Name, Column>>
  notes: readonly string[]
  /** What tells one row from another within the file; null: nothing does. */
  key(values: Values<Name>): string | null
  /** What must hold between the cells of one row. */
  alone?(values: Values<Name>): { column: NoInfer<Name>; wrong: string; mend: string } | null
  /** Staged columns with their types in PostgreSQL. */
  staged: Readonly<Record<Staged, string>>
  /** Which of them are sealed: for which field, of the record whose id is staged where. */
  sealed?: Readonly<Partial<Record<NoInfer<Staged>, Omit<FieldPlace, 'record'> & { record: NoInfer<Staged> }>>>
  stage(values: Values<Name>, secrets: Secrets): Record<NoInfer<Staged>, string | null>
  /** The staged columns that questions are asked of and rows looked up by; not named: all. */
  asked?: readonly NoInfer<Staged>[]
  /** What is looked up for the staged rows before anything is asked or written: further `, name as (…)` behind `given`. */
  lookUp?(projectId: number): RawBuilder<unknown>
  /** Questions to the database: the staged rows of which something is wrong. */
  checks: readonly WorkbookCheck<NoInfer<Name>>[]
  /** Writes all staged rows by statements over the set. */
  write(tx: Tx, given: Given, work: Applying): Promise<Outcome>
}

export interface WorkbookCheck<Name extends string> {
  column: Name
  wrong: string
  mend: string
  /** Answers `row` of each bad one. */
  rows(given: Given): RawBuilder<unknown>
}

export interface Given {
  projectId: number
  /** `with given as materialized (…)`: the staged rows with what is asked of them, to begin a statement with. */
  rows: RawBuilder<unknown>
  /** `(select …)`: the staged rows whole, read anew wherever it stands. */
  whole: RawBuilder<unknown>
}

/** Rows that are read, checked and staged together. */
const AT_ONCE = 1000
/** Troubles of one check that are listed; more of the same say nothing new. */
const MOST_OF_A_CHECK = 1000
/** Merging 200,000 rows takes seconds; a limit keeps a bad plan from holding its locks for ever. */
const WRITE_TIMEOUT_MS = 300_000

export const EXPLANATION = '填写说明'

/** Makes an import kind of a workbook's declaration. */
export function workbook<Name extends string, Staged extends string>(decl: WorkbookDecl<Name, Staged>): ImportKind {
  return {
    name: decl.name,
    title: decl.title,
    accepts: '.xlsx',
    may: decl.may,
    mostBytes: limits.fileBytes,
    sealed: sealsOf(decl),
    read: (file, { secrets }) => readWorkbook(decl, file, secrets),
    check: async (tx, projectId, importId) => {
      await bySets(tx)
      return checkWorkbook(decl, tx, givenOf(decl, projectId, importId))
    },
    apply: (work) =>
      inProject(
        work.db,
        work.projectId,
        async (tx) => {
          await bySets(tx)
          // Two files of one project are applied one after the other: each is checked against what the other left.
          await sql`select pg_advisory_xact_lock(hashtextextended(${`import ${work.projectId}`}, 0))`.execute(tx)
          const given = givenOf(decl, work.projectId, work.importId)
          const late = await checkWorkbook(decl, tx, given)
          if (late.length > 0) throw new Refusal('blocked', '检查之后资料有了变化，文件不再合适：请重新检查')
          return decl.write(tx, given, work)
        },
        { statementTimeoutMs: WRITE_TIMEOUT_MS },
      ),
    template: { columns: Object.values(decl.columns), notes: decl.notes },
  }
}

function sealsOf<Name extends string, Staged extends string>({
  staged,
  sealed,
}: WorkbookDecl<Name, Staged>): StagedSeal[] {
  const cellOf = (name: string) => Object.keys(staged).indexOf(name) + 1
  const seals = Object.entries(sealed ?? {}) as [Staged, Omit<FieldPlace, 'record'> & { record: Staged }][]
  return seals.map(([name, { record, table, field }]) => ({ cell: cellOf(name), record: cellOf(record), table, field }))
}

/**
 * Tables that are empty or were filled a moment ago have no statistics: the planner takes them for single rows and reads
 * the estate through for each staged row (measured: minutes for 20,000 rows). Every question here is asked of whole
 * sets, so sets are joined by hashing.
 */
async function bySets(tx: Tx): Promise<void> {
  await sql`select set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)`.execute(tx)
}

async function* readWorkbook<Name extends string, Staged extends string>(
  decl: WorkbookDecl<Name, Staged>,
  file: Buffer,
  secrets: Secrets,
): AsyncGenerator<Piece> {
  const sheet = await readSheetAside(file, (name) => name !== EXPLANATION)
  const names = Object.keys(decl.staged) as Staged[]
  const seen = new Map<string, number>()
  let layout: Layout<Name> | null = null
  let piece: Piece = { rows: [], troubles: [], done: 0, total: null }
  for await (const { row, cells } of sheet.rows) {
    if (layout === null) {
      layout = layoutOf(decl, row, cells)
      piece.troubles.push(...layout.troubles)
      if (layout.troubles.length > 0) break
      continue
    }
    // Rows that only have borders or colours are no rows.
    if (cells.every((cell) => cell === null || (typeof cell === 'string' && cell.trim() === ''))) continue
    piece.done++
    const read = readRow(decl, layout, row, cells)
    const again = read.values && duplicateOf(decl, read.values, row, seen)
    const troubles = again ? [...read.troubles, again] : read.troubles
    if (troubles.length > 0) piece.troubles.push(...troubles)
    else piece.rows.push(stagedRow(decl, names, row, read.values!, secrets))
    if (piece.rows.length + piece.troubles.length >= AT_ONCE) {
      yield piece
      piece = { rows: [], troubles: [], done: piece.done, total: null }
    }
  }
  if (piece.done === 0 && piece.troubles.length === 0)
    piece.troubles.push({ row: null, column: null, wrong: '工作表里没有资料', mend: '请从第二行起填写，再导入' })
  yield piece
}

interface Layout<Name extends string> {
  /** Which column stands where, from 0. */
  at: readonly (Name | null)[]
  troubles: Trouble[]
}

const plainHeading = (cell: RawCell) => (typeof cell === 'string' ? cell.normalize('NFKC').replace(/[\s*]/g, '') : '')

function layoutOf<Name extends string>(
  { columns }: { columns: Readonly<Record<Name, Column>> },
  row: number,
  cells: readonly RawCell[],
): Layout<Name> {
  const byTitle = new Map((Object.keys(columns) as Name[]).map((name) => [plainHeading(columns[name].title), name]))
  const troubles: Trouble[] = []
  const found = new Set<Name>()
  const at = cells.map((cell) => {
    const heading = plainHeading(cell)
    if (heading === '') return null
    const name = byTitle.get(heading)
    if (name === undefined || found.has(name)) {
      const wrong = name === undefined ? '模板里没有这一列' : '这一列出现了两次'
      troubles.push({ row, column: heading.slice(0, 40), wrong, mend: '请删去这一列，或改成模板的列名' })
      return null
    }
    found.add(name)
    return name
  })
  for (const name of Object.keys(columns) as Name[]) {
    if (columns[name].required && !found.has(name))
      troubles.push({ row, column: columns[name].title, wrong: '缺少这一列', mend: '请使用模板：第一行是列名' })
  }
  return { at, troubles }
}

function readRow<Name extends string, Staged extends string>(
  decl: WorkbookDecl<Name, Staged>,
  { at }: Layout<Name>,
  row: number,
  cells: readonly RawCell[],
): { values: Values<Name> | null; troubles: Trouble[] } {
  const values = {} as Record<Name, string | null>
  const troubles: Trouble[] = []
  for (const name of Object.keys(decl.columns) as Name[]) values[name] = null
  for (const [index, name] of at.entries()) {
    if (name === null) {
      const stray = cells[index]
      if (stray !== null && stray !== undefined && stray !== '')
        troubles.push({
          row,
          column: null,
          wrong: say('第 {column} 列没有列名，却有内容', { column: index + 1 }),
          mend: '请删去，或移到有列名的列',
        })
      continue
    }
    const column = decl.columns[name]
    try {
      values[name] = column.read(cells[index] ?? null)
      if (column.required && values[name] === null)
        troubles.push({
          row,
          column: column.title,
          wrong: '没有填',
          mend: say('请填写{label}', { label: column.title }),
        })
    } catch (error) {
      if (!(error instanceof BadCell)) throw error
      troubles.push({ row, column: column.title, wrong: error.message, mend: error.mend })
    }
  }
  if (cells.slice(at.length).some((cell) => cell !== null && cell !== ''))
    troubles.push({ row, column: null, wrong: '右边没有列名的地方有内容', mend: '请删去，或移到有列名的列' })
  const alone = troubles.length === 0 ? decl.alone?.(values) : null
  if (alone) troubles.push({ row, column: decl.columns[alone.column].title, wrong: alone.wrong, mend: alone.mend })
  return { values: troubles.length === 0 ? values : null, troubles }
}

function duplicateOf<Name extends string, Staged extends string>(
  decl: WorkbookDecl<Name, Staged>,
  values: Values<Name>,
  row: number,
  seen: Map<string, number>,
): Trouble | null {
  const key = decl.key(values)
  if (key === null) return null
  const before = seen.get(key)
  if (before !== undefined)
    return { row, column: null, wrong: say('与第 {row} 行重复', { row: before }), mend: '请只留一行' }
  seen.set(key, row)
  return null
}

function stagedRow<Name extends string, Staged extends string>(
  decl: WorkbookDecl<Name, Staged>,
  names: readonly Staged[],
  row: number,
  values: Values<Name>,
  secrets: Secrets,
): StagedRow {
  const staged = decl.stage(values, secrets)
  return { row, cells: names.map((name) => staged[name]) }
}

function givenOf<Name extends string, Staged extends string>(
  { staged, asked, lookUp }: WorkbookDecl<Name, Staged>,
  projectId: number,
  importId: string,
): Given {
  const names = Object.keys(staged) as Staged[]
  const rowsOf = (wanted: readonly Staged[]) => {
    const cells = wanted.map((name) => {
      const [type, at] = [staged[name], names.indexOf(name) + 1]
      return sql`${sql.raw(type === 'bytea' ? `decode(cells[${at}], 'hex')` : `cells[${at}]::${type}`)} as ${sql.ref(name)}`
    })
    return sql`select row, ${sql.join(cells)} from import_row where project_id = ${projectId} and import_id = ${importId}`
  }
  const rows = sql`with given as materialized (${rowsOf(asked ?? names)})${lookUp?.(projectId) ?? sql``}`
  return { projectId, rows, whole: sql`(${rowsOf(names)})` }
}

/** All questions in one statement, so that the staged rows are read once. */
async function checkWorkbook<Name extends string, Staged extends string>(
  { checks, columns }: WorkbookDecl<Name, Staged>,
  tx: Tx,
  given: Given,
): Promise<Trouble[]> {
  if (checks.length === 0) return []
  const asked = checks.map(
    ({ rows }, nth) =>
      sql`(select ${nth}::int as nth, bad.row from (${rows(given)}) bad order by bad.row limit ${MOST_OF_A_CHECK})`,
  )
  const found = await sql<{ nth: number; row: number }>`${given.rows}
    select nth, row from (${sql.join(asked, sql` union all `)}) troubles order by nth, row`.execute(tx)
  return found.rows.map(({ nth, row }) => {
    const { column, wrong, mend } = checks[nth]!
    return { row, column: columns[column].title, wrong, mend }
  })
}

/**
 * Runs an insert that updates what it finds (it must end with `returning (xmax = 0) as added`) and counts: added, changed;
 * what it left alone is unchanged.
 */
export async function upsert(tx: Tx, given: Given, insert: RawBuilder<unknown>): Promise<Outcome> {
  const { rows } = await sql<{ total: number; added: number; changed: number }>`
    ${given.rows}, written as (${insert})
    select (select count(*)::int from given) as total, (count(*) filter (where added))::int as added,
      (count(*) filter (where not added))::int as changed from written`.execute(tx)
  const { total, added, changed } = rows[0]!
  return { added, changed, unchanged: total - added - changed, notes: [] }
}
