import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tellComplaints } from '../../../../test/complaints.ts'
import { type DoorWorld, makeDoorWorld } from '../../../../test/doors.ts'
import { refused } from '../../../../test/refused.ts'
import { signatureBy } from '../../../../test/signatures.ts'
import { tell } from '../../../../test/steps.ts'
import { cases } from '../../../kernel/case/case.contract.ts'
import type { Actor } from '../../../kernel/case/procedure.ts'
import { ownerHome } from '../../../kernel/owner/home.contract.ts'
import { effects, reactions } from '../../../rooms.ts'
import { groups, headProcedures } from './groups.contract.ts'
import { barMembers } from './groups.effects.ts'

let w: DoorWorld
let say: ReturnType<typeof tell>
beforeAll(async () => {
  w = await makeDoorWorld()
  say = tell(w)
})
afterAll(() => w.closeAll())

const rooms = ['1-1-101', '1-1-102', '1-1-301', '1-1-302'] as const
/** Ten owners of building 1 in their own words, and three who speak of something else. */
const aboutTheLift = [
  '1栋的电梯又坏了，按了没反应',
  '一号楼电梯停了一上午，老人下不来',
  '我们1栋电梯什么时候修好',
  '1栋电梯老是停在三楼不动',
  '电梯又停运了，1栋的',
  '1幢电梯坏了没人管吗',
  '1号楼的电梯从早上就不能用',
  '1栋电梯故障，推婴儿车上不去',
  '1栋电梯门打不开，停了半天',
  '1栋电梯坏了，爬楼爬得腿软',
]
const aboutElse = ['2栋的电梯有异响', '厨房水龙头滴水', '东门外工地半夜打桩吵得睡不着']

const state = async (id: string) => (await w.read('matter', id)).of.state
const row = async (id: string) => (await w.read('matter', id)).row
const at = (who: Actor, id: string, action: string, form: unknown = {}) => w.act(who, 'matter', id, action, form)

/** Matters of these words, each from a flat of building 1. */
async function matters(words: readonly string[]): Promise<string[]> {
  const ids: string[] = []
  for (const [index, content] of words.entries())
    ids.push(await say.matter({ content, unitId: w.units[rooms[index % rooms.length]!], personId: undefined }))
  return ids
}

/** A contact slip to engineering, from the first of these matters. */
async function slipFor(matter: string): Promise<string> {
  await at(w.staff.zhou, matter, 'sort', { kind: 'complaint' })
  return slipUnder(matter)
}

async function slipUnder(matter: string): Promise<string> {
  const id = uuid()
  await w.act(w.staff.zhou, 'contact', id, 'issue', {
    kind: 'complaint',
    content: '1栋电梯停运，请维保单位抢修',
    departmentId: w.departments.engineering,
    handlerId: w.staff.zheng.accountId,
    parentId: matter,
    placeId: w.places.lift,
  })
  return id
}

async function slipDone(slip: string): Promise<void> {
  const signed = (who: Actor & { kind: 'staff' }) => ({ signature: signatureBy(who.name, '本人') })
  await w.act(w.staff.zheng, 'contact', slip, 'receive', { needsSuperior: false }, signed(w.staff.zheng))
  await w.act(
    w.staff.zheng,
    'contact',
    slip,
    'reply',
    { reply: '已更换门机皮带，恢复运行', done: true },
    signed(w.staff.zheng),
  )
  await w.act(w.staff.zhou, 'contact', slip, 'file', { originalPlace: '前台文件柜' })
}

function once<T>(part: () => Promise<T>): () => Promise<T> {
  let lived: Promise<T> | null = null
  return () => {
    lived ??= part()
    return lived
  }
}

