import { sql } from 'kysely'
import type { Engine } from '../case/engine.ts'
import type { Translate } from '../clock/relative.ts'
import type { Tx } from '../db/db.ts'
import { maskPhone } from '../person/phone.ts'
import type { Secrets } from '../secrets.ts'
import { translatorOf } from '../text/reader.ts'
import { addressOf, maskEmail, staffDelivery } from './choices.ts'
import type { Message, Told } from './ways/way.ts'
import type { WayName } from './words.ts'

/** A row of `delivery` that is being sent. */
export interface DeliveryRow {
  id: string
  way: WayName
  accountId: string | null
  personId: string | null
  caseId: string | null
  seq: number | null
  noticeId: string | null
}

export interface Composed {
  /** Null: nothing is left to be told. */
  message: Message | null
  toMasked: string | null
  /** Rows that are not told after all, and why. */
  left: ReadonlyMap<string, string>
}

/** What texts are made with. */
export interface Setting {
  procedures: Engine['procedures']
  secrets: Secrets
  publicUrl: string
  /** Path of the page of a case. */
  pathOfCase: (procedure: string, id: string) => string
}

/**
 * Puts what is to be told into the words of its recipient, as everything stands now: somebody who has left since, or
 * has been barred from the case, is not told. The rows have one way and one recipient.
 */
export async function compose(
  tx: Tx,
  setting: Setting,
  projectId: number,
  id: string,
  rows: readonly DeliveryRow[],
): Promise<Composed> {
  const [first] = rows
  if (!first) return nobody(rows, '')
  const { way, accountId, personId } = first
  const estate = await estateOf(tx, projectId)
  if (way === 'webhook') return { ...whole(await eventMessage(tx, projectId, estate, id, first)), toMasked: null }
  if (way === 'wecom') return composeGroup(tx, setting, projectId, id, rows, estate)
  if (accountId !== null) return composeStaff(tx, setting, projectId, { id, way, accountId, rows, estate })
  return composeOwner(tx, setting, projectId, { id, way, personId: personId!, rows, estate })
}

interface Estate {
  code: string
  name: string
  language: string
}

async function estateOf(tx: Tx, projectId: number): Promise<Estate> {
  const { rows } = await sql<Estate>`
    select p.code, p.name, coalesce(c.language, 'zh-CN') as language
    from project p left join company c on true where p.id = ${projectId}`.execute(tx)
  return rows[0]!
}

const whole = (message: Message) => ({ message, left: new Map<string, string>() })
const nobody = (rows: readonly DeliveryRow[], reason: string): Composed => ({
  message: null,
  toMasked: null,
  left: new Map(rows.map(({ id }) => [id, reason])),
})

interface Recipient {
  id: string
  way: 'email' | 'sms'
  rows: readonly DeliveryRow[]
  estate: Estate
}

async function composeStaff(
  tx: Tx,
  setting: Setting,
  projectId: number,
  { id, way, accountId, rows, estate }: Recipient & { accountId: string },
): Promise<Composed> {
  const of = (await staffDelivery(tx, [accountId])).get(accountId)
  if (!of) return nobody(rows, '账号已停用')
  const to = way === 'email' ? of.email : of.mobile
  if (to === null) return nobody(rows, way === 'email' ? '没有填写邮箱' : '没有登记工作电话')
  const t = translatorOf(await languageOfAccount(tx, accountId))
  const told = await noticesOf(tx, setting, projectId, rows, t, way === 'email')
  const left = await barredRows(tx, projectId, accountId, rows)
  const lines = linesOf(rows, told, left)
  const message =
    lines.length === 0 ? null : { id, to, subject: subjectOf(estate, lines, t), lines, footer: t(STAFF), event: null }
  return { message, toMasked: way === 'email' ? maskEmail(to) : maskPhone(to), left }
}

const STAFF = '这是管家自动发送的，请不要回复。怎样收到提醒，可在管家的账号页选择。'
const OWNER = '这是物业服务中心自动发送的，请不要回复。怎样收到进展，可在业主手机的“我的权利”里选择。'

async function composeOwner(
  tx: Tx,
  { procedures, secrets, publicUrl }: Setting,
  projectId: number,
  { id, way, personId, rows, estate }: Recipient & { personId: string },
): Promise<Composed> {
  const to = await addressOf(tx, secrets, projectId, { personId, way })
  if (to === null) return nobody(rows, '业主已不再接收，或没有联系方式')
  const { rows: persons } = await sql<{ language: string }>`
    select language from person where project_id = ${projectId} and id = ${personId}`.execute(tx)
  const t = translatorOf(persons[0]?.language ?? 'zh-CN')
  const { rows: acts } = await sql<{ caseId: string; seq: number; action: string; procedure: string; number: string }>`
    select a.case_id, a.seq, a.action, c.procedure, c.number
    from unnest(${rows.map(({ caseId }) => caseId)}::uuid[], ${rows.map(({ seq }) => seq)}::int[]) as f (case_id, seq)
    join case_action a on a.project_id = ${projectId} and a.case_id = f.case_id and a.seq = f.seq
    join cases c on c.project_id = a.project_id and c.id = a.case_id`.execute(tx)
  const told = new Map<string, Told>()
  for (const row of rows) {
    const act = acts.find(({ caseId, seq }) => caseId === row.caseId && seq === row.seq)
    const sentence = act && procedures[act.procedure]?.actions[act.action]?.tellOwner
    if (!act || sentence === undefined) continue
    const text = t('您的事项 {number}：{sentence}', { number: act.number, sentence: t(sentence) })
    told.set(row.id, { text, url: way === 'email' ? `${publicUrl}/owner/` : null })
  }
  const lines = linesOf(rows, told, new Map())
  const message =
    lines.length === 0 ? null : { id, to, subject: subjectOf(estate, lines, t), lines, footer: t(OWNER), event: null }
  return { message, toMasked: way === 'email' ? maskEmail(to) : maskPhone(to), left: new Map() }
}

