import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { tell } from '../../../test/steps.ts'
import { digest } from '../../../test/walk-check.ts'
import { makeWorld, type World } from '../../../test/world.ts'
import { inProject, readProjects } from '../db/db.ts'
import { canonicalJson } from '../signature/canonical.ts'
import type { Command, Effect, Engine, Outcome } from './engine.ts'
import { sha256 } from './form.ts'
import { perform, performIn } from './perform.ts'
import { performAll, performMany } from './perform-many.ts'
import type { Actor } from './procedure.ts'
import { Refusal } from './refusal.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ poolSize: 12 })
})
afterAll(() => w?.close())

describe('a key', () => {
  it('the same command again gets the same answer, byte for byte, and acts once', async () => {
    const id = await reported()
    const command = acting(w.staff.zhou, 'repair', id, 'note', { text: '阀门在吊顶里' })
    const first = await perform(w.engine, command)
    await w.act(w.staff.zhou, 'repair', id, 'note', { text: '另一句' })
    w.time.advance(60_000)
    expect(JSON.stringify(await perform(w.engine, command))).toBe(JSON.stringify(first))
    expect((await logOf(id)).filter(({ key }) => key === command.key)).toHaveLength(1)
  })

  it('an opening sent again opens one case', async () => {
    const command = acting(w.staff.zhou, 'matter', uuid(), 'register', { channel: 'phone', content: '楼道灯不亮' })
    const first = await perform(w.engine, command)
    expect(JSON.stringify(await perform(w.engine, command))).toBe(JSON.stringify(first))
    expect(await logOf(command.caseId)).toHaveLength(1)
  })

  it('a refused command leaves its key free', async () => {
    const id = await reported()
    const command = acting(w.staff.zhou, 'repair', id, 'note', { text: '' })
    await expect(perform(w.engine, command)).rejects.toMatchObject({ kind: 'bad-form' })
    expect(await perform(w.engine, { ...command, form: { text: '改好了' } })).toMatchObject({ caseId: id })
  })

  it('is refused with another form, another action, another case', async () => {
    const [id, other] = [await reported(), await reported()]
    const command = acting(w.staff.zhou, 'repair', id, 'note', { text: '一' })
    await perform(w.engine, command)
    const reused = { kind: 'key-reused' }
    await expect(perform(w.engine, { ...command, form: { text: '二' } })).rejects.toMatchObject(reused)
    await expect(perform(w.engine, { ...command, caseId: other })).rejects.toMatchObject(reused)
    const describing = { ...command, action: 'describe', form: { keyPoints: '一' } }
    await expect(perform(w.engine, describing)).rejects.toMatchObject(reused)
    const opening = acting(w.staff.zhou, 'matter', uuid(), 'register', { channel: 'phone', content: '一' })
    await expect(perform(w.engine, { ...opening, key: command.key })).rejects.toMatchObject(reused)
  })

  it('belongs to its actor: somebody else may have the same one', async () => {
    const id = await reported()
    const command = acting(w.staff.zhou, 'repair', id, 'note', { text: '同一句' })
    const [first, second] = [
      await perform(w.engine, command),
      await perform(w.engine, { ...command, actor: w.staff.wu }),
    ]
    expect(second.seq).toBe(first.seq + 1)
  })

  it('is in flight while another connection carries it out, and answers afterwards', async () => {
    const id = await reported()
    const command = acting(w.staff.zhou, 'repair', id, 'note', { text: '双击' })
    const [done, release] = gate()
    const [begun, begin] = gate()
    const first = inProject(w.engine.db, w.project, async (tx) => {
      const outcome = await performIn(tx, w.engine, command, [])
      begin()
      await done
      return outcome
    })
    await begun
    await expect(inTime(perform(w.engine, command))).rejects.toMatchObject({ kind: 'in-flight' })
    release()
    const outcome = await first
    expect(await perform(w.engine, command)).toEqual(outcome)
  })

  it('a double click acts once', async () => {
    const id = await reported()
    for (let round = 0; round < 20; round++) {
      const command = acting(w.staff.zhou, 'repair', id, 'note', { text: `第${round}次` })
      const answers = await Promise.allSettled([perform(w.engine, command), perform(w.engine, command)])
      const done = answers.filter((answer) => answer.status === 'fulfilled')
      const refused = answers.filter((answer) => answer.status === 'rejected')
      expect(done.length).toBeGreaterThan(0)
      expect(new Set(done.map(({ value }) => JSON.stringify(value))).size).toBe(1)
      for (const { reason } of refused) expect(reason).toMatchObject({ kind: 'in-flight' })
      expect((await logOf(id)).filter(({ key }) => key === command.key)).toHaveLength(1)
    }
  })
})

