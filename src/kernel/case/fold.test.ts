import { v7 as uuid } from 'uuid'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defaultPolicy } from '../policy/policy.ts'
import { fold, type LoggedAction, type Origin } from './fold.ts'
import type { Actor, Procedure } from './procedure.ts'

/** A lift check with one flag, a choice of states and a list: small enough to reckon by hand. */
const anything = z.looseObject({})
const lift: Procedure = {
  name: 'lift',
  title: '电梯检查',
  record: '《检查单》',
  prefix: 'DT',
  version: 1,
  table: 'lift',
  states: ['asked', 'looked', 'closed'],
  stateTitles: { asked: '待查', looked: '已查', closed: '归档' },
  initial: 'asked',
  final: ['closed'],
  flags: { waiting: '等配件' },
  readers: ['staff'],
  actions: {
    ask: {
      title: '申请',
      from: 'new',
      to: 'asked',
      by: ['staff'],
      form: anything,
      sets: (form, _row, { at }) => ({ what: form.what, askedAt: at, note: undefined }),
      setsCase: (form) => ({ title: form.what, unitId: form.unitId }),
    },
    look: {
      title: '检查',
      from: ['asked', 'looked'],
      to: { oneOf: ['looked', 'asked'], pick: (form) => (form.fine ? 'looked' : 'asked') },
      by: ['staff'],
      form: anything,
      raises: ['waiting'],
      sets: (form, row) => ({ looks: row.looks + 1, parts: [...row.parts, { name: form.part, spare: undefined }] }),
      setsCase: (_form, _row, { actor }) => ({ holderAccount: actor.kind === 'staff' ? actor.accountId : null }),
    },
    file: { title: '归档', from: ['looked'], to: 'closed', by: ['staff'], form: anything, lowers: ['waiting'] },
    reopen: { title: '重开', from: ['closed'], to: 'looked', by: ['staff'], form: anything },
    count: {
      title: '清点',
      from: ['asked'],
      to: 'same',
      by: ['staff'],
      form: anything,
      sets: (_form, _row, { children }) => ({ looks: children.total }),
    },
  },
  clocks: {},
}
const li: Actor = { kind: 'staff', accountId: uuid(), name: '李强', roles: [] }
const unitId = uuid()
const zoneId = uuid()
const origin: Origin = {
  case: {
    id: uuid(),
    number: 'DT-1',
    parentId: null,
    firstResponderAccount: null,
    procedureVersion: 1,
    policyVersion: 1,
  },
  policy: defaultPolicy,
  defaults: { what: null, askedAt: null, note: null, looks: 0, parts: [] },
  zoneOf: (where) => (where.unitId === unitId ? zoneId : null),
}
const minute = (count: number) => new Date(Date.UTC(2026, 2, 11, 1, count))
const line = (seq: number, action: string, form: Record<string, unknown> = {}, at = minute(seq)): LoggedAction => ({
  seq,
  action,
  at,
  actor: li,
  form,
})
const asked = line(1, 'ask', { what: '异响', unitId })

describe('a case retold from its log', () => {
  it('after the opening: what was set, over what the columns hold by themselves', () => {
    const { case: of, row } = fold(lift, [asked], origin)
    expect(row).toEqual({ what: '异响', askedAt: minute(1), note: null, looks: 0, parts: [], state: 'asked' })
    expect(of).toMatchObject({
      ...origin.case,
      ...{ procedure: 'lift', title: '异响', state: 'asked', final: false, priority: 'normal' },
      ...{ unitId, zoneId, placeId: null, holderAccount: null, openedByAccount: li.accountId },
      ...{ flags: [], lastSeq: 1, openedAt: minute(1), lastAt: minute(1), closedAt: null, nextDueAt: null },
    })
  })

  it('each line builds on the one before: state by choice, flags up and down, lists as JSON', () => {
    const log = [asked, line(2, 'look', { fine: false, part: '门机' }), line(3, 'look', { fine: true, part: '导轨' })]
    const { case: of, row } = fold(lift, log, origin)
    expect([of.state, of.flags, of.holderAccount]).toEqual(['looked', ['waiting'], li.accountId])
    expect(row).toMatchObject({ looks: 2, parts: [{ name: '门机' }, { name: '导轨' }], state: 'looked' })
    expect(fold(lift, log.slice(0, 2), origin).case.state).toBe('asked')
  })

  it('closed and reopened', () => {
    const log = [asked, line(2, 'look', { fine: true }), line(3, 'file')]
    expect(fold(lift, log, origin).case).toMatchObject({ state: 'closed', final: true, closedAt: minute(3), flags: [] })
    const reopened = fold(lift, [...log, line(4, 'reopen')], origin).case
    expect(reopened).toMatchObject({ state: 'looked', final: false, closedAt: null, openedAt: minute(1) })
  })

  it('changes nothing that it was given', () => {
    const log = [asked, line(2, 'look', { fine: true, part: '门机' })]
    const before = JSON.stringify([log, origin.defaults])
    fold(lift, log, origin)
    expect(JSON.stringify([log, origin.defaults])).toBe(before)
    expect(fold(lift, log, origin)).toEqual(fold(lift, log, origin))
  })
})

describe('a log that cannot be', () => {
  it.each<[string, LoggedAction[], string]>([
    ['is empty', [], 'an empty log tells of no case'],
    ['does not begin with an opening', [line(1, 'look')], 'look cannot be line 1'],
    ['opens twice', [asked, line(2, 'ask')], 'ask cannot be line 2'],
    ['lacks a line', [asked, line(3, 'look')], 'line 3 does not follow the one before it'],
    ['has a line twice', [asked, line(1, 'look')], 'line 1 does not follow the one before it'],
    ['names an unknown action', [asked, line(2, 'toString')], 'lift has no action toString'],
    ['would need other logs', [asked, line(2, 'count')], 'a log does not tell of the cases below'],
  ])('%s', (_what, log, message) => {
    expect(() => fold(lift, log, origin)).toThrow(message)
  })
})
