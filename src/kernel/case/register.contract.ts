import { z } from 'zod'
import { contract, day } from '../http/contract.ts'

const period = z.strictObject({ from: day, to: day })
const register = { register: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/) }

/** Registers (登记表): the forms of the handbook that list what came in over a period. At most 31 days at once. */
export const registers = {
  list: contract({
    method: 'GET',
    path: '/api/projects/:project/registers',
    title: 'The registers that this project keeps',
    may: ['staff'],
    answer: z.strictObject({ registers: z.array(z.strictObject({ register: z.string(), name: z.string() })) }),
  }),
  sheet: contract({
    method: 'GET',
    path: '/api/projects/:project/registers/:register',
    title: 'A register filled in for a period, as the page shows it',
    may: ['staff'],
    params: register,
    query: period,
    answer: z.strictObject({ sheet: z.unknown(), gaps: z.int() }),
  }),
  pdf: contract({
    method: 'GET',
    path: '/api/projects/:project/registers/:register/pdf',
    title: 'A register for a period on A4',
    may: ['staff'],
    params: register,
    query: period,
    media: 'application/pdf',
    answer: z.unknown(),
  }),
}