describe('a page that was read earlier', () => {
  it('is stale when something happened since; the refusal names the present state', async () => {
    const id = await reported()
    const { of } = await w.read('repair', id)
    await w.act(w.staff.zhou, 'repair', id, 'offer')
    const stale = w.act(w.staff.wu, 'repair', id, 'assign', forLi(), { seenSeq: of.lastSeq })
    await expect(stale).rejects.toMatchObject({ kind: 'stale', values: { state: 'pooled' } })
    const now = await w.read('repair', id)
    expect(now.of.state).toBe('pooled')
    expect(await w.act(w.staff.wu, 'repair', id, 'assign', forLi(), { seenSeq: now.of.lastSeq })).toMatchObject({
      state: 'assigned',
    })
  })

  it('two technicians take one job at once: one has it, the other is told where it is', async () => {
    for (let round = 0; round < 50; round++) {
      const id = await reported()
      await w.act(w.staff.zhou, 'repair', id, 'offer')
      const [li, zhao] = await Promise.allSettled([
        w.act(w.staff.li, 'repair', id, 'grab'),
        w.act(w.staff.zhao, 'repair', id, 'grab'),
      ])
      const winner = li.status === 'fulfilled' ? w.staff.li : w.staff.zhao
      const loser = li.status === 'fulfilled' ? zhao : li
      expect([li.status, zhao.status].sort()).toEqual(['fulfilled', 'rejected'])
      expect(loser).toMatchObject({ reason: { kind: 'wrong-state', values: { state: '已领单' } } })
      const { of, row } = await w.read('repair', id)
      expect([of.holderAccount, row.technicianId]).toEqual([winner.accountId, winner.accountId])
    }
  }, 60_000)
})

