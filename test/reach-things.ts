import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { cases } from '../src/kernel/case/case.contract.ts'
import type { Actor } from '../src/kernel/case/procedure.ts'
import { inCompany, inProject } from '../src/kernel/db/db.ts'
import { endpoints } from '../src/kernel/delivery/endpoint.contract.ts'
import { planAll } from '../src/kernel/delivery/plan.ts'
import { beginImport } from '../src/kernel/import/run.ts'
import { roleNames } from '../src/kernel/org/roles.ts'
import { person } from '../src/kernel/person/person.contract.ts'
import { privacy } from '../src/kernel/privacy/privacy.contract.ts'
import { vehicle } from '../src/kernel/vehicle/vehicle.contract.ts'
import { messages } from '../src/rooms/intake/import/messages.ts'
import type { DoorWorld } from './doors.ts'
import { signatureBy } from './signatures.ts'

/** One real thing of each kind of 翠湖花园, and words that only its own people may ever read. */
export interface Things {
  ids: Record<
    | OwnKind
    | 'phone'
    | 'secret'
    | 'approval'
    | 'request'
    | 'consent'
    | 'emergencyContact'
    | 'import'
    | 'drill'
    | 'vehicle'
    | 'clock'
    | 'link'
    | 'signature'
    | 'notice'
    | 'entry'
    | 'endpoint'
    | 'delivery'
    | 'session',
    string
  >
  canaries: string[]
}

/** What 云庭 has too. */
export type OwnKind =
  | 'repair'
  | 'matter'
  | 'contact'
  | 'unit'
  | 'place'
  | 'person'
  | 'residence'
  | 'file'
  | 'account'
  | 'post'
  | 'holding'
  | 'zone'
  | 'building'
  | 'department'

/** Words of a story that happens nowhere else. */
const said = {
  content: '浴室地漏返水漫到客厅',
  keyPoints: '带疏通机，先看地漏',
  note: '业主腿脚不便，进门请脱鞋',
  matter: '小区东门夜里太吵',
  slip: '请巡查东门夜间噪声',
  opinion: '隔壁装修扰民',
  holder: '快修水电行',
  relative: '王建国',
  purpose: '约上门时间',
  bank: '浦发银行退款户',
  reason: '法院调取户内人员',
  wish: '本人携带身份证来申请',
  upload: '翠湖业主来信.json',
  signer: '李强本人',
  hookName: '翠湖财务系统',
  trainee: '学员尤佳',
}