describe('ten owners and one lift', () => {
  let lift: string[]
  let others: string[]
  let head: string

  // The parts of the story, each lived through once, so that every test can also be run by itself.
  const called = once(async () => {
    lift = await matters(aboutTheLift)
    others = await matters(aboutElse)
  })
  const joined = once(async () => {
    await called()
    head = await slipFor(lift[0]!)
    const desk = await w.browser(w.staff.zhou)
    const { rows } = await desk.call(groups.link, {
      params: { project: w.project, head },
      body: { matters: lift.slice(1), reason: '同一部电梯' },
    })
    return rows
  })
  const mended = once(async () => {
    await joined()
    await slipDone(head)
  })

  it('suggests the ten as one group, and nobody else', async () => {
    await called()
    const desk = await w.browser(w.staff.zhou)
    const { groups: found } = await desk.call(groups.suggested, { params: { project: w.project } })
    expect(found).toHaveLength(1)
    expect(found[0]!.ids.toSorted()).toEqual(lift.toSorted())
    expect(found[0]!.ids).not.toContain(others[0])
  })

  it('shows them beside a caller who says the same, and not what is another thing', async () => {
    await called()
    const desk = await w.browser(w.staff.zhou)
    const ask = (content: string, unit?: string) =>
      desk.call(groups.similar, {
        params: { project: w.project },
        body: { content, ...(unit ? { unit: w.units[unit] } : {}) },
      })
    const { matters: like } = await ask('一栋电梯坏了', '1-1-102')
    expect(like.length).toBeGreaterThan(3)
    expect(like.every(({ case: of }) => lift.includes(of.id))).toBe(true)
    expect(like[0]).toMatchObject({ own: true })
    expect((await ask('2栋电梯有异响')).matters.map(({ case: of }) => of.id)).toEqual([others[0]])
    expect((await ask('想问下物业费怎么交')).matters).toEqual([])
  })

  it('INT-12 links nine to the work of the first; each is judged and handled by it, with a promise of his own', async () => {
    const rows = await joined()
    const desk = await w.browser(w.staff.zhou)
    expect(rows.map(({ refused }) => refused)).toEqual(Array(9).fill(null))
    for (const id of lift.slice(1)) {
      expect(await state(id)).toBe('dispatched')
      expect(await row(id)).toMatchObject({ kind: 'complaint', headId: head })
      const running = (await w.clocks(id)).filter(({ status }) => status === 'open').map(({ clock }) => clock)
      expect(running).toContain('answer')
      expect(running).not.toContain('dispatch')
      expect(running).not.toContain('follow')
    }
    const mark = await desk.call(groups.mark, { params: { project: w.project, case: head } })
    expect(mark).toMatchObject({ members: 9, head: null })
    expect((await desk.call(groups.suggested, { params: { project: w.project } })).groups).toEqual([])
  })

  it('pages the members, the matter of the head first', async () => {
    await joined()
    const desk = await w.browser(w.staff.zhou)
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await desk.call(groups.members, {
        params: { project: w.project, head },
        query: { limit: 4, ...(after ? { after } : {}) },
      })
      seen.push(...page.rows.map(({ case: of }) => of.id))
      after = page.next ?? undefined
    } while (after)
    expect(seen).toEqual(lift)
    const { rows } = await desk.call(groups.list, { params: { project: w.project }, query: {} })
    expect(rows).toMatchObject([{ head: { id: head }, members: 9, open: 9, unanswered: 9 }])
  })

  it('takes in a late caller, and shows the group beside him while he speaks', async () => {
    await joined()
    const late = await say.matter({ content: '1栋电梯坏了一天了', unitId: w.units['1-1-301'] })
    const desk = await w.browser(w.staff.zhou)
    const { groups: found } = await desk.call(groups.suggested, { params: { project: w.project } })
    expect(found).toMatchObject([{ head: { id: head }, ids: [late] }])
    const { matters: like } = await desk.call(groups.similar, {
      params: { project: w.project },
      body: { content: '1栋电梯坏了一天了', matter: late },
    })
    expect(like[0]!.head?.id).toBe(head)
    await desk.call(groups.link, { params: { project: w.project, head }, body: { matters: [late] } })
    lift.push(late)
    expect((await row(late)).headId).toBe(head)
  })

  it('INT-09 lets one go with the reason; he waits to be handed out on his own', async () => {
    await joined()
    const gone = lift[9]!
    await at(w.staff.zhou, gone, 'leave', { reason: '他说的是货梯' })
    expect(await row(gone)).toMatchObject({ headId: null, joinedAt: null })
    expect(await state(gone)).toBe('sorted')
    const open = (await w.clocks(gone)).filter(({ status }) => status === 'open').map(({ clock }) => clock)
    expect(open).toContain('dispatch')
    lift.splice(9, 1)
    await at(w.staff.zhou, gone, 'settle', { answer: '货梯正常检修，明早恢复', way: 'phone' })
  })

  it('INT-09 brings a chase of any member to the work', async () => {
    await joined()
    await at(w.staff.zhou, lift[4]!, 'chase', { words: '还要多久' })
    expect((await w.read('contact', head)).of.chaseCount).toBe(1)
  })

  it('INT-09 keeps each member open until the head is done and he is answered', async () => {
    await joined()
    await at(w.staff.zhou, lift[1]!, 'answer', { answer: '已报维保单位，今天修好', way: 'phone' })
    const byHead = { kind: 'blocked', rules: ['INT-09'] }
    await expect(at(w.staff.zhou, lift[1]!, 'close')).rejects.toMatchObject(byHead)
    // Nor does other work of its own conclude it, while the head goes on.
    const ended = at({ kind: 'reaction' }, lift[1]!, 'conclude', { number: 'BX-20260311-0001' })
    await expect(ended).rejects.toMatchObject(byHead)
    await mended()
    // Answered before: ended with the work. The others wait for their answer.
    expect(await state(lift[1]!)).toBe('closed')
    for (const id of [lift[0]!, ...lift.slice(2)]) expect(await state(id)).toBe('concluded')
    await expect(at(w.staff.zhou, lift[2]!, 'close')).rejects.toMatchObject({ kind: 'blocked', rules: ['INT-02'] })
  })

  it('INT-02 INT-18 answers every owner exactly once, also when it is sent twice', async () => {
    await mended()
    const desk = await w.browser(w.staff.zhou)
    const all = await Promise.all(lift.map(async (id) => (await w.read('matter', id)).of))
    const seen = all.filter(({ state }) => state === 'concluded').map(({ id, lastSeq }) => ({ id, seenSeq: lastSeq }))
    expect(seen.length).toBeGreaterThan(8)
    const body = { answer: '电梯已修好恢复运行，给您带来不便请谅解', way: 'phone' as const, matters: seen }
    const key = uuid()
    const send = () => desk.call(groups.answer, { params: { project: w.project, head }, body, key })
    const first = await send()
    expect(first.rows.map(({ refused }) => refused)).toEqual(seen.map(() => null))
    expect(first.rows.every(({ state }) => state === 'closed')).toBe(true)
    expect(await send()).toEqual(first)
    // Another person with the page of before: nobody is answered twice.
    const again = await desk.call(groups.answer, { params: { project: w.project, head }, body, key: uuid() })
    expect(again.rows.every(({ refused }) => refused !== null)).toBe(true)
    for (const id of lift) {
      const { timeline } = await desk.call(cases.page, { params: { project: w.project, procedure: 'matter', id } })
      expect(timeline.filter(({ action }) => action === 'answer')).toHaveLength(1)
      expect(await state(id)).toBe('closed')
    }
  })
})

