import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { inProject, readProjects } from '../db/db.ts'
import { renamePerson } from '../person/person.commands.ts'
import { rebuildTokens } from './rebuild.ts'
import { nameKey, personTokens, TOKEN_RULES } from './tokens.ts'

let w: World

beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())

const MANY = 4_100

const stale = async () =>
  (
    await w.database.asOwner<{ many: number }>('select count(*)::int as many from person where token_rules < $1', [
      TOKEN_RULES,
    ])
  )[0]!.many

it('whoever is put on file has the words of the rules in force: their version is the default of the column', async () => {
  const [column] = await w.database.asOwner<{ standard: string }>(
    `select column_default as standard from information_schema.columns where table_name = 'person' and column_name = 'token_rules'`,
  )
  expect(Number(column!.standard)).toBe(TOKEN_RULES)
  expect(await stale()).toBe(0)
})

it('words of earlier rules are made anew, a broken run goes on, and a second one finds nothing', async () => {
  await inProject(w.engine.db, w.project, (tx) =>
    sql`insert into person (project_id, id, name, name_key, tokens, token_rules, made_at)
      select ${w.project}, gen_random_uuid(), '单小' || chr(19968 + n), 'old', '{}', 0, now()
      from generate_series(1, ${MANY}::int) n`.execute(tx),
  )
  await inProject(w.engine.db, w.project, (tx) =>
    sql`update person set name_key = 'old', tokens = '{}', token_rules = 0 where name = '王小明'`.execute(tx),
  )
  const broken = rebuildTokens(w.engine.db, w.project, () => {
    throw new Error('broken off')
  })
  await expect(broken).rejects.toThrow('broken off')
  const left = await stale()
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(MANY)
  expect(await rebuildTokens(w.engine.db, w.project)).toBe(left)
  expect(await stale()).toBe(0)
  expect(await rebuildTokens(w.engine.db, w.project)).toBe(0)
  const { rows } = await readProjects(w.engine.db, [w.project], (tx) =>
    sql<{ name: string; nameKey: string; tokens: string[] }>`
      select name, name_key, tokens from person where project_id = ${w.project}`.execute(tx),
  )
  expect(rows.length).toBeGreaterThan(MANY)
  for (const one of rows) expect([one.nameKey, one.tokens]).toEqual([nameKey(one.name), personTokens(one.name)])
})

it('renaming somebody with old words gives him new ones', async () => {
  await inProject(w.engine.db, w.project, (tx) =>
    sql`update person set name_key = 'old', token_rules = 0 where id = ${w.owners.ma.personId}`.execute(tx),
  )
  await inProject(w.engine.db, w.project, (tx) => renamePerson(tx, w.project, w.owners.ma.personId, '马小超'))
  expect(await stale()).toBe(0)
})
