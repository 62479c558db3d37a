import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tell } from '../../../test/steps.ts'
import { makeWorld, type World } from '../../../test/world.ts'
import { inCompany, inProject } from '../db/db.ts'
import { APPEND_ONLY_TABLES } from '../db/tables.ts'
import { eraseCase } from '../privacy/erase-case.ts'
import { canonicalJson } from '../signature/canonical.ts'
import type { Fault } from './fault.ts'
import { type Head, takeHeads } from './head.ts'
import { sealAll } from './seal.ts'
import { COMPANY_CHAIN, SEALED_TABLES, UNSEALED_TABLES } from './sealed.ts'
import { settleTransactionBase } from './transaction-base.ts'
import { type Checked, verifyChain } from './verify.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
  const say = tell(world)
  const job = await say.home()
  await say.matter()
  await fill(world, job.caseId)
})
afterAll(() => world.close())

/** All that is committed by now: transactions of other tests on the same server hold the horizon up for a moment. */
async function seal() {
  const { pool } = world.engine.db
  const { rows } = await pool.query('select transaction_number() as now')
  const reached = async () => (await pool.query('select transaction_horizon() as now')).rows[0].now > rows[0].now
  await expect.poll(reached, { timeout: 20_000, interval: 10 }).toBe(true)
  return sealNow()
}
const sealNow = () => sealAll(world.engine.db, world.engine.secrets, world.time.now())

async function verify(chain: number, head: Head | null = null, secrets = world.engine.secrets) {
  const faults: Fault[] = []
  const checked: Checked = await verifyChain(world.engine.db, secrets, chain, (fault) => faults.push(fault), head)
  return { ...checked, found: faults }
}

/** Runs as somebody who may do everything with the tables, for as long as a test needs it. */
const tamper = (text: string) => world.database.asOwner(text)

/** What such a person did to the chain, undone. */
async function withChain(change: string, look: () => Promise<void>): Promise<void> {
  await tamper(`create table kept as select * from audit_block; ${change}`)
  await look()
  await tamper('truncate audit_block; insert into audit_block select * from kept; drop table kept')
}

describe('what is sealed', () => {
  it('is every append-only table, column by column', async () => {
    const rows = await tamper(
      `select table_name as "table", column_name as "column" from information_schema.columns where table_schema = 'public'`,
    )
    const listed = [...SEALED_TABLES.map(({ table }) => table), ...Object.keys(UNSEALED_TABLES)]
    expect(APPEND_ONLY_TABLES.filter((table) => !listed.includes(table))).toEqual([])
    for (const { table, key, columns, open, chain } of SEALED_TABLES) {
      const known = [
        'written_tx',
        ...(chain === 'project' ? ['project_id'] : []),
        ...key,
        ...columns,
        ...Object.keys(open),
      ]
      const there = rows.filter((row) => row.table === table).map((row) => row.column)
      expect(there.sort(), table).toEqual(known.sort())
    }
  })

  it('is all that was committed, and an honest database verifies', async () => {
    await seal()
    for (const chain of [COMPANY_CHAIN, world.project, world.otherProject]) {
      const { found, unsealed } = await verify(chain)
      expect([found, unsealed]).toEqual([[], 0])
    }
    expect((await verify(world.project)).rows).toBeGreaterThan(3000)
    expect(await seal()).toEqual({ blocks: 0, rows: 0 })
  })

  it('is also a row whose transaction ends after later ones', async () => {
    const slow = new pg.Client({ connectionString: world.database.url })
    await slow.connect()
    try {
      await slow.query(`begin; set local guanjia.projects = '${world.project}'`)
      await slow.query(declined)
      await inProject(world.engine.db, world.project, (tx) => sql.raw(declined).execute(tx))
      const before = await verify(world.project)
      await sealNow()
      expect(await verify(world.project)).toMatchObject({ found: [], rows: before.rows, unsealed: 1 })
      await slow.query('commit')
      await seal()
      expect(await verify(world.project)).toMatchObject({ found: [], rows: before.rows + 2, unsealed: 0 })
    } finally {
      await slow.end()
    }
  })

  it('is sealed once, however many seal while others write', async () => {
    const before = await verify(world.project)
    const write = async () => {
      for (let i = 0; i < 20; i++)
        await inProject(world.engine.db, world.project, (tx) => sql.raw(declined).execute(tx))
    }
    const keep = async () => {
      for (let i = 0; i < 8; i++) await sealNow()
    }
    await Promise.all([write(), write(), keep(), keep(), keep()])
    await seal()
    expect(await verify(world.project)).toMatchObject({ found: [], rows: before.rows + 40, unsealed: 0 })
  })

  it('goes on where the database was put back on a server whose transactions begin again', async () => {
    await tamper(`create or replace function transaction_base() returns bigint language sql immutable parallel safe
      as $$ select -1000000000::bigint $$`)
    await settleTransactionBase(world.database.ownerUrl)
    await inProject(world.engine.db, world.project, (tx) => sql.raw(declined).execute(tx))
    expect((await seal()).rows).toBe(1)
    expect(await verify(world.project)).toMatchObject({ found: [], unsealed: 0 })
  })
})

