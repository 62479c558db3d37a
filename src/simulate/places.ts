import { v7 as uuid } from 'uuid'
import type { Actor } from '../kernel/case/procedure.ts'
import { addMonths, type BusinessDate } from '../kernel/clock/time.ts'
import type { Tx } from '../kernel/db/db.ts'
import type { MemberKey } from './cast.ts'
import { insertRows } from './rows.ts'
import type { Spot } from './texts/public-faults.ts'

export interface EstateSize {
  /** Flats of 翠湖花园; its youngest buildings come first. */
  flats: number
  /** Floors at most, whatever the building would have. */
  floors: number
}

export interface Zone {
  id: string
  name: string
  officer: MemberKey
}

export interface Building {
  id: string
  code: string
  zone: Zone
  entrances: readonly { id: string; code: string }[]
  floors: number
  flatsPerFloor: number
  handedOverOn: BusinessDate
  warrantyUntil: BusinessDate
}

export interface Unit {
  id: string
  kind: 'flat' | 'shop' | 'parking'
  code: string
  zone: Zone
  building: Building | null
  entranceId: string | null
  floor: number | null
  areaSqm: number
  handedOverOn: BusinessDate
  warrantyUntil: BusinessDate
}

/** A public place or facility. */
export interface Place {
  id: string
  spot: Spot
  name: string
  zone: Zone
}

/** A flat where somebody lives today, as the stories see it. */
export interface Home {
  unitId: string
  code: string
  zone: Zone
  underWarranty: boolean
  /** Who calls and opens the door: lives there today. */
  resident: { personId: string; name: string; relation: string }
  /** Of the resident, where he uses the owner's phone. */
  account: Extract<Actor, { kind: 'owner' }> | null
}

/** Entrances, floors and age in months of the buildings of 翠湖花园; the last two are under warranty. */
const PLAN = [
  { entrances: 2, floors: 18, months: 114 },
  { entrances: 2, floors: 18, months: 114 },
  { entrances: 2, floors: 18, months: 113 },
  { entrances: 2, floors: 18, months: 112 },
  { entrances: 2, floors: 17, months: 76 },
  { entrances: 2, floors: 17, months: 76 },
  { entrances: 2, floors: 15, months: 75 },
  { entrances: 2, floors: 15, months: 74 },
  { entrances: 3, floors: 6, months: 14 },
  { entrances: 3, floors: 6, months: 14 },
] as const

const FLATS_PER_FLOOR = 2

/** The developer answers for two years (建设工程质量管理条例 第四十条: electric lines, pipes and equipment). */
const WARRANTY_MONTHS = 24

export function buildingsOf(
  code: 'cuihu' | 'yunting',
  size: EstateSize,
  zones: readonly Zone[],
  today: BusinessDate,
): Building[] {
  const plan = code === 'cuihu' ? planFor(size) : [{ entrances: 1, floors: 6, months: 30 }]
  return plan.map(({ entrances, floors, months }, index) => {
    const handedOverOn = addMonths(today, -months)
    return {
      id: uuid(),
      code: String(index + 1),
      zone: zones[Math.floor((index * zones.length) / plan.length)]!,
      entrances: Array.from({ length: entrances }, (_, entrance) => ({ id: uuid(), code: String(entrance + 1) })),
      floors: Math.min(floors, size.floors),
      flatsPerFloor: FLATS_PER_FLOOR,
      handedOverOn,
      warrantyUntil: addMonths(handedOverOn, WARRANTY_MONTHS),
    }
  })
}

/** As many buildings as hold the flats: a small estate has the youngest, so that some are under warranty; a large one repeats them. */
function planFor({ flats, floors }: EstateSize) {
  const chosen: (typeof PLAN)[number][] = []
  for (let left = flats; left > 0; ) {
    const building = PLAN[PLAN.length - 1 - (chosen.length % PLAN.length)]!
    chosen.unshift(building)
    left -= building.entrances * Math.min(building.floors, floors) * FLATS_PER_FLOOR
  }
  return chosen
}

/** Inserts buildings, entrances and units. */
export async function insertUnits(
  tx: Tx,
  project: number,
  buildings: readonly Building[],
  flats: number,
): Promise<Unit[]> {
  const units = [...buildings.flatMap(flatsOf).slice(0, flats), ...shopsOf(buildings), ...spacesOf(buildings)]
  const project_id = project
  await insertRows(
    tx,
    'building',
    { project_id: 'integer', id: 'uuid', zone_id: 'uuid', code: 'text', name: 'text' },
    buildings.map(({ id, zone, code }) => ({ project_id, id, zone_id: zone.id, code, name: `${code}栋` })),
  )
  await insertRows(
    tx,
    'entrance',
    { project_id: 'integer', id: 'uuid', building_id: 'uuid', code: 'text' },
    buildings.flatMap((building) =>
      building.entrances.map(({ id, code }) => ({ project_id, id, building_id: building.id, code })),
    ),
  )
  await insertRows(
    tx,
    'unit',
    {
      project_id: 'integer',
      id: 'uuid',
      kind: 'text',
      building_id: 'uuid',
      entrance_id: 'uuid',
      zone_id: 'uuid',
      code: 'text',
      floor: 'integer',
      area_sqm: 'numeric',
      handed_over_on: 'date',
      warranty_until: 'date',
    },
    units.map((unit) => ({
      project_id,
      id: unit.id,
      kind: unit.kind,
      building_id: unit.building?.id ?? null,
      entrance_id: unit.entranceId,
      zone_id: unit.zone.id,
      code: unit.code,
      floor: unit.floor,
      area_sqm: unit.areaSqm,
      handed_over_on: unit.handedOverOn,
      warranty_until: unit.warrantyUntil,
    })),
  )
  return units
}

