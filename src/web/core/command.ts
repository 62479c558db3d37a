import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { v7 } from 'uuid'
import type { cases } from '../../kernel/case/case.contract.ts'
import type { AnswerOf, AnyContract } from '../../kernel/http/contract.ts'
import { type CallInput, call, Problem } from '../api.ts'

/** An id made here, so that sending twice makes one thing. */
export const newId = (): string => v7()

/** `cases.act` without its zod schemas: what the browser needs of it. */
export const actDoor = {
  method: 'POST',
  path: '/api/projects/:project/cases/:procedure/:id/:action',
  keyed: true,
} as unknown as (typeof cases)['act']

/**
 * Sends a command with an Idempotency-Key. The same command sent again after the answer got lost carries the same key
 * and takes effect once; a changed command, or one that was refused, gets a new key.
 */
export function useCommand<C extends AnyContract>(
  contract: C,
  options: { onDone?: (answer: AnswerOf<C>, input: CallInput<C>) => unknown } = {},
) {
  const last = useRef<{ said: string; key: string } | null>(null)
  return useMutation<AnswerOf<C>, Problem, CallInput<C>>({
    mutationFn: async (input) => {
      const said = JSON.stringify(input)
      if (last.current?.said !== said) last.current = { said, key: newId() }
      try {
        const answer = await call(contract, contract.keyed ? { ...input, key: last.current.key } : input)
        last.current = null
        return answer
      } catch (error) {
        if (!isUnsure(error)) last.current = null
        throw error
      }
    },
    onSuccess: (answer, input) => options.onDone?.(answer, input),
  })
}

/** It is not known whether the command took effect: sent again, it must carry the same key. */
function isUnsure(error: unknown): boolean {
  if (!(error instanceof Problem)) return true
  return error.status === 0 || error.status >= 500 || error.kind === 'in-flight'
}
