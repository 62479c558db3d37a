import { v7 as uuid } from 'uuid'
import type { Actor } from '../kernel/case/procedure.ts'
import { addDays, type BusinessDate, businessDate } from '../kernel/clock/time.ts'
import type { Tx } from '../kernel/db/db.ts'
import { maskPhone } from '../kernel/person/phone.ts'
import { phoneTokens, plateTokens, sealField } from '../kernel/person/vault.ts'
import { nameKey, personTokens } from '../kernel/search/tokens.ts'
import type { Secrets } from '../kernel/secrets.ts'
import { maskPlate } from '../kernel/vehicle/plate.ts'
import type { Home, Unit } from './places.ts'
import { type Random, seeded } from './random.ts'
import { insertRows } from './rows.ts'
import { givenNames, kinWords, surnames } from './texts/names.ts'

type Relation = 'owner' | 'family' | 'tenant' | 'merchant'

/** Who belongs to which unit, from when to when. */
export interface Residence {
  unitId: string
  personId: string
  name: string
  relation: Relation
  fromOn: BusinessDate
  toOn: BusinessDate | null
  /** Opens the door there: an owner who has let his flat does not. */
  livesHere: boolean
  account: Extract<Actor, { kind: 'owner' }> | null
  /** The place in the list of homes; the first ones are on the sign-in page. */
  fame: number
}

/** The residents whom the demo offers for sign-in, in this order; today's stories are about them. */
const KNOWN = ['林晓雯', '周建国', '陈思远', '吴桂芳'] as const
/** So many homes more have an account on the phone. */
const WITH_PHONE = 40
/** The fame of everybody else. */
const UNKNOWN = 1000

interface Given {
  project: number
  code: 'cuihu' | 'yunting'
  units: readonly Unit[]
  random: Random
  now: Date
}

/** Moves people into flats and shops: owners, their families, tenants, and those who lived there before. */
export async function settle(tx: Tx, secrets: Secrets, given: Given): Promise<Residence[]> {
  const residences = given.units.flatMap((unit) => (unit.kind === 'parking' ? [] : householdOf(unit, given)))
  giveAccounts(residences, given)
  await insertPeople(tx, secrets, residences, given)
  await insertSpaces(tx, secrets, residences, given)
  return residences
}

function householdOf(unit: Unit, { random, now }: Given): Residence[] {
  const today = businessDate(now)
  const family = random.pick(surnames)
  const named = (surname: string) => `${surname}${random.pick(givenNames)}`
  const movedIn = earlier(addDays(unit.handedOverOn, random.between(20, 400)), addDays(today, -random.between(20, 90)))
  const resides = (
    name: string,
    relation: Relation,
    livesHere = true,
    fromOn = movedIn,
    toOn: BusinessDate | null = null,
  ) => ({
    unitId: unit.id,
    personId: uuid(),
    name,
    relation,
    fromOn,
    toOn,
    livesHere,
    account: null,
    fame: UNKNOWN,
  })
  if (unit.kind === 'shop') {
    return [resides(named(random.pick(surnames)), 'owner', false), resides(named(random.pick(surnames)), 'merchant')]
  }
  const usage = random.weighed({ lived: 70, let: 18, vacant: 9, sold: 3 })
  const owner = resides(named(family), 'owner', usage === 'lived' || usage === 'sold')
  if (usage === 'vacant') return [owner]
  if (usage === 'let') {
    const from = addDays(today, -random.between(30, 300))
    const tenants = Array.from({ length: random.between(1, 2) }, () =>
      resides(named(random.pick(surnames)), 'tenant', true, later(from, movedIn)),
    )
    const gone = random.chance(0.3)
      ? [
          resides(
            named(random.pick(surnames)),
            'tenant',
            false,
            movedIn,
            later(addDays(from, -random.between(1, 20)), movedIn),
          ),
        ]
      : []
    return [owner, ...tenants, ...gone]
  }
  const kin = Array.from({ length: random.weighed({ 0: 2, 1: 4, 2: 3, 3: 1 }) as unknown as number }, (_, index) =>
    resides(named(index === 0 ? random.pick(surnames) : family), 'family'),
  )
  if (usage === 'lived') return [owner, ...kin]
  const sold = addDays(today, -random.between(40, 200))
  return [
    { ...owner, fromOn: later(sold, movedIn) },
    ...kin.map((one) => ({ ...one, fromOn: later(sold, movedIn) })),
    resides(
      named(random.pick(surnames)),
      'owner',
      false,
      addDays(unit.handedOverOn, 10),
      later(addDays(sold, -1), addDays(unit.handedOverOn, 11)),
    ),
  ]
}

