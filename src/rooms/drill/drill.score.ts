import type { Procedure } from '../../kernel/case/procedure.ts'
import { say } from '../../kernel/text/translate.ts'
import { classes } from '../complaint/complaint.public.ts'
import { emergencies, kinds } from '../intake/matter.public.ts'
import { type Field, fields, type LineName } from './drill.words.ts'
import type { RecordedCall, Recording } from './recording.ts'

/** A call as it was: who rang, and when it was taken. */
export interface LivedCall {
  nth: number
  ringsAt: Date
  ringsUntil: Date
  takenAt: Date | null
  matterId: string
  unitId: string
  personId: string
  placeId: string | null
}

/** One act of the log upon the matter of a call or the work under it; `form` with what was written. */
export interface LoggedAct {
  /** The matter that it belongs to. */
  matterId: string
  procedure: string
  action: string
  byStaff: boolean
  at: Date
  form: Readonly<Record<string, unknown>>
}

/** Evasive words that were kept in an answer of a matter (INT-03). */
export interface Flagged {
  matterId: string
  phrases: readonly string[]
}

export interface Line {
  line: LineName
  /** Done as it should be. */
  kept: boolean
  /** What was found, a Chinese sentence. */
  said: string
}

export interface ScoredCall {
  nth: number
  title: string
  words: string
  why: string
  ringsAt: Date
  /** Seconds that it rang, as the learner heard it; null: lost. */
  seconds: number | null
  lines: Line[]
}

export interface Score {
  calls: ScoredCall[]
  kept: number
  total: number
  lost: number
  /** In the middle of those taken. */
  seconds: number | null
}

export interface Lived {
  recording: Recording
  speed: number
  /** Those that had rung off or were taken when the afternoon ended. */
  calls: readonly LivedCall[]
  acts: readonly LoggedAct[]
  flagged: readonly Flagged[]
}

/**
 * How somebody did, from the log alone: each call by what a good receptionist does with it. A call that was lost counts
 * as nothing kept of it: the caller got none of it.
 */
export function scoreOf(lived: Lived, procedures: Readonly<Record<string, Procedure>>): Score {
  const calls = lived.calls.map((call) => scoreCall(call, lived, procedures))
  const lines = calls.flatMap((call) => call.lines)
  const seconds = calls.flatMap((call) => call.seconds ?? []).toSorted((a, b) => a - b)
  return {
    calls,
    kept: lines.filter(({ kept }) => kept).length,
    total: lines.length,
    lost: calls.length - seconds.length,
    seconds: seconds[Math.floor(seconds.length / 2)] ?? null,
  }
}

function scoreCall(call: LivedCall, lived: Lived, procedures: Readonly<Record<string, Procedure>>): ScoredCall {
  const recorded = lived.recording.calls[call.nth - 1]!
  const seconds = call.takenAt && Math.round((call.takenAt.getTime() - call.ringsAt.getTime()) / 1000 / lived.speed)
  const about = recorded.again ? lived.calls.find(({ nth }) => nth === recorded.again)! : call
  const acts = lived.acts.filter(
    ({ matterId, at }) => matterId === about.matterId && (!recorded.again || (call.takenAt && at >= call.takenAt)),
  )
  const seen: Seen = { call, recorded, acts, lived, procedures }
  const lines = [
    ...(recorded.again ? [again(seen)] : [kind(seen), ...emergency(seen)]),
    ...complaintClass(seen),
    ...recorded.right.steps.map((step) => stepTaken(step, seen)),
    ...recorded.right.fields.map((field) => filled(field, seen)),
    phrase(about.matterId, lived),
    ...(recorded.never.length > 0 ? [promise(seen)] : []),
  ]
  const { title, words, why } = recorded
  return {
    ...{ nth: call.nth, title, words, why, ringsAt: call.ringsAt, seconds },
    lines:
      seconds === null
        ? [line('answered', false, '响到挂断也没有接'), ...lines.map(({ line: name }) => line(name, false, '没有接听'))]
        : [line('answered', true, say('响 {seconds} 秒后接听', { seconds })), ...lines],
  }
}

interface Seen {
  call: LivedCall
  recorded: RecordedCall
  /** Upon the matter that the call is about. */
  acts: readonly LoggedAct[]
  lived: Lived
  procedures: Readonly<Record<string, Procedure>>
}

const line = (name: LineName, kept: boolean, said: string): Line => ({ line: name, kept, said })

const last = ({ acts }: Pick<Seen, 'acts'>, step: string) =>
  acts.findLast(({ procedure, action }) => `${procedure}.${action}` === step)

/** The last of the sortings counts: what she mended herself is mended (INT-12). */
function kind(seen: Seen): Line {
  const wanted = seen.recorded.right.kind ?? []
  const right = wanted.map((name) => kinds[name]).join('、')
  const judged = last(seen, 'matter.sort')?.form.kind as keyof typeof kinds | undefined
  if (judged === undefined) return line('kind', false, say('没有判别，应是{right}', { right }))
  if (wanted.includes(judged)) return line('kind', true, say('判为{kind}', { kind: kinds[judged] }))
  return line('kind', false, say('判为{wrong}，应是{right}', { wrong: kinds[judged], right }))
}