describe('texts that may be erased', () => {
  it('verify when they were erased lawfully, and not when somebody else emptied them', async () => {
    const say = tell(world)
    const [lawful, other] = [await say.matter(), await say.matter({ content: '楼道灯不亮' })]
    await seal()
    await inProject(world.engine.db, world.project, (tx) =>
      eraseCase(tx, world.engine, world.project, lawful, { at: world.time.now(), keptUntil: '2030-01-01' }),
    )
    await seal()
    expect((await verify(world.project)).found).toEqual([])
    const alter = async (change: string) => {
      await tamper(`create table kept_text as select * from case_text where case_id = '${other}'`)
      await tamper(`update case_text set ${change} where case_id = '${other}'`)
      const { found } = await verify(world.project)
      await tamper(`update case_text t set body = k.body, erased_at = k.erased_at from kept_text k
        where t.case_id = k.case_id and t.seq = k.seq; drop table kept_text`)
      return found.map(({ kind }) => kind)
    }
    expect(await alter(`body = jsonb_set(body, '{content}', '"楼道灯很亮"')`)).toEqual(['text-altered'])
    expect(await alter(`erased_at = now()`)).toEqual(['text-erased'])
    expect((await verify(world.project)).found).toEqual([])
  })
})

describe('a chain that was tampered with', () => {
  it('shows a block that was taken out, and the rows that nothing vouches for any more', async () => {
    await withChain(`delete from audit_block where chain = ${world.project} and number = 2`, async () => {
      const { found } = await verify(world.project)
      expect(found[0]).toEqual({ kind: 'block-missing', number: 2n })
      expect(found.slice(1).every(({ kind }) => kind === 'added')).toBe(true)
      expect(found.length).toBeGreaterThan(1)
    })
  })

  it('shows a block that was changed, and two that changed places', async () => {
    const third = `update audit_block set keys[1] = keys[1] || '0' where chain = ${world.project} and number = 3`
    await withChain(third, async () => {
      const { found } = await verify(world.project)
      expect(found[0]).toEqual({ kind: 'block-forged', number: 3n })
    })
    const swap = `update audit_block set number = 10000 + number where chain = ${world.project} and number in (2, 3);
      update audit_block set number = case number when 10002 then 3 else 2 end where chain = ${world.project} and number > 10000`
    await withChain(swap, async () => {
      const { found } = await verify(world.project)
      expect(found.map(({ kind }) => kind)).toContain('block-forged')
      expect(found[0]).toEqual({ kind: 'block-unlinked', number: 2n })
    })
  })

  it('shows by a head taken before that the tail was cut off and sealed anew', async () => {
    const taken = await takeHeads(world.engine.db, world.time.now(), world.project)
    const head = taken.heads[0]!
    expect((await verify(world.project, head)).found).toEqual([])
    const cut = `delete from audit_block where chain = ${world.project} and number >= ${Number(head.number) - 1}`
    await withChain(cut, async () => {
      expect((await verify(world.project)).unsealed).toBeGreaterThan(0)
      expect((await verify(world.project, head)).found).toEqual([{ kind: 'head-gone', number: BigInt(head.number) }])
      await inProject(world.engine.db, world.project, (tx) => sql.raw(declined).execute(tx))
      await seal()
      expect((await verify(world.project)).found).toEqual([])
      expect((await verify(world.project, head)).found).toEqual([{ kind: 'head-gone', number: BigInt(head.number) }])
    })
    await seal()
  })

  it('shows a chain that was written anew without the key, and says so when the key at hand is another', async () => {
    const stranger = { ...world.engine.secrets, sealKey: Buffer.alloc(32, 9) }
    const other = await verify(world.project, null, stranger)
    expect(other.found).toHaveLength(1)
    expect(other.found[0]).toMatchObject({ kind: 'other-key', number: 1n })
    await withChain(`truncate audit_block`, async () => {
      await sealAll(world.engine.db, stranger, world.time.now())
      expect((await verify(world.project)).found[0]).toMatchObject({ kind: 'other-key', number: 1n })
      const forged = await tamper('select key_id from kept limit 1')
      await tamper(`update audit_block set key_id = '${forged[0]!.key_id}'`)
      const { found, blocks } = await verify(world.project)
      expect(found).toHaveLength(blocks)
      expect(found[0]).toEqual({ kind: 'block-forged', number: 1n })
    })
  })
})

