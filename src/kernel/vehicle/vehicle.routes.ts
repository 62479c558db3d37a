import type { FastifyInstance } from 'fastify'
import { Refusal } from '../case/refusal.ts'
import { inProject, readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import { findPerson } from '../person/person.reads.ts'
import { vehicle } from './vehicle.contract.ts'
import { addVehicle, dropVehicle, vehiclesOf } from './vehicle.ts'

export function vehicleRoutes(app: FastifyInstance, { db, time, secrets }: Doors): void {
  bind(app, vehicle.list, ({ project, params }) =>
    readProjects(db, [project], async (tx) => {
      if (!(await findPerson(tx, project, params.person))) throw new Refusal('not-found', '没有找到这位住户')
      return { vehicles: await vehiclesOf(tx, project, params.person) }
    }),
  )

  bind(app, vehicle.add, async ({ project, params, body }) => {
    const car = { id: body.id, plate: body.plate, unitId: body.unitId ?? null }
    const masked = await inProject(db, project, (tx) =>
      addVehicle(tx, secrets, project, params.person, car, time.now()),
    )
    return { id: body.id, masked }
  })

  bind(app, vehicle.drop, async ({ project, params }) => {
    await inProject(db, project, (tx) => dropVehicle(tx, project, params.person, params.vehicle))
    return DONE
  })
}
