import { v7 as uuid } from 'uuid'
import type { Actor } from '../src/kernel/case/procedure.ts'
import { signatureBy } from './signatures.ts'
import type { World } from './world.ts'

/** Sentences that stories of complaints are told in: each performs real acts, with sensible details where silent. */
export function tellComplaints(w: World) {
  const { staff, owners, units } = w

  const of = (caseId: string) => ({
    caseId,
    do: (who: Actor, action: string, form: unknown = {}) => w.act(who, 'complaint', caseId, action, form),
    signed: (who: Actor & { name: string }, action: string, form: unknown = {}) =>
      w.act(who, 'complaint', caseId, action, form, { signature: signatureBy(who.name, '经办人') }),
    row: async () => (await w.read('complaint', caseId)).row,
    case: async () => (await w.read('complaint', caseId)).of,
    state: async () => (await w.read('complaint', caseId)).of.state,
    clock: async (name: string) => (await w.clocks(caseId)).filter((clock) => clock.clock === name).at(-1),
  })
  type Told = ReturnType<typeof of>

  const say = {
    of,
    /** 王小明 rings because of the guard at the gate; `form` changes what the story needs otherwise. */
    async complained(form: Record<string, unknown> = {}, who: Actor = staff.zhou): Promise<Told> {
      const id = uuid()
      await w.act(who, 'complaint', id, 'register', {
        source: 'phone',
        content: '门岗昨晚没有人，外来车随便进',
        serviceItem: '秩序维护',
        unitId: units['1-1-301'],
        personId: owners.wang.personId,
        ...form,
      })
      return of(id)
    },
    async classified(it: Told, complaintClass: '1' | '2' | '3' = '1', more: Record<string, unknown> = {}) {
      await it.do(staff.zhou, 'classify', { complaintClass, party: 'own', ...more })
    },
    /** The slip goes to the head of engineering, who signs for it. */
    async issued(it: Told) {
      const form = { departmentId: w.departments.engineering, handlerId: staff.zheng.accountId }
      await it.do(staff.zhou, 'issue', form)
    },
    async received(it: Told) {
      await it.signed(staff.zheng, 'receive')
    },
    async verified(it: Told, cause = 'outside', who: Actor = staff.zheng) {
      await it.do(who, 'verify', { facts: '调看录像，二十一点至二十二点岗亭无人', cause })
    },
    async handled(it: Told, form: Record<string, unknown> = {}, who: Actor & { name: string } = staff.zheng) {
      await it.signed(who, 'handle', {
        process: '约谈当班人员，重排岗次',
        result: '门岗已恢复双人值守',
        analysis: '交接班没有重叠',
        grounds: ['service-contract'],
        improvement: '交接班重叠十五分钟',
        ...form,
      })
    },
    async answered(it: Told, form: Record<string, unknown> = {}, who: Actor = staff.zhou) {
      await it.do(who, 'answer', { answer: '门岗已恢复双人值守，交接班不再空岗', way: 'face', ...form })
    },
    async calledBack(it: Told, form: Record<string, unknown> = {}, who: Actor = staff.sun) {
      await it.do(who, 'callBack', {
        way: 'phone',
        opinion: '满意',
        effective: true,
        prevention: '希望定期抽查',
        ...form,
      })
    },
    /** What the paper side needs before the record closes: validity, the zone's signature, the desk's entry. */
    async recorded(it: Told) {
      await it.do(staff.gao, 'confirm', { valid: true })
      await it.signed(staff.sun, 'confirmOpinion')
      await it.signed(staff.zhou, 'enter', { note: '已完成' })
    },
    /** A complaint in the handler's hands, with the slip signed. */
    async inHand(form: Record<string, unknown> = {}, complaintClass: '1' | '2' | '3' = '1'): Promise<Told> {
      const it = await say.complained(form)
      await say.classified(it, complaintClass)
      await say.issued(it)
      await say.received(it)
      return it
    },
    /** As far as the answer has been given. */
    async toAnswer(form: Record<string, unknown> = {}): Promise<Told> {
      const it = await say.inHand(form)
      await say.verified(it)
      await say.handled(it)
      await say.answered(it)
      return it
    },
    /** Complete, one step before it is closed. */
    async toClose(form: Record<string, unknown> = {}): Promise<Told> {
      const it = await say.toAnswer(form)
      await say.recorded(it)
      await say.calledBack(it)
      return it
    },
    async closed(form: Record<string, unknown> = {}): Promise<Told> {
      const it = await say.toClose(form)
      await it.do(staff.zhou, 'close')
      return it
    },
  }
  return say
}
