import { z } from 'zod'
import { anyJson, contract, day, flag, id, instant, pageOf, pageQuery, text } from '../http/contract.ts'

/** A case in a list: inbox, case list, unit page, person page. Names, never phones. */
export const caseLine = z
  .strictObject({
    id,
    procedure: z.string(),
    procedureTitle: z.string(),
    number: z.string(),
    title: z.string(),
    state: z.string(),
    stateTitle: z.string(),
    final: z.boolean(),
    priority: z.enum(['normal', 'high', 'emergency']),
    unit: z.strictObject({ id, code: z.string() }).nullable(),
    place: z.strictObject({ id, name: z.string() }).nullable(),
    person: z.strictObject({ id, name: z.string() }).nullable(),
    holder: z.strictObject({ id, name: z.string() }).nullable(),
    parentId: id.nullable(),
    chaseCount: z.int(),
    flags: z.array(z.strictObject({ flag: z.string(), title: z.string() })),
    lastSeq: z.int(),
    /** When the next open deadline runs out; null when none runs. */
    nextDueAt: instant.nullable(),
    openedAt: instant,
    lastAt: instant,
    closedAt: instant.nullable(),
  })
  .meta({ id: 'CaseLine' })
export type CaseLine = z.infer<typeof caseLine>

/** One line of the log as its reader may see it. */
export const logLine = z
  .strictObject({
    seq: z.int(),
    actionId: id,
    action: z.string(),
    title: z.string(),
    by: z.strictObject({
      kind: z.enum(['staff', 'owner', 'link', 'clock', 'reaction']),
      id: id.nullable(),
      name: z.string(),
    }),
    /** Business time; never goes back. */
    at: instant,
    /** Machine time of the record, when it differs by more than a minute (synced later); else null. */
    recordedAt: instant.nullable(),
    fromState: z.string().nullable(),
    toState: z.string(),
    toStateTitle: z.string(),
    /** The sentence told to the owner; null where the owner is told nothing. Owners and links see only lines with one. */
    told: z.string().nullable(),
    /** What the form said, free text included; null when this reader may not see it. */
    form: z.record(z.string(), anyJson).nullable(),
    /** Fields in which personal numbers are masked; the original is shown for a purpose. Staff only. */
    hidden: z.array(z.string()),
    /** The free text was erased on the person's request. */
    erased: z.boolean(),
    signed: z.boolean(),
  })
  .meta({ id: 'LogLine' })
export type LogLine = z.infer<typeof logLine>

/** A button: what the reader may do now, or why not. */
export const allowedAction = z
  .strictObject({
    action: z.string(),
    title: z.string(),
    hint: z.string().nullable(),
    primary: z.boolean(),
    enabled: z.boolean(),
    /** Why it is disabled. */
    reason: z.string().nullable(),
    rules: z.array(z.string()),
    signedBy: z.strictObject({ who: z.string(), sheet: z.string() }).nullable(),
  })
  .meta({ id: 'AllowedAction' })

export const clockLine = z
  .strictObject({
    id,
    clock: z.string(),
    title: z.string(),
    status: z.enum(['open', 'met', 'late', 'cancelled']),
    startedAt: instant,
    /** Null while paused. */
    dueAt: instant.nullable(),
    paused: z.boolean(),
    /** The flags that hold it, as reasons: 等待配件. */
    pausedBy: z.array(z.string()),
    /** What the owner is promised; null: not a promise. */
    promise: z.string().nullable(),
    stoppedAt: instant.nullable(),
    breachedAt: instant.nullable(),
    acknowledgedAt: instant.nullable(),
    acknowledgedBy: z.string().nullable(),
    /** People whom the ladder has reached. */
    told: z.array(z.strictObject({ name: z.string(), at: instant })),
    rules: z.array(z.string()),
  })
  .meta({ id: 'ClockLine' })
export type ClockLine = z.infer<typeof clockLine>

const named = z.strictObject({ id, name: z.string() })

