import type { Tx } from '../db/db.ts'
import type { Done } from './done.ts'
import { notify } from './notices.ts'
import { accountsWith } from './relations.ts'

export interface Told {
  newHolder: readonly string[]
  others: readonly string[]
}

/** Who gets a notice: a new holder, and whom the action names; never the one who acted. */
export async function whoIsTold(tx: Tx, done: Done): Promise<Told> {
  const { action, command, before, after, row, rowBefore, form, facts } = done
  const { projectId, actor } = command
  const self = 'accountId' in actor ? actor.accountId : null
  const others = (accounts: readonly string[]) => accounts.filter((account) => account !== self)
  const newHolder =
    after.holderAccount !== null && after.holderAccount !== before?.holderAccount ? others([after.holderAccount]) : []
  const rights = typeof action.notifies === 'function' ? action.notifies(form.values, row) : (action.notifies ?? [])
  const named = rights.length > 0 ? others(await accountsWith(tx, projectId, rights, after, facts.at)) : []
  const second = typeof form.values.accountId === 'string' ? others([form.values.accountId]) : []
  const left = others((action.tells?.(rowBefore) ?? []).filter((account) => account !== null))
  return { newHolder, others: [...named, ...second, ...left].filter((account) => !newHolder.includes(account)) }
}

/** Puts the notices of an act into inboxes. */
export function tell(
  tx: Tx,
  { action, command, before, after, facts }: Done,
  { newHolder, others }: Told,
): Promise<unknown> {
  const { projectId } = command
  const text = action.notice ?? '{number} {title}'
  const kind =
    after.priority === 'emergency' && before === null
      ? 'emergency'
      : command.action === 'heedChase' || command.action === 'chase'
        ? 'chased'
        : 'told'
  return Promise.all([
    notify(tx, projectId, after, { accounts: newHolder, kind: 'assigned', text }, facts.at),
    notify(tx, projectId, after, { accounts: others, kind, text }, facts.at),
  ])
}