export async function makeThings(world: DoorWorld): Promise<Things> {
  const { project, units, places, owners, staff, departments } = world
  const desk = await world.browser(staff.zhou)
  const handler = await world.browser(staff.li)
  const act = async (procedure: string, id: string, action: string, form: object, who = desk, more = {}) => {
    await who.call(cases.act, { params: { project, procedure, id, action }, body: { form, ...more } })
    return id
  }
  const where = { unitId: units['1-1-301'], personId: owners.wang.personId }
  const hook = { way: 'webhook' as const, url: 'https://erp.cuihu.example/hook', procedures: [] }
  const { id: endpoint } = await (await world.browser(staff.jiang)).call(endpoints.add, {
    params: { project },
    body: { name: said.hookName, settings: hook, whole: false },
  })
  const matter = await act('matter', uuid(), 'register', { channel: 'phone', content: said.matter, ...where })
  const order = { place: 'home', trade: 'water', content: said.content, keyPoints: said.keyPoints, ...where }
  const repair = await act('repair', uuid(), 'register', order)
  await act('repair', repair, 'note', { text: said.note })
  await act('matter', matter, 'fillIn', { content: said.opinion })
  const slip = { kind: 'complaint', content: said.slip, departmentId: departments.order, handlerId: staff.li.accountId }
  const contact = await act('contact', uuid(), 'issue', slip)
  await act('contact', contact, 'receive', { needsSuperior: false }, handler, {
    signature: signatureBy(said.signer, '经办人'),
  })

  const params = { project, person: owners.wang.personId }
  const [phone, emergencyContact, residence] = [uuid(), uuid(), uuid()]
  await desk.call(person.addPhone, { params, body: { id: phone, phone: '13800138821' } })
  const relative = { id: emergencyContact, name: said.relative, relation: '父亲', phone: '13700137720' }
  await desk.call(person.addContact, { params, body: relative })
  const car = uuid()
  await desk.call(vehicle.add, { params, body: { id: car, plate: '沪A8F821' } })
  const [secret, approval, request, consent] = [uuid(), uuid(), uuid(), uuid()]
  const account = { id: secret, account: '6222021234567890123', label: said.bank }
  await desk.call(person.addAccount, { params, body: account })
  const wanted = { id: approval, kind: 'family' as const, reason: 'legal' as const, purpose: said.reason }
  await desk.call(privacy.askApproval, { params, body: wanted })
  await desk.call(privacy.ask, { params, body: { id: request, kind: 'export', way: 'counter', note: said.wish } })
  const agreed = { id: consent, purpose: 'marketing' as const, version: 1, given: true, way: 'paper' as const }
  await desk.call(privacy.consent, { params, body: agreed })
  const file = { bytes: Buffer.from('x'), name: said.upload, accountId: staff.jiang.accountId }
  const run = await beginImport(world.engine, messages(world.engine), { projectId: project, ...file })
  const second = { id: residence, unitId: units['1-1-302']!, relation: 'family' as const, fromOn: '2026-01-01' }
  await desk.call(person.moveIn, { params, body: second })
  await desk.call(person.reveal, { params, body: { kind: 'phone', purpose: said.purpose } })
  await planAll(world.engine)
  const ofRepair = { project, procedure: 'repair', id: repair }
  const link = await desk.call(cases.makeLink, {
    params: ofRepair,
    body: { purpose: 'contractor', holderName: said.holder },
  })
  const page = await desk.call(cases.page, { params: ofRepair })
  const signed = await desk.call(cases.page, { params: { project, procedure: 'contact', id: contact } })
  const drill = uuid()
  await world.database.asOwner(
    `insert into drill_run (project_id, id, recording, trainee, desk_account, started_by, speed, started_at, ends_at)
     values ($1, $2, $3, $4, $5, $5, 4, '2026-03-10T05:30Z', '2026-03-10T07:30Z')`,
    [project, drill, '{"title": "下午", "begins": "13:30", "calls": []}', said.trainee, staff.zhou.accountId],
  )
  const [row] = await world.database.asOwner<{
    notice: string
    post: string
    holding: string
    entry: string
    delivery: string
    zone: string
    building: string
    session: string
  }>(
    `select (select id from notice where project_id = $1 limit 1) as notice, p.id as post, h.id as holding,
      (select id from on_duty where project_id = $1 limit 1) as entry,
      (select id from delivery where project_id = $1 limit 1) as delivery,
      (select id from zone where project_id = $1 limit 1) as zone,
      (select id from building where project_id = $1 limit 1) as building,
      (select encode(token_hash, 'hex') from session where account_id = $2 limit 1) as session
     from post p join post_holding h on h.post_id = p.id where h.account_id = $2`,
    [project, staff.li.accountId],
  )
  return {
    ids: {
      ...row!,
      repair,
      matter,
      contact,
      phone,
      secret,
      approval,
      request,
      consent,
      emergencyContact,
      residence,
      vehicle: car,
      import: run,
      drill,
      endpoint,
      unit: units['1-1-301']!,
      place: places.hall,
      person: owners.wang.personId,
      clock: page.clocks[0]!.id,
      link: link.linkId,
      signature: signed.signatures[0]!.id,
      file: signed.signatures[0]!.imageFileId!,
      account: staff.li.accountId,
      department: departments.order,
    },
    canaries: [
      ...Object.values(said),
      '13800138821',
      '138****8821',
      '137****7720',
      '沪A***21',
      '1-1-301',
      '1栋大堂',
      owners.wang.name,
      owners.wangWife.name,
      staff.li.name,
      staff.zhou.name,
    ],
  }
}