describe('what the owner sees', () => {
  it('his own matter, handled with others, with the time he was promised; nothing of theirs', async () => {
    const mine = await say.matter({ content: '大堂灯全灭了', unitId: w.units['1-1-301'] })
    const theirs = await say.matter({
      content: '大堂没有灯，摸黑进门',
      unitId: w.units['2-1-101'],
      personId: w.owners.ma.personId,
    })
    const head = await slipFor(theirs)
    await at(w.staff.zhou, mine, 'sort', { kind: 'complaint' })
    await at(w.staff.zhou, mine, 'join', { headId: head, reason: '与马超 2-1-101 反映的一样' })
    const owner = await w.browser(w.owners.wang)
    const { matters: home } = await owner.call(ownerHome, {})
    const seen = home.find(({ id }) => id === mine)!
    expect(seen.steps.map(({ text }) => text)).toContain('与多位业主反映的问题一并处理，处理结果会单独答复您')
    expect(seen.promises.map(({ title }) => title)).toContain('答复您')
    expect(seen.works).toEqual([])
    const page = await owner.call(cases.page, { params: { project: w.project, procedure: 'matter', id: mine } })
    for (const told of [JSON.stringify(home), JSON.stringify(page)]) {
      expect(told).not.toContain('马超')
      expect(told).not.toContain('2-1-101')
      expect(told).not.toContain(head)
      expect(told).not.toContain(theirs)
    }
    const other = await owner.send(cases.page, { params: { project: w.project, procedure: 'matter', id: theirs } })
    expect(other.status).toBe(404)
  })

  it('refuses an answer to several that names one of them', async () => {
    const [one, two] = await matters(['小区门口摆摊堵路', '门口摊贩占道'])
    const head = await slipFor(one!)
    const desk = await w.browser(w.staff.zhou)
    await desk.call(groups.link, { params: { project: w.project, head }, body: { matters: [two!] } })
    const seen = await Promise.all(
      [one!, two!].map(async (id) => ({ id, seenSeq: (await w.read('matter', id)).of.lastSeq })),
    )
    const { status, problem } = await desk.send(groups.answer, {
      params: { project: w.project, head },
      body: { answer: '1-1-102 的业主也反映过，已劝离', way: 'phone', matters: seen },
    })
    expect(status).toBe(400)
    expect(problem.fields[0]).toMatchObject({ field: 'answer', text: expect.stringContaining('1-1-102') })
  })
})

