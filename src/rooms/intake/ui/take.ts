import type { payers, trades } from '../../repair/repair.public.ts'
import { emergencyPlans } from '../emergency.ts'
import { evasionsIn } from '../evasion.ts'
import type { SuggestedTechnician } from '../intake.contract.ts'
import type { Emergency } from '../matter.row.ts'
import type { deskTake, TakeBody } from '../take.contract.ts'
import type { Call } from './calls.ts'
import { missingFromOwn, ownOf, wayOf } from './own-case.ts'

/** What the desk suggests for a call where nobody has chosen. */
export interface Suggested {
  payer: { payer: keyof typeof payers; reason: string } | null
  technicians: readonly SuggestedTechnician[]
  /** Which trade the words speak of. */
  trade: keyof typeof trades | undefined
}

/** `deskTake` without its zod schemas: the emergency keys must be there before the forms are. */
export const takeDoor = {
  method: 'POST',
  path: '/api/projects/:project/desk/take',
  keyed: true,
} as unknown as typeof deskTake

export const POOL = 'pool'
export const LATER = 'later'

export const tradeOf = (call: Call, { trade }: Pick<Suggested, 'trade'>): keyof typeof trades =>
  (call.trade as keyof typeof trades | undefined) ?? trade ?? 'other'

/** A repair in a flat needs the flat; everything else is public. */
export const placeOf = (call: Call): 'home' | 'public' => (call.unitId && !call.placeId ? 'home' : 'public')

export const payerOf = (call: Call, { payer }: Suggested): keyof typeof payers | undefined =>
  placeOf(call) === 'public' ? 'repair-fund' : ((call.payer as keyof typeof payers | undefined) ?? payer?.payer)

/** Whom the slip goes to: as chosen, else the first skilled technician, else the pool. */
export function handToOf(call: Call, { technicians }: Suggested): string {
  if (call.handTo) return call.handTo
  const [first] = technicians
  return first?.skilled ? first.accountId : POOL
}

/** Why the call cannot be registered as it stands; null when it can. */
export function missingFrom(call: Call, suggested: Suggested): string | null {
  if (call.content.trim() === '') return '请先记下客户说了什么'
  if (call.channel === 'network' && !call.registered && !call.site?.trim()) return '请写明网站或平台'
  if (call.join) return null
  if (call.kind === 'repair') {
    if (!call.unitId && !call.placeId) return '请选房号或公共部位'
    if (call.keyPoints.trim() === '') return '请问清情况，记下维修要点'
    const payer = payerOf(call, suggested)
    if (!payer) return '请选费用由谁承担'
    if (payer === 'owner' && handToOf(call, suggested) !== LATER) {
      if (call.items.length === 0) return '收费维修先讲明价格：请选收费项目'
      if (call.items.some(({ amountFen }) => !/^\d+$/.test(amountFen))) return '请填收费项目的单价'
      if (call.agreed === undefined) return '请记下业主是否同意价格'
    }
    return null
  }
  const way = wayOf(call)
  if (way === 'own') return missingFromOwn(call)
  if (way === 'answer' && call.answer.trim() === '') return '请写下给客户的答复'
  if (way === 'answer' && !call.keptReason?.trim() && evasionsIn(call.answer).length > 0)
    return '答复里有推诿用语，请改写，或写明仍要这样写的理由'
  if (way === 'contact' && (!call.departmentId || !call.handlerId)) return '请选责任部门和相关责任人'
  return null
}

/** The call as one command. */
export function takeOf(call: Call, suggested: Suggested): TakeBody {
  const register = {
    ...registerOf(call, call.content.trim()),
    ...(call.photos?.length ? { photos: [...call.photos] } : {}),
  }
  return {
    matterId: call.id,
    ...(call.registered ? { registered: true as const } : {}),
    register,
    ...(call.sorted ? { sorted: call.sorted } : {}),
    next: nextOf(call, suggested),
  }
}

/** An emergency with what is known so far: registered, opened as urgent, and those on duty are paged by it. */
export function emergencyOf(call: Call, emergency: Emergency): TakeBody {
  const { title, trade } = emergencyPlans[emergency]
  const words = call.content.trim()
  // A lift, a fire or a power cut is the building's, whoever calls; pipes and gas are where the caller lives.
  const inHome = emergency === 'burst-pipe' || emergency === 'gas'
  return {
    matterId: call.id,
    register: { ...registerOf(call, words ? [title, words].join('：') : title), emergency },
    next: {
      as: 'repair',
      repairId: call.workId,
      repair: {
        place: inHome ? placeOf(call) : 'public',
        trade,
        urgent: true,
        ...(words ? { keyPoints: words.slice(0, 500) } : {}),
      },
      dispatch: { to: 'later' },
    },
  }
}

function registerOf(call: Call, content: string): TakeBody['register'] {
  return {
    channel: call.channel,
    content,
    heardAt: call.openedAt,
    ...(call.channel === 'network'
      ? {
          foundAt: call.openedAt,
          ...(call.site?.trim() ? { site: call.site.trim() } : {}),
          ...(call.postedAt ? { postedAt: call.postedAt } : {}),
        }
      : {}),
    ...(call.unitId && !call.placeId ? { unitId: call.unitId } : {}),
    ...(call.placeId ? { placeId: call.placeId } : {}),
    ...(call.personId ? { personId: call.personId } : {}),
  }
}

function nextOf(call: Call, suggested: Suggested): TakeBody['next'] {
  if (call.join) return { as: 'join', sort: { kind: call.kind }, join: { headId: call.join.headId } }
  if (call.kind === 'repair') return repairOf(call, suggested)
  const way = wayOf(call)
  if (way === 'own') return ownOf(call)
  if (way === 'answer') {
    return {
      as: 'answer',
      sort: { kind: call.kind },
      answer: {
        answer: call.answer.trim(),
        way: call.answerWay as 'phone',
        ...(call.keptReason?.trim() ? { keptReason: call.keptReason.trim() } : {}),
      },
    }
  }
  if (way === 'contact') {
    return {
      as: 'contact',
      contactId: call.workId,
      contact: { kind: call.kind, departmentId: call.departmentId ?? '', handlerId: call.handlerId ?? '' },
    }
  }
  return { as: 'sort', sort: { kind: call.kind } }
}

function repairOf(call: Call, suggested: Suggested): TakeBody['next'] {
  const payer = payerOf(call, suggested)
  const isPublic = placeOf(call) === 'public'
  const appointment = call.appointmentAt ? { appointmentAt: call.appointmentAt } : {}
  const to = handToOf(call, suggested)
  const chosen = call.payer !== undefined && call.payer !== suggested.payer?.payer
  const reason = call.payerReason?.trim() || (chosen ? '前台与客户确认' : suggested.payer?.reason) || '前台与客户确认'
  return {
    as: 'repair',
    repairId: call.workId,
    repair: { place: placeOf(call), trade: tradeOf(call, suggested), keyPoints: call.keyPoints.trim() },
    ...(payer && !isPublic ? { payer: { payer, reason } } : {}),
    ...(payer === 'owner' && call.items.length > 0 && call.agreed !== undefined
      ? { price: { items: call.items, agreed: call.agreed } }
      : {}),
    dispatch:
      to === LATER
        ? { to: 'later' }
        : to === POOL
          ? { to: 'pool', ...appointment }
          : { to: 'technician', technicianId: to, ...appointment },
  }
}
