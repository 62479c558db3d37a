import { z } from 'zod'
import { contract, day, done, id, instant, text } from '../http/contract.ts'
import { KEEPERS } from '../person/keepers.ts'
import { consentPurposes } from './consents.ts'
import { lookReasonNames, sensitiveKinds } from './words.ts'

const named = z.strictObject({ id, name: z.string() })
const reason = z.enum(lookReasonNames)
const requestKind = z.enum(['export', 'erase'])
const way = z.enum(['phone', 'counter', 'paper'])
/** Those who decide on wishes of residents. */
const checkers = ['service-supervisor', 'service-director', 'manager'] as const

export const consentLine = z
  .strictObject({
    purpose: z.enum(consentPurposes),
    title: z.string(),
    /** The text that is asked for now. */
    text: z.string(),
    version: z.int(),
    /** The last answer, with the text that it was given to; null: never asked. */
    answer: z.strictObject({ given: z.boolean(), version: z.int(), text: z.string(), way, at: instant }).nullable(),
  })
  .meta({ id: 'ConsentLine' })
export type ConsentLine = z.infer<typeof consentLine>

export const dataRequest = z
  .strictObject({
    id,
    person: named,
    kind: requestKind,
    way,
    askedBy: z.string(),
    askedAt: instant,
    dueOn: day,
    note: z.string(),
    checkedAt: instant.nullable(),
    checkedBy: z.string().nullable(),
    approved: z.boolean().nullable(),
    answer: z.string(),
    /** Until when an approved copy can be fetched. */
    availableUntil: instant.nullable(),
    /** What an erasure did. */
    result: z
      .strictObject({
        cases: z.int(),
        texts: z.int(),
        signatures: z.int(),
        phones: z.int(),
        contacts: z.int(),
        accounts: z.int(),
      })
      .nullable(),
  })
  .meta({ id: 'DataRequest' })
export type DataRequest = z.infer<typeof dataRequest>

export const approval = z
  .strictObject({
    id,
    asker: named,
    /** The asker's post. */
    post: z.string().nullable(),
    person: named,
    kind: z.enum(sensitiveKinds),
    reason,
    purpose: z.string(),
    case: z.strictObject({ id, procedure: z.string(), number: z.string() }).nullable(),
    askedAt: instant,
    /** Undecided by then it has run out. */
    waitsUntil: instant,
    decidedAt: instant.nullable(),
    decidedBy: z.string().nullable(),
    approved: z.boolean().nullable(),
    decisionNote: z.string(),
    /** Until when the asker may look. */
    validUntil: instant.nullable(),
  })
  .meta({ id: 'Approval' })
export type Approval = z.infer<typeof approval>

/** Everything that is kept about a person, in the clear, for that person. */
export const personCopy = z
  .strictObject({
    madeAt: instant,
    name: z.string(),
    onFileSince: instant,
    idNumber: z.string().nullable(),
    phones: z.array(z.string()),
    bankAccounts: z.array(z.string()),
    plates: z.array(z.string()),
    /** Where messages go, when it was given for them. */
    email: z.string().nullable(),
    emergencyContacts: z.array(z.strictObject({ name: z.string(), relation: z.string(), phone: z.string() })),
    residences: z.array(
      z.strictObject({
        unit: z.string(),
        relation: z.enum(['owner', 'family', 'tenant', 'merchant', 'agent']),
        fromOn: day,
        toOn: day.nullable(),
      }),
    ),
    consents: z.array(z.strictObject({ title: z.string(), given: z.boolean(), text: z.string(), at: instant, way })),
    looks: z.array(
      z.strictObject({
        at: instant,
        by: z.string(),
        what: z.string(),
        purpose: z.string(),
        caseNumber: z.string().nullable(),
      }),
    ),
    cases: z.array(
      z.strictObject({
        number: z.string(),
        kind: z.string(),
        title: z.string(),
        state: z.string(),
        openedAt: instant,
        closedAt: instant.nullable(),
        log: z.array(z.strictObject({ at: instant, told: z.string(), words: z.string() })),
      }),
    ),
  })
  .meta({ id: 'PersonCopy' })
export type PersonCopy = z.infer<typeof personCopy>

const copyAnswer = z.strictObject({
  data: personCopy,
  /** The same to read and print: the filled model of src/kernel/sheet/fill.ts. */
  sheet: z.unknown(),
})
const consentBody = z.strictObject({
  id,
  purpose: z.enum(consentPurposes),
  version: z.int().min(1).max(1_000_000),
  given: z.boolean(),
})
const wish = { id, kind: requestKind, note: z.string().trim().max(500).default('') }
const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/i)