describe('what is not within reach is not there', () => {
  it('a case of another project, a random id and a case of another procedure read alike', async () => {
    const id = await reported()
    const strange = acting(w.stranger, 'repair', id, 'note', { text: '看看' })
    const refusals: Refusal[] = []
    for (const command of [
      { ...strange, projectId: w.otherProject },
      { ...strange, projectId: w.otherProject, caseId: uuid() },
      { ...strange, actor: w.staff.zhou, procedure: 'matter' },
      { ...strange, actor: w.staff.zhou, caseId: uuid() },
      { ...strange, actor: w.owners.ma },
    ])
      refusals.push(await refusalOf(perform(w.engine, command)))
    for (const { kind, message } of refusals) expect([kind, message]).toEqual(['not-found', '没有找到这个事项'])
  })

  it.each(['nothing', '__proto__', 'constructor', 'toString'])('no procedure and no action %s', async (name) => {
    const id = await reported()
    await expect(perform(w.engine, acting(w.staff.zhou, name, id, 'note'))).rejects.toMatchObject({ kind: 'not-found' })
    await expect(perform(w.engine, acting(w.staff.zhou, 'repair', id, name))).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('a link opens its own case alone', async () => {
    const [id, other] = [await reported(), await reported()]
    const link: Actor = { kind: 'link', linkId: uuid(), purpose: 'owner', caseId: other, personId: null, name: '链接' }
    const appointmentAt = '2026-03-12T10:00:00+08:00'
    await expect(w.act(link, 'repair', id, 'appoint', { appointmentAt })).rejects.toMatchObject({ kind: 'not-found' })
    expect(await w.act(link, 'repair', other, 'appoint', { appointmentAt })).toMatchObject({ state: 'reported' })
  })

  it('an owner cannot hand his matter to another household', async () => {
    const id = await matter(w.owners.wang)
    const before = await digest(w)
    const elsewhere = { content: '改一下', unitId: w.units['2-1-101'] }
    await expect(w.act(w.owners.wang, 'matter', id, 'fillIn', elsewhere)).rejects.toMatchObject({ kind: 'not-found' })
    const toAnother = { content: '改一下', personId: w.owners.ma.personId }
    await expect(w.act(w.owners.wang, 'matter', id, 'fillIn', toAnother)).rejects.toMatchObject({ kind: 'not-found' })
    expect(await digest(w)).toBe(before)
    const home = { content: '就是我家', unitId: w.units['1-1-301'] }
    expect(await w.act(w.owners.wang, 'matter', id, 'fillIn', home)).toMatchObject({ state: 'registered' })
  })
})

describe('a form', () => {
  it('with an unknown field is refused, and says which', async () => {
    const id = await reported()
    const spoilt = w.act(w.staff.zhou, 'repair', id, 'note', { text: '好', priority: 'emergency' })
    await expect(spoilt).rejects.toMatchObject({
      kind: 'bad-form',
      fields: [{ field: 'priority', text: '没有这一栏' }],
    })
  })

  it('what a database cannot keep is refused in every text of every form', async () => {
    const tried: string[] = []
    for (const [procedure, { actions }] of Object.entries(w.engine.procedures))
      for (const [action, { form }] of Object.entries(actions))
        for (const path of texts(z.toJSONSchema(form, { io: 'input' }) as Schema))
          for (const bad of ['a\u0000b', 'a\ud800', '\u001b[31m']) {
            const values = sample(z.toJSONSchema(form, { io: 'input' }) as Schema, path.split('.'), bad)
            const command = acting({ kind: 'reaction' }, procedure, uuid(), action, values)
            const { kind, fields } = await refusalOf(perform(w.engine, command))
            expect([procedure, action, path, kind, fields.map(({ field }) => field)]).toEqual([
              procedure,
              action,
              path,
              'bad-form',
              expect.arrayContaining([path.replaceAll('*', '0')]),
            ])
            tried.push(path)
          }
    expect(tried.length).toBeGreaterThan(60)
  })

  it.each<[string, () => Promise<Record<string, unknown>>]>([
    ['somebody who is no technician', async () => ({ technicianId: w.staff.zhou.accountId })],
    ['an owner', async () => ({ technicianId: w.owners.wang.accountId })],
    ['nobody', async () => ({ technicianId: uuid() })],
  ])('cannot give the job to %s', async (_who, form) => {
    const id = await reported()
    const refused = w.act(w.staff.zhou, 'repair', id, 'assign', await form())
    await expect(refused).rejects.toMatchObject({ kind: 'bad-form', fields: [{ field: 'technicianId' }] })
    expect((await w.read('repair', id)).of.state).toBe('reported')
  })

  it('cannot name files, flats, places and people of another project', async () => {
    const far = await elsewhere()
    const at = { channel: 'counter', content: '看看' }
    for (const [field, form] of Object.entries({
      photos: { ...at, photos: [await w.picture(), far.file] },
      unitId: { ...at, unitId: far.unit },
      placeId: { ...at, placeId: far.place },
      personId: { ...at, personId: far.person },
    })) {
      const refused = w.act(w.staff.zhou, 'matter', uuid(), 'register', form)
      await expect(refused).rejects.toMatchObject({ kind: 'bad-form', fields: [{ field }] })
    }
  })

  it('gives a title that never ends in half a character', async () => {
    const id = uuid()
    const content = `${'漏'.repeat(39)}🔧𠮷`
    await w.act(w.staff.zhou, 'matter', id, 'register', { channel: 'phone', content })
    expect((await w.read('matter', id)).of.title).toBe('漏'.repeat(39))
    const longer = uuid()
    await w.act(w.staff.zhou, 'matter', longer, 'register', { channel: 'phone', content: `🔧${content}` })
    expect((await w.read('matter', longer)).of.title).toBe(`🔧${'漏'.repeat(38)}`)
  })

  it('keeps personal words apart from what stays for ever', async () => {
    const id = uuid()
    const form = { channel: 'phone', content: '王先生手机13800138821，门锁坏了', unitId: w.units['1-1-301'] }
    await w.act(w.staff.zhou, 'matter', id, 'register', form)
    const [line] = await logOf(id)
    expect(line?.form).toEqual({ channel: 'phone', unitId: w.units['1-1-301'] })
    expect(line?.text).toEqual({ content: '王先生手机138****8821，门锁坏了' })
    expect(line?.formSha256.equals(sha256(canonicalJson(line.form)))).toBe(true)
    expect(line?.textSha256?.equals(sha256(canonicalJson(line.text)))).toBe(true)
    const whole = await readProjects(w.engine.db, [w.project], async (tx) => {
      const { rows } = await sql<{ line: string }>`
        select a::text as line from case_action a where project_id = ${w.project} and case_id = ${id}`.execute(tx)
      return rows.map(({ line }) => line).join()
    })
    expect(whole).toContain('phone')
    expect(whole).not.toMatch(/王先生|13800138821|门锁/)
  })
})

describe('the opening of a case', () => {
  it('happens once for an id, whoever tries again and as what', async () => {
    const id = await reported()
    const reused = { kind: 'key-reused' }
    const again = { place: 'home', trade: 'water', content: '漏', urgent: true, unitId: w.units['1-1-301'] }
    await expect(w.act(w.staff.wu, 'repair', id, 'register', again)).rejects.toMatchObject(reused)
    const asMatter = { channel: 'phone', content: '漏' }
    await expect(w.act(w.staff.zhou, 'matter', id, 'register', asMatter)).rejects.toMatchObject(reused)
    expect(await logOf(id)).toHaveLength(2)
  })

  it('by two at once succeeds for one', async () => {
    for (let round = 0; round < 10; round++) {
      const id = uuid()
      const form = { channel: 'phone', content: '同时' }
      const answers = await Promise.allSettled([
        w.act(w.staff.zhou, 'matter', id, 'register', form),
        w.act(w.staff.wu, 'matter', id, 'register', form),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'key-reused' } })
      expect(await logOf(id)).toHaveLength(1)
    }
  })

  it('in another project may have the same id', async () => {
    const id = await matter()
    const form = { channel: 'phone', content: '那边' }
    const there = { ...acting(w.stranger, 'matter', id, 'register', form), projectId: w.otherProject }
    expect(await perform(w.engine, there)).toMatchObject({ caseId: id, state: 'registered' })
    expect((await w.read('matter', id)).row.content).not.toBe('那边')
  })

  it('gives numbers that count up within the day and are never given twice', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () =>
        w.act(w.staff.zhou, 'matter', uuid(), 'register', { channel: 'phone', content: '号' }),
      ),
    )
    const numbers = outcomes.map(({ number }) => number)
    expect(new Set(numbers).size).toBe(30)
    for (const number of numbers) expect(number).toMatch(/^SQ-20260311-\d{4}$/)
  })

  it('under a matter that is closing happens before the end or not at all', async () => {
    const seen = new Set<string>()
    for (let round = 0; round < 30; round++) {
      const parentId = await answered()
      const child = uuid()
      const [closing, opening] = await Promise.allSettled([
        w.act(w.staff.zhou, 'matter', parentId, 'close'),
        w.act(w.staff.wu, 'repair', child, 'register', {
          ...{ place: 'home', trade: 'water', content: '漏', keyPoints: '阀', unitId: w.units['1-1-301'], parentId },
        }),
      ])
      seen.add(`${closing.status} ${opening.status}`)
      const { of } = await w.read('matter', parentId)
      expect(of.final).toBe(closing.status === 'fulfilled')
      if (closing.status === 'fulfilled')
        expect(opening).toMatchObject({ reason: { kind: 'bad-form', fields: [{ field: 'parentId' }] } })
      else expect(closing).toMatchObject({ reason: { kind: 'blocked', message: '派出的工作还没有办结，请继续跟进' } })
      expect([closing.status, opening.status].sort()).toEqual(['fulfilled', 'rejected'])
    }
  }, 60_000)
})

