import { v7 as uuid } from 'uuid'
import { expect } from 'vitest'
import { type CaseLine, cases } from '../../src/kernel/case/case.contract.ts'
import { org } from '../../src/kernel/org/org.contract.ts'
import { search } from '../../src/kernel/search/search.contract.ts'
import { deskTake } from '../../src/rooms/intake/take.contract.ts'
import { type Colleague, colleague } from './api.ts'
import { poll, type Stage } from './stage.ts'

/** The colleagues of a complaint, signed in at the doors once for all stories. */
export class Office {
  readonly #url: string
  readonly #known = new Map<string, Promise<Colleague>>()

  constructor(stage: Stage) {
    this.#url = stage.product.url
  }

  /** By a part of the name or the title of the one-click list. */
  who(title: string): Promise<Colleague> {
    const known = this.#known.get(title) ?? colleague(this.#url, title)
    this.#known.set(title, known)
    return known
  }

  /** Signs for it, checks it and writes what was done: the head of engineering has it in hand. */
  async handle(it: Opened, cause: string): Promise<void> {
    const head = await this.who('郑刚')
    await head.act(it.complaint, 'verify', { facts: '调看监控和交接记录，情况属实', cause })
    await head.act(
      it.complaint,
      'handle',
      {
        process: '重排班次，更换门禁，逐户说明',
        result: '已恢复正常，连续三晚抽查无误',
        analysis: '交接班没有重叠，制度有漏洞',
        improvement: '交接班重叠十五分钟，班长签字',
        grounds: ['service-contract', 'property-rules'],
      },
      true,
    )
  }

  /** What the record needs before it closes: validity, the zone's signature, the desk's entry. */
  async record(it: Opened): Promise<void> {
    await (await this.who('陈曦')).act(it.complaint, 'confirm', { valid: true })
    await (await this.who('孙磊')).act(it.complaint, 'confirmOpinion', {}, true)
    await (await this.who('周敏')).act(it.complaint, 'enter', { note: '已处理并答复' }, true)
  }

  /** A resident rings; the desk opens matter and complaint in one command. */
  async opened(given: { flat: string; owner: string; content: string; serviceItem: string }): Promise<Opened> {
    const desk = await this.who('周敏')
    const find = async (q: string, kind: 'unit' | 'person') =>
      (await desk.call(search.find, { params: { project: desk.project }, body: { q, kind } })).hits[0]!
    const [unit, person] = await Promise.all([find(given.flat, 'unit'), find(given.owner, 'person')])
    const [matterId, complaintId] = [uuid(), uuid()]
    const taken = await desk.call(deskTake, {
      params: { project: desk.project },
      body: {
        matterId,
        register: { channel: 'phone', content: given.content, unitId: unit.id, personId: person.id },
        next: { as: 'complaint', complaintId, complaint: { source: 'phone', serviceItem: given.serviceItem } },
      },
    })
    return {
      matter: { procedure: 'matter', id: matterId, number: taken.matter.number },
      complaint: { procedure: 'complaint', id: complaintId, number: taken.work!.number },
      unitId: unit.id,
    }
  }

  /** The slip goes to the head of engineering, who signs for it. */
  async issued(it: Opened, complaintClass: '1' | '2' | '3'): Promise<void> {
    const [desk, head] = await Promise.all([this.who('周敏'), this.who('郑刚')])
    await desk.act(it.complaint, 'classify', { complaintClass, party: 'own' })
    const departmentId = await this.department('工程部')
    await desk.act(it.complaint, 'issue', { departmentId, handlerId: head.me.account.id })
    await head.act(it.complaint, 'receive', {}, true)
  }

  async department(named: string): Promise<string> {
    const { project, call } = await this.who('周敏')
    const { departments } = await call(org.departments, { params: { project } })
    return departments.find(({ name }) => name === named)!.id
  }

  /** Waits until the ladder of a case has reached somebody. */
  async climbedTo(title: string, caseId: string): Promise<void> {
    const { project, call } = await this.who(title)
    const ladder = async () => {
      const query = { why: 'ladder' as const, limit: 100 }
      return (await call(cases.inbox, { params: { project }, query })).rows.map(({ id }) => id)
    }
    await expect.poll(ladder, { ...poll, timeout: 60_000 }).toContain(caseId)
  }

  /** Page of a case as somebody reads it. */
  async page(title: string, of: { procedure: string; id: string }) {
    const reader = await this.who(title)
    return reader.call(cases.page, { params: { project: reader.project, ...of } })
  }

  /** The newest case of a procedure that a part of its title names, once it is there. */
  async found(title: string, procedure: string, named: string): Promise<CaseLine> {
    const { project, call } = await this.who(title)
    const look = async () => {
      const { rows } = await call(cases.list, { params: { project }, query: { procedure, limit: 100 } })
      return rows.find((row) => row.title.includes(named))
    }
    await expect.poll(look, poll).toBeDefined()
    return (await look())!
  }
}

/** A complaint with the matter above it. */
export interface Opened {
  matter: { procedure: 'matter'; id: string; number: string }
  complaint: { procedure: 'complaint'; id: string; number: string }
  unitId: string
}
