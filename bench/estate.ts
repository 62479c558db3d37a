import pg from 'pg'
import { seedCalendarDays } from '../src/kernel/clock/calendar-seed.ts'
import { policySchema } from '../src/kernel/policy/policy.ts'
import { say } from './place.ts'

/**
 * One estate with `size` cases, filled by statements over sets. Every id follows from a kind and a number, so that a
 * benchmark finds its rows without asking. One case in 15 is open: with a million cases 66,667 are, under 100,000
 * clocks. Which open case is what follows from its number:
 *
 *   0, 1 of 4  a repair to be dispatched        2 of 4  a repair assigned, with an appointment: two clocks
 *   3 of 4     a matter just registered: two clocks
 */
export interface Estate {
  project: number
  size: number
  /** Open cases; number `n` of them is case `n * 15`. */
  open: number
  /** What the clock showed when it was filled. */
  at: Date
}

export const STAFF = { receptionists: 20, technicians: 60 }
const UNITS = 10_000
const PEOPLE = 25_000
const OPEN_EVERY = 15

const kinds = {
  account: 1,
  post: 2,
  unit: 3,
  person: 4,
  case: 5,
  action: 6,
  clock: 7,
  file: 8,
  zone: 9,
  department: 10,
  more: 11,
}

/** The id of thing `n` of a kind, as `bench_id` in SQL makes it: ordered in time like a uuid v7. */
export function idOf(kind: keyof typeof kinds, n: number): string {
  return `019${kinds[kind].toString(16).padStart(5, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
}

export const receptionist = (n: number) => idOf('account', 1 + (n % STAFF.receptionists))
export const technician = (n: number) => idOf('account', 101 + (n % STAFF.technicians))
export const unit = (n: number) => idOf('unit', 1 + (n % UNITS))
export const person = (n: number) => idOf('person', 1 + (n % PEOPLE))
/** Open case number `n` (from 0). */
export const openCase = (n: number) => idOf('case', (n + 1) * OPEN_EVERY)
/** The clocks that an open case was filled with: 1 or 2. */
export const openClock = (n: number, which: 1 | 2) => idOf('clock', (n + 1) * OPEN_EVERY * 2 + which)

export async function fillEstate(superUrl: string, size: number): Promise<Estate> {
  const started = performance.now()
  const client = new pg.Client({ connectionString: superUrl })
  await client.connect()
  try {
    const at = new Date(Date.now())
    // The rows below are consistent by construction, so nothing is looked up per row while filling.
    await client.query("set session_replication_role = 'replica'; set timezone = 'UTC'; set work_mem = '64MB'")
    await client.query(`create or replace function bench_id(kind text, n bigint) returns uuid language sql immutable as $f$
      select ('019' || case kind ${Object.entries(kinds)
        .map(([name, digit]) => `when '${name}' then '${digit.toString(16).padStart(5, '0')}'`)
        .join(' ')} end
        || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $f$`)
    await fillCompany(client, at)
    await fillPlaces(client, at)
    await fillCases(client, size, at)
    say(`${size} cases filled in ${Math.round((performance.now() - started) / 1000)} s`)
    // The size of a table's visible part is known and its pages are clean, as in an installation that has run a while.
    await client.query('vacuum analyze')
    await client.query('checkpoint')
    return { project: 1, size, open: Math.floor(size / OPEN_EVERY), at }
  } finally {
    await client.end()
  }
}

async function fillCompany(client: pg.Client, at: Date): Promise<void> {
  const policy = policySchema.parse({})
  await client.query(`insert into company (id, name) values (1, '翠湖物业')`)
  await client.query(`insert into project (code, name, made_at) values ('cuihu', '翠湖花园', $1)`, [at])
  await client.query(
    `insert into department (id, code, name) values (bench_id('department', 1), 'service', '客服部'), (bench_id('department', 2), 'engineering', '工程部')`,
  )
  const days = seedCalendarDays(at.getFullYear(), at.getFullYear() + 1)
  await client.query(
    `insert into calendar_day (date, kind, name) select * from unnest($1::date[], $2::text[], $3::text[])`,
    [days.map((day) => day.date), days.map((day) => day.kind), days.map((day) => day.name)],
  )
  await client.query(
    `insert into policy (project_id, version, body, effective_at, reason, made_at) values (1, 1, $1, '2000-01-01', '开通', $2)`,
    [JSON.stringify(policy), at],
  )
  for (const [from, to, role, department] of [
    [1, STAFF.receptionists, 'receptionist', 1],
    [101, 100 + STAFF.technicians, 'technician', 2],
    [201, 202, 'service-supervisor', 1],
    [203, 204, 'team-leader', 2],
    [205, 206, 'engineering-supervisor', 2],
    [207, 207, 'manager', 1],
    [208, 208, 'service-officer', 1],
  ] as const) {
    await client.query(
      `insert into account (id, kind, login, name, made_at) select bench_id('account', n), 'staff', 'staff' || n, '员工' || n, $3 from generate_series($1::int, $2::int) n`,
      [from, to, at],
    )
    await client.query(
      `insert into post (id, project_id, department_id, role, title) select bench_id('post', n), 1, bench_id('department', $4), $3, $3 from generate_series($1::int, $2::int) n`,
      [from, to, role, department],
    )
    await client.query(
      `insert into post_holding (id, post_id, account_id, from_at) select bench_id('more', n), bench_id('post', n), bench_id('account', n), '2000-01-01' from generate_series($1::int, $2::int) n`,
      [from, to],
    )
  }
}

async function fillPlaces(client: pg.Client, at: Date): Promise<void> {
  await client.query(
    `insert into zone (project_id, id, name, officer_post_id) select 1, bench_id('zone', n), n || '区', bench_id('post', 208) from generate_series(1, 10) n`,
  )
  await client.query(
    `insert into building (project_id, id, zone_id, code, name) select 1, bench_id('more', 1000 + n), bench_id('zone', 1 + n % 10), n::text, n || '栋' from generate_series(1, 50) n`,
  )
  await client.query(
    `insert into unit (project_id, id, kind, building_id, zone_id, code, floor, area_sqm)
     select 1, bench_id('unit', n), 'flat', bench_id('more', 1001 + n % 50), bench_id('zone', 1 + (n % 50 + 1) % 10), (n % 50 + 1) || '-' || n, 1 + n % 30, 89.5
     from generate_series(1, ${UNITS}) n`,
  )
  await client.query(
    `insert into person (project_id, id, name, name_key, made_at) select 1, bench_id('person', n), '住户' || n, 'zh', $1 from generate_series(1, ${PEOPLE}) n`,
    [at],
  )
  await client.query(
    `insert into residence (project_id, id, unit_id, person_id, relation, from_on)
     select 1, bench_id('more', 100000 + n), bench_id('unit', 1 + n % ${UNITS}), bench_id('person', n), 'owner', '2020-07-01' from generate_series(1, ${PEOPLE}) n`,
  )
  await client.query(
    `insert into file (project_id, id, sha256, media_type, bytes, width, height, name, made_at)
     select 1, bench_id('file', n), decode(repeat('00', 32), 'hex'), 'image/webp', 10, 1, 1, '照片', $1 from generate_series(1, 100) n`,
    [at],
  )
}

/** The cases with their log, room rows and clocks. Open ones began within the last minutes, closed ones in the last five years. */
async function fillCases(client: pg.Client, size: number, at: Date): Promise<void> {
  await client.query(
    `create temporary table plan as
     select n, bench_id('case', n) as id, n % ${OPEN_EVERY} <> 0 as final,
       case when n % ${OPEN_EVERY} <> 0 then case when n % 4 = 3 then 'matter' else 'repair' end
         when (n / ${OPEN_EVERY} - 1) % 4 = 3 then 'matter' else 'repair' end as procedure,
       case when n % ${OPEN_EVERY} = 0 then (n / ${OPEN_EVERY} - 1) % 4 end as part,
       case when n % ${OPEN_EVERY} <> 0 then $1::timestamptz - (5 * 365 * n / ${size}.0) * interval '1 day' - interval '4 days'
         else $1::timestamptz - interval '10 minutes' + (n / ${OPEN_EVERY} * 7 % 401) * interval '1 second' end as began,
       bench_id('account', 1 + n / ${4 * OPEN_EVERY} % ${STAFF.receptionists}) as receptionist
     from generate_series(1, ${size}) n`,
    [at],
  )
  const steps: [string, string][] = [
    [
      'cases',
      `insert into cases (project_id, id, procedure, number, title, state, final, priority, unit_id, zone_id, person_id, holder_account,
         first_responder_account, opened_by_account, last_seq, last_at, next_due_at, opened_at, closed_at, procedure_version, policy_version)
       select 1, id, procedure, case procedure when 'repair' then 'BX' else 'SQ' end || '-20000101-' || n, '厨房水龙头漏水 ' || n,
         case when final then 'closed' when part = 3 then 'registered' when part = 2 then 'assigned' else 'reported' end, final,
         case when n % 50 = 0 then 'high' else 'normal' end, bench_id('unit', 1 + n % ${UNITS}), bench_id('zone', 1 + ((1 + n % ${UNITS}) % 50 + 1) % 10), bench_id('person', 1 + n % ${PEOPLE}),
         case when procedure = 'matter' then receptionist when final or part = 2 then bench_id('account', 101 + n % ${STAFF.technicians}) end,
         receptionist, receptionist,
         case when final then 3 when part = 2 then 2 else 1 end, began + case when final then interval '2 days' else interval '0' end,
         case when not final then began + interval '30 minutes' end, began, case when final then began + interval '2 days' end, 1, 1
       from plan`,
    ],
    [
      'repair_order',
      `insert into repair_order (project_id, case_id, place, trade, content, key_points, reported_at, payer, payer_reason, technician_id, appointment_at,
         assigned_at, dispatched_at, finished_at, filed_at)
       select 1, id, 'home', 'water', '厨房水龙头漏水，已关总阀', '厨房，今早开始，带密封圈', began,
         case when final or part = 2 then 'company' end, case when final or part = 2 then '保修期内' end,
         case when final or part = 2 then bench_id('account', 101 + n % ${STAFF.technicians}) end, case when part = 2 then began + interval '3 hours' end,
         case when final or part = 2 then began end, case when final or part = 2 then began end,
         case when final then began + interval '1 day' end, case when final then began + interval '2 days' end
       from plan where procedure = 'repair'`,
    ],
    [
      'intake_matter',
      `insert into intake_matter (project_id, case_id, channel, content, heard_at, registered_at, promised_from, answered_at)
       select 1, id, 'phone', '楼道灯不亮，请安排', began, began, began, case when final then began + interval '1 day' end
       from plan where procedure = 'matter'`,
    ],
    [
      'case_action',
      `insert into case_action (project_id, case_id, seq, id, action, from_state, to_state, actor_kind, actor_id, at, recorded_at, form, form_sha256, key)
       select 1, p.id, s, bench_id('action', n * 4 + s), case s when 1 then 'register' when 2 then 'assign' else 'file' end,
         case when s > 1 then 'reported' end, case s when 1 then 'reported' when 2 then 'assigned' else 'closed' end, 'staff', receptionist,
         began + case when s = 3 then interval '2 days' else interval '0' end, began, '{"place":"home","trade":"water"}', decode(repeat('00', 32), 'hex'),
         bench_id('action', n * 4 + s)::text
       from plan p, generate_series(1, 3) s where s = 1 or final or (s = 2 and part = 2)`,
    ],
    [
      'case_text',
      `insert into case_text (project_id, case_id, seq, body) select 1, id, 1, '{"content":"厨房水龙头漏水，已关总阀"}' from plan`,
    ],
    [
      'case_clock of closed cases',
      `insert into case_clock (project_id, case_id, id, clock, started_seq, started_at, basis, due_at, status, stopped_seq, stopped_at)
       select 1, id, bench_id('clock', n * 2 + 1), 'dispatch', 1, began, '{"why":"登记报修","from":"2020-01-01T00:00:00.000Z","within":{"minutes":30}}', began + interval '30 minutes', 'met', 2,
         began + interval '20 minutes'
       from plan where final`,
    ],
    [
      'case_clock of open cases',
      `insert into case_clock (project_id, case_id, id, clock, started_seq, started_at, basis, due_at, fire_at)
       select 1, p.id, bench_id('clock', n * 2 + which), clock, 1, began, jsonb_build_object('from', to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'why', why, 'within', jsonb_build_object(unit, length)),
         start + (length || ' ' || unit)::interval, start + (length || ' ' || unit)::interval
       from plan p cross join lateral (values
         (0, 1, 'dispatch', began, '登记报修', 'minutes', 30), (1, 1, 'dispatch', began, '登记报修', 'minutes', 30),
         (2, 1, 'take', began, '派单', 'minutes', 30), (2, 2, 'arrive', began + interval '3 hours', '约定时间', 'minutes', 15),
         (3, 1, 'sort', began, '登记', 'minutes', 30), (3, 2, 'answer', began, '接到信息', 'hours', 24)
       ) c (part, which, clock, start, why, unit, length)
       where not final and c.part = p.part`,
    ],
  ]
  for (const [name, statement] of steps) {
    await client.query(statement)
    say(`  ${name}`)
  }
  await client.query('drop table plan')
}