describe('one word to all of a group', () => {
  it('CMP-36 reaches each owner on his own matter; who reads on no phone is named, and told when he was rung up', async () => {
    const ids = await matters(['垃圾房夜里异味大', '垃圾房的味道熏人', '垃圾房臭', '垃圾房又臭了'])
    const [one, two, three, four] = ids as [string, string, string, string]
    const mine = await say.matter({ content: '垃圾房味道大', unitId: w.units['1-1-301'] })
    const head = await tellComplaints(w).inHand({ content: '垃圾房异味', parentId: one, personId: undefined })
    const desk = await w.browser(w.staff.zhou)
    const params = { project: w.project, head: head.caseId }
    await at(w.staff.zhou, one, 'sort', { kind: 'complaint' })
    await desk.call(groups.link, { params, body: { matters: [two, three, four, mine] } })
    await at(w.staff.zhou, four, 'answer', { answer: '已单独答复', way: 'phone' })
    const tell = (body: { words: string; phoned?: string[] }) => desk.call(groups.interim, { params, body })
    const named = await desk.send(groups.interim, { params, body: { words: '1-1-102 也反映过' } })
    expect(named.problem.fields[0]).toMatchObject({ field: 'words', text: expect.stringContaining('1-1-102') })

    const first = await tell({ words: '今晚清洗垃圾房，本周更换密封桶' })
    expect(first).toMatchObject({ head: true, told: 1 })
    expect(first.untold.map(({ case: of, why }) => [of.id, why]).toSorted()).toEqual(
      [two, three].map((id) => [id, 'no-account']).toSorted(),
    )
    const answerClock = async (id: string) => (await w.clocks(id)).find(({ clock }) => clock === 'answer')?.status
    expect(await answerClock(mine)).toBe('met')
    expect((await head.clock('respond'))?.status).toBe('met')
    // Whom nobody has told is still owed his word.
    expect(await answerClock(two)).toBe('open')
    const owner = await w.browser(w.owners.wang)
    const seen = (await owner.call(ownerHome, {})).matters.find(({ id }) => id === mine)!
    expect(seen.steps.at(-1)).toMatchObject({ text: '已告知您办理进度', words: '今晚清洗垃圾房，本周更换密封桶' })
    expect(seen.promises.map(({ title }) => title)).not.toContain('答复您')

    expect(await tell({ words: '今晚清洗垃圾房，本周更换密封桶', phoned: [two] })).toMatchObject({
      told: 1,
      untold: [],
    })
    expect(await answerClock(two)).toBe('met')
    const stranger = await desk.send(groups.interim, { params, body: { words: '清洗中', phoned: [four] } })
    expect(stranger.problem.fields[0]).toMatchObject({ field: 'phoned' })
    // Alone again, the answer is owed from the word that he was told.
    await w.pass(60)
    await at(w.staff.zhou, two, 'leave', { reason: '要求单独处理' })
    expect(await answerClock(two)).toBe('met')
    const running = (await w.clocks(two)).filter(({ clock, status }) => clock === 'answer' && status === 'open')
    expect(running[0]?.dueAt).toEqual(new Date(w.time.now().getTime() + 23 * 3_600_000))
  })

  it('INT-09 owes another answer to who was answered with the others and wants his own', async () => {
    const [one, two] = await matters(['水压太小', '水压不够'])
    const head = await slipFor(one!)
    const desk = await w.browser(w.staff.zhou)
    await desk.call(groups.link, { params: { project: w.project, head }, body: { matters: [two!] } })
    await at(w.staff.zhou, two!, 'answer', { answer: '水泵已调压', way: 'phone' })
    const answeredAt = w.time.now()
    await w.pass(60)
    await at(w.staff.zhou, two!, 'leave', { reason: '他家是自己的阀门' })
    const open = (await w.clocks(two!)).filter(({ status }) => status === 'open')
    expect(open.map(({ clock }) => clock).sort()).toEqual(['answer', 'dispatch'])
    expect(open.find(({ clock }) => clock === 'answer')?.dueAt).toEqual(new Date(answeredAt.getTime() + 24 * 3_600_000))
  })

  it('INT-03 has no evasive words, or the reason why they stay is on record', async () => {
    const [one, two] = await matters(['门禁刷不开', '门禁卡刷不了'])
    const head = await slipFor(one!)
    const desk = await w.browser(w.staff.zhou)
    await desk.call(groups.link, { params: { project: w.project, head }, body: { matters: [two!] } })
    const evasive = { words: '厂家说“不清楚”什么时候到货', way: 'phone' }
    await expect(at(w.staff.zhou, two!, 'interim', evasive)).rejects.toEqual(refused('blocked', '不清楚', ['INT-03']))
    await at(w.staff.zhou, two!, 'interim', { ...evasive, keptReason: '转述厂家原话' })
    expect((await row(two!)).phraseChecks).toMatchObject([{ phrases: ['不清楚'], reason: '转述厂家原话' }])
  })

  it('CMP-36 only the desk and its superiors tell a group; a head without members tells nobody', async () => {
    const [one, two] = await matters(['凉亭座椅断了', '凉亭椅子坏了'])
    const head = await slipFor(one!)
    const params = { project: w.project, head }
    const desk = await w.browser(w.staff.zhou)
    expect((await desk.send(groups.interim, { params, body: { words: '已报修' } })).status).toBe(400)
    await desk.call(groups.link, { params, body: { matters: [two!] } })
    expect(
      (await (await w.browser(w.staff.li)).send(groups.interim, { params, body: { words: '已报修' } })).status,
    ).toBe(403)
    expect(await desk.call(groups.interim, { params, body: { words: '已报修' } })).toMatchObject({
      head: true,
      told: 0,
    })
    // The owner whom a slip came from reads it on his matter.
    expect(await row(one!)).toMatchObject({ toldAt: w.time.now(), followUps: 1 })
  })
})