export const privacy = {
  revealText: contract({
    method: 'POST',
    path: '/api/projects/:project/cases/:procedure/:id/originals',
    title: 'Show what was written before phones and plates in it were masked; who looked is recorded first',
    may: ['staff'],
    params: { procedure: name },
    body: z.strictObject({
      seq: z.int().min(1).max(1_000_000),
      field: name,
      reason: reason.default('case'),
      purpose: text(100),
    }),
    answer: z.strictObject({ value: z.string(), revealId: id }),
  }),
  approvals: contract({
    method: 'GET',
    path: '/api/projects/:project/approvals',
    title: 'Requests to see sensitive fields: those that wait for me, and my own of the last day',
    may: ['staff'],
    answer: z.strictObject({ toDecide: z.array(approval).max(100), mine: z.array(approval).max(100) }),
  }),
  askApproval: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/approvals',
    title: 'Ask the head of my department to see a sensitive field; the id is made by the client',
    may: [...KEEPERS],
    body: z.strictObject({
      id,
      kind: z.enum(sensitiveKinds),
      reason,
      purpose: text(100),
      caseId: id.optional(),
    }),
    answer: z.strictObject({ waitsUntil: instant, heads: z.array(z.string()) }),
  }),
  decideApproval: contract({
    method: 'POST',
    path: '/api/projects/:project/approvals/:approval/decide',
    title: 'Approve or decline a request that waits for me',
    may: ['staff'],
    body: z.strictObject({ approve: z.boolean(), note: z.string().trim().max(200).default('') }),
    answer: z.strictObject({ validUntil: instant.nullable() }),
  }),
  person: contract({
    method: 'GET',
    path: '/api/projects/:project/persons/:person/privacy',
    title: 'Consents and wishes of a resident, and what would hold an erasure back',
    may: ['staff'],
    answer: z.strictObject({
      consents: z.array(consentLine),
      requests: z.array(dataRequest),
      holdsBack: z.array(z.string()),
    }),
  }),
  consent: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/consents',
    title: 'Record what a resident agreed to, or withdrew, at the desk or on paper',
    may: [...KEEPERS],
    body: consentBody.extend({ way: z.enum(['counter', 'paper']) }),
    answer: done,
  }),
  ask: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/data-requests',
    title: 'Record that a resident asks for a copy of the own data, or for its erasure',
    may: [...KEEPERS],
    body: z.strictObject({ ...wish, way: z.enum(['counter', 'paper']) }),
    answer: z.strictObject({ dueOn: day }),
  }),
  requests: contract({
    method: 'GET',
    path: '/api/projects/:project/data-requests',
    title: 'Wishes of residents that wait for a second person',
    may: [...checkers],
    answer: z.strictObject({ requests: z.array(dataRequest).max(100) }),
  }),
  check: contract({
    method: 'POST',
    path: '/api/projects/:project/data-requests/:request/check',
    title: 'Decide on a wish as the second person; an approved erasure happens at once',
    may: [...checkers],
    body: z.strictObject({ approve: z.boolean(), answer: z.string().trim().max(500).default('') }),
    answer: z.strictObject({ result: dataRequest.shape.result }),
  }),
  copy: contract({
    method: 'POST',
    path: '/api/projects/:project/data-requests/:request/copy',
    title: 'The approved copy of a resident’s data, to hand over at the desk; fetching it is recorded as a look',
    may: [...KEEPERS],
    answer: copyAnswer,
  }),
  /** The owner's own side. */
  mine: contract({
    method: 'GET',
    path: '/api/projects/:project/mine/:person/privacy',
    title: 'My consents and wishes',
    may: ['owner'],
    answer: z.strictObject({ consents: z.array(consentLine), requests: z.array(dataRequest) }),
  }),
  myConsent: contract({
    method: 'POST',
    path: '/api/projects/:project/mine/:person/consents',
    title: 'Agree, or withdraw',
    may: ['owner'],
    body: consentBody,
    answer: done,
  }),
  myAsk: contract({
    method: 'POST',
    path: '/api/projects/:project/mine/:person/data-requests',
    title: 'Ask for a copy of my data, or for its erasure',
    may: ['owner'],
    body: z.strictObject(wish),
    answer: z.strictObject({ dueOn: day }),
  }),
  myCopy: contract({
    method: 'GET',
    path: '/api/projects/:project/mine/:person/data-requests/:request/copy',
    title: 'My approved copy: data for machines, and a sheet to read',
    may: ['owner'],
    answer: copyAnswer,
  }),
  myCopyPdf: contract({
    method: 'GET',
    path: '/api/projects/:project/mine/:person/data-requests/:request/copy/pdf',
    title: 'My approved copy on A4',
    may: ['owner'],
    media: 'application/pdf',
    answer: z.unknown(),
  }),
}
