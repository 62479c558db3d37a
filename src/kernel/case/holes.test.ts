import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { complaintSheets } from '../../rooms/complaint/complaint.sheets.ts'
import { reportSheets } from '../../rooms/complaint/report.sheets.ts'
import { disclosureSheets } from '../../rooms/disclosure/publication.sheets.ts'
import { intakeSheets } from '../../rooms/intake/intake.sheets.ts'
import { mannersRecord } from '../../rooms/intake/manners.sheets.ts'
import { repairSheets } from '../../rooms/repair/repair.sheets.ts'
import { procedures, reactions } from '../../rooms.ts'
import type { Reaction } from './engine.ts'
import { line, nothing } from './fields.ts'
import { holes as holesIn } from './holes.ts'
import type { Procedure, Untyped } from './procedure.ts'
import { standingActions } from './standing.ts'

const handbook = new URL('../../../handbook/rules.yaml', import.meta.url)
const ruleIds = new Set((parse(readFileSync(handbook, 'utf8')) as { id: string }[]).map(({ id }) => id))

it('the procedures of all rooms have no holes', () => {
  expect(Object.keys(procedures).length).toBeGreaterThanOrEqual(3)
  expect(ruleIds.size).toBeGreaterThan(100)
  expect(
    holesIn(
      procedures,
      reactions,
      [...repairSheets, ...intakeSheets, ...complaintSheets, ...reportSheets, ...disclosureSheets, mannersRecord],
      ruleIds,
    ),
  ).toEqual([])
})

/** A sound procedure with one flag, one clock and a reopening: every planted hole is one change of it. */
const open = ['asked', 'running', 'checked']
const pump: Procedure = {
  name: 'pump',
  title: '水泵',
  record: '《水泵单》',
  prefix: 'SB',
  version: 1,
  table: 'pump',
  states: [...open, 'closed'],
  stateTitles: { asked: '待办', running: '运行', checked: '已查', closed: '归档' },
  initial: 'asked',
  final: ['closed'],
  flags: { waiting: '等配件' },
  relations: { doer: () => false },
  readers: ['staff'],
  actions: {
    ...standingActions(open, ['staff']),
    ask: {
      title: '申请',
      from: 'new',
      to: 'asked',
      by: ['receptionist'],
      form: z.strictObject({ what: line('内容') }),
    },
    run: { title: '开动', from: ['asked'], to: 'running', by: ['technician'], form: nothing, raises: ['waiting'] },
    check: {
      title: '检查',
      from: ['running'],
      to: 'checked',
      by: ['guard'],
      except: { relations: ['doer'], rules: ['REP-12'] },
      signedBy: { who: 'actor', sheet: 'pump-slip', rules: ['REP-09'] },
      rules: ['REP-06'],
      form: nothing,
      lowers: ['waiting'],
    },
    file: {
      title: '归档',
      from: ['checked'],
      to: 'closed',
      by: ['receptionist'],
      form: nothing,
      notifies: ['assignee'],
    },
    reopen: { title: '重开', from: ['closed'], to: 'asked', by: ['receptionist', 'reaction'], form: nothing },
  },
  clocks: {
    whole: {
      title: '时限',
      runsIn: open,
      limit: () => null,
      pausedBy: ['waiting'],
      onExpiry: 'recordBreach',
      ladder: ['manager'],
      rules: ['REP-04'],
    },
  },
}
const work: Procedure = { ...pump, name: 'work', prefix: 'GZ', table: 'work' }
const above: Procedure = { ...pump, name: 'above', prefix: 'SJ', table: 'above', parent: true }
const sound: Reaction = {
  on: { procedure: 'work', actions: ['file'] },
  upon: 'parent',
  does: { procedure: 'above', action: 'reopen' },
  form: () => ({}),
}
/** The holes of small procedures on a small ground. */
const holes = (procedures: Record<string, Procedure>, reactions: readonly Reaction[] = []) =>
  holesIn(procedures, reactions, [{ id: 'pump-slip', name: '《水泵单》' }], ['REP-04', 'REP-06', 'REP-09', 'REP-12'])

/** The holes of the pump with some of its parts replaced. */
const found = (changes: Untyped) => holes({ pump: { ...pump, ...changes } })
const act = (name: string, changes: Untyped) => ({
  actions: { ...pump.actions, [name]: { ...pump.actions[name], ...changes } },
})
const clock = (changes: Untyped) => ({ clocks: { whole: { ...pump.clocks.whole, ...changes } } })
const without = (name: string) => ({
  actions: Object.fromEntries(Object.entries(pump.actions).filter(([action]) => action !== name)),
})

