import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { dutyKeepers, type Keeper, keepersOf, reactionKeepers } from '../src/kernel/case/keepers.ts'
import { duties, procedures, reactions } from '../src/rooms.ts'

interface Rule {
  id: string
  title: string
}

const read = <T>(file: string): T => parse(readFileSync(new URL(`../handbook/${file}`, import.meta.url), 'utf8')) as T

export function readRuleIds(): string[] {
  return read<Rule[]>('rules.yaml').map(({ id }) => id)
}

/** Rules kept by other means than a declaration, each with what keeps it and why. */
export function readOtherKeepers(): Map<string, string> {
  return new Map(Object.entries(read<Record<string, string>>('keepers.yaml')))
}

/** The text of docs/keepers.md: for each rule that the product keeps, by what. */
export function keepersDocument(): string {
  const keepers = [
    ...Object.values(procedures).flatMap(keepersOf),
    ...reactionKeepers(reactions),
    ...dutyKeepers(duties),
  ]
  const others = readOtherKeepers()
  const rules = read<Rule[]>('rules.yaml')
  const lines = rules.flatMap(({ id, title }) => {
    const kept = [...new Set(keepers.filter((keeper) => keeper.rules.includes(id)).map(inWords))]
    const by = [...kept, ...(others.has(id) ? [others.get(id)!] : [])]
    return by.length === 0 ? [] : [`| ${id} | ${title} | ${by.join('<br>')} |`]
  })
  return `# Keepers

What keeps each rule of the handbook. Made by \`npm run generate\` from the declarations that cite a rule and from
\`handbook/keepers.yaml\`; \`npm run prove\` takes each keeper away and expects a test that names the rule to fail.
${lines.length} of ${rules.length} rules have a keeper so far.

| rule | title | kept by |
|---|---|---|
${lines.join('\n')}
`
}

function inWords({ procedure, kind, name, part }: Keeper): string {
  const of = `\`${procedure}.${name}\``
  switch (kind) {
    case 'action':
      return `action ${of}`
    case 'right':
      return `right to ${of}`
    case 'guard':
    case 'formGuard':
      return `guard of ${of}`
    case 'except':
      return `exclusion from ${of}`
    case 'signature':
      return `signature on ${of}`
    case 'field':
      return `field \`${part}\` of ${of}`
    case 'duty':
      return `duty \`${name}\``
    case 'reaction':
      return `reaction ${reactions[Number(name)]!.on.procedure} → ${reactions[Number(name)]!.does.procedure}.${reactions[Number(name)]!.does.action}`
    default:
      return `${kind} ${of}`
  }
}
