import { existsSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../../test/world.ts'
import { readProjects } from '../../../kernel/db/db.ts'
import { barredFrom } from '../../../kernel/db/reader.ts'
import type { Outcome } from '../../../kernel/import/kind.ts'
import { listTroubles } from '../../../kernel/import/run.store.ts'
import { applyImport, beginImport, checkFile } from '../../../kernel/import/run.ts'
import { estateIn } from './estate.ts'
import { matterIdOf, messages } from './messages.ts'
import { openOriginal } from './original.ts'

const REAL = new URL('../../../../../shared/real-messages/messages.json', import.meta.url)

let w: World

beforeAll(async () => {
  w = await makeWorld()
})

afterAll(() => w.close())

const two = [
  {
    id: 'm1',
    subject: '江滨花园小区电梯停了',
    received_at: '2025-03-01T09:30:00',
    text: '江滨花园小区3栋电梯停了三天，请尽快修。',
  },
  { id: 'm2', received_at: '2025/3/2 8:05', text: '楼下广场舞太吵\n孩子没法写作业 😟', reply: null },
]

const kind = () => messages(w.engine)

async function check(bytes: Buffer) {
  const { project } = w
  const importId = await beginImport(w.engine, kind(), {
    projectId: project,
    bytes,
    name: 'm.json',
    accountId: w.staff.jiang.accountId,
  })
  await checkFile(w.engine, kind(), { projectId: project, importId, bytes })
  const { rows } = await readProjects(w.engine.db, [project], (tx) =>
    listTroubles(tx, project, importId, { limit: 50 }),
  )
  return { importId, troubles: rows.map(({ row, column, wrong }) => [row, column, wrong]) }
}

async function load(value: unknown): Promise<Outcome> {
  const { importId, troubles } = await check(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
  expect(troubles).toEqual([])
  return applyImport(w.engine, kind(), { projectId: w.project, importId, actor: w.staff.jiang })
}

async function ask<T>(query: ReturnType<typeof sql<T>>): Promise<T[]> {
  return (await readProjects(w.engine.db, [w.project], (tx) => query.execute(tx))).rows
}

const matters = () =>
  ask(sql<{ count: number }>`select count(*)::int as count from intake_matter where project_id = ${w.project}`)
const notices = () =>
  ask(sql<{ accountId: string; text: string; args: Record<string, unknown> }>`
    select account_id, text, args from notice where project_id = ${w.project} order by made_at, account_id`)

describe('messages of a file', () => {
  it('become matters whose clocks start at the registration; the time written and the estate are claims', async () => {
    const file = `[ ${JSON.stringify(two[0])},\n  ${JSON.stringify(two[1], null, 2)} ]`
    expect(await load(file)).toMatchObject({ added: 2, unchanged: 0 })
    const id = matterIdOf(w.project, 'm1')
    const { of, row } = await w.read('matter', id)
    expect(of).toMatchObject({
      state: 'registered',
      title: '江滨花园小区电梯停了',
      holderAccount: null,
      firstResponderAccount: null,
    })
    expect(row).toMatchObject({
      channel: 'file',
      sourceRef: 'm1',
      estateAsWritten: '江滨花园',
      registeredAt: w.time.now(),
      heardAt: w.time.now(),
    })
    expect(row.writtenAtClaimed).toEqual(new Date('2025-03-01T09:30:00+08:00'))
    expect(row.content).toBe(`${two[0]!.subject}\n${two[0]!.text}`)
    const clocks = await w.clocks(id)
    const due = (clock: string) => clocks.find((one) => one.clock === clock)!.dueAt!.getTime() - w.time.now().getTime()
    expect(due('sort')).toBe(8 * 3_600_000)
    expect(due('answer')).toBe(24 * 3_600_000)
    // Byte for byte as it stands in the file, and nowhere else in the open.
    const second = await readProjects(w.engine.db, [w.project], (tx) =>
      openOriginal(tx, w.engine.secrets, w.project, matterIdOf(w.project, 'm2')),
    )
    expect(second?.bytes).toBe(JSON.stringify(two[1], null, 2))
  })

  it('are told to each receptionist once, as a number', async () => {
    const told = await notices()
    expect(told.map(({ accountId }) => accountId).sort()).toEqual([w.staff.zhou.accountId, w.staff.wu.accountId].sort())
    for (const { text, args } of told) expect([text, args]).toEqual(['导入 {count} 件诉求，待判别', { count: 2 }])
  })

  it('are registered once: the same file changes nothing, a changed file adds only the new', async () => {
    expect(await load(two)).toMatchObject({ added: 0, unchanged: 2 })
    const more = [...two, { id: 'm3', subject: '车位被占', received_at: '2025-03-03 10:00', text: '每天被占' }]
    expect(await load(more)).toMatchObject({ added: 1, unchanged: 2 })
    const altered = [{ ...two[0], text: '另一件事' }]
    const { added, notes } = await load(altered)
    expect([added, notes]).toEqual([0, ['1 条的编号已登记过，但内容与当时不同：原登记不改，请人工核对']])
    expect(await matters()).toEqual([{ count: 3 }])
  })

  it('are registered once also where whoever imports them again is barred from one: nobody learns of it', async () => {
    const again = await barredFrom([matterIdOf(w.project, 'm1')], () => load(two))
    expect(again).toMatchObject({ added: 0, unchanged: 2 })
  })

  it('run late together without a notice for each', async () => {
    await w.pass(8 * 60 + 1)
    const late = (await notices()).filter(({ text }) => text.startsWith('导入的诉求'))
    const ofZhou = late.filter(({ accountId }) => accountId === w.staff.zhou.accountId)
    // Two imports brought them: one line for each.
    expect(ofZhou.map(({ args }) => args)).toEqual(
      expect.arrayContaining([
        { count: 2, clock: '判别时限' },
        { count: 1, clock: '判别时限' },
      ]),
    )
    expect(ofZhou).toHaveLength(2)
  })

  it.each([
    ['no JSON', '<html>', '须是 JSON 数组'],
    ['an object', '{"id": "1", "text": "a"}', '须是 JSON 数组'],
    ['half a file', '[{"id": "1", "text": "a"}, {"id": "2"', '不是完整的 JSON'],
    ['something behind the list', '[{"id": "1", "text": "a"}] []', '之后还有别的内容'],
    ['an empty list', '[]', '文件里没有来信'],
    ['GBK', Buffer.from([0x5b, 0xb5, 0xe7, 0xcc, 0xdd, 0x5d]), 'GBK'],
    ['UTF-16', Buffer.from('\ufeff[]', 'utf16le'), 'UTF-16'],
    ['a comma too many', '[{"id": "1", "text": "a"},]', '不是有效的 JSON'],
  ])('are refused as a whole: %s', async (_, file, wrong) => {
    const before = await matters()
    const { importId, troubles } = await check(Buffer.isBuffer(file) ? file : Buffer.from(file))
    expect(troubles.map(([, , text]) => text).join()).toContain(wrong)
    await expect(
      applyImport(w.engine, kind(), { projectId: w.project, importId, actor: w.staff.jiang }),
    ).rejects.toThrow('没有通过检查')
    expect(await matters()).toEqual(before)
  })

  it('are refused with their place in the file, all of them at once', async () => {
    const bad = [
      { id: 'b1', text: '好的' },
      { id: 'b1', text: '又一条' },
      { text: '没有编号' },
      { id: 'b4', text: 5 },
      { id: 'b5', text: ' ', subject: null },
      { id: 'b6', text: '铃声\u0007' },
      { id: 'b7', text: 'a', reply: ['x'] },
      'nur Text',
      { id: 'b9', text: '半个字\ud83d' },
      { id: 'b10', text: 'a', received_at: {} },
    ]
    const { troubles } = await check(Buffer.from(JSON.stringify(bad)))
    expect(troubles).toEqual([
      [2, 'id', '编号与第 1 条重复'],
      [3, 'id', '没有编号'],
      [4, 'text', '不是文字'],
      [5, 'text', '没有内容'],
      [6, 'text', '含有控制字符或残缺的字符'],
      [7, 'reply', '不是文字'],
      [8, null, '不是一个对象'],
      [9, 'text', '含有控制字符或残缺的字符'],
      [10, 'received_at', '不是时间'],
    ])
  })

  it('are taken where nothing is lost: no subject, odd times, numbers for ids, long texts, unknown fields', async () => {
    const long = '长'.repeat(30_000)
    const odd = [
      { id: 501, text: '没有标题没有时间' },
      { id: 'o2', subject: null, text: '一', received_at: 1_740_800_000 },
      { id: 'o3', subject: '', text: '二', received_at: '上个月' },
      { id: 'o4', subject: '标题', text: null, received_at: '2025年3月1日 下午3点20分' },
      { id: 'o5', subject: '很长', text: long, extra: { deep: [1] } },
      { id: 'o6', text: '𠮷野家门口 👨‍👩‍👧 排烟', received_at: '2025-03-01T09:30:00+09:00', reply: '' },
    ]
    const { added, notes } = await load(odd)
    expect(added).toBe(6)
    expect(notes.join()).toContain('1 条的时间看不准')
    expect(notes.join()).toContain('1 条超过 5000 字')
    const claimed = async (id: string) => (await w.read('matter', matterIdOf(w.project, id))).row.writtenAtClaimed
    expect(await claimed('501')).toBeNull()
    expect(await claimed('o2')).toEqual(new Date(1_740_800_000_000))
    expect(await claimed('o3')).toBeNull()
    expect(await claimed('o4')).toEqual(new Date('2025-03-01T15:20:00+08:00'))
    expect(await claimed('o6')).toEqual(new Date('2025-03-01T08:30:00+08:00'))
    const original = await readProjects(w.engine.db, [w.project], (tx) =>
      openOriginal(tx, w.engine.secrets, w.project, matterIdOf(w.project, 'o5')),
    )
    expect(JSON.parse(original!.bytes).text).toBe(long)
  })

  it('real ones: all become matters, twice is once', async ({ skip }) => {
    skip(!existsSync(REAL), 'the folder with real messages is not here')
    const file = readFileSync(REAL, 'utf8')
    const all = JSON.parse(file) as { id: string }[]
    const before = (await matters())[0]!.count
    expect(await load(file)).toMatchObject({ added: all.length, unchanged: 0 })
    expect(await load(file)).toMatchObject({ added: 0, unchanged: all.length })
    expect((await matters())[0]!.count - before).toBe(all.length)
    const own = (await notices()).filter(({ args }) => args.count === all.length)
    expect(own.map(({ accountId }) => accountId).sort()).toEqual([w.staff.zhou.accountId, w.staff.wu.accountId].sort())
  })
})

describe('the estate that a message names', () => {
  it.each([
    ['咨询 A3区江滨家园小区停车费', '', '江滨家园'],
    ['电梯坏了', '我是翠湖花园3栋业主，电梯坏了。', '翠湖花园'],
    ['咨询医保问题', '请问怎么办理？', null],
  ])('%s', (subject, text, estate) => {
    expect(estateIn(subject, text)).toBe(estate)
  })

  it('is looked for where writers name it: at the beginning of subject and text alike', () => {
    const far = `${'请尽快处理，'.repeat(80)}江滨花园小区电梯停了`
    expect([estateIn(far, ''), estateIn('', far)]).toEqual([null, null])
  })
})
