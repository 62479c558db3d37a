import { z } from 'zod'
import { caseLine } from '../case/case.contract.ts'
import { contract, day, done, id, instant, pageOf, pageQuery, text } from '../http/contract.ts'
import { type LookKind, lookKinds, lookReasonNames } from '../privacy/words.ts'
import { KEEPERS } from './keepers.ts'

const relation = z.enum(['owner', 'family', 'tenant', 'merchant', 'agent'])
const phone = z
  .string()
  .trim()
  .regex(/^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|400-?\d{3}-?\d{4})$/, '请填 11 位手机号，或带区号的固定电话')
const fieldKind = z.enum(['phone', 'emergency-contact', 'id-number', 'bank-account', 'plate', 'family'])
const lookKind = z.enum(Object.keys(lookKinds) as [LookKind, ...LookKind[]])
const lookReason = z.enum(lookReasonNames)

/** Those who keep the residents' file. */
const desk = KEEPERS

export const personPage = z
  .strictObject({
    person: z.strictObject({
      id,
      name: z.string(),
      language: z.string(),
      /** Masked (310***********1234); null when none is on file. */
      idNumber: z.string().nullable(),
      madeAt: instant,
      erasedAt: instant.nullable(),
      /** An account stands for this person. */
      hasAccount: z.boolean(),
    }),
    phones: z.array(z.strictObject({ id, masked: z.string(), label: z.string() })),
    residences: z.array(
      z.strictObject({
        id,
        unit: z.strictObject({ id, code: z.string() }),
        relation,
        fromOn: day,
        toOn: day.nullable(),
      }),
    ),
    bankAccounts: z.array(z.strictObject({ id, masked: z.string(), label: z.string() })),
    emergencyContacts: z.array(z.strictObject({ id, name: z.string(), relation: z.string(), masked: z.string() })),
    openCases: z.array(caseLine),
    /** The last looks at personal fields, newest first. */
    reveals: z.array(
      z.strictObject({
        id,
        at: instant,
        by: z.string(),
        kind: lookKind,
        reason: lookReason,
        purpose: z.string(),
        caseId: id.nullable(),
      }),
    ),
  })
  .meta({ id: 'PersonPage' })
export type PersonPage = z.infer<typeof personPage>

export const person = {
  page: contract({
    method: 'GET',
    path: '/api/projects/:project/persons/:person',
    title: 'A resident: relations, masked phones and contacts, open cases, who looked',
    may: ['staff'],
    answer: personPage,
  }),
  cases: contract({
    method: 'GET',
    path: '/api/projects/:project/persons/:person/cases',
    title: 'Every case of a resident, newest first',
    may: ['staff'],
    query: z.strictObject(pageQuery),
    answer: pageOf(caseLine),
  }),
  reveal: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/reveal',
    title: 'Show a masked field for a purpose; who looked is recorded first and the owner sees it',
    may: ['staff'],
    body: z.strictObject({
      /** ID number, account and family list need a valid approval (403 `needs-approval`). */
      kind: fieldKind,
      /** Which phone, contact or account; none: the first. */
      itemId: id.optional(),
      /** The purpose as a word; without one that of the case, if there is one. */
      reason: lookReason.optional(),
      purpose: text(100),
      /** "Call": for the purpose of this case. Who works on the case may look at its person's phone. */
      caseId: id.optional(),
    }),
    answer: z.strictObject({ value: z.string(), revealId: id }),
  }),
  add: contract({
    method: 'POST',
    path: '/api/projects/:project/persons',
    title: 'Put a resident on file; the id is made by the client, so that sending twice makes one',
    may: [...desk],
    body: z.strictObject({
      id,
      name: text(60),
      phone: phone.optional(),
      residence: z.strictObject({ unitId: id, relation, fromOn: day }).optional(),
    }),
    answer: z.strictObject({ id }),
  }),
  rename: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/rename',
    title: 'Correct the name of a resident',
    may: [...desk],
    body: z.strictObject({ name: text(60) }),
    answer: done,
  }),
  recordIdNumber: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/id-number',
    title: 'Put the ID number on file (GB 11643 check digit); null removes it',
    may: [...desk],
    body: z.strictObject({ idNumber: z.string().max(18).nullable() }),
    answer: done,
  }),
  addPhone: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/phones',
    title: 'Add a phone',
    may: [...desk],
    body: z.strictObject({ id, phone, label: text(20).default('手机') }),
    answer: z.strictObject({ id, masked: z.string() }),
  }),
  addAccount: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/bank-accounts',
    title: 'Add a bank account, for refunds',
    may: [...desk],
    body: z.strictObject({
      id,
      account: z
        .string()
        .transform((typed) => typed.normalize('NFKC').replace(/[\s-]/g, ''))
        .pipe(z.string().regex(/^\d{8,28}$/, '银行账号应为 8 至 28 位数字')),
      label: text(40),
    }),
    answer: z.strictObject({ id, masked: z.string() }),
  }),
  dropAccount: contract({
    method: 'DELETE',
    path: '/api/projects/:project/persons/:person/bank-accounts/:secret',
    title: 'Remove a bank account',
    may: [...desk],
    answer: done,
  }),
  dropPhone: contract({
    method: 'DELETE',
    path: '/api/projects/:project/persons/:person/phones/:phone',
    title: 'Remove a phone',
    may: [...desk],
    answer: done,
  }),
  moveIn: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/residences',
    title: 'Record that a person belongs to a unit, from a day on',
    may: [...desk],
    body: z.strictObject({ id, unitId: id, relation, fromOn: day, toOn: day.optional() }),
    answer: z.strictObject({ id }),
  }),
  moveOut: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/residences/:residence/end',
    title: 'Record the last day of a relation to a unit',
    may: [...desk],
    body: z.strictObject({ toOn: day }),
    answer: done,
  }),
  addContact: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/emergency-contacts',
    title: 'Add an emergency contact',
    may: [...desk],
    body: z.strictObject({ id, name: text(60), relation: text(20), phone }),
    answer: z.strictObject({ id, masked: z.string() }),
  }),
  dropContact: contract({
    method: 'DELETE',
    path: '/api/projects/:project/persons/:person/emergency-contacts/:contact',
    title: 'Remove an emergency contact',
    may: [...desk],
    answer: done,
  }),
  /** Owners see who looked at their data. */
  ownerReveals: contract({
    method: 'GET',
    path: '/api/owner/reveals',
    title: 'Who looked at my data, when and for what, newest first',
    may: ['signed-in'],
    answer: z.strictObject({
      reveals: z.array(
        z.strictObject({
          id,
          at: instant,
          /** Name and post of who looked. */
          by: z.string(),
          kind: lookKind,
          reason: lookReason,
          purpose: z.string(),
          caseNumber: z.string().nullable(),
        }),
      ),
    }),
  }),
}