describe('1,000 changes by somebody who may do everything', () => {
  it('are all found, and nothing else', async () => {
    await seal()
    const plan = await tampering(world.project)
    await tamper(await withoutConstraints())
    await tamper(plan.map(({ text }) => text).join(';\n'))
    const kinds = ['altered', 'missing', 'swapped']
    const found = [...(await verify(world.project)).found, ...(await verify(COMPANY_CHAIN)).found]
      .filter(({ kind }) => kinds.includes(kind))
      .map((fault) => `${fault.kind} ${'key' in fault ? fault.key : ''}`)
    const done = plan.flatMap(({ kind, keys }) => keys.map((key) => `${kind} ${key}`))
    expect(done).toHaveLength(1000)
    expect(new Set(plan.map(({ table }) => table)).size).toBe(SEALED_TABLES.length)
    expect(found.sort()).toEqual(done.sort())
  })

  it('and so is a row that was slipped in among those that are sealed', async () => {
    await tamper(`insert into group_declined (project_id, id, case_ids, by_account, at, written_tx)
      select project_id, gen_random_uuid(), case_ids, by_account, at, written_tx from group_declined limit 1`)
    expect((await verify(world.project)).found.filter(({ kind }) => kind === 'added')).toHaveLength(1)
  })
})

interface Tampering {
  kind: 'altered' | 'missing' | 'swapped'
  table: string
  keys: string[]
  text: string
}

/** 1,000 rows over all tables, by turns edited in one column or another, deleted, and swapped in pairs. */
async function tampering(project: number): Promise<Tampering[]> {
  const types = await tamper(
    `select table_name || '.' || column_name as name, data_type as type from information_schema.columns where table_schema = 'public'`,
  )
  const typeOf = new Map(types.map(({ name, type }) => [name, type]))
  const plan: Tampering[] = []
  const share = Math.ceil(1000 / SEALED_TABLES.length)
  let left = 1000
  for (const { table, key, columns, chain } of SEALED_TABLES) {
    const own = chain === 'project' ? `where project_id = ${project}` : ''
    const rows = await tamper(
      `select ${key.map((column) => `"${column}"::text`).join(', ')} from "${table}" ${own} order by md5("${key.at(-1)}"::text)`,
    )
    const at = (row: Record<string, unknown>, as: string) =>
      [
        ...(chain === 'project' ? [`${as}.project_id = ${project}`] : []),
        ...key.map((c) => `${as}."${c}" = '${row[c]}'`),
      ].join(' and ')
    const named = (row: Record<string, unknown>) => `${table}/${key.map((column) => row[column]).join('/')}`
    const wanted = Math.min(left, share)
    // The last line of a case keeps its number; texts hang on some lines: those are edited, never deleted.
    const free = table === 'case_action' ? rows.filter((row) => Number(row.seq) > 3000) : rows
    for (let i = 0; i < wanted; ) {
      const [one, two] = [free[i]!, free[i + 1]]
      if (i % 4 === 2 && two && i + 2 <= wanted) {
        const all = columns.map((column) => `"${column}" = b."${column}"`).join(', ')
        plan.push({
          kind: 'swapped',
          table,
          keys: [named(one), named(two)],
          text: `update "${table}" a set ${all} from "${table}" b where (${at(one, 'a')} and ${at(two, 'b')}) or (${at(two, 'a')} and ${at(one, 'b')})`,
        })
        i += 2
        continue
      }
      if (i % 4 === 1)
        plan.push({
          kind: 'missing',
          table,
          keys: [named(one)],
          text: `delete from "${table}" a where ${at(one, 'a')}`,
        })
      else {
        const column = columns[i % columns.length]!
        const value = changed(`"${column}"`, typeOf.get(`${table}.${column}`))
        plan.push({
          kind: 'altered',
          table,
          keys: [named(one)],
          text: `update "${table}" a set "${column}" = ${value} where ${at(one, 'a')}`,
        })
      }
      i++
    }
    left -= wanted
  }
  return plan
}

