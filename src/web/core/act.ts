import type { AnswerOf, BodyOf } from '../../kernel/http/contract.ts'
import type { Problem } from '../api.ts'
import { actDoor, useCommand } from './command.ts'
import { queries } from './query.ts'
import { useProject } from './session.tsx'

/** One action on a case, as a page sends it. */
export interface Act {
  procedure: string
  caseId: string
  action: string
  form: unknown
  /** lastSeq of the page that the person looked at. */
  seenSeq?: number
  signature?: Signing
}

/** Who signs, how, and the picture or scan. */
export type Signing = NonNullable<BodyOf<typeof actDoor>['signature']>

/** Performs actions on cases; what pages show is read again afterwards. */
export function useAct(onDone?: (outcome: AnswerOf<typeof actDoor>) => void) {
  const project = useProject()
  const command = useCommand(actDoor, {
    onDone: async (outcome) => {
      await queries.invalidateQueries({
        predicate: ({ meta }) => meta?.follows !== undefined && meta.follows !== 'nothing',
      })
      onDone?.(outcome)
    },
  })
  const perform = ({ procedure, caseId, action, form, seenSeq, signature }: Act) =>
    command.mutateAsync({
      params: { project, procedure, id: caseId, action },
      body: {
        form,
        ...(seenSeq === undefined ? {} : { seenSeq }),
        ...(signature === undefined ? {} : { signature }),
      },
    })
  return { perform, busy: command.isPending, problem: command.error as Problem | null, reset: command.reset }
}
