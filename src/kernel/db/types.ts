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
  totpSealed: Buffer | null
  language: Generated<string>
  workPhone: string | null
  skills: Generated<string[]>
  failedCount: Generated<number>
  lockedUntil: Timestamp | null
  disabledAt: Timestamp | null
  madeAt: Timestamp
  totpPendingSealed: Buffer | null
  totpSince: Timestamp | null
  totpStep: Generated<bigint>
}

export interface AccountDelivery {
  accountId: string
  email: string | null
  choices: Json
  changedAt: Timestamp
}

export interface AccountPerson {
  accountId: string
  projectId: number
  personId: string
  linkedAt: Timestamp
}

export interface AuditBlock {
  chain: number
  number: bigint
  fromTx: bigint
  belowTx: bigint
  sealedAt: Timestamp
  keyId: string
  previous: Buffer
  keys: string[]
  hashes: Buffer[]
  head: Buffer
}

export interface AuditCheck {
  id: string
  chain: number
  checkedAt: Timestamp
  number: bigint
  rowCount: bigint
  faultCount: bigint
  writtenTx: Generated<bigint>
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
  writtenTx: Generated<bigint>
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
  writtenTx: Generated<bigint>
}

export interface CaseBarred {
  projectId: number
  caseId: string
  accountId: string
  at: Timestamp
  writtenTx: Generated<bigint>
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
  writtenTx: Generated<bigint>
}

export interface CaseCounter {
  projectId: number
  prefix: string
  date: string
  last: number
}