describe('a planted hole is found', () => {
  it('the pump itself has none', () => {
    expect(found({})).toEqual([])
    expect(holes({ work, above }, [sound])).toEqual([])
  })

  it.each<[string, Untyped, string]>([
    ['the name differs from its key', { name: 'other' }, 'pump: is called other'],
    ['nothing opens a case', without('ask'), 'pump: nothing opens a case'],
    [
      'a state that nobody reaches',
      { states: [...pump.states, 'lost'], stateTitles: { ...pump.stateTitles, lost: '失' } },
      'pump: state lost cannot be reached',
    ],
    [
      'a case does not begin where it says',
      { initial: 'running' },
      'pump: no case begins in the initial state running',
    ],
    ['a dead end', without('file'), 'pump: state checked is a dead end'],
    ['a state without title', { stateTitles: { ...pump.stateTitles, asked: ' ' } }, 'pump: state asked has no title'],
    [
      'a title without state',
      { stateTitles: { ...pump.stateTitles, gone: '去' } },
      'pump: a title for the unknown state gone',
    ],
    ['an unknown final state', { final: ['closed', 'void'] }, 'pump: final names the unknown state void'],
    ['an abandoned state that is not final', { abandoned: ['asked'] }, 'pump: abandoned state asked is not final'],
    ['an action from an unknown state', act('run', { from: ['asked', 'x'] }), 'pump: run names the unknown state x'],
    ['an action to an unknown state', act('run', { to: 'x' }), 'pump: run names the unknown state x'],
    [
      'a choice with an unknown state',
      act('run', { to: { oneOf: ['running', 'x'], pick: () => 'running' } }),
      'pump: run names the unknown state x',
    ],
    ['waiting without a clock', clock({ runsIn: ['asked', 'running'] }), 'pump: state checked waits without a clock'],
    [
      'a final state that is acted in',
      act('reopen', { to: 'same' }),
      'pump: reopen acts in the final state closed without reopening it',
    ],
    ['the record is no sheet', { record: '《另单》' }, 'pump: no sheet 《另单》'],
    ['an unknown reader', { readers: ['passer-by'] }, 'pump: readers names the unknown right passer-by'],
    ['a clock that never runs', clock({ runsIn: [] }), 'pump: clock whole never runs'],
    ['a clock in a final state', clock({ runsIn: pump.states }), 'pump: clock whole never stops in the final closed'],
    [
      'a clock in a state without exit',
      { ...without('file'), ...clock({ runsIn: ['checked', 'running', 'asked'] }) },
      'pump: clock whole never stops once it runs in checked',
    ],
    ['a clock in an unknown state', clock({ runsIn: [...open, 'x'] }), 'pump: clock whole names the unknown state x'],
    [
      'a clock that performs nothing known',
      clock({ onExpiry: 'x' }),
      'pump: clock whole expires into the unknown action x',
    ],
    ['a clock without the right', clock({ onExpiry: 'run' }), 'pump: clock whole may not do run'],
    ['a clock from the wrong state', clock({ onExpiry: 'run' }), 'pump: clock whole cannot do run from checked'],
    [
      'a clock that would have to sign',
      { ...act('check', { by: ['clock'] }), ...clock({ onExpiry: 'check' }) },
      'pump: clock whole expires into check, which wants a signature',
    ],
    [
      'a clock that would have to fill a form',
      { ...act('run', { by: ['clock'], form: z.strictObject({ what: line('内容') }) }), ...clock({ onExpiry: 'run' }) },
      'pump: clock whole expires into run, whose form a clock cannot fill',
    ],
    ['a ladder to nobody', clock({ ladder: ['captain'] }), 'pump: clock whole climbs to the unknown role captain'],
    ['a clock of no rule', clock({ rules: ['REP-99'] }), 'pump: clock whole names the unknown rule REP-99'],
    ['a clock paused by nothing', clock({ pausedBy: ['x'] }), 'pump: clock whole is paused by the unknown flag x'],
    ['an action of no rule', act('check', { rules: ['ABC-01'] }), 'pump: check names the unknown rule ABC-01'],
    [
      'a guard of no rule',
      act('check', { when: [{ rules: ['ABC-02'], check: () => true }] }),
      'pump: check names the unknown rule ABC-02',
    ],
    [
      'an exception of no rule',
      act('check', { except: { relations: ['doer'], rules: ['ABC-03'] } }),
      'pump: check names the unknown rule ABC-03',
    ],
    [
      'a field of no rule',
      act('ask', { form: z.strictObject({ what: line('内容', 9, { rules: ['ABC-04'] }).optional() }) }),
      'pump: ask field what names the unknown rule ABC-04',
    ],
    ['an unknown flag', act('run', { raises: ['waiting', 'x'] }), 'pump: run names the unknown flag x'],
    ['a flag that nobody raises', act('run', { raises: [] }), 'pump: flag waiting is never raised'],
    ['a flag that nobody lowers', act('check', { lowers: [] }), 'pump: flag waiting is never lowered'],
    [
      'an exception that the procedure does not know',
      act('check', { except: { relations: ['friend'], rules: [] } }),
      'pump: check excepts the unknown relation friend',
    ],
    [
      'a signature on an unknown sheet',
      act('check', { signedBy: { who: 'actor', sheet: 'napkin', rules: [] } }),
      'pump: check is signed on the unknown sheet napkin',
    ],
    ['an action that nobody can do', act('file', { by: [] }), 'pump: file can be done by nobody'],
    ['an action without title', act('file', { title: '' }), 'pump: file has no title'],
    ['an unknown right', act('file', { by: ['captain'] }), 'pump: file names the unknown right captain'],
    ['an unknown reader of a form', act('file', { seenBy: ['captain'] }), 'pump: file names the unknown right captain'],
    ['a notice to nobody', act('file', { notifies: ['owner'] }), 'pump: file notifies owner, whom no notice reaches'],
    [
      'a field drawn in an unknown way',
      act('ask', { form: z.strictObject({ who: z.uuid().meta({ label: '谁', as: 'captain' }).optional() }) }),
      'pump: ask field who is drawn as the unknown captain',
    ],
    [
      'a field within a list drawn in an unknown way',
      act('ask', {
        form: z.strictObject({
          rows: z.array(z.strictObject({ who: z.uuid().meta({ as: 'captain' }) })).meta({ label: '行' }),
        }),
      }),
      'pump: ask field rows.who is drawn as the unknown captain',
    ],
    [
      'a field without label',
      act('ask', { form: z.strictObject({ what: z.string() }) }),
      'pump: ask field what has no label',
    ],
    [
      'a standing action is hidden',
      act('note', { form: nothing }),
      'pump: note hides the standing action of that name',
    ],
    ['a standing action is lacking', without('delegate'), 'pump: lacks the standing action delegate'],
    [
      'a standing action is shut somewhere',
      act('acknowledge', { from: ['asked', 'running'] }),
      'pump: acknowledge is not open in checked',
    ],
  ])('%s', (_what, changes, hole) => {
    expect(found(changes)).toContain(hole)
  })

  it('a flag that is up where nothing lowers it any more', () => {
    const moved = {
      actions: {
        ...pump.actions,
        skip: { title: '跳过', from: ['running'], to: 'checked', by: ['guard'], form: nothing },
        reopen: { ...pump.actions.reopen!, to: 'checked' },
      },
    }
    expect(found(moved)).toContain('pump: flag waiting can be up in checked and is never lowered from there')
  })

  it('two procedures share a prefix or a table', () => {
    expect(holes({ work, above: { ...above, prefix: 'GZ' } })).toEqual(['above: has the prefix GZ of work'])
    expect(holes({ work, above: { ...above, table: 'work' } })).toEqual(['above: has the table work of work'])
  })
})