const later = (a: BusinessDate, b: BusinessDate) => (a > b ? a : b)
const earlier = (a: BusinessDate, b: BusinessDate) => (a < b ? a : b)

/** The four of the sign-in page, and some dozens more who use the phone. Owners who live with their families, all over the estate. */
function giveAccounts(residences: Residence[], { code, random }: Given): void {
  const candidates = residences.filter(({ relation, livesHere }) => livesHere && relation === 'owner')
  const next = random.deck(candidates)
  const count = Math.min(code === 'cuihu' ? KNOWN.length + WITH_PHONE : 2, candidates.length)
  for (let fame = 0; fame < count; fame++) {
    const one = next()
    const known = code === 'cuihu' ? KNOWN[fame] : undefined
    if (known) one.name = known
    one.account = { kind: 'owner', accountId: uuid(), personId: one.personId, name: one.name }
    one.fame = fame
  }
}

async function insertPeople(
  tx: Tx,
  secrets: Secrets,
  residences: readonly Residence[],
  { project, random, now }: Given,
): Promise<void> {
  const project_id = project
  const madeAt = (fromOn: BusinessDate) => new Date(Math.min(Date.parse(`${fromOn}T10:00:00+08:00`), now.getTime()))
  await insertRows(
    tx,
    'person',
    { project_id: 'integer', id: 'uuid', name: 'text', name_key: 'text', tokens: 'text[]', made_at: 'timestamptz' },
    residences.map(({ personId, name, fromOn }) => ({
      project_id,
      id: personId,
      name,
      name_key: nameKey(name),
      tokens: personTokens(name),
      made_at: madeAt(fromOn),
    })),
  )
  await insertRows(
    tx,
    'residence',
    {
      project_id: 'integer',
      id: 'uuid',
      unit_id: 'uuid',
      person_id: 'uuid',
      relation: 'text',
      from_on: 'date',
      to_on: 'date',
    },
    residences.map((one) => ({
      project_id,
      id: uuid(),
      unit_id: one.unitId,
      person_id: one.personId,
      relation: one.relation,
      from_on: one.fromOn,
      to_on: one.toOn,
    })),
  )
  await insertPhones(tx, secrets, residences, { project_id, random, madeAt })
}

async function insertPhones(
  tx: Tx,
  secrets: Secrets,
  residences: readonly Residence[],
  { project_id, random, madeAt }: { project_id: number; random: Random; madeAt: (fromOn: BusinessDate) => Date },
): Promise<void> {
  const { whole, tail } = phoneTokens(secrets)
  const phones = residences.map(({ personId, fromOn }) => {
    const id = uuid()
    const number = inventedPhone(random)
    return {
      project_id,
      id,
      person_id: personId,
      phone_sealed: sealField(secrets, { table: 'person_phone', record: id, field: 'phone' }, number),
      phone_masked: maskPhone(number),
      phone_token: whole(number),
      tail_token: tail(number),
      label: '手机',
      made_at: madeAt(fromOn),
    }
  })
  const bytes = 'bytea'
  await insertRows(
    tx,
    'person_phone',
    {
      project_id: 'integer',
      id: 'uuid',
      person_id: 'uuid',
      phone_sealed: bytes,
      phone_masked: 'text',
      phone_token: bytes,
      tail_token: bytes,
      label: 'text',
      made_at: 'timestamptz',
    },
    phones,
  )
  const contacts = residences
    .filter(({ relation, toOn }) => relation === 'owner' && toOn === null && random.chance(0.35))
    .map(({ personId }) => {
      const id = uuid()
      const number = inventedPhone(random)
      const sealed = sealField(secrets, { table: 'emergency_contact', record: id, field: 'phone' }, number)
      const name = `${random.pick(surnames)}${random.pick(givenNames)}`
      return {
        project_id,
        id,
        person_id: personId,
        name,
        relation: random.pick(kinWords),
        phone_sealed: sealed,
        phone_masked: maskPhone(number),
      }
    })
  await insertRows(
    tx,
    'emergency_contact',
    {
      project_id: 'integer',
      id: 'uuid',
      person_id: 'uuid',
      name: 'text',
      relation: 'text',
      phone_sealed: bytes,
      phone_masked: 'text',
    },
    contacts,
  )
}

