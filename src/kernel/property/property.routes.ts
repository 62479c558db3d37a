import type { FastifyInstance } from 'fastify'
import { personsIn, postsIn, type Session } from '../auth/session.ts'
import { listReader } from '../case/readable.ts'
import { listCases } from '../case/reads.ts'
import { Refusal } from '../case/refusal.ts'
import { businessDate } from '../clock/time.ts'
import { readProjects, type Tx } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import type { Doors } from '../http/doors.ts'
import { property } from './property.contract.ts'
import {
  findUnit,
  listBuildings,
  listPlaces,
  listUnits,
  listZones,
  livesIn,
  type Resident,
  residentsOf,
  type UnitRow,
} from './property.reads.ts'

/** Open cases shown on the unit page; there are a handful, and the time line has them all. */
const MOST_OPEN = 50

export function propertyRoutes(app: FastifyInstance, { db, engine, time }: Doors): void {
  const read = <T>(project: number, fn: (tx: Tx) => Promise<T>) => readProjects(db, [project], fn)

  bind(app, property.zones, ({ project }) =>
    read(project, async (tx) => ({ zones: await listZones(tx, project, time.now()) })),
  )

  bind(app, property.buildings, ({ project }) =>
    read(project, async (tx) => ({ buildings: await listBuildings(tx, project) })),
  )

  bind(app, property.units, ({ project, query }) => read(project, (tx) => listUnits(tx, project, query)))

  bind(app, property.places, ({ project, query }) => read(project, (tx) => listPlaces(tx, project, query)))

  bind(app, property.unit, ({ project, params, query, session }) =>
    read(project, async (tx) => {
      const today = businessDate(time.now())
      const reader = listReader(session, project)
      const filter = { unit: params.unit, open: true, limit: MOST_OPEN }
      const [unit, all, open] = await Promise.all([
        reachUnit(tx, project, params.unit, session, today),
        residentsOf(tx, project, params.unit),
        listCases(tx, engine.procedures, project, reader, filter, time.now()),
      ])
      // An owner reads his home of today; who lived there before him is not his to know.
      const staff = reader.kind === 'staff'
      const on = staff ? (query.on ?? today) : today
      const there = ({ fromOn, toOn }: Resident) => fromOn <= on && (toOn === null || toOn >= on)
      return {
        unit: { ...unit, underWarranty: unit.warrantyUntil !== null && unit.warrantyUntil >= today },
        on,
        residents: staff ? all.filter(there) : ownHousehold(all.filter(there), personsIn(session, project)),
        others: staff ? all.filter((resident) => !there(resident)) : [],
        openCases: open.rows,
      }
    }),
  )

  bind(app, property.timeline, ({ project, params, query, session }) =>
    read(project, async (tx) => {
      await reachUnit(tx, project, params.unit, session, businessDate(time.now()))
      const filter = { ...query, unit: params.unit }
      return listCases(tx, engine.procedures, project, listReader(session, project), filter, time.now())
    }),
  )

  /** The unit, when staff ask or one of the owner's persons lives there today. */
  async function reachUnit(tx: Tx, project: number, unitId: string, session: Session, today: string): Promise<UnitRow> {
    const staff = postsIn(session, project).length > 0
    const [unit, home] = await Promise.all([
      findUnit(tx, project, unitId, time.now()),
      staff || livesIn(tx, project, unitId, personsIn(session, project), today),
    ])
    if (!unit || !home) {
      throw new Refusal('not-found', '没有找到这套房')
    }
    return unit
  }
}

/** Whom an owner sees in his home: an owner or family member the others of the family, a tenant himself. No phones. */
function ownHousehold(residents: readonly Resident[], persons: readonly string[]): Resident[] {
  const family = ({ relation }: Resident) => relation === 'owner' || relation === 'family'
  const own = residents.filter(({ person }) => persons.includes(person.id))
  const seen = residents.filter((resident) => own.includes(resident) || (own.some(family) && family(resident)))
  return seen.map((resident) => ({ ...resident, phones: [] }))
}