describe('a head that does not end as hoped', () => {
  const repairOf = async (parentId: string) => {
    const job = await say.home({
      place: 'public',
      placeId: w.places.hall,
      unitId: undefined,
      personId: undefined,
      parentId,
    })
    return job
  }

  it('INT-09 lets its members go when it is cancelled, and tells who answers for them', async () => {
    const [one, two] = await matters(['大堂玻璃门关不上', '大堂门一直开着关不上'])
    for (const id of [one!, two!]) await at(w.staff.zhou, id, 'sort', { kind: 'repair' })
    const job = await repairOf(one!)
    await at(w.staff.zhou, two!, 'join', { headId: job.caseId })
    // 吴倩 cancels; 周敏, who heard of the matter first, is told.
    await job.do(w.staff.wu, 'cancel', { reason: '改由厂家更换' })
    expect(await state(two!)).toBe('sorted')
    expect((await row(two!)).headId).toBeNull()
    const told = (await w.notices(w.staff.zhou.accountId)).filter(({ caseId }) => caseId === two)
    expect(told.some(({ text }) => text.includes('请另行派办'))).toBe(true)
  })

  it('INT-09 who was let go and is handed out again is followed from then on', async () => {
    const [one, two] = await matters(['凉亭漏雨', '凉亭顶上漏水'])
    const head = await slipFor(one!)
    await at(w.staff.zhou, two!, 'sort', { kind: 'complaint' })
    await at(w.staff.zhou, two!, 'tellProgress', { progress: '正在安排', accepted: false })
    await at(w.staff.zhou, two!, 'join', { headId: head })
    await w.pass(3 * 24 * 60)
    await at(w.staff.zhou, two!, 'leave', { reason: '要求单独处理' })
    expect(await row(two!)).toMatchObject({ dispatchedAt: null, followedAt: null })
    await slipUnder(two!)
    const follow = (await w.clocks(two!)).filter(({ clock }) => clock === 'follow').at(-1)
    expect(follow).toMatchObject({ status: 'open', breachedAt: null, dueAt: w.at(4 * 60) })
  })

  it('INT-09 a complaint takes its members along: chased, handled, taken up again', async () => {
    const [one, two, three] = await matters(['保安夜里睡觉', '夜班保安在睡觉', '岗亭夜里没人应'])
    const complaint = tellComplaints(w)
    const head = await complaint.inHand({ content: '夜班脱岗', parentId: one!, personId: undefined })
    for (const id of [two!, three!]) {
      await at(w.staff.zhou, id, 'sort', { kind: 'complaint' })
      await at(w.staff.zhou, id, 'join', { headId: head.caseId })
    }
    await at(w.staff.zhou, two!, 'chase', { words: '还没有人管' })
    expect((await head.case()).chaseCount).toBe(1)
    await at(w.staff.zhou, two!, 'answer', { answer: '已处理当班人员', way: 'phone' })
    await complaint.verified(head)
    await complaint.handled(head)
    await complaint.answered(head)
    await complaint.recorded(head)
    await complaint.calledBack(head)
    await head.do(w.staff.zhou, 'close')
    expect([await state(two!), await state(three!)]).toEqual(['closed', 'concluded'])
    await head.do(w.staff.zhou, 'reopen', { reason: '又睡着了' })
    expect([await state(two!), await state(three!)]).toEqual(['dispatched', 'dispatched'])
  })

  it('INT-09 a complaint that is withdrawn lets its members go', async () => {
    const [one, two] = await matters(['快递堆在门口', '快递挡住门了'])
    const head = await tellComplaints(w).inHand({ content: '快递乱堆', parentId: one!, personId: undefined })
    await at(w.staff.zhou, two!, 'sort', { kind: 'complaint' })
    await at(w.staff.zhou, two!, 'join', { headId: head.caseId })
    await head.do(w.staff.zhou, 'withdraw', { reason: '业主自行协商' })
    expect([await state(two!), (await row(two!)).headId]).toEqual(['sorted', null])
  })

  it('INT-09 a chase of a member reaches the repair that leads', async () => {
    const [one, two] = await matters(['单元门闭门器坏了', '单元门关门声音大'])
    for (const id of [one!, two!]) await at(w.staff.zhou, id, 'sort', { kind: 'repair' })
    const job = await repairOf(one!)
    await at(w.staff.zhou, two!, 'join', { headId: job.caseId })
    await at(w.staff.zhou, two!, 'chase', { words: '今天能修吗' })
    expect((await w.read('repair', job.caseId)).of.chaseCount).toBe(1)
  })

  it('INT-09 takes members up again when it is reopened', async () => {
    const [one, two] = await matters(['门厅灯忽明忽暗', '门厅的灯一直闪'])
    for (const id of [one!, two!]) await at(w.staff.zhou, id, 'sort', { kind: 'repair' })
    const job = await say.freeRepairSigned({ parentId: one! })
    await at(w.staff.zhou, two!, 'join', { headId: job.caseId })
    await say.calledBack(job)
    await job.do(w.staff.zhou, 'file')
    expect(await state(two!)).toBe('concluded')
    await at(w.staff.zhou, two!, 'answer', { answer: '已修好', way: 'phone' })
    await at(w.staff.zhou, two!, 'close')
    await job.do(w.staff.zhou, 'reopen', { nonConformity: '又闪', department: w.departments.engineering })
    expect(await state(two!)).toBe('dispatched')
    expect(await row(two!)).toMatchObject({
      ...{ answeredAt: null, headDoneAt: null, headId: job.caseId },
      ...{ dispatchedAt: w.time.now(), followedAt: null },
    })
  })
})

