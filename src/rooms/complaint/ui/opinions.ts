import type { CasePage } from '../../../kernel/case/case.contract.ts'

/** Opinions that a complaint asks of those above, and the column that says that one was given. */
const opinions: Readonly<Record<string, string>> = {
  giveExecutiveOpinion: 'executiveOpinion',
  giveRepresentativeOpinion: 'representativeOpinion',
  giveHeadOpinion: 'headOpinion',
  giveOpinion: 'superiorOpinion',
}

/** The opinion that this reader is asked for and has not given; null: none. */
export function opinionAsked({ actions, record }: CasePage): string | null {
  const asked = actions.find(
    ({ action, enabled }) => enabled && opinions[action] !== undefined && record?.[opinions[action]] === null,
  )
  return asked?.action ?? null
}