describe('a matter and the work under it', () => {
  it('is not closed, concluded or withdrawn while work goes on', async () => {
    const above = await answered()
    const below = await reported(above)
    await expect(w.act(w.staff.zhou, 'matter', above, 'close')).rejects.toMatchObject({ kind: 'blocked' })
    const withdrawn = w.act(w.staff.zhou, 'matter', above, 'withdraw', { reason: '不用了' })
    await expect(withdrawn).rejects.toMatchObject({
      kind: 'blocked',
      message: '派出的工作还在办理，请先取消派出的工作',
    })
    await w.act(w.staff.zhou, 'repair', below, 'cancel', { reason: '不用了' })
    expect(await w.act(w.staff.zhou, 'matter', above, 'withdraw', { reason: '不用了' })).toMatchObject({
      state: 'withdrawn',
    })
  })

  it('comes back when its work is reopened, also after it was withdrawn', async () => {
    const say = tell(w)
    for (const sorted of [true, false]) {
      const above = await matter()
      if (sorted) await w.act(w.staff.zhou, 'matter', above, 'sort', { kind: 'repair' })
      const job = await say.hall({ parentId: above })
      await say.sentTo(job)
      await say.onSite(job)
      await job.do(w.staff.li, 'begin')
      await say.finished(job)
      const passed = { passed: true, rating: 5, photos: [await w.picture()] }
      await job.signed(w.staff.sun, 'confirmPublic', passed, '孙磊', '客户服务员')
      await job.do(w.staff.zhou, 'file')
      await w.act(w.staff.zhou, 'matter', above, 'withdraw', { reason: '不用答复' })
      expect((await w.read('matter', above)).of).toMatchObject({ state: 'withdrawn', final: true })
      const failed = { nonConformity: '又不亮了', department: w.departments.engineering }
      await job.do(w.staff.zhou, 'reopen', failed)
      const { of, row } = await w.read('matter', above)
      expect([of.state, of.final, of.closedAt]).toEqual([sorted ? 'sorted' : 'registered', false, null])
      expect(row.withdrawReason).toBeNull()
    }
  })
})

