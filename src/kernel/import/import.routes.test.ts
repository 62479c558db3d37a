import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { type CallInput, urlOf } from '../../web/api.ts'
import { readSheet } from '../excel/read.ts'
import { writeWorkbook } from '../excel/write.ts'
import type { AnyContract } from '../http/contract.ts'
import { imports } from './import.contract.ts'

let w: DoorWorld
let head: Browser
let desk: Browser
let project: number

beforeAll(async () => {
  w = await makeDoorWorld()
  project = w.project
  head = await w.browser(w.staff.jiang)
  desk = await w.browser(w.staff.zhou)
})

afterAll(() => w.closeAll())

/** Sends a file as a browser does. */
async function upload(
  who: Browser,
  kind: string,
  bytes: Buffer,
  { field = 'file', name = '文件.xlsx', says }: { field?: string; name?: string; says?: string } = {},
) {
  const payload = Buffer.concat([
    Buffer.from(
      `--xyz\r\ncontent-disposition: ${says ?? `form-data; name="${field}"; filename="${name}"`}\r\ncontent-type: application/octet-stream\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n--xyz--\r\n'),
  ])
  const headers = { cookie: who.cookie, 'content-type': 'multipart/form-data; boundary=xyz' }
  const reply = await w.app.inject({
    method: 'POST',
    url: urlOf(imports.upload, { params: { project, kind } }),
    headers,
    payload,
  })
  return { status: reply.statusCode, body: reply.json() }
}

/** A file of which the first byte has come, and the rest comes with `end`. */
async function slowUpload(who: Browser) {
  const line = new PassThrough()
  line.write('--xyz\r\ncontent-disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\nx')
  const reply = w.app.inject({
    method: 'POST',
    url: urlOf(imports.upload, { params: { project, kind: 'units' } }),
    headers: { cookie: who.cookie, 'content-type': 'multipart/form-data; boundary=xyz' },
    payload: line,
  })
  while (line.readableLength > 0) await sleep(5)
  const end = () => {
    line.end('\r\n--xyz--\r\n')
    return reply
  }
  return { end }
}

async function download<C extends AnyContract>(who: Browser, contract: C, input: CallInput<C>) {
  const reply = await w.app.inject({ method: 'GET', url: urlOf(contract, input), headers: { cookie: who.cookie } })
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['content-disposition']).toContain('attachment')
  const sheet = await readSheet(reply.rawPayload, () => true)
  const rows = []
  for await (const { cells } of sheet.rows) rows.push(cells)
  return rows
}

async function settled(who: Browser, importId: string) {
  for (;;) {
    const run = await who.call(imports.one, { params: { project, import: importId } })
    if (run.state !== 'checking' && run.state !== 'applying') return run
    await sleep(20)
  }
}

async function workbook(headings: readonly string[], rows: readonly (string | null)[][]): Promise<Buffer> {
  const pieces: Buffer[] = []
  const columns = headings.map((title) => ({ title }))
  for await (const piece of writeWorkbook([{ name: '楼栋', columns, rows }])) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

describe('imports in the console', () => {
  it('offer each post the kinds of files that it may import', async () => {
    const names = async (who: Browser) =>
      (await who.call(imports.kinds, { params: { project } })).kinds.map(({ kind }) => kind)
    expect(await names(head)).toEqual(['buildings', 'units', 'parking', 'people', 'relations', 'staff', 'messages'])
    expect(await names(desk)).toEqual(['messages'])
    expect((await desk.send(imports.template, { params: { project, kind: 'people' } })).status).toBe(403)
    expect((await upload(desk, 'people', Buffer.from('x'))).status).toBe(403)
    expect((await upload(head, 'nothing', Buffer.from('x'))).status).toBe(404)
    const technician = await w.browser(w.staff.li)
    expect((await technician.send(imports.kinds, { params: { project } })).status).toBe(403)
  })

  it('go from template to report to estate', async () => {
    const [headings] = await download(head, imports.template, { params: { project, kind: 'buildings' } })
    const bad = await upload(head, 'buildings', await workbook(headings as string[], [['7', null, null, '1']]), {
      name: '楼栋.xlsx',
    })
    const refused = await settled(head, bad.body.importId)
    expect(refused).toMatchObject({
      state: 'refused',
      troubleCount: 1,
      stagedRows: 0,
      fileName: '楼栋.xlsx',
      madeBy: '蒋宏',
    })
    const report = { row: 2, column: '片区', wrong: '没有填', mend: '请填写片区' }
    const params = { project, import: refused.id }
    expect((await head.call(imports.troubles, { params })).rows).toMatchObject([report])
    expect(await download(head, imports.report, { params })).toEqual([
      ['行', '列', '问题', '怎么改'],
      Object.values(report),
    ])
    expect((await head.send(imports.apply, { params })).status).toBe(422)

    const good = await upload(head, 'buildings', await workbook(headings as string[], [['7', null, '一区', '1']]))
    const checked = await settled(head, good.body.importId)
    expect(checked).toMatchObject({ state: 'checked', stagedRows: 1 })
    await head.call(imports.apply, { params: { project, import: checked.id } })
    const applied = await settled(head, checked.id)
    expect(applied).toMatchObject({ state: 'applied', outcome: { added: 1, changed: 0, unchanged: 0 } })
    expect((await head.send(imports.apply, { params: { project, import: checked.id } })).status).toBe(422)
    const { rows } = await head.call(imports.list, { params: { project }, query: { limit: 1 } })
    expect(rows.map(({ id }) => id)).toEqual([checked.id])
    // The desk may not import buildings, so it does not see that somebody did.
    expect((await desk.call(imports.list, { params: { project } })).rows).toEqual([])
    expect((await desk.send(imports.one, { params: { project, import: checked.id } })).status).toBe(404)
  })

  it('take messages from the desk', async () => {
    const file = Buffer.from(
      JSON.stringify([{ id: 'd1', subject: '路灯不亮', received_at: '2026-03-01 20:00', text: '东门路灯不亮' }]),
    )
    const { body } = await upload(desk, 'messages', file, { name: 'm.json' })
    expect(await settled(desk, body.importId)).toMatchObject({ state: 'checked', stagedRows: 1 })
    await desk.call(imports.apply, { params: { project, import: body.importId } })
    expect(await settled(desk, body.importId)).toMatchObject({
      outcome: { added: 1, notes: ['已告知前台：1 件待判别'] },
    })
  })

  it('are two at a time, what still comes over the line among them; applying takes a place too', async () => {
    const file = Buffer.from(JSON.stringify([{ id: 'd2', text: '西门路灯不亮', received_at: '2026-03-01 20:00' }]))
    const { body } = await upload(desk, 'messages', file, { name: 'm.json' })
    const checked = await settled(desk, body.importId)
    const slow = await Promise.all([slowUpload(head), slowUpload(head)])
    expect(await upload(head, 'units', Buffer.from('x'))).toMatchObject({ status: 429, body: { kind: 'too-many' } })
    const params = { project, import: checked.id }
    expect((await desk.send(imports.apply, { params })).status).toBe(429)
    expect(await settled(desk, checked.id)).toMatchObject({ state: 'checked' })
    for (const { end } of slow) expect((await end()).statusCode).toBe(200)
    for (let tries = 0; tries < 100 && (await desk.send(imports.apply, { params })).status === 429; tries++)
      await sleep(20)
    expect(await settled(desk, checked.id)).toMatchObject({ state: 'applied' })
    // A place is free again after a refusal.
    for (let nth = 0; nth < 3; nth++)
      expect((await upload(head, 'units', Buffer.from('x'), { field: 'other' })).status).toBe(400)
  })

  it('take a file whose name is missing, or holds what cannot be kept', async () => {
    for (const [says, kept] of [
      ['form-data; name="file"', '未命名'],
      [`form-data; name="file"; filename*=utf-8''a%00b.xlsx`, 'ab.xlsx'],
    ] as const) {
      const sent = await upload(head, 'units', Buffer.from('x'), { says })
      expect(sent.status).toBe(200)
      expect((await settled(head, sent.body.importId)).fileName).toBe(kept)
    }
  })

  it('refuse what is no file, and report what is no workbook', async () => {
    expect(await upload(head, 'units', Buffer.from('x'), { field: 'other' })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'file' }] },
    })
    expect(await upload(head, 'units', Buffer.alloc(0))).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'file' }] },
    })
    const { body } = await upload(head, 'units', Buffer.from('房号,类型'))
    const run = await settled(head, body.importId)
    const { rows } = await head.call(imports.troubles, { params: { project, import: run.id } })
    expect(rows).toMatchObject([{ row: null, wrong: '这不是 Excel 工作簿：请上传 .xlsx 文件' }])
  })
})
