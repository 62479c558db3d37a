import { z } from 'zod'
import { contract, done, id, instant, text } from '../http/contract.ts'

/** Who keeps the residents' file. */
const desk = ['receptionist', 'service-officer', 'butler', 'service-supervisor', 'service-director', 'manager'] as const

export const vehicle = {
  list: contract({
    method: 'GET',
    path: '/api/projects/:project/persons/:person/vehicles',
    title: 'Cars of a resident, plates masked',
    may: ['staff'],
    answer: z.strictObject({
      vehicles: z
        .array(
          z.strictObject({
            id,
            /** 沪A***45. */
            masked: z.string(),
            unit: z.strictObject({ id, code: z.string() }).nullable(),
            madeAt: instant,
          }),
        )
        .max(50),
    }),
  }),
  add: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/vehicles',
    title: 'Put a car on file by its plate; the id is made by the client, so that sending twice makes one',
    may: [...desk],
    body: z.strictObject({
      id,
      plate: text(20),
      /** A unit of the resident, or a parking space. */
      unitId: id.optional(),
    }),
    answer: z.strictObject({ id, masked: z.string() }),
  }),
  drop: contract({
    method: 'DELETE',
    path: '/api/projects/:project/persons/:person/vehicles/:vehicle',
    title: 'Remove a car',
    may: [...desk],
    answer: done,
  }),
}
