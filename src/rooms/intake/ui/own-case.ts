import { MINUTE_MS } from '../../../kernel/clock/time.ts'
import { businessNow } from '../../../web/core/clock.tsx'
import type { Source } from '../../complaint/complaint.public.ts'
import { channels, type MatterKind } from '../matter.row.ts'
import type { TakeBody } from '../take.contract.ts'
import type { Call, Way } from './calls.ts'

/** Kinds of matters that are cases of their own, and what the desk does with each, the usual first. */
const ways: Partial<Record<MatterKind, readonly Way[]>> = {
  complaint: ['own', 'sort'],
  suggestion: ['own', 'answer', 'sort'],
  dispute: ['own', 'answer', 'sort'],
}
const others: readonly Way[] = ['answer', 'contact', 'sort']

export const waysOf = ({ kind }: Call): readonly Way[] => ways[kind] ?? others

/** What is done with it: as chosen, where that is possible for its kind. */
export function wayOf(call: Call): Way {
  const possible = waysOf(call)
  return call.way && possible.includes(call.way) ? call.way : possible[0]!
}

/** How the complaint came in, as the channel has it. */
export const sourceOf = (call: Call): Source => call.own?.source ?? sourceByChannel[call.channel]

const sourceByChannel: Record<keyof typeof channels, Source> = {
  phone: 'phone',
  hotline: 'phone',
  counter: 'face',
  'owner-phone': 'app',
  link: 'app',
  staff: 'face',
  visit: 'face',
  letter: 'letter',
  email: 'email',
  web: 'network',
  file: 'letter',
  network: 'network',
}

/** Heard elsewhere and brought to the desk later than the project's settings allow: the reason is asked (CMP-16). */
export const isLate = (call: Call, relayMinutes: number): boolean =>
  sourceOf(call) !== 'face' && businessNow().getTime() - new Date(call.openedAt).getTime() > relayMinutes * MINUTE_MS

/** Why the case cannot be opened as it stands; null when it can. */
export function missingFromOwn(call: Call): string | null {
  const { own = {}, kind } = call
  if (kind === 'dispute') return own.otherSide?.trim() ? null : '请写明对方是谁'
  if (kind !== 'complaint') return null
  if (!own.serviceItem?.trim()) return '请写明投诉的服务项目'
  if (sourceOf(call) === 'face' && !own.apologized) return '当面投诉，先致歉并感谢客户的意见'
  if (sourceOf(call) === 'quality' && !own.finishBy) return '请填写品质部规定的完成时间'
  return null
}

/** The case of its own kind as a part of the command. */
export function ownOf(call: Call): TakeBody['next'] {
  const { own = {}, workId } = call
  if (call.kind === 'suggestion') {
    return { as: 'suggestion', suggestionId: workId, suggestion: { kind: own.need ? 'need' : 'suggestion' } }
  }
  if (call.kind === 'dispute') {
    return {
      as: 'dispute',
      disputeId: workId,
      dispute: {
        topic: own.topic ?? 'noise',
        otherSide: own.otherSide?.trim() ?? '',
        ...(own.otherUnitId ? { otherUnitId: own.otherUnitId } : {}),
      },
    }
  }
  const source = sourceOf(call)
  // A complaint that is said to be of a network while it came by another way: the way is the site, found on the call.
  const found =
    source === 'network' && call.channel !== 'network' ? { site: channels[call.channel], foundAt: call.openedAt } : {}
  return {
    as: 'complaint',
    complaintId: workId,
    complaint: {
      source,
      serviceItem: own.serviceItem?.trim() ?? '',
      ...found,
      ...(source === 'quality' && own.finishBy ? { finishBy: own.finishBy } : {}),
      ...(own.apologized ? { apologized: true } : {}),
      ...(own.accusedId ? { accusedId: own.accusedId } : {}),
      ...(own.lateReason?.trim() ? { lateReason: own.lateReason.trim() } : {}),
    },
  }
}
