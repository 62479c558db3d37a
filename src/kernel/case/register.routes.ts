import type { FastifyInstance } from 'fastify'
import { addDays, atBusinessTime, type BusinessDate, daysBetween } from '../clock/time.ts'
import { readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import type { Doors } from '../http/doors.ts'
import { fillSheet } from '../sheet/fill.ts'
import { sheetPdf } from '../sheet/pdf.ts'
import { gaps } from '../sheet/sheet.ts'
import { Refusal } from './refusal.ts'
import { registers } from './register.contract.ts'
import { frameOf } from './sheet-of.ts'

/** A register longer than this is asked for in parts: a month of a large estate on paper is some hundred rows. */
const MOST_DAYS = 31

export function registerRoutes(app: FastifyInstance, doors: Doors): void {
  const { db, reads } = doors
  const all = Object.values(reads).flatMap((room) => room.registers ?? [])

  /** Filled for a period, both days included. */
  const fill = (project: number, name: string, { from, to }: { from: BusinessDate; to: BusinessDate }, by: string) => {
    const register = all.find(({ sheet }) => sheet.id === name)
    if (!register) throw new Refusal('not-found', '没有这张登记表')
    const days = daysBetween(from, to)
    if (days < 0 || days >= MOST_DAYS)
      throw new Refusal('bad-form', '请选不超过一个月的时段', {
        fields: [{ field: 'to', text: '请选不超过一个月的时段' }],
      })
    return readProjects(db, [project], async (tx) => {
      const period = { from, to, since: atBusinessTime(from, '00:00'), until: atBusinessTime(addDays(to, 1), '00:00') }
      const data = await register.fill(tx, project, period)
      const frame = await frameOf(tx, doors, project, by, null)
      return { sheet: fillSheet(register.sheet, data, frame), gaps: gaps(register.sheet, data).length }
    })
  }

  bind(app, registers.list, async () => ({
    registers: all.map(({ sheet }) => ({ register: sheet.id, name: sheet.name })),
  }))

  bind(app, registers.sheet, ({ project, params, query, session }) =>
    fill(project, params.register, query, session.account.name),
  )

  bind(app, registers.pdf, async ({ project, params, query, session, reply }) => {
    const { sheet } = await fill(project, params.register, query, session.account.name)
    const name = `${sheet.title} ${query.from} ${query.to}`
    return reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(name)}.pdf`)
      .header('cache-control', 'no-store')
      .send(await sheetPdf([sheet], new Map()))
  })
}