describe('who may, and what is refused', () => {
  it('only the desk and its superiors link; nobody of elsewhere finds anything', async () => {
    const [one, two] = await matters(['泳池水太脏', '游泳池的水发绿'])
    const head = await slipFor(one!)
    const params = { project: w.project, head }
    for (const who of [w.staff.li, w.staff.feng, w.staff.shen]) {
      const browser = await w.browser(who)
      expect((await browser.send(groups.link, { params, body: { matters: [two!] } })).status).toBe(403)
      expect((await browser.send(groups.suggested, { params })).status).toBe(403)
    }
    const stranger = await w.browser(w.stranger)
    expect((await stranger.send(groups.link, { params, body: { matters: [two!] } })).status).toBe(404)
    const elsewhere = { project: w.otherProject, head }
    expect((await stranger.send(groups.one, { params: elsewhere })).status).toBe(404)
    expect((await stranger.send(groups.link, { params: elsewhere, body: { matters: [two!] } })).status).toBe(404)
    expect((await (await w.browser(w.owners.wang)).send(groups.members, { params, query: {} })).status).toBe(403)
  })

  it('refuses a head that is none, per matter what cannot join, and what is asked twice', async () => {
    const [one, two, three] = await matters(['绿化带堆满垃圾', '绿化带里都是垃圾没人扫', '绿化垃圾'])
    const head = await slipFor(one!)
    const desk = await w.browser(w.staff.zhou)
    const link = (matters: string[], by = head) =>
      desk.send(groups.link, { params: { project: w.project, head: by }, body: { matters } })
    expect((await link([two!], uuid())).status).toBe(404)
    // A matter is no head.
    expect((await link([two!], one)).status).toBe(404)
    expect((await link([two!, two!])).status).toBe(400)
    expect((await link([uuid()])).status).toBe(400)
    const { body } = await link([one!, two!])
    expect(body.rows).toMatchObject([
      { id: one, refused: expect.stringContaining('自己派出的工作') },
      { id: two, refused: null },
    ])
    expect((await link([two!])).body.rows[0]!.refused).toContain('已经与其他诉求一并办理')
    await slipDone(head)
    expect((await link([three!])).body.rows[0]!.refused).toContain('已经办结')
    await expect(at(w.staff.zhou, three!, 'join', { headId: w.units['1-1-101'] })).rejects.toMatchObject({
      kind: 'bad-form',
    })
  })

  it('does not suggest again what a person has told apart', async () => {
    const ids = await matters(['3号楼电瓶车进楼道充电', '3栋楼道里有人给电瓶车充电', '三栋楼道充电动车，太危险'])
    const desk = await w.browser(w.staff.zhou)
    const suggested = async () =>
      (await desk.call(groups.suggested, { params: { project: w.project } })).groups.filter(({ ids: of }) =>
        of.some((id) => ids.includes(id)),
      )
    expect((await suggested())[0]?.ids.toSorted()).toEqual(ids.toSorted())
    await desk.call(groups.decline, { params: { project: w.project }, body: { matters: ids } })
    expect(await suggested()).toEqual([])
  })

  it('every procedure that can be a head moves its members', () => {
    for (const head of headProcedures) {
      const moved = reactions
        .filter(({ on, upon }) => on.procedure === head && typeof upon === 'object')
        .map(({ does }) => does.action)
      const mayBeGivenUp = (w.engine.procedures[head]!.abandoned ?? []).length > 0
      expect(moved).toEqual(expect.arrayContaining(['headDone', 'conclude', ...(mayBeGivenUp ? ['headLost'] : [])]))
    }
    expect(effects.matter).toHaveProperty('join')
  })

  it('CMP-06 every act that bars somebody from a case bars him from what it handles together with it', () => {
    const barring = Object.values(w.engine.procedures).flatMap(({ name, actions }) =>
      Object.keys(actions)
        .filter((action) => actions[action]!.bars)
        .map((action) => [name, action] as const),
    )
    expect(barring.length).toBeGreaterThan(1)
    for (const [name, action] of barring) expect(effects[name]![action], `${name}.${action}`).toBe(barMembers)
  })
})
