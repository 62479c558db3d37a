import type { Role } from '../../kernel/org/roles.ts'
import { useStanding } from '../core/session.tsx'
import { paths } from './paths.ts'

/** Where this person's day begins: the desk for whoever takes calls, the inbox for everybody else. */
export function useHome(): string {
  return useHas('receptionist') ? paths.desk() : paths.inbox()
}

/** Whether the person holds one of these roles in the project shown. The server decides; this only spares dead ends. */
export function useHas(...any: Role[]): boolean {
  const { project } = useStanding()
  return project.roles.some((role) => any.includes(role))
}

/** Whether there may be drills, and the person has to do with them: in a demo whose clock is moved. */
export function useDrills(): boolean {
  const { me } = useStanding()
  const takesPart = useHas('receptionist', 'service-supervisor', 'service-director')
  return takesPart && me.demo && me.clock === 'manual'
}

/** Whether calls of drills may ring at the person's desk. */
export function useAnswersDrills(): boolean {
  const answers = useHas('receptionist')
  return useDrills() && answers
}
