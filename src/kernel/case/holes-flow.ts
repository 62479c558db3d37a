import { type Procedure, targetsOf } from './procedure.ts'

/** Holes in how a case moves from state to state, and in the flags it carries with it. */

interface Move {
  action: string
  from: string
  to: string
}

/** States that nobody reaches, cannot be left, or are waited in without a clock; final states that are none. */
export function flowHoles(procedure: Procedure): string[] {
  const { states, final, initial } = procedure
  const moves = movesOf(procedure)
  const reached = closure(openings(procedure), moves)
  const finishing = closure(final, moves.map(reversed))
  const open = states.filter((state) => !final.includes(state))
  return [
    ...states.filter((state) => !reached.has(state)).map((state) => `state ${state} cannot be reached`),
    ...open.filter((state) => !finishing.has(state)).map((state) => `state ${state} is a dead end`),
    ...open
      .filter((state) => !Object.values(procedure.clocks).some(({ runsIn }) => runsIn.includes(state)))
      .map((state) => `state ${state} waits without a clock`),
    ...(openings(procedure).includes(initial) ? [] : [`no case begins in the initial state ${initial}`]),
    ...moves
      .filter(
        ({ action, from, to }) => final.includes(from) && !(to === from && procedure.afterwards?.includes(action)),
      )
      .filter(({ to }) => final.includes(to))
      .map(({ action, from }) => `${action} acts in the final state ${from} without reopening it`),
    ...endlessClocks(procedure, moves),
  ]
}

/** A clock runs on for ever where no act leads out of the states it runs in. */
function endlessClocks(procedure: Procedure, moves: readonly Move[]): string[] {
  return Object.entries(procedure.clocks).flatMap(([name, { runsIn }]) =>
    runsIn
      .filter((state) => [...closure([state], moves)].every((reached) => runsIn.includes(reached)))
      .map((state) => `clock ${name} never stops once it runs in ${state}`),
  )
}

/** Flags that nobody raises, or that stay up with no act left that lowers them. */
export function flagHoles(procedure: Procedure): string[] {
  const moves = movesOf(procedure)
  return Object.keys(procedure.flags).flatMap((flag) => {
    const changing = (by: 'raises' | 'lowers') =>
      Object.keys(procedure.actions).filter((name) => procedure.actions[name]?.[by]?.includes(flag))
    const raising = changing('raises')
    const lowering = changing('lowers')
    if (raising.length === 0) return [`flag ${flag} is never raised`]
    if (lowering.length === 0) return [`flag ${flag} is never lowered`]
    const staying = moves.filter(({ action }) => !lowering.includes(action))
    const raisedIn = moves.filter(({ action }) => raising.includes(action)).map(({ to }) => to)
    const lowerable = closure(
      moves.filter(({ action }) => lowering.includes(action)).map(({ from }) => from),
      staying.map(reversed),
    )
    return [...closure(raisedIn, staying)]
      .filter((state) => !procedure.final.includes(state) && !lowerable.has(state))
      .map((state) => `flag ${flag} can be up in ${state} and is never lowered from there`)
  })
}

function movesOf(procedure: Procedure): Move[] {
  return Object.entries(procedure.actions).flatMap(([action, declared]) =>
    declared.from === 'new'
      ? []
      : declared.from.flatMap((from) => targetsOf(declared, from).map((to) => ({ action, from, to }))),
  )
}

function openings(procedure: Procedure): readonly string[] {
  return Object.values(procedure.actions)
    .filter((action) => action.from === 'new')
    .flatMap((action) => targetsOf(action, procedure.initial))
}

const reversed = ({ action, from, to }: Move): Move => ({ action, from: to, to: from })

/** The states that moves lead to from `start`, itself included. */
function closure(start: readonly string[], moves: readonly Move[]): Set<string> {
  const reached = new Set(start)
  const waiting = [...start]
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop())
    for (const { from, to } of moves)
      if (from === state && !reached.has(to)) {
        reached.add(to)
        waiting.push(to)
      }
  return reached
}