describe('acts that meet', () => {
  it('a deadlock is undone and tried again, and nobody notices', async () => {
    const above = await matter()
    await w.act(w.staff.zhou, 'matter', above, 'sort', { kind: 'repair' })
    const below = await reported(above)
    // The chase locks the matter and then its work, the dispatch locks the work and then its matter.
    const [bothHoldOne, arrive] = meeting(2)
    let tries = 0
    const waits: Effect = async () => {
      tries++
      if (tries <= 2) {
        arrive()
        await bothHoldOne
      }
    }
    const engine: Engine = { ...w.engine, effects: { matter: { chase: waits }, repair: { offer: waits } } }
    const outcomes = await Promise.all([
      perform(engine, acting(w.staff.wu, 'matter', above, 'chase', {})),
      perform(engine, acting(w.staff.zhou, 'repair', below, 'offer', {})),
    ])
    expect(tries).toBe(3)
    expect(outcomes.map(({ caseId }) => caseId)).toEqual([above, below])
    const chased = await w.read('repair', below)
    expect([chased.of.state, chased.of.chaseCount]).toEqual(['pooled', 1])
    expect((await w.read('matter', above)).of).toMatchObject({ state: 'dispatched', chaseCount: 1 })
  })

  it('ten notes at once stand one behind the other', async () => {
    const id = await reported()
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => w.act(w.staff.zhou, 'repair', id, 'note', { text: `第${index}句` })),
    )
    expect(outcomes.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })
})

