import { z } from 'zod'
import { caseLine } from '../case/case.contract.ts'
import { contract, day, id, pageOf, pageQuery } from '../http/contract.ts'

export const unitLine = z
  .strictObject({
    id,
    kind: z.enum(['flat', 'shop', 'parking']),
    /** How people say it: 1-2-301. */
    code: z.string(),
    buildingId: id.nullable(),
    floor: z.int().nullable(),
    zone: z.strictObject({ id, name: z.string() }),
  })
  .meta({ id: 'UnitLine' })
export type UnitLine = z.infer<typeof unitLine>

const officer = z.strictObject({ accountId: id, name: z.string(), title: z.string() }).nullable()

export const resident = z
  .strictObject({
    residenceId: id,
    person: z.strictObject({ id, name: z.string() }),
    relation: z.enum(['owner', 'family', 'tenant', 'merchant', 'agent']),
    fromOn: day,
    toOn: day.nullable(),
    /** Masked: 138****8821. The number itself comes by reveal. */
    phones: z.array(z.strictObject({ id, masked: z.string(), label: z.string() })),
  })
  .meta({ id: 'Resident' })

export const placeLine = z
  .strictObject({
    id,
    kind: z.enum(['public-place', 'facility']),
    code: z.string(),
    name: z.string(),
    buildingId: id.nullable(),
    zone: z.strictObject({ id, name: z.string() }),
  })
  .meta({ id: 'PlaceLine' })

export const property = {
  zones: contract({
    method: 'GET',
    path: '/api/projects/:project/zones',
    title: 'Zones of the estate with the officer who answers for each',
    may: ['staff'],
    answer: z.strictObject({
      zones: z.array(z.strictObject({ id, name: z.string(), officerPostId: id.nullable(), officer })),
    }),
  }),
  buildings: contract({
    method: 'GET',
    path: '/api/projects/:project/buildings',
    title: 'Buildings with their entrances',
    may: ['staff', 'owner'],
    answer: z.strictObject({
      buildings: z.array(
        z.strictObject({
          id,
          zoneId: id,
          code: z.string(),
          name: z.string(),
          entrances: z.array(z.strictObject({ id, code: z.string() })),
        }),
      ),
    }),
  }),
  units: contract({
    method: 'GET',
    path: '/api/projects/:project/units',
    title: 'Units by code',
    may: ['staff'],
    hot: true,
    query: z.strictObject({
      ...pageQuery,
      building: id.optional(),
      zone: id.optional(),
      kind: z.enum(['flat', 'shop', 'parking']).optional(),
      /** A fragment of the code. */
      q: z.string().trim().max(40).optional(),
    }),
    answer: pageOf(unitLine),
  }),
  unit: contract({
    method: 'GET',
    path: '/api/projects/:project/units/:unit',
    title:
      'One flat, one page: who lives there (or did on a date), zone officer, warranty; its cases come by the time line',
    may: ['staff', 'owner'],
    hot: true,
    query: z.strictObject({ on: day.optional() }),
    answer: z.strictObject({
      unit: unitLine.extend({
        building: z.strictObject({ id, code: z.string(), name: z.string() }).nullable(),
        entrance: z.strictObject({ id, code: z.string() }).nullable(),
        /** Square metres with two decimals, as text. */
        areaSqm: z.string().nullable(),
        handedOverOn: day.nullable(),
        warrantyUntil: day.nullable(),
        underWarranty: z.boolean(),
        officer,
      }),
      on: day,
      residents: z.array(resident),
      /** Who lived there before or will later, newest first. */
      others: z.array(resident),
      openCases: z.array(caseLine),
    }),
  }),
  timeline: contract({
    method: 'GET',
    path: '/api/projects/:project/units/:unit/timeline',
    title: 'Every case of the unit, newest first',
    may: ['staff', 'owner'],
    hot: true,
    query: z.strictObject(pageQuery),
    answer: pageOf(caseLine),
  }),
  places: contract({
    method: 'GET',
    path: '/api/projects/:project/places',
    title: 'Public places and facilities by code',
    may: ['staff', 'owner'],
    query: z.strictObject({
      ...pageQuery,
      building: id.optional(),
      zone: id.optional(),
      kind: z.enum(['public-place', 'facility']).optional(),
      q: z.string().trim().max(40).optional(),
    }),
    answer: pageOf(placeLine),
  }),
}