/** The key that was struck, and who was paged by it. A false alarm is told; that there was none goes without saying. */
function emergency(seen: Seen): Line[] {
  const wanted = seen.recorded.right.emergency
  const struck = last(seen, 'matter.register')?.form.emergency as keyof typeof emergencies | undefined
  if (!wanted) {
    if (!struck) return []
    return [line('emergency', false, say('不是紧急情况，按{wrong}登记了', { wrong: emergencies[struck] }))]
  }
  const right = emergencies[wanted]
  const paged = seen.acts.find((act) => act.procedure === 'repair' && act.action === 'register' && act.form.urgent)
  const after =
    paged && Math.round((paged.at.getTime() - (seen.call.takenAt?.getTime() ?? 0)) / 1000 / seen.lived.speed)
  return [
    struck === wanted
      ? line('emergency', true, say('按{right}登记', { right }))
      : struck
        ? line('emergency', false, say('按{wrong}登记，应是{right}', { wrong: emergencies[struck], right }))
        : line('emergency', false, say('没有按紧急情况登记，应是{right}', { right })),
    after === undefined
      ? line('paged', false, '没有呼叫值班人员')
      : line('paged', true, say('接听 {seconds} 秒后已呼叫值班人员', { seconds: after })),
  ]
}

/** INT-09: who asks again chases his open case, and gets no second one. */
function again(seen: Seen): Line {
  const { call, lived } = seen
  const anew = lived.acts.some(({ matterId, action }) => matterId === call.matterId && action === 'register')
  if (anew) return line('again', false, '另开了新件，应在原件上催单')
  return last(seen, 'matter.chase') ? line('again', true, '已在原件上催单') : line('again', false, '没有在原件上催单')
}

function complaintClass(seen: Seen): Line[] {
  const wanted = seen.recorded.right.complaintClass
  if (!wanted) return []
  const classed = last(seen, 'complaint.classify') ?? last(seen, 'complaint.settleOnSpot')
  const given = classed?.form.complaintClass as keyof typeof classes | undefined
  const right = classes[wanted]
  if (given === undefined) return [line('class', false, say('没有分类，应是{right}', { right }))]
  if (given === wanted) return [line('class', true, say('分为{right}', { right }))]
  return [line('class', false, say('分为{wrong}，应是{right}', { wrong: classes[given], right }))]
}

/** Any of the acts will do, done by somebody of the staff: what clocks do is nobody's step. */
function stepTaken(step: string, { acts, procedures }: Seen): Line {
  const ways = step.split('|')
  const taken = acts.find(({ procedure, action, byStaff }) => byStaff && ways.includes(`${procedure}.${action}`))
  const titleOf = (way: string) => {
    const [procedure = '', action = ''] = way.split('.')
    return procedures[procedure]?.actions[action]?.title ?? way
  }
  if (taken) return line('step', true, say('已办“{step}”', { step: titleOf(`${taken.procedure}.${taken.action}`) }))
  return line('step', false, say('没有办“{step}”', { step: ways.map(titleOf).join('、') }))
}

const keyOfField: Readonly<Record<Field, string>> = {
  unit: 'unitId',
  place: 'placeId',
  person: 'personId',
  keyPoints: 'keyPoints',
  appointment: 'appointmentAt',
  serviceItem: 'serviceItem',
  apologized: 'apologized',
  otherSide: 'otherSide',
}

/** Filled in by any act; a flat, a place and a person must be those of the caller. */
function filled(field: Field, { acts, call }: Seen): Line {
  const key = keyOfField[field]
  const given = acts.findLast(({ form }) => form[key] !== undefined && form[key] !== false)?.form[key]
  const label = fields[field]
  if (given === undefined) return line('field', false, say('没有问“{label}”', { label }))
  const own: Partial<Record<Field, string | null>> = { unit: call.unitId, person: call.personId, place: call.placeId }
  if (own[field] && given !== own[field]) return line('field', false, say('“{label}”记错了', { label }))
  return line('field', true, say('问清了“{label}”', { label }))
}

function phrase(matterId: string, { flagged }: Lived): Line {
  const phrases = flagged.filter((one) => one.matterId === matterId).flatMap((one) => one.phrases)
  if (phrases.length === 0) return line('phrase', true, '没有推诿用语')
  return line('phrase', false, say('说了“{phrases}”', { phrases: phrases.join('”“') }))
}

/** What the customer is told: answers and progress. */
function promise({ acts, recorded }: Seen): Line {
  const told = acts.flatMap(({ form }) => [form.answer, form.progress].filter((text) => typeof text === 'string'))
  const found = recorded.never.filter((words) => told.some((text) => text.includes(words)))
  if (found.length === 0) return line('promise', true, '没有许下做不到的事')
  return line('promise', false, say('许诺了“{phrases}”', { phrases: found.join('”“') }))
}