async function composeGroup(
  tx: Tx,
  setting: Setting,
  projectId: number,
  id: string,
  rows: readonly DeliveryRow[],
  estate: Estate,
): Promise<Composed> {
  const t = translatorOf(estate.language)
  const told = await noticesOf(tx, setting, projectId, rows, t, true)
  // Whoever is barred may sit in any group.
  const left = await barredRows(tx, projectId, null, rows)
  const lines = linesOf(rows, told, left)
  if (lines.length > 0)
    return { message: { id, to: null, subject: estate.name, lines, footer: '', event: null }, toMasked: null, left }
  const { left: gone, ...none } = nobody(rows, '提醒已不在')
  return { ...none, left: new Map([...gone, ...left]) }
}

/**
 * The sentences of notices. Outside the application a case is named by its number and kind alone: its title says in a
 * resident's words what happened in whose home.
 */
async function noticesOf(
  tx: Tx,
  { procedures, publicUrl, pathOfCase }: Setting,
  projectId: number,
  rows: readonly DeliveryRow[],
  t: Translate,
  links: boolean,
): Promise<Map<string, Told>> {
  const { rows: found } = await sql<{
    id: string
    kind: string
    text: string
    args: Record<string, string | number>
    caseId: string | null
    procedure: string | null
  }>`
    select n.id, n.kind, n.text, n.args, n.case_id, c.procedure
    from notice n left join cases c on c.project_id = n.project_id and c.id = n.case_id
    where n.project_id = ${projectId} and n.id = any(${rows.flatMap(({ noticeId }) => noticeId ?? [])}::uuid[])`.execute(
    tx,
  )
  const notices = new Map(found.map((one) => [one.id, one]))
  const told = new Map<string, Told>()
  for (const { id, noticeId } of rows) {
    const notice = notices.get(noticeId ?? '')
    if (!notice) continue
    const { procedure, caseId, text, args } = notice
    const url = !links ? null : procedure && caseId ? `${publicUrl}${pathOfCase(procedure, caseId)}` : publicUrl
    // Who asked for whose data does not leave the application.
    if (notice.kind === 'privacy') told.set(id, { text: t('个人信息方面有一条新提醒，请登录管家查看'), url })
    else {
      const kind = procedure ? t(procedures[procedure]?.title ?? procedure) : ''
      told.set(id, { text: t(text, { ...args, title: kind }), url })
    }
  }
  return told
}

/** One act for another system: ids, states and times, and nobody's name. */
async function eventMessage(
  tx: Tx,
  projectId: number,
  estate: Estate,
  id: string,
  { caseId, seq }: DeliveryRow,
): Promise<Message> {
  const { rows } = await sql<{ at: Date } & Record<string, unknown>>`
    select c.id as "caseId", c.procedure, c.number, a.seq, a.action, a.from_state, a.to_state, a.at, a.actor_kind
    from case_action a join cases c on c.project_id = a.project_id and c.id = a.case_id
    where a.project_id = ${projectId} and a.case_id = ${caseId} and a.seq = ${seq}`.execute(tx)
  const { at, ...act } = rows[0]!
  const event = { type: 'case.action', timestamp: at.toISOString(), data: { project: estate.code, ...act } }
  return { id, to: null, subject: '', lines: [], footer: '', event }
}

function linesOf(
  rows: readonly DeliveryRow[],
  told: ReadonlyMap<string, Told>,
  left: ReadonlyMap<string, string>,
): Told[] {
  return rows.flatMap(({ id }) => (left.has(id) ? [] : (told.get(id) ?? [])))
}

function subjectOf({ name }: Estate, lines: readonly Told[], t: Translate): string {
  const [first] = lines
  const said = lines.length === 1 && first ? first.text : t('{count} 条提醒', { count: lines.length })
  return `[${name}] ${said.slice(0, 80)}`
}

async function languageOfAccount(tx: Tx, accountId: string): Promise<string> {
  const { rows } = await sql<{ language: string }>`select language from account where id = ${accountId}`.execute(tx)
  return rows[0]?.language ?? 'zh-CN'
}

/** Rows whose case bars this account (null: anybody), with the reason why they are not told. */
async function barredRows(
  tx: Tx,
  projectId: number,
  accountId: string | null,
  rows: readonly DeliveryRow[],
): Promise<ReadonlyMap<string, string>> {
  const { rows: found } = await sql<{ caseId: string }>`
    select case_id from case_barred
    where project_id = ${projectId} and account_id = coalesce(${accountId}::uuid, account_id)
      and case_id = any(${rows.flatMap(({ caseId }) => caseId ?? [])}::uuid[])`.execute(tx)
  const barred = new Set(found.map(({ caseId }) => caseId))
  return new Map(rows.filter(({ caseId }) => barred.has(caseId ?? '')).map(({ id }) => [id, '须回避该事项']))
}
