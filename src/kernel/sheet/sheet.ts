import { say } from '../text/translate.ts'

/**
 * A form ("sheet") as data: the ruled paper form that an office files, described once and rendered to the page
 * (SheetView.tsx) and to PDF (pdf.ts). Pure: imported by server and web.
 *
 * Every cell names the field of handbook/forms.yaml that it shows, so that `missingFields` can tell a form that
 * lacks one, and says when it must be filled, so that `gaps` can tell what was left blank (REP-11).
 */
export interface Sheet<Data> {
  /** The id of the form in handbook/forms.yaml. */
  id: string
  /** The form's name as people write it, with its marks: 《维修单》. */
  name: string
  /** The heading on paper. */
  title: string
  paper: 'A4' | 'A4-landscape'
  /** Size of the type in points; 9 when absent. */
  size?: number
  /** Number of grid columns; the label and value spans of every row add up to it. */
  columns: number
  /** The number that people read, printed at the top right: BX-20261122-0007. */
  number: (data: Data) => string | null
  /** A line under the heading, such as the period of a register. */
  subtitle?: (data: Data) => string
  sections: readonly Section<Data>[]
  /** Small lines under the table. */
  notes?: readonly string[]
}

export type Section<Data> = GridSection<Data> | TableSection<Data>

/** Rows of label and value cells. */
export interface GridSection<Data> {
  kind: 'grid'
  /** A shaded line over the section. */
  heading?: string
  rows: readonly (readonly Cell<Data>[])[]
}

interface CellFrame<Data> {
  /** Name of the field in forms.yaml; several when one cell shows them together; null for a cell of the sheet's own. */
  field: string | readonly string[] | null
  /** What is printed beside the value; the field's name when absent. '' prints no label cell. */
  label?: string
  /** Grid columns of the label; 3 when absent. */
  labelSpan?: number
  /** Grid columns of the value. */
  span: number
  /** Height in text lines; 1 when absent. */
  lines?: number
  /** Must this be filled when the form is filed? True when absent, false for a cell of the sheet's own. An empty cell that need not be filled prints ／. */
  required?: boolean | ((data: Data) => boolean)
  /** What an empty cell that need not be filled says instead of ／, such as 无（公共维修不收费）. */
  notApplicable?: string | ((data: Data) => string)
}

export interface TextCell<Data> extends CellFrame<Data> {
  kind: 'text'
  text: (data: Data) => string | null
}

/** Boxes to tick: ☑立即维修 □报班长评审. */
export interface ChoiceCell<Data> extends CellFrame<Data> {
  kind: 'choice'
  options: readonly { value: string; label: string }[]
  chosen: (data: Data) => string | readonly string[] | null
}

export interface SignatureCell<Data> extends CellFrame<Data> {
  kind: 'signature'
  signature: (data: Data) => SheetSignature | null
}

export type Cell<Data> = TextCell<Data> | ChoiceCell<Data> | SignatureCell<Data>

/** What a signature cell shows: image, name, relation, way and time, or why nobody signed. */
export type SheetSignature = GivenSignature | WaivedSignature

export interface GivenSignature {
  /** Name of the signer. */
  name: string
  /** What the signer is to the matter: 业主, 租户, 家人, 客户接待员 …; null prints none. */
  relation: string | null
  /** How it was given: on the pad, by a link, or on paper (scanned). */
  way: 'pad' | 'link' | 'paper'
  signedAt: Date | string
  /** The file of the image; null when the signature has no image. */
  imageFileId: string | null
}

/** Absent or refusing is a fact with a reason, never a blank. */
export interface WaivedSignature {
  waived: string
  by: string
  at: Date | string
}

/** Repeating rows under a head, with an optional total row. Build it with `tableSection`. */
export interface TableSection<Data> {
  kind: 'table'
  heading?: string
  columns: readonly { field: string | null; label: string; span: number; align: Align }[]
  /** Texts by row and column; null is an empty cell. */
  rows: (data: Data) => (string | null)[][]
  /** Per row, which columns must be filled. */
  rowNeeds: (data: Data) => boolean[][]
  /** Must there be at least one row when the form is filed? */
  rowsRequired: (data: Data) => boolean
  /** Lines to write on by hand while there is no row yet; 1 when absent. */
  blankRows?: number
  total?: TextCell<Data>
}

export type Align = 'left' | 'center' | 'right'