/** 154 is a range that no operator gives to people: "call" in the demo rings nowhere. */
const inventedPhone = (random: Random) => `154${String(random.between(0, 99_999_999)).padStart(8, '0')}`

/** Parking spaces belong to owners who live in the estate; most have a car on it. */
async function insertSpaces(tx: Tx, secrets: Secrets, residences: readonly Residence[], given: Given): Promise<void> {
  const { project, units, random } = given
  const owners = residences.filter(({ relation, livesHere }) => relation === 'owner' && livesHere)
  if (owners.length === 0) return
  const next = random.deck(owners)
  const rows = units
    .filter(({ kind }) => kind === 'parking')
    .map((unit) => {
      const { personId, fromOn } = next()
      return {
        project_id: project,
        id: uuid(),
        unit_id: unit.id,
        person_id: personId,
        relation: 'owner',
        from_on: later(fromOn, unit.handedOverOn),
        to_on: null,
      }
    })
  await insertRows(
    tx,
    'residence',
    {
      project_id: 'integer',
      id: 'uuid',
      unit_id: 'uuid',
      person_id: 'uuid',
      relation: 'text',
      from_on: 'date',
      to_on: 'date',
    },
    rows,
  )
  await insertCars(tx, secrets, rows, given)
}

async function insertCars(
  tx: Tx,
  secrets: Secrets,
  spaces: readonly { unit_id: string; person_id: string }[],
  { project, now }: Given,
): Promise<void> {
  const { whole, tail } = plateTokens(secrets)
  // Of its own, so that cars change nothing of what is drawn after them.
  const random = seeded(project)
  const cars = spaces
    .filter(() => random.chance(0.8))
    .map(({ unit_id, person_id }) => {
      const id = uuid()
      const plate = inventedPlate(random)
      return {
        project_id: project,
        id,
        person_id,
        unit_id,
        plate_sealed: sealField(secrets, { table: 'vehicle', record: id, field: 'plate' }, plate),
        plate_masked: maskPlate(plate),
        plate_token: whole(plate),
        tail_token: tail(plate),
        made_at: now,
      }
    })
  await insertRows(
    tx,
    'vehicle',
    {
      project_id: 'integer',
      id: 'uuid',
      person_id: 'uuid',
      unit_id: 'uuid',
      plate_sealed: 'bytea',
      plate_masked: 'text',
      plate_token: 'bytea',
      tail_token: 'bytea',
      made_at: 'timestamptz',
    },
    cars,
  )
}

/** One car in three is electric and has a plate of eight characters. */
function inventedPlate(random: Random): string {
  const digits = String(random.between(0, 99_999)).padStart(5, '0')
  const office = random.pick([...'ABCDEFG'])
  return random.chance(0.33) ? `沪${office}D${digits}` : `沪${office}${digits}`
}

/** Flats in which somebody lives today, those with an account on the phone first, in the order of their accounts. */
export function homesOf(units: readonly Unit[], residences: readonly Residence[], today: BusinessDate): Home[] {
  const living = new Map<string, Residence>()
  for (const residence of residences) {
    if (!residence.livesHere || residence.toOn !== null) continue
    const known = living.get(residence.unitId)
    if (!known || (residence.account && !known.account)) living.set(residence.unitId, residence)
  }
  const homes = units.flatMap((unit): Home[] => {
    const residence = living.get(unit.id)
    if (unit.kind !== 'flat' || !residence) return []
    const { personId, name, relation, account } = residence
    return [
      {
        unitId: unit.id,
        code: unit.code,
        zone: unit.zone,
        underWarranty: unit.warrantyUntil >= today,
        resident: { personId, name, relation },
        account,
      },
    ]
  })
  const rank = (home: Home) => living.get(home.unitId)!.fame
  return homes.sort((a, b) => rank(a) - rank(b))
}
