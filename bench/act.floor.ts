import { v7 as uuid } from 'uuid'
import { SESSION, statement, type Values } from './bare.ts'
import { type Job, MIX } from './jobs.ts'

/**
 * Reads and writes the same rows as the ten acts of a job, with the same keys, indexes, foreign keys, role and row
 * security, the asker's session too, and does nothing else: no rights, no guards, no forms, no reckoning of deadlines. In two forms: the plain
 * one (a transaction with one statement per row) and one statement per act, which needs no transaction around it.
 */
interface BareAct {
  opens?: boolean
  text?: boolean
  /** What the act sets in the room's row. */
  room?: string
  stops?: ClockName[]
  starts?: ClockName[]
  /** The new earliest due time of the case; absent where it stays. */
  due?: 'later' | 'none'
  holder?: boolean
  /** A picture becomes part of the case. */
  picture?: boolean
  /** The state it leads to, where it leads to another one: part of an index, like due time and holder. */
  to?: string
}

type ClockName = 'dispatch' | 'take' | 'arrive' | 'sign'

const BARE: readonly BareAct[] = [
  { opens: true, text: true, starts: ['dispatch'], due: 'later' },
  { text: true },
  {
    text: true,
    room: `payer = 'company', payer_reason = '', price_items = '[]', price_fen = null, price_told_at = null, price_agreed_at = null`,
  },
  {
    room: 'technician_id = :holder, appointment_at = :later, assigned_at = :at, dispatched_at = :at, taken_at = null, arrived_at = null, checked_at = null',
    stops: ['dispatch'],
    starts: ['take', 'arrive'],
    due: 'later',
    holder: true,
    to: 'assigned',
  },
  { room: 'taken_at = :at', stops: ['take'], due: 'later', to: 'taken' },
  { room: 'arrived_at = :at', stops: ['arrive'], due: 'none', to: 'on-site' },
  { text: true, room: `checked_at = :at, finding = ''` },
  { text: true },
  { room: `started_at = :at, judgement = 'now'`, to: 'working' },
  {
    text: true,
    room: `work_done = '', after_photos = '[]', finished_at = :at, corrected_at = null, charge_fen = 0`,
    starts: ['sign'],
    due: 'later',
    picture: true,
    to: 'done',
  },
]

const KEY = 'select case_id, seq from case_action where project_id = 1 and actor_id = :actor and key = :key'
const CASE = 'select * from cases where project_id = 1 and id = :case for update'
const ROW = 'select * from repair_order where project_id = 1 and case_id = :case'
const CLOCKS = `select id, clock, basis, due_at, breached_at, acknowledged_at, next_level, started_at
  from case_clock where project_id = 1 and case_id = :case and status = 'open'`

/** Who asks, by a statement of its own before the transaction. */
export const asker = statement(SESSION)
/** Per act: one statement per row, in their order; and all of it as one statement. */
export const plainActs = BARE.map((act) => [...readsOf(act), ...partsOf(act)].map(statement))
export const actsAtOnce = BARE.map((act) => statement(atOnce(act)))

/** The values of a job's acts; `sessionOf` knows an account's session. */
export function valuesOf(job: Job, at: Date, sessionOf: (account: string) => Buffer): Values[] {
  const clocks = { dispatch: job.dispatchClock, take: uuid(), arrive: uuid(), sign: uuid() }
  const later = new Date(at.getTime() + 3_600_000)
  return BARE.map((act, index) => ({
    case: act.opens ? job.opened : job.worked,
    action: uuid(),
    key: uuid(),
    seq: act.opens ? 1 : index + 1,
    actor: job[MIX[index]!.by],
    session: sessionOf(job[MIX[index]!.by]),
    now: at,
    holder: job.technician,
    at,
    later,
    number: `BX-20000102-${job.opened}`,
    unit: job.unit,
    person: job.person,
    photo: job.photo,
    hash: Buffer.alloc(32),
    notice: uuid(),
    ...Object.fromEntries(Object.entries(clocks).map(([name, id]) => [`clock_${name}`, act.opens ? uuid() : id])),
  }))
}

/** What an act must read to know what to write: its key, the case (locked), its row and its open clocks. */
function readsOf({ opens }: BareAct): string[] {
  return opens ? [KEY] : [KEY, CASE, ROW, CLOCKS]
}

/** Reads and writes as one statement, which answers what was read. */
function atOnce(act: BareAct): string {
  const writes = partsOf(act).map((part, n) => `w${n} as (${part})`)
  const known = [`me as (${SESSION})`, `seen as (${KEY})`]
  if (act.opens)
    return `with ${[...known, ...writes].join(', ')} select me.*, seen.seq as seen_seq from me left join seen on true`
  const reads = [`of as (${CASE})`, `o as (${ROW})`, `k as (${CLOCKS})`]
  return `with ${[...known, ...reads, ...writes].join(', ')}
    select me.*, of.*, o.*, k.*, seen.seq as seen_seq
    from me left join of on true left join o on true left join k on true left join seen on true`
}

function partsOf(act: BareAct): string[] {
  const due = act.due === 'later' ? ', next_due_at = :later' : act.due === 'none' ? ', next_due_at = null' : ''
  const parts = [
    act.opens &&
      `insert into cases (project_id, id, procedure, number, title, state, unit_id, person_id, last_seq, last_at, next_due_at, opened_at, procedure_version, policy_version)
        values (1, :case, 'repair', :number, '', 'reported', :unit, :person, 1, :at, :later, :at, 1, 1)`,
    act.opens &&
      `insert into repair_order (project_id, case_id, place, trade, content, reported_at) values (1, :case, 'home', 'water', '', :at)`,
    `insert into case_action (project_id, case_id, seq, id, action, to_state, actor_kind, actor_id, at, recorded_at, form, form_sha256, key)
      values (1, :case, :seq, :action, 'a', 's', 'staff', :actor, :at, :at, '{}', :hash, :key)`,
    act.text && `insert into case_text (project_id, case_id, seq, body) values (1, :case, :seq, '{}')`,
    act.room && `update repair_order set ${act.room} where project_id = 1 and case_id = :case`,
    ...(act.stops ?? []).map(
      (name) =>
        `update case_clock set status = 'met', stopped_seq = :seq, stopped_at = :at, fire_at = null where project_id = 1 and id = :clock_${name}`,
    ),
    ...(act.starts ?? []).map(
      (name) =>
        `insert into case_clock (project_id, case_id, id, clock, started_seq, started_at, basis, due_at, fire_at) values (1, :case, :clock_${name}, '${name}', :seq, :at, '{}', :later, :later)`,
    ),
    act.picture && 'update file set attached_at = :at where project_id = 1 and id = :photo and attached_at is null',
    act.holder &&
      `insert into notice (project_id, id, account_id, case_id, kind, text, made_at) values (1, :notice, :holder, :case, 'assigned', '', :at)`,
    !act.opens &&
      `update cases set last_seq = :seq, last_at = :at${due}${act.holder ? ', holder_account = :holder' : ''}${act.to ? `, state = '${act.to}'` : ''} where project_id = 1 and id = :case`,
  ]
  return parts.filter((part): part is string => typeof part === 'string')
}
