import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../../test/world.ts'
import { inProject, readProjects } from '../../../kernel/db/db.ts'
import { TriageModels } from './triage.models.ts'
import { readFigures } from './triage.store.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

/** Words that nobody of the start corpus used, sorted as the desk says. */
async function sorted(content: string, form: Record<string, unknown>) {
  const caseId = uuid()
  const { project, staff } = world
  await world.act(staff.zhou, 'matter', caseId, 'register', { channel: 'phone', content })
  await world.act(staff.zhou, 'matter', caseId, 'sort', form)
  return { caseId, project }
}

const rowOf = (caseId: string) =>
  readProjects(world.engine.db, [world.project], (tx) =>
    tx
      .selectFrom('triageExample')
      .selectAll()
      .where('projectId', '=', world.project)
      .where('caseId', '=', caseId)
      .executeTakeFirst(),
  )

describe('what the model learns from', () => {
  it('is how a matter was sorted: labels, no words', async () => {
    const { caseId } = await sorted('荷花池的喷泉几点开', {
      kind: 'inquiry',
      department: 'engineering',
      topic: 'other',
    })
    expect(await rowOf(caseId)).toMatchObject({
      kind: 'inquiry',
      department: 'engineering',
      topic: 'other',
      class: null,
    })
    expect(JSON.stringify(await rowOf(caseId))).not.toContain('荷花')
  })

  it('takes the last word: sorted again, it is another example, not one more', async () => {
    const { caseId } = await sorted('健身角的单杠', { kind: 'inquiry', topic: 'other' })
    await world.act(world.staff.zhou, 'matter', caseId, 'sort', { kind: 'repair' })
    expect(await rowOf(caseId)).toMatchObject({ kind: 'repair', topic: 'other' })
  })

  it('is also the work that was opened: trade and department of a repair stand by its matter', async () => {
    const { caseId } = await sorted('阳台地漏堵了', { kind: 'repair' })
    await world.act(world.staff.zhou, 'repair', uuid(), 'register', {
      place: 'home',
      trade: 'water',
      keyPoints: '地漏',
      content: '阳台地漏堵了',
      unitId: world.units['1-1-301']!,
      parentId: caseId,
    })
    expect(await rowOf(caseId)).toMatchObject({ kind: 'repair', trade: 'water', department: 'engineering' })
  })
})

describe('a project’s model', () => {
  const words = '锦鲤池的循环泵停了，鱼都浮上来了'

  it('changes its suggestion after a correction, and keeps what it had said before', async () => {
    const models = new TriageModels(world.engine.db)
    await models.learn(world.project)
    const before = await models.suggest(world.project, words)
    const other = before.kind!.label === 'feedback' ? 'opinion' : 'feedback'
    const { caseId } = await sorted(words, { kind: other, department: 'committee' })
    await models.learn(world.project)
    const after = await models.suggest(world.project, words)
    expect(after.kind!.label).toBe(other)
    expect(after.department!.label).toBe('committee')
    expect((await rowOf(caseId))!.said).not.toBeNull()
    const { learned, heads } = await readFigures(world.engine.db, world.project)
    expect(learned).toBeGreaterThanOrEqual(4)
    for (const { said, taken } of heads) expect(taken).toBeLessThanOrEqual(said)
  })

  it('is the same after a restart, since it is made from the records', async () => {
    const answers = []
    for (let start = 0; start < 2; start++) {
      const models = new TriageModels(world.engine.db)
      await models.learn(world.project)
      answers.push(await models.suggest(world.project, '池子里的水发绿'))
    }
    expect(answers[0]).toEqual(answers[1])
  })

  it('learns nothing from words that were erased, and nothing of another project', async () => {
    await inProject(world.engine.db, world.project, (tx) =>
      sql`update intake_matter set content = '' where project_id = ${world.project} and content = ${words}`.execute(tx),
    )
    const models = new TriageModels(world.engine.db)
    await models.learn(world.project)
    expect((await models.suggest(world.project, words)).department?.label).not.toBe('committee')
    const elsewhere = new TriageModels(world.engine.db)
    await elsewhere.learn(world.project + 1)
    expect(await elsewhere.suggest(world.project + 1, '荷花池')).toEqual(
      await new TriageModels(world.engine.db).suggest(world.project + 1, '荷花池'),
    )
  })
})