/** The whole page of a case for one reader. */
export const casePage = z
  .strictObject({
    /** As what it is read: staff see all that seenBy allows, owners and links what they are told. */
    viewer: z.enum(['staff', 'owner', 'contractor']),
    case: caseLine.extend({
      /** The handbook form that is its record. */
      recordName: z.string(),
      zone: named.nullable(),
      firstResponder: named.nullable(),
      openedBy: named.nullable(),
      procedureVersion: z.int(),
      policyVersion: z.int(),
    }),
    /** The room's row: column (camelCase) → value; instants as ISO strings, money as digits in 分. Null before one exists. */
    record: z.record(z.string(), anyJson).nullable(),
    actions: z.array(allowedAction),
    clocks: z.array(clockLine),
    timeline: z.array(logLine),
    flags: z.array(
      z.strictObject({
        flag: z.string(),
        title: z.string(),
        reason: z.string(),
        raisedAt: instant,
        loweredAt: instant.nullable(),
      }),
    ),
    parent: caseLine.nullable(),
    children: z.array(caseLine),
    signatures: z.array(
      z.strictObject({
        id,
        actionId: id,
        sheet: z.string(),
        signerName: z.string(),
        relation: z.string(),
        way: z.enum(['pad', 'link', 'paper']),
        signedAt: instant,
        imageFileId: id.nullable(),
      }),
    ),
    sheets: z.array(z.strictObject({ sheet: z.string(), name: z.string() })),
    /** Names of the staff accounts whose ids appear in record and forms. */
    names: z.record(z.string(), z.string()),
    now: instant,
  })
  .meta({ id: 'CasePage' })
export type CasePage = z.infer<typeof casePage>

/** What an action answers, the same byte for byte when it is replayed. */
export const outcome = z
  .strictObject({ caseId: id, number: z.string(), state: z.string(), seq: z.int(), at: instant })
  .meta({ id: 'Outcome' })

/** A signature that comes with an action: drawn (a PNG as data URL), or the scan of a signed sheet. */
export const signatureInput = z
  .strictObject({
    image: z
      .string()
      .max(400_000)
      .regex(/^data:image\/png;base64,[A-Za-z0-9+/]+=*$/)
      .optional(),
    paperFileId: id.optional(),
    signerName: text(60),
    /** What the signer is to the matter: 业主, 家人, 客户服务员 … */
    relation: text(20),
    way: z.enum(['pad', 'link', 'paper']),
    personId: id.optional(),
  })
  .meta({ id: 'SignatureInput' })

/** What comes with an action besides its form. */
const actBody = {
  /** lastSeq of the page that the person looked at; another one is refused as stale. */
  seenSeq: z.int().min(0).max(1_000_000).optional(),
  signature: signatureInput.optional(),
}

const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/i)
/** Path parameters of one case. */
const ofCase = { procedure: name }

/** The contract of one action, with its own form; path and answer are those of `cases.act`. */
export const actOf = (procedure: string, action: string, title: string, form: z.ZodType) =>
  contract({
    method: 'POST',
    path: `/api/projects/:project/cases/${procedure}/:id/${action}` as '/api/projects/:project/cases/:id',
    title,
    may: ['signed-in'],
    body: z.strictObject({ form, ...actBody }),
    answer: outcome,
    keyed: true,
  })

