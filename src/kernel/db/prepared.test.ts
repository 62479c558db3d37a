import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/db.ts'
import { inCompany, openDatabase, readProjects } from './db.ts'
import { DatabaseGone } from './errors.ts'
import { prepared, preparedAlone, run, textKept } from './prepared.ts'

let test: TestDatabase

beforeAll(async () => {
  test = await testDatabase({ poolSize: 1 })
})

afterAll(() => test.close())

const names = () => inCompany(test.db, (tx) => prepared<{ name: string }>(tx)`select name from pg_prepared_statements`)

describe('a statement of fixed text', () => {
  it('reads values as every query does, with its columns in camelCase', async () => {
    const at = new Date('2026-11-22T08:30:00.123Z')
    const [row] = await inCompany(
      test.db,
      (tx) => prepared(tx)`
        select ${'9007199254740993'}::int8 as amount_fen, ${at}::timestamptz as seen_at, null::int as no_thing,
          '2026-02-28'::date as on_day, ${JSON.stringify([{ snake_key: 1 }])}::jsonb as tree, ${['a', 'b']}::text[] as two,
          decode('00ff', 'hex') as sha256`,
    )
    expect(row).toEqual({
      amountFen: 9007199254740993n,
      seenAt: at,
      noThing: null,
      onDay: '2026-02-28',
      tree: [{ snake_key: 1 }],
      two: ['a', 'b'],
      sha256: Buffer.from([0, 255]),
    })
  })

  it('is prepared once on a connection, however often it runs', async () => {
    const kept = textKept('select $1::int as one')
    for (const one of [1, 2, 3]) expect(await inCompany(test.db, (tx) => run(tx, kept, [one]))).toEqual([{ one }])
    expect((await names()).filter(({ name }) => name === kept.name)).toHaveLength(1)
  })

  it('is not kept where the pooler in between forbids it', async () => {
    const db = openDatabase({ url: test.url, poolSize: 1, prepares: false })
    const kept = textKept('select $1::int as one')
    expect(await inCompany(db, (tx) => run(tx, kept, [1]))).toEqual([{ one: 1 }])
    expect(
      await inCompany(db, (tx) => prepared(tx)`select name from pg_prepared_statements where name <> ${''}`),
    ).toEqual([])
    await db.close()
  })

  it('reads its columns anew when the table behind it has got another one', async () => {
    const before = textKept('select 1 as a')
    expect(await inCompany(test.db, (tx) => run(tx, before, []))).toEqual([{ a: 1 }])
    const after = { ...textKept("select 1 as a, 'x' as b_c"), columns: before.columns }
    expect(await inCompany(test.db, (tx) => run(tx, after, []))).toEqual([{ a: 1, bC: 'x' }])
  })

  it('is carried out in the order in which it was sent', async () => {
    const order = await readProjects(test.db, [], (tx) =>
      Promise.all(
        [1, 2, 3].map(() => prepared<{ at: number }>(tx)`select extract(epoch from clock_timestamp())::float8 as at`),
      ),
    )
    const times = order.map(([row]) => row!.at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })
})

describe('a statement by itself', () => {
  it('sees company tables and no project, fails as itself, and tells a lost database', async () => {
    expect(await preparedAlone(test.db)`select ${1}::int as one`).toEqual([{ one: 1 }])
    expect(await preparedAlone(test.db)`select id from zone where name <> ${''}`).toEqual([])
    await expect(preparedAlone(test.db)`select 1 / ${0}::int`).rejects.toMatchObject({ code: '22012' })
    await expect(preparedAlone(test.db)`select pg_terminate_backend(pg_backend_pid())`).rejects.toBeInstanceOf(
      DatabaseGone,
    )
    expect(await preparedAlone(test.db)`select ${2}::int as one`).toEqual([{ one: 2 }])
  })
})

describe('statements sent together', () => {
  it('fail with the cause, also when what told it is slower to say so than what it broke', async () => {
    const failing = inCompany(test.db, (tx) =>
      Promise.all([
        prepared(tx)`select 1 / ${0}::int`
          .then((rows) => rows)
          .catch(async (error: Error) => {
            await Promise.resolve()
            throw new Error('the cause', { cause: error })
          }),
        prepared(tx)`select ${1}::int`,
        sql`select 1`.execute(tx),
      ]),
    )
    await expect(failing).rejects.toThrow('the cause')
  })

  it('end with their transaction', async () => {
    const late = await inCompany(test.db, async (tx) => () => prepared(tx)`select ${1}::int`)
    await expect(late()).rejects.toThrow('await is missing')
  })
})
