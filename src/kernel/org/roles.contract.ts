import { z } from 'zod'
import { contract } from '../http/contract.ts'
import { type Role, roleNames } from './roles.ts'

const role = z.enum(roleNames as [Role, ...Role[]])

const act = {
  name: z.string(),
  /** Chinese title. */
  title: z.string(),
  rules: z.array(z.string()),
  /** Roles that may. */
  roles: z.array(role),
}

/** Roles explained: who may do what, computed from the procedures and the doors themselves. */
export const roleContract = contract({
  method: 'GET',
  path: '/api/projects/:project/roles',
  title: 'What each role may do: acts of the procedures and doors of the system',
  may: ['staff'],
  answer: z.strictObject({
    roles: z.array(
      z.strictObject({
        role,
        /** Who has it in the project now, stand-ins included. */
        people: z.array(z.string()),
        /** Posts of the role; 0: the project has none. */
        posts: z.int(),
        /** While nobody has it: who answers for it from above. */
        answeredBy: z.array(z.string()),
      }),
    ),
    areas: z.array(
      z.strictObject({
        area: z.string(),
        title: z.string(),
        acts: z.array(
          z.strictObject({
            ...act,
            /** Who may besides, whatever his role: whoever has the case in hand, the owner, an expired clock. */
            relations: z.array(z.string()),
          }),
        ),
      }),
    ),
  }),
})
