import { randomBytes, randomUUID } from 'node:crypto'
import type { OwnKind, Things } from './reach-things.ts'

/** Which ids the people of another estate ask for. */
export interface Ids {
  /** An id of 翠湖花园. */
  theirs: string
  /** An id that nobody gave out. */
  nobodys(): string
  /** An id of the asker's own estate, where it has such a thing. */
  own?: string
}

/** Ids that are the same in both questions. */
export const common = new Set<string>()

/** For each path parameter an id of 翠湖花园 and one of nothing. A new parameter needs a line here. */
export function idTable(of: Things['ids'], own: Record<OwnKind, string>, token: string): Record<string, Ids> {
  const hidden = (theirs: string, own?: string): Ids => ({ theirs, nobodys: randomUUID, ...(own ? { own } : {}) })
  /** Words that mean the same everywhere and name nothing of anybody. */
  const same = (word: string): Ids => {
    common.add(word)
    return { theirs: word, nobodys: () => word }
  }
  return {
    id: hidden(of.repair, own.repair),
    matter: hidden(of.matter, own.matter),
    head: hidden(of.contact, own.contact),
    case: hidden(of.matter, own.matter),
    slip: hidden(of.contact, own.contact),
    unit: hidden(of.unit, own.unit),
    place: hidden(of.place, own.place),
    person: hidden(of.person, own.person),
    phone: hidden(of.phone),
    contact: hidden(of.emergencyContact),
    vehicle: hidden(of.vehicle),
    residence: hidden(of.residence, own.residence),
    secret: hidden(of.secret),
    approval: hidden(of.approval),
    request: hidden(of.request),
    consent: hidden(of.consent),
    clock: hidden(of.clock),
    link: hidden(of.link),
    file: hidden(of.file, own.file),
    endpoint: hidden(of.endpoint),
    delivery: hidden(of.delivery),
    signature: hidden(of.signature),
    notice: hidden(of.notice),
    account: hidden(of.account, own.account),
    post: hidden(of.post, own.post),
    holding: hidden(of.holding, own.holding),
    entry: hidden(of.entry),
    zone: hidden(of.zone, own.zone),
    building: hidden(of.building, own.building),
    import: hidden(of.import),
    drill: hidden(of.drill),
    nth: same('1'),
    // Kinds of files are the same everywhere.
    kind: same('messages'),
    session: { theirs: of.session, nobodys: () => randomBytes(32).toString('hex') },
    // The bearer's own link: it must open his own case and nothing else.
    token: same(token),
    procedure: same('repair'),
    action: same('note'),
    sheet: same('repair-slip'),
    register: same('owner-repair-register'),
    rule: same('REP-04'),
    // Departments are the company's, and settings are counted 1, 2, 3 … in every estate.
    department: same(of.department),
    version: same('1'),
  }
}

/** What a field of a body or query is an id of, where its name without `Id` does not say it. */
const kindOfField: Record<string, string> = {
  technician: 'account',
  handler: 'account',
  holder: 'account',
  case: 'id',
  repair: 'id',
  parent: 'matter',
  matters: 'matter',
  phoned: 'matter',
  superiorPost: 'post',
  paperFile: 'file',
  originalFile: 'file',
  employee: 'account',
  accused: 'account',
  heardBy: 'account',
  coordinator: 'account',
  otherUnit: 'unit',
  complaint: 'id',
  suggestion: 'id',
  dispute: 'id',
  toAccount: 'account',
  designated: 'account',
  desk: 'account',
  photos: 'file',
  files: 'file',
  attendance: 'file',
  caseIds: 'id',
  item: 'phone',
  zoneIds: 'zone',
}

/** What the field `id` of a body is an id of: the client makes it, so he may send one that others have. */
const kindOfNew: Record<string, string> = {
  persons: 'person',
  phones: 'phone',
  vehicles: 'vehicle',
  residences: 'residence',
  'bank-accounts': 'secret',
  approvals: 'approval',
  'data-requests': 'request',
  consents: 'consent',
  'emergency-contacts': 'contact',
  staff: 'account',
  posts: 'post',
  holdings: 'holding',
  'on-duty': 'entry',
  drills: 'drill',
}

/** The kind of thing that a field of a body or query names by id. */
export function kindNamed(field: string, { path }: { path: string }): string {
  if (field === 'id') return kindOfNew[path.split('/').at(-1)!] ?? 'id'
  if (field === 'ids') return 'notice'
  const name = field.replace(/Id$/, '')
  return kindOfField[name] ?? name
}
