import { sql } from 'kysely'
import { Refusal } from '../case/refusal.ts'
import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { requirePerson } from '../person/person.commands.ts'
import { openField, plateTokens, sealField } from '../person/vault.ts'
import type { Secrets } from '../secrets.ts'
import { say } from '../text/translate.ts'
import { isPlate, maskPlate, normalPlate, PLATE_TAIL, plateEnd } from './plate.ts'

/** Cars of one resident: a household's, not a fleet's. Own choice. */
const MOST_VEHICLES = 50
/** Cars with the same last four characters that are opened to compare more of the plate. */
const MOST_COMPARED = 500

const badForm = (field: string, text: string) => new Refusal('bad-form', text, { fields: [{ field, text }] })

/** Cars of a resident, oldest first. */
export async function vehiclesOf(tx: Tx, projectId: number, personId: string) {
  const { rows } = await sql<{
    id: string
    masked: string
    unit: { id: string; code: string } | null
    madeAt: Date
  }>`
    select v.id, v.plate_masked as masked, v.made_at,
      case when u.id is not null then json_build_object('id', u.id, 'code', u.code) end as unit
    from vehicle v left join unit u on u.project_id = v.project_id and u.id = v.unit_id
    where v.project_id = ${projectId} and v.person_id = ${personId} order by v.made_at, v.id limit ${MOST_VEHICLES}`.execute(
    tx,
  )
  return rows
}

/**
 * Puts a car on file, its plate sealed; answers the plate masked. Sent twice with the same id, or a plate that the
 * resident has on file, it is there once.
 * Throws 404 (no such resident), 400 (no plate, no such unit, too many).
 */
export async function addVehicle(
  tx: Tx,
  secrets: Secrets,
  projectId: number,
  personId: string,
  car: { id: string; plate: string; unitId: string | null },
  at: Date,
): Promise<string> {
  const plate = normalPlate(car.plate)
  if (!isPlate(plate)) throw badForm('plate', '车牌号不对：如 沪A12345，新能源车 8 位')
  await requirePerson(tx, projectId, personId)
  if (car.unitId !== null) {
    const unit = await sql`select from unit where project_id = ${projectId} and id = ${car.unitId}`.execute(tx)
    if (unit.rows.length === 0) throw badForm('unitId', '没有找到这套房')
  }
  if ((await vehiclesOf(tx, projectId, personId)).length >= MOST_VEHICLES)
    throw badForm('plate', say('一位住户最多登记 {most} 辆车', { most: MOST_VEHICLES }))
  const { whole, tail } = plateTokens(secrets)
  const sealed = sealField(secrets, { table: 'vehicle', record: car.id, field: 'plate' }, plate)
  await sql`
    insert into vehicle (project_id, id, person_id, unit_id, plate_sealed, plate_masked, plate_token, tail_token, made_at)
    values (${projectId}, ${car.id}, ${personId}, ${car.unitId}, ${sealed}, ${maskPlate(plate)}, ${whole(plate)}, ${tail(plate)}, ${at})
    on conflict do nothing`.execute(tx)
  return maskPlate(plate)
}

export async function dropVehicle(tx: Tx, projectId: number, personId: string, vehicleId: string): Promise<void> {
  const { rows } = await sql`
    delete from vehicle where project_id = ${projectId} and person_id = ${personId} and id = ${vehicleId} returning id`.execute(
    tx,
  )
  if (rows.length === 0) throw new Refusal('not-found', '没有找到')
}

/**
 * Ids of the cars whose plate is this, or ends in it (four characters at least). Tokens know the whole plate and its
 * last four characters; for a piece between, the few with this end are opened and compared here.
 */
export async function vehiclesByPlate(
  tx: Tx,
  secrets: Pick<Secrets, 'dataKey'>,
  projectId: number,
  typed: string,
  most: number,
): Promise<string[]> {
  const text = plateEnd(typed)
  if (text === null) return []
  const { whole, tail } = plateTokens(secrets)
  if (isPlate(text)) {
    const rows = await prepared<{ id: string }>(tx)`
      select id from vehicle where project_id = ${projectId} and plate_token = ${whole(text)} limit ${most}`
    return rows.map(({ id }) => id)
  }
  const rows = await prepared<{ id: string; plateSealed: Buffer }>(tx)`
    select id, plate_sealed from vehicle where project_id = ${projectId} and tail_token = ${tail(text)} limit ${
      text.length === PLATE_TAIL ? most : MOST_COMPARED
    }`
  const ends = ({ id, plateSealed }: { id: string; plateSealed: Buffer }) =>
    openField(secrets, { table: 'vehicle', record: id, field: 'plate' }, plateSealed).endsWith(text)
  return (text.length === PLATE_TAIL ? rows : rows.filter(ends)).slice(0, most).map(({ id }) => id)
}