describe('one transaction', () => {
  it('an effect that fails undoes the act with all that belongs to it, and tells nobody', async () => {
    const id = await reported()
    const before = await digest(w)
    const told = w.changes.length
    const effects: Engine['effects'] = {
      repair: {
        offer: async () => {
          throw new Error('effect')
        },
      },
    }
    const failing = perform({ ...w.engine, effects }, acting(w.staff.zhou, 'repair', id, 'offer', {}))
    await expect(failing).rejects.toThrow('effect')
    expect(await digest(w)).toBe(before)
    expect(w.changes).toHaveLength(told)
  })

  it('several acts are done together or not at all', async () => {
    const id = uuid()
    const matterForm = { channel: 'phone', content: '一起', unitId: w.units['1-1-301'] }
    const commands = [
      acting(w.staff.zhou, 'matter', id, 'register', matterForm),
      acting(w.staff.zhou, 'matter', id, 'sort', { kind: 'inquiry' }),
      acting(w.staff.zhou, 'matter', id, 'close', {}),
    ]
    const before = await digest(w)
    await expect(performAll(w.engine, commands)).rejects.toMatchObject({ kind: 'blocked' })
    expect(await digest(w)).toBe(before)
    const done = await performAll(w.engine, commands.slice(0, 2))
    expect(done.map(({ state }) => state)).toEqual(['registered', 'sorted'])
    expect(await performAll(w.engine, commands.slice(0, 2))).toEqual(done)
  })

  it('of many, those that can be done are done, and each refusal stands in its place', async () => {
    const [a, b] = [await reported(), await reported()]
    const good = acting(w.staff.zhou, 'repair', b, 'note', { text: '也好' })
    const told = w.changes.length
    const answers = await performMany(w.engine, [
      acting(w.staff.zhou, 'repair', a, 'note', { text: '好' }),
      acting(w.staff.zhou, 'repair', a, 'note', { text: '' }),
      acting(w.staff.zhou, 'repair', a, 'nothing', {}),
      acting(w.staff.zhou, 'nothing', a, 'note', {}),
      acting(w.staff.li, 'repair', a, 'assign', forLi()),
      acting(w.staff.zhou, 'repair', uuid(), 'note', { text: '无' }),
      acting(w.staff.zhou, 'matter', uuid(), 'register', { channel: 'phone', content: '新' }),
      good,
      good,
    ])
    expect(answers.map((answer) => (answer instanceof Refusal ? answer.kind : answer.state))).toEqual([
      'reported',
      'bad-form',
      'not-found',
      'not-found',
      'wrong-role',
      'not-found',
      'registered',
      'reported',
      'reported',
    ])
    await expect(performMany(w.engine, [good, { ...good, projectId: w.otherProject }])).rejects.toThrow('one project')
    expect(answers[8]).toEqual(answers[7])
    expect(await logOf(a)).toHaveLength(3)
    expect(w.changes.slice(told).map(({ procedure, seq }) => `${procedure} ${seq}`)).toEqual([
      'repair 3',
      'matter 1',
      'repair 3',
    ])
  })
})

describe('business time', () => {
  it('never goes back: after the machine is set back acts keep the last time', async () => {
    const id = await reported()
    const first = await w.act(w.staff.zhou, 'repair', id, 'note', { text: '先' })
    w.time.advance(-3_600_000)
    try {
      const second = await w.act(w.staff.zhou, 'repair', id, 'note', { text: '后' })
      expect(second.at).toBe(first.at)
      const child = uuid()
      const above = await matterAt(first.at)
      const opened = await w.act(w.staff.zhou, 'contact', child, 'issue', {
        ...{ kind: 'service', content: '转办', departmentId: w.departments.order, handlerId: w.staff.shen.accountId },
        parentId: above,
      })
      expect(opened.at).toBe(first.at)
      const last = (await logOf(id)).at(-1)!
      expect([last.at.toISOString(), last.recordedAt.toISOString()]).toEqual([first.at, w.time.now().toISOString()])
    } finally {
      w.time.advance(3_600_000)
    }
  })
})

