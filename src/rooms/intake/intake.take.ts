import type { z } from 'zod'
import type { Command } from '../../kernel/case/engine.ts'
import type { Actor } from '../../kernel/case/procedure.ts'
import type { takeBody } from './take.contract.ts'

type Taken = z.output<typeof takeBody>
type Repair = Extract<Taken['next'], { as: 'repair' }>
type OwnCase = Extract<Taken['next'], { as: 'complaint' | 'suggestion' | 'dispute' }>

/**
 * The ordinary actions that one call at the desk amounts to, in order, performed in one transaction. Each part gets a
 * key of its own, derived from the key of the whole, so that a repeated call repeats nothing.
 */
export function commandsOf(projectId: number, actor: Actor, key: string, taken: Taken): Command[] {
  const { matterId, register, next } = taken
  const base = { projectId, actor }
  const onMatter = (action: string, form: unknown): Command => ({
    ...base,
    procedure: 'matter',
    caseId: matterId,
    action,
    key: `${key}:${action}`,
    form,
  })
  // A matter that the owner or somebody of the staff has registered before is only sorted and worked on.
  const registered = taken.registered ? [] : [onMatter('register', register)]
  const sort = (form: Record<string, unknown>) => onMatter('sort', { ...taken.sorted, ...form })
  /** What the work takes over from the matter. */
  const inherited = {
    parentId: matterId,
    content: register.content.slice(0, 2000),
    ...(register.unitId ? { unitId: register.unitId } : {}),
    ...(register.placeId ? { placeId: register.placeId } : {}),
    ...(register.personId ? { personId: register.personId } : {}),
  }
  /** Complaints and what stands beside them keep all the words. */
  const whole = { content: register.content }
  switch (next.as) {
    case 'leave':
      return registered
    case 'sort':
      return [...registered, sort(next.sort)]
    case 'join':
      return [...registered, onMatter('sort', next.sort), onMatter('join', next.join)]
    case 'answer':
      return [...registered, sort(next.sort), onMatter('settle', next.answer)]
    case 'contact':
      return [
        ...registered,
        sort({ kind: next.contact.kind }),
        {
          ...base,
          procedure: 'contact',
          caseId: next.contactId,
          action: 'issue',
          key: `${key}:issue`,
          form: { ...next.contact, ...inherited },
        },
      ]
    case 'complaint':
    case 'suggestion':
    case 'dispute':
      return [...registered, sort({ kind: next.as }), openedAs(base, key, next, { ...inherited, ...whole }, register)]
    case 'repair': {
      const photos = register.photos ? { photos: register.photos } : {}
      const opened = { ...next.repair, ...inherited, ...photos }
      return [...registered, sort({ kind: 'repair' }), ...repairCommands(base, key, next, opened)]
    }
  }
}

/** The case that a complaint, a suggestion or a dispute is, under the matter it came by. */
function openedAs(
  base: Pick<Command, 'projectId' | 'actor'>,
  key: string,
  next: OwnCase,
  inherited: Record<string, unknown>,
  { heardAt, postedAt, foundAt, site, photos }: Taken['register'],
): Command {
  const opening = (procedure: string, caseId: string, action: string, form: object): Command => ({
    ...base,
    procedure,
    caseId,
    action,
    // `register` is a part of the matter's too.
    key: `${key}:${procedure}.${action}`,
    form: { ...form, ...inherited },
  })
  switch (next.as) {
    case 'suggestion':
      return opening('suggestion', next.suggestionId, 'collect', next.suggestion)
    case 'dispute':
      return opening('dispute', next.disputeId, 'register', next.dispute)
    case 'complaint': {
      const found = { heardAt, photos, ...(next.complaint.source === 'network' ? { postedAt, foundAt, site } : {}) }
      const known = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
      return opening('complaint', next.complaintId, 'register', { ...known, ...next.complaint })
    }
  }
}

function repairCommands(
  base: Pick<Command, 'projectId' | 'actor'>,
  key: string,
  { repairId, payer, price, dispatch }: Repair,
  opened: Record<string, unknown>,
): Command[] {
  const act = (action: string, form: unknown): Command => ({
    ...base,
    procedure: 'repair',
    caseId: repairId,
    action,
    // `register` is a part of the matter's too.
    key: `${key}:repair.${action}`,
    form,
  })
  const commands = [act('register', opened)]
  if (payer) commands.push(act('decidePayer', payer))
  if (price) commands.push(act('tellPrice', price))
  // Who does not accept the price has cancelled the slip; there is nothing to hand out.
  if (price && !price.agreed) return commands
  const { to, ...form } = dispatch
  if (to === 'technician') commands.push(act('assign', form))
  if (to === 'pool') commands.push(act('offer', form))
  return commands
}
