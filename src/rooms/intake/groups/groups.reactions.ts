import type { Kin, Reaction } from '../../../kernel/case/engine.ts'
import type { Procedure } from '../../../kernel/case/procedure.ts'
import { prepared } from '../../../kernel/db/prepared.ts'

type Found = { id: string; procedure: string }

/** The matters that a head handles together, also those that have ended: a reopened head reopens them. */
const members: Kin = {
  name: 'members',
  find: (tx, projectId, of) => prepared<Found>(tx)`
    select m.case_id as id, 'matter' as procedure from intake_matter m
    where m.project_id = ${projectId} and m.head_id = ${of.id} order by m.case_id`,
}

/** The head that handles a matter together with others. */
const head: Kin = {
  name: 'head',
  find: (tx, projectId, of) => prepared<Found>(tx)`
    select c.id, c.procedure from intake_matter m join cases c on c.project_id = m.project_id and c.id = m.head_id
    where m.project_id = ${projectId} and m.case_id = ${of.id} and not c.final`,
}

/**
 * How a group follows its head, for each procedure whose cases can be one: work that is done moves every member, given
 * up it lets them go, taken up again (`reopen`) it reopens them; whoever chases as a member chases the head (`heedChase`).
 */
export function groupReactions(works: readonly Procedure[]): Reaction[] {
  return works.flatMap((work) => {
    const isAbandoned = (state: string) => work.abandoned?.includes(state) ?? false
    const ended = { procedure: work.name, actions: 'final' as const }
    const number = ({ number }: { number: string }) => ({ number })
    return [
      {
        on: ended,
        upon: members,
        does: { procedure: 'matter', action: 'headDone' },
        when: (_row, of) => !isAbandoned(of.state),
        form: number,
        rules: ['INT-09'],
      },
      {
        on: ended,
        upon: members,
        does: { procedure: 'matter', action: 'conclude' },
        when: (_row, of) => !isAbandoned(of.state),
        form: number,
        rules: ['INT-09'],
      },
      ...(work.abandoned?.length
        ? [
            {
              on: ended,
              upon: members,
              does: { procedure: 'matter', action: 'headLost' },
              when: (_row: unknown, of: { state: string }) => isAbandoned(of.state),
              form: number,
              rules: ['INT-09'],
            },
          ]
        : []),
      ...('reopen' in work.actions
        ? [
            {
              on: { procedure: work.name, actions: ['reopen'] },
              upon: members,
              does: { procedure: 'matter', action: 'headReopened' },
              form: number,
              rules: ['INT-09'],
            },
          ]
        : []),
      {
        on: { procedure: 'matter', actions: ['chase'] },
        upon: head,
        does: { procedure: work.name, action: 'heedChase' },
        form: (member, { policy }) => ({
          count: member.chaseCount,
          raise: member.chaseCount >= policy.intake.chasesToRaise,
        }),
        rules: ['INT-09'],
      },
    ] satisfies Reaction[]
  })
}