export const cases = {
  list: contract({
    method: 'GET',
    path: '/api/projects/:project/cases',
    title: 'Cases of the project, newest first, with filters; owners see those of their household',
    may: ['staff', 'owner'],
    hot: true,
    query: z.strictObject({
      ...pageQuery,
      /** Names separated by commas. */
      procedure: z.string().max(200).optional(),
      state: z.string().max(200).optional(),
      zone: id.optional(),
      unit: id.optional(),
      place: id.optional(),
      person: id.optional(),
      holder: id.optional(),
      /** Only those I hold. */
      mine: flag.optional(),
      /** true: not final; false: final. */
      open: flag.optional(),
      /** A deadline has run out. */
      overdue: flag.optional(),
      priority: z.enum(['normal', 'high', 'emergency']).optional(),
      openedFrom: day.optional(),
      openedTo: day.optional(),
      /** A fragment of the number, or its tail. */
      q: z.string().trim().max(40).optional(),
    }),
    answer: pageOf(caseLine),
  }),
  inbox: contract({
    method: 'GET',
    path: '/api/projects/:project/inbox',
    title:
      'What waits for me: cases I hold, cases whose ladder reached me, queues of my roles; first what runs out first',
    may: ['staff'],
    hot: true,
    query: z.strictObject({ ...pageQuery, why: z.enum(['mine', 'ladder', 'queue']).optional() }),
    answer: pageOf(caseLine.extend({ why: z.enum(['mine', 'ladder', 'queue']) })),
  }),
  page: contract({
    method: 'GET',
    path: '/api/projects/:project/cases/:procedure/:id',
    title: 'One case: state, record, buttons, deadlines, time line, signatures, sheets',
    may: ['staff', 'owner'],
    params: ofCase,
    answer: casePage,
  }),
  /** Documented once per procedure and action in the OpenAPI document, each with its own form. */
  act: contract({
    method: 'POST',
    path: '/api/projects/:project/cases/:procedure/:id/:action',
    title: 'Perform an action on a case',
    may: ['signed-in'],
    params: { ...ofCase, action: name },
    body: z.strictObject({ form: z.unknown(), ...actBody }),
    answer: outcome,
    keyed: true,
  }),
  explain: contract({
    method: 'GET',
    path: '/api/projects/:project/cases/:procedure/:id/clocks/:clock/explain',
    title: 'How a deadline came about, step by step; :clock is the id of the clock',
    may: ['staff', 'owner'],
    params: ofCase,
    answer: z.strictObject({
      clock: clockLine,
      /** Sentences with the instant each arrives at, in order. */
      steps: z.array(z.strictObject({ at: instant.nullable(), text: z.string() })),
    }),
  }),
  sheet: contract({
    method: 'GET',
    path: '/api/projects/:project/cases/:procedure/:id/sheets/:sheet',
    title: 'A form of the case filled in, as the page shows it',
    may: ['staff', 'owner'],
    params: { ...ofCase, sheet: name },
    /** The filled model of src/kernel/sheet/fill.ts, which SheetView renders. */
    answer: z.strictObject({
      sheet: z.unknown(),
      gaps: z.array(z.strictObject({ field: z.string(), label: z.string() })),
    }),
  }),
  sheetPdf: contract({
    method: 'GET',
    path: '/api/projects/:project/cases/:procedure/:id/sheets/:sheet/pdf',
    title: 'A form of the case on A4',
    may: ['staff', 'owner'],
    params: { ...ofCase, sheet: name },
    media: 'application/pdf',
    answer: z.unknown(),
  }),
  makeLink: contract({
    method: 'POST',
    path: '/api/projects/:project/cases/:procedure/:id/links',
    title: 'Make a secret link to the case for its owner or an outside contractor; the url is shown this once',
    may: ['staff'],
    params: ofCase,
    body: z.strictObject({
      purpose: z.enum(['owner', 'contractor']),
      personId: id.optional(),
      holderName: text(60).optional(),
    }),
    answer: z.strictObject({ linkId: id, url: z.string(), qrSvg: z.string(), expiresAt: instant }),
  }),
  links: contract({
    method: 'GET',
    path: '/api/projects/:project/cases/:procedure/:id/links',
    title: 'Links made for this case, without their secrets',
    may: ['staff'],
    params: ofCase,
    answer: z.strictObject({
      links: z.array(
        z.strictObject({
          id,
          purpose: z.enum(['owner', 'contractor']),
          holderName: z.string().nullable(),
          madeAt: instant,
          expiresAt: instant,
          revokedAt: instant.nullable(),
        }),
      ),
    }),
  }),
  revokeLink: contract({
    method: 'DELETE',
    path: '/api/projects/:project/cases/:procedure/:id/links/:link',
    title: 'Revoke a link',
    may: ['staff'],
    params: ofCase,
    answer: z.strictObject({ done: z.literal(true) }),
  }),
}

const token = z.string().regex(/^[A-Za-z0-9_-]{20,200}$/)

/** The door of somebody without an account: the secret token stands in the path. */
export const links = {
  page: contract({
    method: 'GET',
    path: '/api/link/:token',
    title: 'The case of a secret link; 410 when the link has run out',
    may: ['link'],
    params: { token },
    answer: z.strictObject({
      purpose: z.enum(['owner', 'contractor']),
      project: z.strictObject({ name: z.string(), servicePhone: z.string().nullable() }),
      holderName: z.string().nullable(),
      expiresAt: instant,
      page: casePage,
    }),
  }),
  act: contract({
    method: 'POST',
    path: '/api/link/:token/:action',
    title: 'Perform an action as the bearer of the link',
    may: ['link'],
    params: { token, action: name },
    body: z.strictObject({ form: z.unknown(), ...actBody }),
    answer: outcome,
    keyed: true,
  }),
  upload: contract({
    method: 'POST',
    path: '/api/link/:token/files',
    title: 'Upload one picture (a signature, a photo) as the bearer of the link',
    may: ['link'],
    params: { token },
    upload: true,
    answer: z.strictObject({ id }),
  }),
  file: contract({
    method: 'GET',
    path: '/api/link/:token/files/:file',
    title: 'A picture that the case page of the link shows',
    may: ['link'],
    params: { token },
    media: 'image/*',
    answer: z.unknown(),
  }),
  sheet: contract({
    method: 'GET',
    path: '/api/link/:token/sheets/:sheet',
    title: 'A form of the case filled in, as the page shows it',
    may: ['link'],
    params: { token, sheet: name },
    answer: z.strictObject({
      sheet: z.unknown(),
      gaps: z.array(z.strictObject({ field: z.string(), label: z.string() })),
    }),
  }),
}
