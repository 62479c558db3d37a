import { useMutation } from '@tanstack/react-query'
import { Toast } from 'antd-mobile'
import type { z } from 'zod'
import type { outcome } from '../../kernel/case/case.contract.ts'
import { call, Problem } from '../api.ts'
import { actDoor, newId } from '../core/command.ts'
import { t } from '../core/i18n.ts'
import { queries } from '../core/query.ts'
import { doors } from './doors.ts'

/** By which door a phone acts: signed in, within a project; or as the bearer of a case link. */
export type Via = { project: number } | { token: string }

/** The signature that an action carries (SignatureInput of the engine). */
export interface Signed {
  /** The drawn signature, a PNG as data URL. */
  image: string
  signerName: string
  relation: string
  way: 'pad' | 'link' | 'paper'
  personId?: string
}

/** One act upon a case, as a screen wants it done. */
export interface Errand {
  via: Via
  procedure: string
  /** Made here for a new case, so that sending twice opens one. */
  caseId: string
  action: string
  form: unknown
  /** lastSeq of the page that the person looked at. */
  seenSeq?: number | undefined
  signature?: Signed | undefined
}

export type Outcome = z.output<typeof outcome>

/**
 * THE way out of a phone: every command on a case goes through here. Each gets its key once and keeps it until the
 * server has answered, also over a reload; the same command while one is under way is the same command (a double tap
 * sends once). What the net lost is sent again by itself, with the same key and the same words.
 * Throws Problem: with `status` 0 or 5xx nobody knows whether it took effect, and sending again is safe.
 */
export function send(errand: Errand): Promise<Outcome> {
  const name = nameOf(errand)
  const going = underway.get(name)
  if (going) return going
  const letter = unanswered().get(name) ?? { key: newId(), errand }
  keep(name, letter)
  const sending = deliver(letter)
    .then(
      (answer) => {
        keep(name, null)
        return answer
      },
      (error: unknown) => {
        if (!isUnsure(error)) keep(name, null)
        throw error
      },
    )
    .finally(() => underway.delete(name))
  underway.set(name, sending)
  return sending
}

/** A command with its key, as it was first sent. */
interface Letter {
  key: string
  errand: Errand
}

const underway = new Map<string, Promise<Outcome>>()

/** What makes two commands the same: who is asked for what. A redrawn signature or a reloaded page does not. */
function nameOf({ via, procedure, caseId, action, form }: Errand): string {
  return JSON.stringify([via, procedure, caseId, action, form])
}

/** Waits before the second, third and fourth try. */
const RETRY_MS = [600, 1_500, 3_000]

async function deliver(letter: Letter): Promise<Outcome> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await post(letter)
    } catch (error) {
      const wait = RETRY_MS[attempt]
      if (wait === undefined || !isUnsure(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}

function post({ key, errand }: Letter): Promise<Outcome> {
  const { via, procedure, caseId, action, form, seenSeq, signature } = errand
  const body = { form, ...(seenSeq === undefined ? {} : { seenSeq }), ...(signature ? { signature } : {}) }
  return 'token' in via
    ? call(doors.linkAct, { params: { token: via.token, action }, body, key })
    : call(actDoor, { params: { project: via.project, procedure, id: caseId, action }, body, key })
}

function isUnsure(error: unknown): boolean {
  if (!(error instanceof Problem)) return false
  return error.status === 0 || error.status >= 500 || error.kind === 'in-flight'
}

const STORE = 'guanjia.unanswered'

function unanswered(): Map<string, Letter> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(STORE) ?? '[]') as [string, Letter][])
  } catch {
    return new Map()
  }
}

function keep(name: string, letter: Letter | null): void {
  const all = unanswered()
  if (letter) all.set(name, letter)
  else all.delete(name)
  try {
    sessionStorage.setItem(STORE, JSON.stringify([...all]))
  } catch {
    // A full store loses the key over a reload, not the command.
  }
}

/**
 * Sends from a screen: what all screens show is read again afterwards, also after a refusal because the case moved on.
 * `toast`: refusals are told in passing, for lists that have no place for them. `onSent`: leaves the screen before it
 * is read again, where what was done can no longer be done.
 */
export function useSend({
  toast = false,
  onSent,
}: {
  toast?: boolean
  onSent?: ((outcomes: readonly Outcome[]) => void) | undefined
} = {}) {
  const { mutateAsync, isPending, error, reset } = useMutation<Outcome[], Problem, Errand[]>({
    // Without a net the person is told at once; `send` itself tries again and keeps the key.
    networkMode: 'always',
    mutationFn: async (errands) => {
      const outcomes: Outcome[] = []
      for (const errand of errands) {
        // A second errand of one tap was decided on the same page; the first one has moved its seq on.
        const moved = outcomes.findLast(({ caseId }) => caseId === errand.caseId)?.seq
        outcomes.push(await send({ ...errand, seenSeq: moved ?? errand.seenSeq }))
      }
      return outcomes
    },
    onSuccess: (outcomes) => {
      onSent?.(outcomes)
      return readAgain()
    },
    onError: (problem) => {
      // 403: it has become somebody else's to do.
      if (problem.status !== 409 && problem.status !== 403) {
        if (toast) Toast.show({ content: problem.message, duration: 4_000 })
        return
      }
      const { state } = problem
      Toast.show({ content: state ? t('此单现在是「{state}」，已刷新', { state: state.stateTitle }) : problem.message })
      return readAgain()
    },
  })
  return { send: mutateAsync, busy: isPending, problem: error, reset }
}

export function readAgain(): Promise<void> {
  return queries.invalidateQueries({
    predicate: ({ meta }) => meta?.follows !== undefined && meta.follows !== 'nothing',
  })
}
