import { describe, expect, it } from 'vitest'
import { contact, matter } from '../../rooms/intake/intake.procedure.ts'
import { repair } from '../../rooms/repair/repair.procedure.ts'
import { checkForm, fieldsOf, tidy } from './form.ts'

const kindsOf = (form: Parameters<typeof fieldsOf>[0]) =>
  Object.fromEntries(fieldsOf(form).map((f) => [f.name, f.kind]))

describe('fields read from a zod schema', () => {
  it('knows kind, label, choices and whether a field must be filled in', () => {
    const [way, note] = fieldsOf(repair.actions.callBack.form)
    expect(way).toMatchObject({ name: 'way', kind: 'choice', label: '回访方式', required: true })
    expect(way?.choices).toEqual([
      { value: 'phone', title: '电话' },
      { value: 'visit', title: '上门' },
    ])
    expect(note).toMatchObject({ kind: 'lines', rules: ['REP-12'], most: 1000 })
    expect(fieldsOf(repair.actions.callBack.form).find(({ name }) => name === 'rating')?.required).toBe(false)
  })

  it('draws rows, money, half hours, days, files and people by what they are', () => {
    expect(kindsOf(repair.actions.quote.form)).toEqual({ materials: 'rows', labourFen: 'money' })
    expect(kindsOf(repair.actions.assign.form)).toEqual({ technicianId: 'technician', appointmentAt: 'half-hour' })
    expect(kindsOf(repair.actions.waitParts.form)).toEqual({ parts: 'lines', expectedOn: 'day' })
    expect(kindsOf(repair.actions.finish.form)).toEqual({ workDone: 'lines', photos: 'files' })
    expect(kindsOf(contact.actions.issue.form)).toMatchObject({ departmentId: 'department', handlerId: 'account' })
    expect(fieldsOf(repair.actions.quote.form)[0]?.columns.map(({ label }) => label)).toEqual([
      '名称',
      '规格',
      '型号',
      '数量',
      '单价',
    ])
  })

  it('hides what the page fills in by itself', () => {
    expect(kindsOf(contact.actions.issue.form)).not.toHaveProperty('parentId')
  })

  it('gives every field of every form a kind that is drawn and a label', () => {
    const forms = [matter, contact, repair]
      .flatMap(({ actions }) => Object.values(actions))
      .filter(({ by }) => !by.some((right: string) => right === 'reaction' || right === 'clock'))
    for (const { form, title } of forms) {
      for (const field of fieldsOf(form)) expect(field.label, `${title}.${field.name}`).not.toBe(field.name)
    }
  })
})

describe('checking a form', () => {
  it('counts empty texts as not given, and trims', () => {
    expect(tidy({ a: '  ', b: ' x ', c: null, d: 0, e: false })).toEqual({ b: 'x', d: 0, e: false })
  })

  it('names what is missing by the path of the field', () => {
    const checked = checkForm(repair.actions.quote.form, { materials: [{ name: '阀芯' }], labourFen: '0' })
    expect(checked.ok).toBe(false)
    expect(checked.ok || Object.keys(checked.problems)).toContain('materials.0.specification')
  })
})