/**
 * 云庭, the other estate: the stranger holds a post of every role there, so that no missing right keeps him out; an
 * owner with a flat and an open repair, and a link to that repair.
 */
export async function makeOtherEstate(
  world: DoorWorld,
): Promise<{ owner: Actor & { kind: 'owner' }; token: string; ids: Record<OwnKind, string> }> {
  const { engine, otherProject: project, stranger, departments } = world
  const at = world.time.now()
  const [zone, building, unitId, personId, accountId] = [uuid(), uuid(), uuid(), uuid(), uuid()]
  const [place, residence, file] = [uuid(), uuid(), uuid()]
  let [post, holding] = ['', '']
  await inCompany(engine.db, async (tx) => {
    for (const role of roleNames) {
      ;[post, holding] = [uuid(), uuid()]
      await sql`insert into post (id, project_id, department_id, role, title)
        values (${post}, ${project}, ${departments.service}, ${role}, ${role})`.execute(tx)
      await sql`insert into post_holding (id, post_id, account_id, from_at)
        values (${holding}, ${post}, ${stranger.accountId}, ${new Date(0)})`.execute(tx)
    }
    await sql`insert into account (id, kind, name, made_at) values (${accountId}, 'owner', '云中鹤', ${at})`.execute(tx)
  })
  await inProject(engine.db, project, async (tx) => {
    await sql`insert into zone (project_id, id, name) values (${project}, ${zone}, '云一区')`.execute(tx)
    await sql`insert into building (project_id, id, zone_id, code, name)
      values (${project}, ${building}, ${zone}, 'Y', '云栋')`.execute(tx)
    await sql`insert into unit (project_id, id, kind, building_id, zone_id, code)
      values (${project}, ${unitId}, 'flat', ${building}, ${zone}, 'Y-101')`.execute(tx)
    await sql`insert into person (project_id, id, name, name_key, made_at)
      values (${project}, ${personId}, '云中鹤', 'yzh', ${at})`.execute(tx)
    await sql`insert into residence (project_id, id, unit_id, person_id, relation, from_on)
      values (${project}, ${residence}, ${unitId}, ${personId}, 'owner', '2020-07-01')`.execute(tx)
    await sql`insert into place (project_id, id, kind, zone_id, building_id, code, name)
      values (${project}, ${place}, 'public-place', ${zone}, ${building}, 'Y-P', '云廊')`.execute(tx)
    await sql`insert into file (project_id, id, sha256, media_type, bytes, width, height, name, made_at)
      values (${project}, ${file}, ${Buffer.alloc(32)}, 'image/webp', 10, 1, 1, '云', ${at})`.execute(tx)
    await sql`insert into account_person (account_id, project_id, person_id, linked_at)
      values (${accountId}, ${project}, ${personId}, ${at})`.execute(tx)
  })
  const desk = await world.browser(stranger)
  const where = { unitId, personId }
  const opened = async (procedure: string, action: string, form: object) => {
    const id = uuid()
    await desk.call(cases.act, { params: { project, procedure, id, action }, body: { form } })
    return id
  }
  const order = { place: 'home', trade: 'water', content: '水管', keyPoints: '水管', ...where }
  const repair = await opened('repair', 'register', order)
  const matter = await opened('matter', 'register', { channel: 'phone', content: '水管', ...where })
  const slip = { kind: 'complaint', content: '水管', departmentId: departments.order, handlerId: stranger.accountId }
  const contact = await opened('contact', 'issue', slip)
  const params = { project, procedure: 'repair', id: repair }
  const { url } = await desk.call(cases.makeLink, { params, body: { purpose: 'owner' } })
  return {
    owner: { kind: 'owner', accountId, personId, name: '云中鹤' },
    token: url.split('/').at(-1)!,
    ids: {
      ...{ repair, matter, contact, place, residence, file, post, holding, zone, building },
      unit: unitId,
      person: personId,
      account: stranger.accountId,
      department: departments.order,
    },
  }
}