describe('notices', () => {
  it('a new holder is told, and nobody else', async () => {
    const id = await reported()
    await w.act(w.staff.zhou, 'repair', id, 'assign', forLi())
    expect(await noticesOf(id)).toEqual(['李强 assigned 新派单 {number}：{title}'])
  })

  it('who acts is not told of his own act', async () => {
    const id = await reported()
    await w.act(w.staff.zhou, 'repair', id, 'offer')
    expect(await noticesOf(id)).toEqual(['李强 told 可抢单 {number}：{title}', '赵勇 told 可抢单 {number}：{title}'])
    await w.act(w.staff.li, 'repair', id, 'grab')
    expect(await noticesOf(id)).toHaveLength(2)
  })

  it('an emergency pages those on duty and the desk', async () => {
    const id = uuid()
    await w.act(w.staff.zhou, 'repair', id, 'register', {
      ...{ place: 'public', trade: 'lift', content: '电梯困人', urgent: true, placeId: w.places.lift },
    })
    expect(await noticesOf(id)).toEqual([
      '吴倩 emergency 紧急报修 {number}：{title}',
      '李强 emergency 紧急报修 {number}：{title}',
      '沈涛 emergency 紧急报修 {number}：{title}',
    ])
  })

  it('a second man and the holder hear of what concerns them', async () => {
    const above = await matter()
    await w.act(w.staff.zhou, 'matter', above, 'sort', { kind: 'repair' })
    const id = await reported(above)
    await w.act(w.staff.zhou, 'repair', id, 'assign', forLi())
    await w.act(w.staff.li, 'repair', id, 'take')
    await w.act(w.staff.li, 'repair', id, 'callSecondMan', { accountId: w.staff.zhao.accountId, reason: '太重' })
    await w.act(w.staff.wu, 'matter', above, 'chase', { words: '怎么还没来' })
    expect(await noticesOf(id)).toEqual([
      '李强 assigned 新派单 {number}：{title}',
      '李强 chased {number} 业主催单',
      '赵勇 told 请您增援 {number}：{title}',
    ])
    expect(await noticesOf(above)).toContain('周敏 chased {number} 客户催单')
  })

  it('a post without holder, a holder who left and another project are not told', async () => {
    const [{ id: post }] = (await w.database.asOwner(
      `select h.id from post_holding h where h.account_id = '${w.staff.zhao.accountId}'`,
    )) as [{ id: string }]
    await w.database.asOwner(`update post_holding set to_at = '2026-01-01' where id = '${post}'`)
    try {
      const id = await reported()
      await w.act(w.staff.zhou, 'repair', id, 'offer')
      expect(await noticesOf(id)).toEqual(['李强 told 可抢单 {number}：{title}'])
    } finally {
      await w.database.asOwner(`update post_holding set to_at = null where id = '${post}'`)
    }
  })
})

/** A home repair that the company pays, ready to be given out. */
async function reported(parentId?: string): Promise<string> {
  const id = uuid()
  const form = { place: 'home', trade: 'water', content: '厨房漏水', keyPoints: '冷水阀', unitId: w.units['1-1-301'] }
  await w.act(w.staff.zhou, 'repair', id, 'register', { ...form, ...(parentId ? { parentId } : {}) })
  await w.act(w.staff.zhou, 'repair', id, 'decidePayer', { payer: 'company', reason: '公司承担' })
  return id
}

async function matter(by: Actor = w.staff.zhou): Promise<string> {
  const id = uuid()
  const channel = by.kind === 'owner' ? 'owner-phone' : 'phone'
  await w.act(by, 'matter', id, 'register', { channel, content: '厨房漏水' })
  return id
}

/** A matter whose last act was at this time. */
async function matterAt(at: string): Promise<string> {
  const now = w.time.now()
  w.time.set(at)
  const id = await matter()
  w.time.set(now)
  return id
}

/** A matter that only waits to be closed. */
async function answered(): Promise<string> {
  const id = await matter()
  await w.act(w.staff.zhou, 'matter', id, 'sort', { kind: 'inquiry' })
  await w.act(w.staff.zhou, 'matter', id, 'answer', { answer: '已答复', way: 'phone' })
  return id
}

const forLi = () => ({ technicianId: w.staff.li.accountId })

function acting(actor: Actor, procedure: string, caseId: string, action: string, form: unknown = {}): Command {
  return { projectId: w.project, procedure, caseId, action, actor, key: uuid(), form }
}

async function refusalOf(act: Promise<Outcome>): Promise<Refusal> {
  const answer = await act.catch((error: unknown) => error)
  if (answer instanceof Refusal) return answer
  throw answer instanceof Error ? answer : new Error(`was done: ${JSON.stringify(answer)}`)
}

/** The answer, if it comes while the other side still holds its locks. */
function inTime<T>(answer: Promise<T>): Promise<T> {
  return Promise.race([
    answer,
    new Promise<T>((_, reject) => setTimeout(() => reject(new Error('no answer within 3 s')), 3_000)),
  ])
}

