import type { Reaction } from './engine.ts'
import { type Procedure, targetsOf } from './procedure.ts'

type Procedures = Readonly<Record<string, Procedure>>

/** Reactions that name nothing, may not act, look for cases that never hang there, or go round in a circle. */
export function reactionHoles(
  procedures: Procedures,
  reactions: readonly Reaction[],
  ruleIds: ReadonlySet<string>,
): string[] {
  return [...reactions.flatMap((reaction) => holesOf(procedures, reaction, ruleIds)), ...circles(procedures, reactions)]
}

function holesOf(procedures: Procedures, reaction: Reaction, ruleIds: ReadonlySet<string>): string[] {
  const { on, does, upon, rules = [] } = reaction
  const at = (line: string) => `reaction of ${does.procedure}.${does.action} to ${on.procedure}: ${line}`
  const acting = procedures[on.procedure]
  const reacting = procedures[does.procedure]
  const action = reacting?.actions[does.action]
  const above = upon === 'parent' ? reacting : upon === 'children' ? acting : undefined
  return [
    ...(acting ? [] : [at(`unknown procedure ${on.procedure}`)]),
    ...(reacting ? [] : [at(`unknown procedure ${does.procedure}`)]),
    ...(acting && on.actions !== 'final' ? on.actions.filter((name) => !(name in acting.actions)) : []).map((name) =>
      at(`unknown action ${name}`),
    ),
    ...(reacting && !action ? [at(`unknown action ${does.action}`)] : []),
    ...(action && !action.by.includes('reaction') ? [at('that action is not open to a reaction')] : []),
    ...(action?.signedBy ? [at('that action wants a signature')] : []),
    ...(action?.from === 'new' && upon !== 'new' ? [at('a reaction acts upon a case that is there')] : []),
    ...(action && action.from !== 'new' && upon === 'new' ? [at('that action opens no case')] : []),
    ...(above && !above.parent ? [at(`no work hangs under ${above.name}`)] : []),
    ...rules.filter((rule) => !ruleIds.has(rule)).map((rule) => at(`unknown rule ${rule}`)),
  ]
}

/** Acts that bring themselves about again through reactions, as `a.x → b.y → a.x`. */
function circles(procedures: Procedures, reactions: readonly Reaction[]): string[] {
  const next = new Map<string, Set<string>>()
  for (const { on, does } of reactions)
    for (const action of causes(procedures[on.procedure], on.actions)) {
      const from = `${on.procedure}.${action}`
      next.set(from, (next.get(from) ?? new Set()).add(`${does.procedure}.${does.action}`))
    }
  const found = new Map<string, string>()
  const follow = (path: readonly string[]): void => {
    for (const act of next.get(path.at(-1)!) ?? []) {
      const seen = path.indexOf(act)
      if (seen < 0) follow([...path, act])
      else {
        const circle = path.slice(seen)
        found.set([...circle].sort().join(), `reactions go round: ${[...circle, act].join(' → ')}`)
      }
    }
  }
  for (const start of next.keys()) follow([start])
  return [...found.values()]
}

/** `final` is brought about by every action that can lead into a final state. */
function causes(procedure: Procedure | undefined, actions: Reaction['on']['actions']): readonly string[] {
  if (actions !== 'final') return actions
  return Object.entries(procedure?.actions ?? {})
    .filter(([, action]) => targetsOf(action, '').some((state) => procedure?.final.includes(state)))
    .map(([name]) => name)
}