/** Another value of the same type, as near as can be. */
function changed(column: string, type: string | undefined): string {
  if (type === 'text') return `coalesce(${column}, '') || ' '`
  if (type === 'uuid') return 'gen_random_uuid()'
  if (type === 'timestamp with time zone') return `coalesce(${column}, now()) + interval '1 microsecond'`
  if (type === 'jsonb') return `jsonb_build_object('was', ${column})`
  if (type === 'bytea') return `coalesce(${column}, '') || '\\x00'`
  if (type === 'boolean') return `not ${column}`
  if (type === 'ARRAY') return `array_append(${column}, gen_random_uuid())`
  return `${column} + 1`
}

/** Somebody with all rights is not held up by constraints. */
async function withoutConstraints(): Promise<string> {
  const tables = SEALED_TABLES.map(({ table }) => `'${table}'`).join(', ')
  const rows = await tamper(
    `select format('alter table %I drop constraint if exists %I cascade', r.relname, k.conname) as text
     from pg_constraint k join pg_class r on r.oid = k.conrelid
     left join pg_class f on f.oid = k.confrelid
     where k.contype in ('f', 'c', 'u') and (r.relname in (${tables}) or f.relname in (${tables})) order by k.contype = 'u'`,
  )
  return rows.map(({ text }) => text).join(';')
}

const declined = `insert into group_declined (project_id, id, case_ids, by_account, at)
  select id, gen_random_uuid(), array[gen_random_uuid(), gen_random_uuid()], gen_random_uuid(), now() from project where code = 'cuihu'`