function gate(): [Promise<void>, () => void] {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return [opened, open]
}

/** Resolves once so many have arrived. */
function meeting(many: number): [Promise<void>, () => void] {
  const [all, open] = gate()
  let here = 0
  const arrive = () => {
    here++
    if (here === many) open()
  }
  return [all, arrive]
}

interface LogRow {
  seq: number
  key: string
  at: Date
  recordedAt: Date
  form: unknown
  formSha256: Buffer
  text: unknown
  textSha256: Buffer | null
}

function logOf(caseId: string): Promise<LogRow[]> {
  return readProjects(w.engine.db, [w.project], async (tx) => {
    const { rows } = await sql<LogRow>`
      select a.*, t.body as text from case_action a
      left join case_text t on t.project_id = a.project_id and t.case_id = a.case_id and t.seq = a.seq
      where a.project_id = ${w.project} and a.case_id = ${caseId} order by a.seq`.execute(tx)
    return rows
  })
}

/** All notices about a case, as `who kind text`, sorted. */
function noticesOf(caseId: string): Promise<string[]> {
  return readProjects(w.engine.db, [w.project], async (tx) => {
    const { rows } = await sql<{ line: string }>`
      select concat_ws(' ', a.name, n.kind, n.text) as line from notice n join account a on a.id = n.account_id
      where n.project_id = ${w.project} and n.case_id = ${caseId} order by 1`.execute(tx)
    return rows.map(({ line }) => line).sort()
  })
}

/** One file, flat, place and person of the other project. */
async function elsewhere() {
  const made = { file: uuid(), unit: uuid(), place: uuid(), person: uuid() }
  const project = w.otherProject
  const at = w.time.now()
  await inProject(w.engine.db, project, async (tx) => {
    const zone = uuid()
    await sql`insert into zone (project_id, id, name) values (${project}, ${zone}, '外区')`.execute(tx)
    await sql`insert into unit (project_id, id, kind, zone_id, code) values (${project}, ${made.unit}, 'flat', ${zone}, ${made.unit})`.execute(
      tx,
    )
    await sql`insert into place (project_id, id, kind, zone_id, code, name)
      values (${project}, ${made.place}, 'public-place', ${zone}, ${made.place}, '外区大堂')`.execute(tx)
    await sql`insert into person (project_id, id, name, name_key, made_at) values (${project}, ${made.person}, '外人', '', ${at})`.execute(
      tx,
    )
    await sql`insert into file (project_id, id, sha256, media_type, bytes, name, made_at)
      values (${project}, ${made.file}, ${Buffer.alloc(32)}, 'image/webp', 1, '图', ${at})`.execute(tx)
  })
  return made
}

interface Schema {
  type?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: string[]
  format?: string
  pattern?: string
  minimum?: number
}

/** Paths of the fields that take free text, `materials.*.name`. */
function texts(schema: Schema, under: string[] = []): string[] {
  if (schema.type === 'object')
    return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => texts(field, [...under, name]))
  if (schema.type === 'array') return texts(schema.items!, [...under, '*'])
  return schema.type === 'string' && !schema.enum && !schema.format && !schema.pattern ? [under.join('.')] : []
}

/** The least form, with `text` at the path. */
function sample(schema: Schema, path: readonly string[], text: string): unknown {
  const [first, ...rest] = path
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {}).filter(
      ([name]) => name === first || schema.required?.includes(name),
    )
    return Object.fromEntries(
      fields.map(([name, field]) => [name, sample(field, name === first ? rest : ['-'], name === first ? text : '字')]),
    )
  }
  if (schema.type === 'array') return [sample(schema.items!, first === '*' ? rest : ['-'], first === '*' ? text : '字')]
  if (schema.enum) return schema.enum[0]
  if (schema.format === 'uuid') return uuid()
  if (schema.format === 'date') return '2026-03-12'
  if (schema.format === 'date-time') return '2026-03-12T10:00:00+08:00'
  if (schema.pattern) return '100'
  if (schema.type === 'boolean') return true
  if (schema.type === 'string') return text
  return schema.minimum ?? 1
}
