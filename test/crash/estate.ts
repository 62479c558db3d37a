import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { startSession } from '../../src/kernel/auth/session.store.ts'
import { inCompany, inProject } from '../../src/kernel/db/db.ts'
import { loadSecrets } from '../../src/kernel/secrets.ts'
import { openStore } from '../../src/main.ts'

/** Somebody of the staff, signed in on several devices: a session may ask only so often a minute. */
export interface Worker {
  accountId: string
  cookies: readonly string[]
}

/** What the writing clients work with. */
export interface Estate {
  project: number
  unitIds: readonly string[]
  personId: string
  desks: readonly Worker[]
  technicians: readonly Worker[]
}

const DEVICES = 4

/** Staff at the desk and in the workshop, a few flats and their owner, in the estate that `guanjia init` made. */
export async function furnish(dataDir: string, pairs: number): Promise<Estate> {
  const store = await openStore(dataDir, () => {})
  const { db } = store
  const { tokenKey } = loadSecrets(dataDir)
  const at = new Date()
  try {
    const made = await inCompany(db, async (tx) => {
      const { rows } = await sql<{ id: number }>`select id from project where code = 'cuihu'`.execute(tx)
      const project = rows[0]!.id
      const hire = async (login: string, role: string, department: string): Promise<Worker> => {
        const [accountId, post] = [uuid(), uuid()]
        await sql`insert into account (id, kind, login, name, skills, made_at)
          values (${accountId}, 'staff', ${login}, ${login}, '{water}', ${at})`.execute(tx)
        await sql`insert into post (id, project_id, department_id, role, title)
          select ${post}, ${project}, id, ${role}, ${login} from department where code = ${department}`.execute(tx)
        await sql`insert into post_holding (id, post_id, account_id, from_at)
          values (${uuid()}, ${post}, ${accountId}, ${new Date(0)})`.execute(tx)
        const cookies: string[] = []
        for (let device = 0; device < DEVICES; device++) {
          const from = { machineNow: at, address: '127.0.0.1', agent: `device ${device}` }
          cookies.push(`__Host-guanjia=${await startSession(tx, tokenKey, { id: accountId, kind: 'staff' }, from)}`)
        }
        return { accountId, cookies }
      }
      const numbers = Array.from({ length: pairs }, (_, index) => index + 1)
      const desks: Worker[] = []
      const technicians: Worker[] = []
      for (const number of numbers) {
        desks.push(await hire(`desk${number}`, 'receptionist', 'service'))
        technicians.push(await hire(`tech${number}`, 'technician', 'engineering'))
      }
      await hire('supervisor', 'service-supervisor', 'service')
      return { project, desks, technicians }
    })
    const { project } = made
    return await inProject(db, project, async (tx) => {
      const [zone, building, personId] = [uuid(), uuid(), uuid()]
      await sql`insert into zone (project_id, id, name) values (${project}, ${zone}, '一区')`.execute(tx)
      await sql`insert into building (project_id, id, zone_id, code, name)
        values (${project}, ${building}, ${zone}, '1', '1栋')`.execute(tx)
      await sql`insert into person (project_id, id, name, name_key, made_at)
        values (${project}, ${personId}, '王小明', 'wxm', ${at})`.execute(tx)
      const unitIds = ['1-1-101', '1-1-102', '1-1-201', '1-1-202'].map((code) => ({ id: uuid(), code }))
      for (const { id, code } of unitIds) {
        await sql`insert into unit (project_id, id, kind, building_id, zone_id, code)
          values (${project}, ${id}, 'flat', ${building}, ${zone}, ${code})`.execute(tx)
        await sql`insert into residence (project_id, id, unit_id, person_id, relation, from_on)
          values (${project}, ${uuid()}, ${id}, ${personId}, 'owner', '2020-07-01')`.execute(tx)
      }
      return { ...made, personId, unitIds: unitIds.map(({ id }) => id) }
    })
  } finally {
    await store.close()
  }
}
