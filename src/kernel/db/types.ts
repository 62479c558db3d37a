// Generated from the migrations by `npm run generate`. Do not edit.
import type { ColumnType, GeneratedAlways } from 'kysely'

/** Optional when a row is inserted. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** Read as parsed JSON; written as any value that JSON can say (wrap arrays in `json()`). */
export type Json = ColumnType<Exclude<JsonValue, null>, NonNullable<unknown>, NonNullable<unknown>>

/** An instant: read as Date, written as Date or ISO text. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>

export interface Account {
  id: string
  kind: 'staff' | 'owner'
  login: string | null
  name: string
  passwordHash: string | null
  totpSecret: Buffer | null
  language: Generated<string>
  workPhone: string | null
  skills: Generated<string[]>
  failedCount: Generated<number>
  lockedUntil: Timestamp | null
  disabledAt: Timestamp | null
  madeAt: Timestamp
}

export interface AccountPerson {
  accountId: string
  projectId: number
  personId: string
  linkedAt: Timestamp
}

export interface Building {
  projectId: number
  id: string
  zoneId: string
  code: string
  name: string
}

export interface CalendarChange {
  id: string
  fromOn: string
  toOn: string
  source: 'national' | 'company'
  kind: 'holiday' | 'workday' | null
  name: string
  before: Json
  reason: string
  accountId: string
  at: Timestamp
  movedClocks: number | null
  movedAt: Timestamp | null
}

export interface CalendarDay {
  date: string
  kind: 'holiday' | 'workday'
  name: string
  source: Generated<'national' | 'company'>
}

export interface CaseAction {
  projectId: number
  caseId: string
  seq: number
  id: string
  action: string
  fromState: string | null
  toState: string
  actorKind: 'staff' | 'owner' | 'link' | 'clock' | 'reaction'
  actorId: string
  at: Timestamp
  recordedAt: Timestamp
  form: Json
  formSha256: Buffer
  textSha256: Buffer | null
  key: string
}

export interface CaseClock {
  projectId: number
  caseId: string
  id: string
  clock: string
  startedSeq: number
  startedAt: Timestamp
  basis: Json
  dueAt: Timestamp | null
  remainingMs: bigint | null
  status: Generated<'open' | 'met' | 'late' | 'cancelled'>
  stoppedSeq: number | null
  stoppedAt: Timestamp | null
  breachedAt: Timestamp | null
  acknowledgedAt: Timestamp | null
  acknowledgedBy: string | null
  nextLevel: Generated<number>
  fireAt: Timestamp | null
}

export interface CaseClockLevel {
  projectId: number
  clockId: string
  level: number
  dueAt: Timestamp
  firedAt: Timestamp
  toldAccount: Generated<string[]>
}

export interface CaseCounter {
  projectId: number
  prefix: string
  date: string
  last: number
}

export interface CaseFlag {
  projectId: number
  caseId: string
  flag: string
  raisedSeq: number
  raisedAt: Timestamp
  reason: Generated<string>
  loweredSeq: number | null
  loweredAt: Timestamp | null
}

export interface CaseLink {
  projectId: number
  id: string
  caseId: string
  purpose: 'owner' | 'contractor'
  personId: string | null
  holderName: string | null
  tokenHash: Buffer
  madeByAccount: string | null
  madeAt: Timestamp
  expiresAt: Timestamp
  revokedAt: Timestamp | null
}

export interface CaseText {
  projectId: number
  caseId: string
  seq: number
  body: Json
  erasedAt: Timestamp | null
}

export interface Cases {
  projectId: number
  id: string
  procedure: string
  number: string
  title: string
  state: string
  final: Generated<boolean>
  priority: Generated<'normal' | 'high' | 'emergency'>
  unitId: string | null
  placeId: string | null
  zoneId: string | null
  personId: string | null
  parentId: string | null
  holderAccount: string | null
  firstResponderAccount: string | null
  openedByAccount: string | null
  chaseCount: Generated<number>
  flags: Generated<string[]>
  lastSeq: number
  lastAt: Timestamp
  nextDueAt: Timestamp | null
  openedAt: Timestamp
  closedAt: Timestamp | null
  procedureVersion: number
  policyVersion: number
}

export interface ClockTrouble {
  projectId: number
  clockId: string
  tries: number
  retryAt: Timestamp
  error: string
}

export interface Company {
  id: number
  name: string
  language: Generated<string>
  servicePhone: string | null
}

export interface ContactSlip {
  projectId: number
  caseId: string
  kind: string
  content: string
  departmentId: string
  handlerId: string
  issuedAt: Timestamp
  receivedAt: Timestamp | null
  reply: string | null
  repliedAt: Timestamp | null
  doneAt: Timestamp | null
  returned: Generated<number>
  returnReason: string | null
  countedReceived: Generated<boolean>
  copySignedAt: Timestamp | null
  originalPlace: string | null
  needsSuperior: boolean | null
  consultedAt: Timestamp | null
  superiorAccount: string | null
  question: string | null
  consultAnsweredAt: Timestamp | null
  consultAnswer: string | null
}

export interface Department {
  id: string
  code: string
  name: string
  parentId: string | null
  closedAt: Timestamp | null
}

export interface EmergencyContact {
  projectId: number
  id: string
  personId: string
  name: string
  relation: string
  phoneSealed: Buffer
  phoneMasked: string
}

export interface Entrance {
  projectId: number
  id: string
  buildingId: string
  code: string
}

export interface File {
  projectId: number
  id: string
  sha256: Buffer
  mediaType: string
  bytes: number
  width: number | null
  height: number | null
  name: string
  madeByAccount: string | null
  madeAt: Timestamp
}

export interface IntakeMatter {
  projectId: number
  caseId: string
  channel: string
  content: string
  photos: Generated<Json>
  heardAt: Timestamp
  registeredAt: Timestamp
  emergency: string | null
  kind: string | null
  kindReason: string | null
  sortedAt: Timestamp | null
  sortedBy: string | null
  register: string | null
  dispatchedAt: Timestamp | null
  followedAt: Timestamp | null
  followUps: Generated<number>
  promisedFrom: Timestamp
  answer: string | null
  answeredAt: Timestamp | null
  answerWay: string | null
  concludedAt: Timestamp | null
  withdrawReason: string | null
  sourceRef: string | null
  writtenAtClaimed: Timestamp | null
  estateAsWritten: string | null
  originalFileId: string | null
  postedAt: Timestamp | null
  foundAt: Timestamp | null
  site: string | null
  phraseChecks: Generated<Json>
  calledAccount: string | null
  calledAt: Timestamp | null
  cameAt: Timestamp | null
  transferredAccount: string | null
  transferredAt: Timestamp | null
  noteAgreedAt: Timestamp | null
  handOvers: Generated<number>
  settledAt: Timestamp | null
  visitorAccount: string | null
  visitSentAt: Timestamp | null
  visitAppointedAt: Timestamp | null
  visitArrivedAt: Timestamp | null
  visitDoneAt: Timestamp | null
  appointmentAt: Timestamp | null
  majorAt: Timestamp | null
  majorReason: string | null
  majorReportedAt: Timestamp | null
  escalatedAt: Timestamp | null
  escalateWhy: string | null
  coordinatedAt: Timestamp | null
  coordination: string | null
}

export interface Notice {
  projectId: number
  id: string
  accountId: string
  caseId: string | null
  kind: 'told' | 'assigned' | 'chased' | 'clock' | 'emergency'
  text: string
  args: Generated<Json>
  clockId: string | null
  level: number | null
  madeAt: Timestamp
  readAt: Timestamp | null
}

export interface OnDuty {
  id: string
  projectId: number
  accountId: string
  task: string
  fromAt: Timestamp
  toAt: Timestamp
  madeByAccount: string | null
  madeAt: Timestamp | null
}

export interface Person {
  projectId: number
  id: string
  name: string
  nameKey: string
  tokens: Generated<string[]>
  idNumberSealed: Buffer | null
  idNumberToken: Buffer | null
  language: Generated<string>
  madeAt: Timestamp
  erasedAt: Timestamp | null
}

export interface PersonPhone {
  projectId: number
  id: string
  personId: string
  phoneSealed: Buffer
  phoneMasked: string
  phoneToken: Buffer
  tailToken: Buffer
  label: Generated<string>
  madeAt: Timestamp
}

export interface Place {
  projectId: number
  id: string
  kind: 'public-place' | 'facility'
  zoneId: string
  buildingId: string | null
  code: string
  name: string
}

export interface Policy {
  projectId: number
  version: number
  body: Json
  effectiveAt: Timestamp
  reason: string
  madeByAccount: string | null
  madeAt: Timestamp
}

export interface Post {
  id: string
  projectId: number | null
  departmentId: string
  role: string
  title: string
  superiorPostId: string | null
  closedAt: Timestamp | null
  heads: Generated<boolean>
}

export interface PostHolding {
  id: string
  postId: string
  accountId: string
  kind: Generated<'holder' | 'stand-in'>
  fromAt: Timestamp
  toAt: Timestamp | null
  reason: string | null
  givenByAccount: string | null
  givenAt: Timestamp | null
}

export interface Project {
  id: GeneratedAlways<number>
  code: string
  name: string
  address: string | null
  servicePhone: string | null
  demo: Generated<boolean>
  madeAt: Timestamp
  demoFilledAt: Timestamp | null
}

export interface RepairOrder {
  projectId: number
  caseId: string
  place: 'home' | 'public'
  trade: string
  content: string
  keyPoints: string | null
  urgent: Generated<boolean>
  photos: Generated<Json>
  payer: 'owner' | 'company' | 'developer' | 'repair-fund' | null
  payerReason: string | null
  priceItems: Generated<Json>
  priceFen: bigint | null
  priceToldAt: Timestamp | null
  priceAgreedAt: Timestamp | null
  reportedAt: Timestamp
  offeredAt: Timestamp | null
  dispatchedAt: Timestamp | null
  assignedAt: Timestamp | null
  technicianId: string | null
  secondManId: string | null
  contractor: string | null
  contractorContact: string | null
  takenAt: Timestamp | null
  respondedAt: Timestamp | null
  appointmentAt: Timestamp | null
  nobodyHomeCount: Generated<number>
  nobodyHomeAt: Timestamp | null
  waitingSince: Timestamp | null
  arrivedAt: Timestamp | null
  checkedAt: Timestamp | null
  finding: string | null
  judgement: 'now' | 'review' | null
  reviewAskedAt: Timestamp | null
  reviewQuestion: string | null
  reviewConclusion: string | null
  resumedAt: Timestamp | null
  materials: Generated<Json>
  materialsFen: bigint | null
  labourFen: bigint | null
  quotedAt: Timestamp | null
  verifiedAt: Timestamp | null
  partsExpectedOn: string | null
  startedAt: Timestamp | null
  workDone: string | null
  afterPhotos: Generated<Json>
  finishedAt: Timestamp | null
  chargeFen: bigint | null
  chargeMethod: string | null
  chargeRemark: string | null
  chargedAt: Timestamp | null
  countedFen: bigint | null
  countedAt: Timestamp | null
  invoiceNo: string | null
  invoicedAt: Timestamp | null
  invoiceDeliveredAt: Timestamp | null
  signedAt: Timestamp | null
  unsigned: 'absent' | 'refused' | null
  unsignedNote: string | null
  rating: number | null
  opinion: string | null
  confirmedAt: Timestamp | null
  calledBackAt: Timestamp | null
  callBackWay: string | null
  callBackNote: string | null
  nonConformity: string | null
  nonConformityDepartmentId: string | null
  nonConformityAt: Timestamp | null
  correctedAt: Timestamp | null
  reworkCount: Generated<number>
  filedAt: Timestamp | null
  cancelReason: string | null
}

export interface Residence {
  projectId: number
  id: string
  unitId: string
  personId: string
  relation: 'owner' | 'family' | 'tenant' | 'merchant' | 'agent'
  fromOn: string
  toOn: string | null
}

export interface Reveal {
  projectId: number
  id: string
  personId: string
  accountId: string
  kind: 'phone' | 'id-number' | 'emergency-contact'
  purpose: string
  caseId: string | null
  at: Timestamp
}

export interface SchemaMigration {
  name: string
  checksum: string
  appliedAt: Generated<Timestamp>
}

export interface Session {
  tokenHash: Buffer
  accountId: string
  madeAt: Timestamp
  seenAt: Timestamp
  expiresAt: Timestamp
  revokedAt: Timestamp | null
  address: string | null
  agent: string | null
}

export interface SignInSlip {
  projectId: number
  id: string
  personId: string
  tokenHash: Buffer
  madeByAccount: string
  madeAt: Timestamp
  expiresAt: Timestamp
  usedAt: Timestamp | null
}

export interface Signature {
  projectId: number
  id: string
  caseId: string
  actionId: string
  formName: string
  signedForm: string
  formSha256: Buffer
  imageFileId: string | null
  imageSha256: Buffer | null
  signerName: string
  signerPersonId: string | null
  signerAccountId: string | null
  relation: string
  way: 'pad' | 'link' | 'paper'
  signedAt: Timestamp
  seal: Buffer
}

export interface Unit {
  projectId: number
  id: string
  kind: 'flat' | 'shop' | 'parking'
  buildingId: string | null
  entranceId: string | null
  zoneId: string
  code: string
  floor: number | null
  areaSqm: string | null
  handedOverOn: string | null
  warrantyUntil: string | null
}

export interface Zone {
  projectId: number
  id: string
  name: string
  officerPostId: string | null
}

export interface DB {
  account: Account
  accountPerson: AccountPerson
  building: Building
  calendarChange: CalendarChange
  calendarDay: CalendarDay
  caseAction: CaseAction
  caseClock: CaseClock
  caseClockLevel: CaseClockLevel
  caseCounter: CaseCounter
  caseFlag: CaseFlag
  caseLink: CaseLink
  caseText: CaseText
  cases: Cases
  clockTrouble: ClockTrouble
  company: Company
  contactSlip: ContactSlip
  department: Department
  emergencyContact: EmergencyContact
  entrance: Entrance
  file: File
  intakeMatter: IntakeMatter
  notice: Notice
  onDuty: OnDuty
  person: Person
  personPhone: PersonPhone
  place: Place
  policy: Policy
  post: Post
  postHolding: PostHolding
  project: Project
  repairOrder: RepairOrder
  residence: Residence
  reveal: Reveal
  schemaMigration: SchemaMigration
  session: Session
  signInSlip: SignInSlip
  signature: Signature
  unit: Unit
  zone: Zone
}