/** Enough rows in every sealed table. */
async function fill({ engine, project, staff, owners, time }: World, caseId: string): Promise<void> {
  const [at, account, person] = [time.now(), staff.zhou.accountId, owners.wang.personId]
  const text = (i: number) => ({ note: `第 ${i} 次` })
  const lines = Array.from({ length: 600 }, (_, i) => ({
    seq: 1000 + i,
    body: text(i),
    canonical: canonicalJson(text(i)),
  }))
  await inProject(engine.db, project, async (tx) => {
    await sql`insert into case_action (project_id, case_id, seq, id, action, to_state, actor_kind, actor_id, at, recorded_at, form, form_sha256, text_sha256, key)
      select ${project}, ${caseId}, seq, gen_random_uuid(), 'remark', 'accepted', 'staff', ${account}, ${at}, ${at}, '{"n": 1}', sha256('x'),
        sha256(convert_to(canonical, 'UTF8')), seq::text from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) l(seq int, canonical text)`.execute(
      tx,
    )
    await sql`insert into case_text (project_id, case_id, seq, body)
      select ${project}, ${caseId}, seq, body from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) l(seq int, body jsonb)`.execute(
      tx,
    )
    await sql`insert into case_action (project_id, case_id, seq, id, action, to_state, actor_kind, actor_id, at, recorded_at, form, form_sha256, key)
      select ${project}, ${caseId}, i, gen_random_uuid(), 'look', 'accepted', 'staff', ${account}, ${at}, ${at}, jsonb_build_object('n', i),
        sha256(i::text::bytea), i::text from generate_series(3001, 3400) i`.execute(tx)
    await sql`insert into reveal (project_id, id, person_id, account_id, kind, purpose, at)
      select ${project}, gen_random_uuid(), ${person}, ${account}, 'phone', '回访 ' || i, ${at} from generate_series(1, 800) i`.execute(
      tx,
    )
    await sql`insert into consent (project_id, id, person_id, purpose, version, given, way, account_id, at)
      select ${project}, gen_random_uuid(), ${person}, 'marketing', i, true, 'phone', ${account}, ${at} from generate_series(1, 300) i`.execute(
      tx,
    )
    await sql`insert into duty_occurrence (project_id, duty, period, case_id, opens_at, due_at, handed_out_at)
      select ${project}, 'patrol', '2020-' || i, gen_random_uuid(), ${at}, ${at}::timestamptz + interval '1 day', ${at} from generate_series(1, 200) i`.execute(
      tx,
    )
    await sql`insert into group_declined (project_id, id, case_ids, by_account, at)
      select ${project}, gen_random_uuid(), array[gen_random_uuid(), gen_random_uuid()], ${account}, ${at} from generate_series(1, 200) i`.execute(
      tx,
    )
    await sql`insert into case_clock_level (project_id, clock_id, level, due_at, fired_at)
      select ${project}, (select id from case_clock where project_id = ${project} limit 1), 100 + i, ${at}::timestamptz + i * interval '1 second', ${at} from generate_series(1, 200) i`.execute(
      tx,
    )
    await sql`insert into complaint_figures (project_id, id, case_id, figures, taken_at)
      select ${project}, gen_random_uuid(), ${caseId}, jsonb_build_object('n', i), ${at} from generate_series(1, 200) i`.execute(
      tx,
    )
    await sql`insert into case_erased (project_id, id, case_id, at)
      select ${project}, gen_random_uuid(), ${caseId}, ${at}::timestamptz + i * interval '1 second' from generate_series(1, 150) i`.execute(
      tx,
    )
    await sql`insert into case_barred (project_id, case_id, account_id, at)
      select ${project}, gen_random_uuid(), ${account}, ${at}::timestamptz + i * interval '1 second' from generate_series(1, 200) i`.execute(
      tx,
    )
    await sql`insert into policy (project_id, version, body, effective_at, reason, made_at)
      select ${project}, 1000 + i, jsonb_build_object('n', i), '2100-01-01', '第 ' || i || ' 版', ${at} from generate_series(1, 200) i`.execute(
      tx,
    )
    await sql`insert into signature (project_id, id, case_id, action_id, form_name, form_sha256, relation, way, signed_at, seal)
      select ${project}, gen_random_uuid(), case_id, id, 'repair', sha256('{}'), '业主', 'pad', ${at}, sha256(seq::text::bytea)
      from case_action where project_id = ${project} and seq > 3200`.execute(tx)
    await sql`insert into signature_text (project_id, signature_id, signed_form, signer_name)
      select project_id, id, '{}', '王小明' from signature where project_id = ${project}`.execute(tx)
  })
  await inCompany(engine.db, async (tx) => {
    await sql`insert into calendar_change (id, from_on, to_on, source, name, before, reason, account_id, at)
      select gen_random_uuid(), '2026-01-01', '2026-01-01', 'company', '第 ' || i, '[]', '试', ${account}, ${at} from generate_series(1, 200) i`.execute(
      tx,
    )
    await sql`insert into sign_in_change (id, account_id, by_account, what, at)
      select gen_random_uuid(), ${account}, ${account}, 'recovery-codes', ${at}::timestamptz + i * interval '1 second' from generate_series(1, 200) i`.execute(
      tx,
    )
    await sql`insert into audit_check (id, chain, checked_at, number, row_count, fault_count)
      select gen_random_uuid(), 1, ${at}, i, i, 0 from generate_series(1, 200) i`.execute(tx)
  })
  // Several blocks, in several ranges.
  for (let i = 0; i < 4; i++) {
    await inProject(engine.db, project, (tx) => sql.raw(declined).execute(tx))
    await sealAll(engine.db, engine.secrets, at)
  }
}