export interface TableColumn<Row> {
  /** Name of the field in forms.yaml; null for a column of the sheet's own, such as 序号. */
  field: string | null
  label?: string
  span: number
  align?: Align
  text: (row: Row, index: number) => string | null
  /** Must every row fill it? True when absent. */
  required?: boolean | ((row: Row) => boolean)
}

/** A table section over rows of any type; the row type stays inside. */
export function tableSection<Data, Row>(table: {
  heading?: string
  columns: readonly TableColumn<Row>[]
  rows: (data: Data) => readonly Row[]
  rowsRequired?: (data: Data) => boolean
  blankRows?: number
  total?: TextCell<Data>
}): TableSection<Data> {
  const { columns, rows, rowsRequired = () => false, ...rest } = table
  return {
    ...rest,
    kind: 'table',
    columns: columns.map(({ field, label, span, align = 'left' }) => ({
      field,
      label: label ?? field ?? '',
      span,
      align,
    })),
    rows: (data) => rows(data).map((row, index) => columns.map((column) => column.text(row, index))),
    rowNeeds: (data) =>
      rows(data).map((row) =>
        columns.map(({ field, required = true }) =>
          field === null ? false : typeof required === 'function' ? required(row) : required,
        ),
      ),
    rowsRequired,
  }
}

/** A cell that was left empty though the form may not be filed without it. */
export interface Gap {
  /** Name of the field in forms.yaml. */
  field: string
  /** What the page says: the label, with the row where it stands in a table. */
  label: string
}

/** The cells left empty that must not be when the form is filed; [] means it may be filed. REP-11. */
export function gaps<Data>(sheet: Sheet<Data>, data: Data): Gap[] {
  return sheet.sections.flatMap((section) =>
    section.kind === 'grid'
      ? section.rows.flat().flatMap((cell) => (isGap(cell, data) ? [gapOf(cell)] : []))
      : tableGaps(section, data),
  )
}

function tableGaps<Data>(section: TableSection<Data>, data: Data): Gap[] {
  const named = section.columns.map(({ field, label }) => ({ field: field ?? '', label }))
  const rows = section.rows(data)
  const needs = section.rowNeeds(data)
  const found =
    rows.length === 0 && section.rowsRequired(data)
      ? named.filter(({ field }) => field !== '')
      : rows.flatMap((texts, row) =>
          named.flatMap(({ field, label }, column) =>
            needs[row]?.[column] && isBlank(texts[column])
              ? [{ field, label: say('{label}（第{row}行）', { label, row: row + 1 }) }]
              : [],
          ),
        )
  return section.total && isGap(section.total, data) ? [...found, gapOf(section.total)] : found
}

function gapOf<Data>(cell: Cell<Data>): Gap {
  const field = namesOf(cell)[0] ?? ''
  return { field, label: cell.label || field }
}

function isGap<Data>(cell: Cell<Data>, data: Data): boolean {
  return isRequired(cell, data) && isEmptyCell(cell, data)
}

export function isRequired<Data>(cell: Cell<Data>, data: Data): boolean {
  const { required = cell.field !== null } = cell
  return typeof required === 'function' ? required(data) : required
}

export function isEmptyCell<Data>(cell: Cell<Data>, data: Data): boolean {
  if (cell.kind === 'text') return isBlank(cell.text(data))
  if (cell.kind === 'signature') return cell.signature(data) === null
  return !cell.options.some(({ value }) => chosenValues(cell, data).includes(value))
}

export function chosenValues<Data>(cell: ChoiceCell<Data>, data: Data): readonly string[] {
  const chosen = cell.chosen(data)
  return chosen === null ? [] : typeof chosen === 'string' ? [chosen] : chosen
}

export function isBlank(text: string | null | undefined): boolean {
  return text === null || text === undefined || text.trim() === ''
}

/** The fields that a sheet shows, by their names in forms.yaml. */
export function fieldsOf<Data>(sheet: Sheet<Data>): string[] {
  return sheet.sections.flatMap((section) =>
    section.kind === 'grid'
      ? section.rows.flat().flatMap(namesOf)
      : [...section.columns.flatMap(({ field }) => field ?? []), ...(section.total ? namesOf(section.total) : [])],
  )
}

export function namesOf<Data>({ field }: Cell<Data>): readonly string[] {
  return field === null ? [] : typeof field === 'string' ? [field] : field
}

/** Fields that the handbook's form has and the sheet does not show. */
export function missingFields<Data>(sheet: Sheet<Data>, form: { fields: readonly { name: string }[] }): string[] {
  const shown = new Set(fieldsOf(sheet))
  return form.fields.map(({ name }) => name).filter((name) => !shown.has(name))
}