describe('a planted hole among the reactions is found', () => {
  const of = (...changed: Partial<Reaction>[]) =>
    holes(
      { work, above },
      changed.map((changes) => ({ ...sound, ...changes })),
    )

  it.each<[string, Partial<Reaction>, string]>([
    ['to an unknown procedure', { on: { procedure: 'x', actions: 'final' } }, 'unknown procedure x'],
    ['by an unknown procedure', { does: { procedure: 'x', action: 'reopen' } }, 'unknown procedure x'],
    ['to an unknown action', { on: { procedure: 'work', actions: ['file', 'x'] } }, 'unknown action x'],
    ['by an unknown action', { does: { procedure: 'above', action: 'x' } }, 'unknown action x'],
    [
      'by an action for people',
      { does: { procedure: 'above', action: 'file' } },
      'that action is not open to a reaction',
    ],
    ['by an action with signature', { does: { procedure: 'above', action: 'check' } }, 'that action wants a signature'],
    [
      'by the opening of a case',
      { does: { procedure: 'above', action: 'ask' } },
      'a reaction acts upon a case that is there',
    ],
    [
      'upon a parent that has no children',
      { does: { procedure: 'work', action: 'reopen' } },
      'no work hangs under work',
    ],
    ['upon children that never are', { upon: 'children' }, 'no work hangs under work'],
    ['by no rule', { rules: ['ABC-05'] }, 'unknown rule ABC-05'],
  ])('%s', (_what, changes, hole) => {
    expect(of(changes)).toContainEqual(expect.stringMatching(new RegExp(`^reaction of .*: ${hole}$`)))
  })

  it('a circle of two', () => {
    const back = {
      on: { procedure: 'above', actions: ['reopen'] },
      upon: 'children',
      does: { procedure: 'work', action: 'reopen' },
    } as const
    const on = { procedure: 'work', actions: ['reopen'] }
    expect(of({ on }, back)).toEqual(['reactions go round: above.reopen → work.reopen → above.reopen'])
  })

  it('a circle through a final state', () => {
    const closing = {
      ...work.actions,
      shut: { title: '关', from: open, to: 'closed', by: ['reaction'], form: nothing },
    } as Procedure['actions']
    const back = {
      ...sound,
      on: { procedure: 'above', actions: ['reopen'] },
      upon: 'children',
      does: { procedure: 'work', action: 'shut' },
    } as const
    const lines = holes({ work: { ...work, actions: closing }, above }, [
      { ...sound, on: { procedure: 'work', actions: 'final' } },
      back,
    ])
    expect(lines).toEqual(['reactions go round: above.reopen → work.shut → above.reopen'])
  })
})