export interface CaseErased {
  projectId: number
  id: string
  caseId: string
  at: Timestamp
  writtenTx: Generated<bigint>
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

export interface CaseOriginal {
  projectId: number
  caseId: string
  importId: string
  sealed: Buffer
  sha256: Buffer
}

export interface CaseText {
  projectId: number
  caseId: string
  seq: number
  body: Json
  erasedAt: Timestamp | null
}

export interface CaseTextOriginal {
  projectId: number
  caseId: string
  seq: number
  field: string
  sealed: Buffer
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

export interface ComplaintAnnouncement {
  projectId: number
  caseId: string
  period: string
  fromOn: string
  toOn: string
  dueAt: Timestamp
  common: string | null
  places: string | null
  interests: string | null
  disputes: string | null
  measures: string | null
  results: string | null
  draftedAt: Timestamp | null
  draftedBy: string | null
  checkedAt: Timestamp | null
  checkWords: string | null
  hangsAt: string | null
  photos: Generated<Json>
  publishedAt: Timestamp | null
}

export interface ComplaintFigures {
  projectId: number
  id: string
  caseId: string
  figures: Json
  takenAt: Timestamp
  writtenTx: Generated<bigint>
}

export interface ComplaintRecord {
  projectId: number
  caseId: string
  source: string
  content: string
  serviceItem: string
  photos: Generated<Json>
  heardById: string | null
  heardAt: Timestamp
  registeredAt: Timestamp
  lateReason: string | null
  site: string | null
  postedAt: Timestamp | null
  foundAt: Timestamp | null
  apologized: Generated<boolean>
  settledOnSpot: Generated<boolean>
  accusedId: string | null
  valid: boolean | null
  confirmedAt: Timestamp | null
  confirmedBy: string | null
  complaintClass: '1' | '2' | '3' | null
  classReason: string | null
  classifiedAt: Timestamp | null
  classifiedBy: string | null
  party: 'own' | 'developer' | 'municipal' | 'third' | null
  departmentId: string | null
  handlerId: string | null
  slipIssuedAt: Timestamp | null
  slipReceivedAt: Timestamp | null
  slipReceipt: string | null
  complainantAskedTo: Timestamp | null
  accusedAskedAt: Timestamp | null
  reportedUpAt: Timestamp | null
  superiorOpinion: string | null
  superiorOpinionAt: Timestamp | null
  verifiedAt: Timestamp | null
  facts: string | null
  cause: string | null
  hardAt: Timestamp | null
  hardNote: string | null
  designatedId: string | null
  designatedAt: Timestamp | null
  climb: string | null
  climbedAt: Timestamp | null
  headOpinion: string | null
  headOpinionAt: Timestamp | null
  executiveToldAt: Timestamp | null
  executiveOpinion: string | null
  executiveOpinionAt: Timestamp | null
  directReportFrom: Timestamp | null
  directReportedAt: Timestamp | null
  representativeAskedAt: Timestamp | null
  representativeDelegated: Generated<boolean>
  representativeOpinion: string | null
  representativeOpinionAt: Timestamp | null
  majorAt: Timestamp | null
  majorReportedAt: Timestamp | null
  majorReport: Json | null
  finishBy: Timestamp | null
  measures: string | null
  measuresAt: Timestamp | null
  resultReportedAt: Timestamp | null
  difficult: Generated<boolean>
  outsideBody: string | null
  outsideDocument: string | null
  referredAt: Timestamp | null
  trackedAt: Timestamp | null
  lastFeedbackAt: Timestamp | null
  feedbacks: Generated<number>
  warrantyId: string | null
  warrantyReport: string | null
  warrantyReportedAt: Timestamp | null
  explainedAt: Timestamp | null
  negotiatedWith: string | null
  understanding: string | null
  process: string | null
  result: string | null
  analysis: string | null
  improvement: string | null
  grounds: Generated<Json>
  handledAt: Timestamp | null
  opinionConfirmedAt: Timestamp | null
  enteredAt: Timestamp | null
  firstReplyAt: Timestamp | null
  replies: Generated<number>
  answer: string | null
  answerWay: string | null
  answeredAt: Timestamp | null
  apology: string | null
  remedy: string | null
  callBackById: string | null
  callBackWay: string | null
  calledBackAt: Timestamp | null
  callBackOpinion: string | null
  callBackEffect: boolean | null
  callBackPrevention: string | null
  exemption: string | null
  supervisedAt: Timestamp | null
  closedAt: Timestamp | null
  archivedAt: Timestamp | null
  reopened: Generated<number>
  withdrawReason: string | null
  resumedAt: Timestamp | null
  overDayAt: Timestamp | null
  exemptedAt: Timestamp | null
  firstClosedAt: Timestamp | null
}

export interface ComplaintReport {
  projectId: number
  caseId: string
  kind: 'monthly' | 'quarterly' | 'legacy' | 'review' | 'data'
  period: string
  fromOn: string
  toOn: string
  dueAt: Timestamp
  openedAt: Timestamp
  words: Generated<Json>
  submittedAt: Timestamp | null
  returnReason: string | null
  opinion: string | null
  readAt: Timestamp | null
}

export interface ComplaintStudy {
  projectId: number
  caseId: string
  complaintId: string
  complaintNumber: string
  openedAt: Timestamp
  course: string | null
  causes: string | null
  improvements: string | null
  writtenAt: Timestamp | null
  trainedAt: Timestamp | null
  learners: string | null
  attendance: Generated<Json>
}

export interface Consent {
  projectId: number
  id: string
  personId: string
  purpose: 'services' | 'contact-by-third-party' | 'photo-publication' | 'marketing'
  version: number
  given: boolean
  way: 'phone' | 'counter' | 'paper'
  accountId: string
  at: Timestamp
  writtenTx: Generated<bigint>
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

export interface DataRequest {
  projectId: number
  id: string
  personId: string
  kind: 'export' | 'erase'
  way: 'phone' | 'counter' | 'paper'
  askedBy: string
  askedAt: Timestamp
  dueOn: string
  note: Generated<string>
  checkedAt: Timestamp | null
  checkedBy: string | null
  approved: boolean | null
  answer: Generated<string>
  availableUntil: Timestamp | null
  result: Json | null
}

export interface Delivery {
  projectId: number
  id: string
  endpointId: string
  way: 'email' | 'sms' | 'wecom' | 'webhook'
  kind: string
  accountId: string | null
  personId: string | null
  caseId: string | null
  seq: number | null
  noticeId: string | null
  urgent: Generated<boolean>
  together: Generated<boolean>
  messageId: string | null
  toMasked: string | null
  madeAt: Timestamp
  sinceAt: Timestamp
  dueAt: Timestamp
  status: Generated<'waiting' | 'sent' | 'dead' | 'skipped'>
  reason: string | null
  attempts: Generated<number>
  triedAt: Timestamp | null
  sentAt: Timestamp | null
  leasedBy: string | null
  leaseUntil: Timestamp | null
}

export interface DeliveryEndpoint {
  id: string
  projectId: number | null
  way: 'email' | 'sms' | 'wecom' | 'webhook'
  name: string
  settings: Json
  secretSealed: Buffer | null
  oldSecretSealed: Buffer | null
  oldSecretUntil: Timestamp | null
  enabled: Generated<boolean>
  failures: Generated<number>
  pausedUntil: Timestamp | null
  lastError: string | null
  recent: Generated<Date[]>
  changedByAccount: string | null
  changedAt: Timestamp
  removedAt: Timestamp | null
}

export interface Department {
  id: string
  code: string
  name: string
  parentId: string | null
  closedAt: Timestamp | null
}

export interface Dispute {
  projectId: number
  caseId: string
  topic: string
  content: string
  registeredAt: Timestamp
  otherUnitId: string | null
  otherSide: string
  firstHeardAt: Timestamp | null
  otherHeardAt: Timestamp | null
  sessions: Generated<number>
  lastSessionAt: Timestamp | null
  course: string | null
  outcome: string | null
  outcomeWords: string | null
  outcomeAt: Timestamp | null
  tracked: Generated<number>
  trackedAt: Timestamp | null
  recurred: boolean | null
  withdrawReason: string | null
  reopenedAt: Timestamp | null
}

export interface DrillCall {
  projectId: number
  runId: string
  nth: number
  ringsAt: Timestamp
  ringsUntil: Timestamp
  unitId: string
  personId: string
  placeId: string | null
  matterId: string
  takenAt: Timestamp | null
}

export interface DrillRun {
  projectId: number
  id: string
  recording: Json
  trainee: string
  deskAccount: string
  startedBy: string
  speed: number
  startedAt: Timestamp
  endsAt: Timestamp
  endedAt: Timestamp | null
}

export interface DutyOccurrence {
  projectId: number
  duty: string
  period: string
  caseId: string
  opensAt: Timestamp
  dueAt: Timestamp
  handedOutAt: Timestamp
  writtenTx: Generated<bigint>
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
  attachedAt: Timestamp | null
}

export interface GroupDeclined {
  projectId: number
  id: string
  caseIds: string[]
  byAccount: string
  at: Timestamp
  writtenTx: Generated<bigint>
}

export interface ImportRow {
  projectId: number
  importId: string
  row: number
  cells: string[]
}

export interface ImportRun {
  projectId: number
  id: string
  kind: string
  state: 'checking' | 'refused' | 'checked' | 'applying' | 'applied' | 'failed'
  fileName: string
  fileSha256: Buffer
  fileBytes: number
  madeByAccount: string
  madeAt: Timestamp
  beatAt: Timestamp
  phase: string
  doneRows: Generated<number>
  totalRows: number | null
  stagedRows: Generated<number>
  troubleCount: Generated<number>
  outcome: Json | null
  failure: string | null
  finishedAt: Timestamp | null
  toldAt: Timestamp | null
}

export interface ImportTrouble {
  projectId: number
  importId: string
  nth: number
  row: number | null
  columnTitle: string | null
  wrong: string
  mend: string
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
  headId: string | null
  joinedAt: Timestamp | null
  headDoneAt: Timestamp | null
  toldAt: Timestamp | null
  interimAt: Timestamp | null
}

export interface MannersCheck {
  projectId: number
  caseId: string
  source: 'customer' | 'inspector'
  matterNumber: string | null
  employeeAccount: string | null
  failed: Generated<Json>
  evaded: Generated<boolean>
  rating: number | null
  words: string | null
  checkedAt: Timestamp
  mendedAt: Timestamp | null
  mending: string | null
}

export interface Notice {
  projectId: number
  id: string
  accountId: string
  caseId: string | null
  kind: 'told' | 'assigned' | 'chased' | 'clock' | 'emergency' | 'privacy' | 'way'
  text: string
  args: Generated<Json>
  clockId: string | null
  level: number | null
  madeAt: Timestamp
  readAt: Timestamp | null
  importId: string | null
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

export interface Outbox {
  projectId: number
  id: string
  kind: 'notice' | 'action'
  caseId: string | null
  seq: number | null
  notices: string[] | null
  at: Timestamp
  tries: Generated<number>
  retryAt: Timestamp | null
  error: string | null
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
  outsideNo: string | null
  tokenRules: Generated<number>
}

export interface PersonDelivery {
  projectId: number
  personId: string
  emailSealed: Buffer | null
  emailMasked: string | null
  bySms: boolean
  byEmail: boolean
  changedAt: Timestamp
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

export interface PersonSecret {
  projectId: number
  id: string
  personId: string
  kind: string
  label: string
  sealed: Buffer
  masked: string
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
  writtenTx: Generated<bigint>
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

export interface Publication {
  projectId: number
  caseId: string
  kind: string
  content: string
  places: string
  photos: Generated<Json>
  phone: string | null
  postedAt: Timestamp
  postedBy: string | null
  checkedAt: Timestamp
  missingSince: Timestamp | null
  renewed: Generated<number>
  downReason: string | null
}

export interface RecoveryCode {
  accountId: string
  hash: Buffer
  usedAt: Timestamp | null
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
  quoteBefore: Json | null
  arrearsFen: bigint | null
  arrearsAt: Timestamp | null
  arrearsReason: string | null
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
  personId: string | null
  accountId: string
  kind: 'phone' | 'id-number' | 'emergency-contact' | 'bank-account' | 'plate' | 'family' | 'text' | 'export' | 'original'
  purpose: string
  caseId: string | null
  at: Timestamp
  reason: Generated<'case' | 'visit' | 'handover' | 'fee' | 'emergency' | 'legal' | 'request' | 'other'>
  requestId: string | null
  writtenTx: Generated<bigint>
}

export interface RevealRequest {
  projectId: number
  id: string
  personId: string
  accountId: string
  kind: 'id-number' | 'bank-account' | 'family'
  reason: string
  purpose: string
  caseId: string | null
  askedAt: Timestamp
  waitsUntil: Timestamp
  decidedAt: Timestamp | null
  decidedBy: string | null
  approved: boolean | null
  decisionNote: Generated<string>
  validUntil: Timestamp | null
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

export interface SignInChange {
  id: string
  accountId: string
  byAccount: string
  what: 'totp-on' | 'totp-off' | 'totp-reset' | 'recovery-codes' | 'recovery-used' | 'password-reset'
  at: Timestamp
  writtenTx: Generated<bigint>
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
  formSha256: Buffer
  imageSha256: Buffer | null
  signerPersonId: string | null
  signerAccountId: string | null
  relation: string
  way: 'pad' | 'link' | 'paper'
  signedAt: Timestamp
  seal: Buffer
  writtenTx: Generated<bigint>
}

export interface SignatureText {
  projectId: number
  signatureId: string
  signedForm: string | null
  signerName: string | null
  imageFileId: string | null
  sealed: Buffer | null
  erasedAt: Timestamp | null
  keptUntil: string | null
}

export interface Suggestion {
  projectId: number
  caseId: string
  kind: string
  content: string
  collectedBy: string | null
  collectedAt: Timestamp
  handlerId: string | null
  assignedAt: Timestamp | null
  constructive: boolean | null
  measures: string | null
  measuresAt: Timestamp | null
  result: string | null
  resultAt: Timestamp | null
  callerId: string | null
  calledBackAt: Timestamp | null
  callBackWords: string | null
  declineReason: string | null
  closedAt: Timestamp | null
  reopenedAt: Timestamp | null
}

export interface TriageExample {
  projectId: number
  caseId: string
  kind: string | null
  class: '1' | '2' | '3' | null
  department: string | null
  topic: string | null
  trade: string | null
  learnedAt: Timestamp
  said: Json | null
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

export interface Vehicle {
  projectId: number
  id: string
  personId: string
  unitId: string | null
  plateSealed: Buffer
  plateMasked: string
  plateToken: Buffer
  tailToken: Buffer
  madeAt: Timestamp
}

export interface Zone {
  projectId: number
  id: string
  name: string
  officerPostId: string | null
}

export interface DB {
  account: Account
  accountDelivery: AccountDelivery
  accountPerson: AccountPerson
  auditBlock: AuditBlock
  auditCheck: AuditCheck
  building: Building
  calendarChange: CalendarChange
  calendarDay: CalendarDay
  caseAction: CaseAction
  caseBarred: CaseBarred
  caseClock: CaseClock
  caseClockLevel: CaseClockLevel
  caseCounter: CaseCounter
  caseErased: CaseErased
  caseFlag: CaseFlag
  caseLink: CaseLink
  caseOriginal: CaseOriginal
  caseText: CaseText
  caseTextOriginal: CaseTextOriginal
  cases: Cases
  clockTrouble: ClockTrouble
  company: Company
  complaintAnnouncement: ComplaintAnnouncement
  complaintFigures: ComplaintFigures
  complaintRecord: ComplaintRecord
  complaintReport: ComplaintReport
  complaintStudy: ComplaintStudy
  consent: Consent
  contactSlip: ContactSlip
  dataRequest: DataRequest
  delivery: Delivery
  deliveryEndpoint: DeliveryEndpoint
  department: Department
  dispute: Dispute
  drillCall: DrillCall
  drillRun: DrillRun
  dutyOccurrence: DutyOccurrence
  emergencyContact: EmergencyContact
  entrance: Entrance
  file: File
  groupDeclined: GroupDeclined
  importRow: ImportRow
  importRun: ImportRun
  importTrouble: ImportTrouble
  intakeMatter: IntakeMatter
  mannersCheck: MannersCheck
  notice: Notice
  onDuty: OnDuty
  outbox: Outbox
  person: Person
  personDelivery: PersonDelivery
  personPhone: PersonPhone
  personSecret: PersonSecret
  place: Place
  policy: Policy
  post: Post
  postHolding: PostHolding
  project: Project
  publication: Publication
  recoveryCode: RecoveryCode
  repairOrder: RepairOrder
  residence: Residence
  reveal: Reveal
  revealRequest: RevealRequest
  schemaMigration: SchemaMigration
  session: Session
  signInChange: SignInChange
  signInSlip: SignInSlip
  signature: Signature
  signatureText: SignatureText
  suggestion: Suggestion
  triageExample: TriageExample
  unit: Unit
  vehicle: Vehicle
  zone: Zone
}