function flatsOf(building: Building): Unit[] {
  const { entrances, floors, flatsPerFloor, zone, handedOverOn, warrantyUntil } = building
  return entrances.flatMap((entrance) =>
    Array.from({ length: floors * flatsPerFloor }, (_, index) => {
      const floor = 1 + Math.floor(index / flatsPerFloor)
      const room = 1 + (index % flatsPerFloor)
      const code = `${building.code}-${entrance.code}-${floor}0${room}`
      const areaSqm = room === 1 ? 89.5 : 126.8
      return {
        ...newUnit('flat', code, zone, building),
        entranceId: entrance.id,
        floor,
        areaSqm,
        handedOverOn,
        warrantyUntil,
      }
    }),
  )
}

/** Two shops at the foot of every building. */
function shopsOf(buildings: readonly Building[]): Unit[] {
  return buildings.flatMap((building, index) =>
    [1, 2].map((shop) => {
      const code = `商铺-${String(index * 2 + shop).padStart(2, '0')}`
      const { handedOverOn, warrantyUntil } = building
      return {
        ...newUnit('shop', code, building.zone, building),
        floor: 1,
        areaSqm: 42 + shop * 6,
        handedOverOn,
        warrantyUntil,
      }
    }),
  )
}

function spacesOf(buildings: readonly Building[]): Unit[] {
  return buildings.flatMap((building, index) =>
    Array.from({ length: 12 }, (_, space) => {
      const code = `车位-${'ABC'[index % 3]}${String(Math.floor(index / 3) * 12 + space + 1).padStart(3, '0')}`
      const { handedOverOn, warrantyUntil } = building
      return { ...newUnit('parking', code, building.zone, null), floor: -1, areaSqm: 12.7, handedOverOn, warrantyUntil }
    }),
  )
}

const newUnit = (kind: Unit['kind'], code: string, zone: Zone, building: Building | null) => ({
  id: uuid(),
  kind,
  code,
  zone,
  building,
  entranceId: null as string | null,
})

/** Public places and facilities of each building, and those of the whole estate. */
export async function insertPlaces(
  tx: Tx,
  project: number,
  buildings: readonly Building[],
  zones: readonly Zone[],
): Promise<Place[]> {
  const ofBuilding = buildings.flatMap((building) => {
    const at = (spot: Spot, name: string, facility = false) => ({
      spot,
      name: `${building.code}栋${name}`,
      facility,
      building,
      zone: building.zone,
    })
    const lifts = building.floors > 6 ? building.entrances.map(({ code }) => at('lift', `${code}单元电梯`, true)) : []
    return [at('hall', '大堂'), at('stairs', '楼道'), ...lifts]
  })
  const zoneAt = (index: number) => zones[index % zones.length]!
  const shared: [Spot, string, boolean, number][] = [
    ['garage', '地下车库A区', false, 0],
    ['garage', '地下车库B区', false, 1],
    ['garage', '地下车库C区', false, 2],
    ['garden', '中心花园', false, 1],
    ['garden', '湖边步道', false, 2],
    ['play', '儿童乐园', false, 0],
    ['pump', '水泵房', true, 0],
    ['gate', '东门岗亭', false, 1],
    ['gate', '南门岗亭', false, 2],
    ['lift', '地下车库客梯', true, 0],
  ]
  const rows = [
    ...ofBuilding,
    ...shared.map(([spot, name, facility, zone]) => ({ spot, name, facility, building: null, zone: zoneAt(zone) })),
  ].map((place, index) => ({
    ...place,
    id: uuid(),
    code: `${place.facility ? 'F' : 'P'}-${String(index + 1).padStart(3, '0')}`,
  }))
  await insertRows(
    tx,
    'place',
    {
      project_id: 'integer',
      id: 'uuid',
      kind: 'text',
      zone_id: 'uuid',
      building_id: 'uuid',
      code: 'text',
      name: 'text',
    },
    rows.map(({ id, facility, zone, building, code, name }) => ({
      project_id: project,
      id,
      kind: facility ? 'facility' : 'public-place',
      zone_id: zone.id,
      building_id: building?.id ?? null,
      code,
      name,
    })),
  )
  return rows.map(({ id, spot, name, zone }) => ({ id, spot, name, zone }))
}
