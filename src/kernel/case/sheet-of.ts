import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import type { Doors } from '../http/doors.ts'
import { type FilledSheet, fillSheet, type SheetFrame } from '../sheet/fill.ts'
import { sheetPdf } from '../sheet/pdf.ts'
import { gaps } from '../sheet/sheet.ts'
import { toReader } from '../text/reader.ts'
import type { Reached } from './reach.ts'
import { Refusal } from './refusal.ts'
import { readSource } from './sheet-source.ts'

/** A form of a case filled in for its reader, with the cells that are still missing. */
export async function sheetOf(
  tx: Tx,
  doors: Doors,
  reached: Reached,
  name: string,
): Promise<{ sheet: FilledSheet; gaps: { field: string; label: string }[] }> {
  const { sheet, data, frame } = await filling(tx, doors, reached, name)
  return { sheet: fillSheet(sheet.sheet, data, frame), gaps: gaps(sheet.sheet, data) }
}

/** The same form on A4. The pages are drawn after the transaction has ended: drawing takes longer than reading. */
export async function printSheet(
  doors: Doors,
  onCase: <T>(read: (tx: Tx, reached: Reached) => Promise<T>) => Promise<T>,
  name: string,
): Promise<{ bytes: Buffer; name: string }> {
  const { filled, projectId } = await onCase(async (tx, reached) => {
    const { sheet, data, frame } = await filling(tx, doors, reached, name)
    return { filled: fillSheet(sheet.sheet, data, frame), projectId: reached.projectId }
  })
  const ids = filled.sections.flatMap(({ rows }) => rows.flat().flatMap(({ imageFileId }) => imageFileId ?? []))
  const images = new Map<string, Buffer>()
  for (const id of new Set(ids)) {
    const file = await doors.files.read(projectId, id)
    if (file) images.set(id, file.bytes)
  }
  return { bytes: await sheetPdf([filled], images), name: [filled.title, filled.number].filter(Boolean).join(' ') }
}

async function filling(tx: Tx, doors: Doors, reached: Reached, name: string) {
  const { reads, settings } = doors
  const { projectId, procedure, of, actor, viewer } = reached
  const sheet = reads[procedure.name]?.sheets.find(
    (one) => one.sheet.id === name && (viewer === 'staff' || one.forOwner),
  )
  if (!sheet) throw new Refusal('not-found', '没有这张表')
  // Staff come to the case by the code on the paper; a paper in other hands leads nowhere without signing in.
  const path = sheet.leadsTo?.(projectId, of.id) ?? settings.places.case(procedure.name, of.id)
  const caseUrl = settings.publicUrl + path
  const frame = await frameOf(tx, doors, projectId, 'name' in actor ? actor.name : '系统', caseUrl)
  return { sheet, data: await sheet.fill(await readSource(tx, reached)), frame }
}

/** What stands around every form: company, estate, who printed it and when. */
export async function frameOf(
  tx: Tx,
  { time }: Pick<Doors, 'time'>,
  projectId: number,
  printedBy: string,
  caseUrl: string | null,
): Promise<SheetFrame> {
  const { rows } = await sql<{ company: string | null; project: string }>`
    select (select name from company) as company, name as project from project where id = ${projectId}`.execute(tx)
  return {
    companyName: rows[0]?.company ?? '',
    projectName: rows[0]?.project ?? '',
    printedAt: time.now(),
    printedBy,
    caseUrl,
    say: toReader,
  }
}
