import type { FastifyInstance } from 'fastify'
import { v7 as uuid } from 'uuid'
import { listReader } from '../case/readable.ts'
import { listCases } from '../case/reads.ts'
import { Refusal } from '../case/refusal.ts'
import { inProject, readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import {
  addBankAccount,
  addContact,
  addPerson,
  addPhone,
  dropBankAccount,
  dropContact,
  dropPhone,
  moveIn,
  moveOut,
  recordIdNumber,
  renamePerson,
} from './person.commands.ts'
import { person } from './person.contract.ts'
import {
  accountsOf,
  contactsOf,
  findPerson,
  phonesOf,
  residencesOf,
  revealsForOwner,
  revealsOf,
} from './person.reads.ts'
import { maskIdNumber } from './phone.ts'
import { reveal } from './reveal.ts'
import { openField } from './vault.ts'

/** Open cases and looks shown on the person page. */
const MOST_SHOWN = 50
/** Looks shown to an owner at once. */
const MOST_FOR_OWNER = 200

export function personRoutes(app: FastifyInstance, { db, engine, time, secrets }: Doors): void {
  bind(app, person.page, ({ project, params, session }) =>
    readProjects(db, [project], async (tx) => {
      const found = await findPerson(tx, project, params.person)
      if (!found) throw new Refusal('not-found', '没有找到这位住户')
      const { idNumberSealed, ...rest } = found
      const idNumber =
        idNumberSealed && openField(secrets, { table: 'person', record: found.id, field: 'id_number' }, idNumberSealed)
      const reader = listReader(session, project)
      const filter = { person: params.person, open: true, limit: MOST_SHOWN }
      return {
        person: { ...rest, idNumber: idNumber && maskIdNumber(idNumber) },
        phones: await phonesOf(tx, project, params.person),
        bankAccounts: await accountsOf(tx, project, params.person),
        residences: await residencesOf(tx, project, params.person),
        emergencyContacts: await contactsOf(tx, project, params.person),
        openCases: (await listCases(tx, engine.procedures, project, reader, filter, time.now())).rows,
        reveals: await revealsOf(tx, project, params.person, MOST_SHOWN),
      }
    }),
  )

  bind(app, person.cases, ({ project, params, query, session }) =>
    readProjects(db, [project], async (tx) => {
      if (!(await findPerson(tx, project, params.person))) throw new Refusal('not-found', '没有找到这位住户')
      const reader = listReader(session, project)
      return listCases(tx, engine.procedures, project, reader, { ...query, person: params.person }, time.now())
    }),
  )

  bind(app, person.reveal, ({ project, params, session, body }) =>
    inProject(db, project, (tx) => {
      const { kind, purpose, itemId = null, caseId = null } = body
      const reason = body.reason ?? (caseId === null ? 'other' : 'case')
      const look = { projectId: project, personId: params.person, kind, itemId, reason, purpose, caseId }
      return reveal({ tx, secrets, procedures: engine.procedures, session, now: time.now() }, look)
    }),
  )

  bind(app, person.ownerReveals, async ({ session }) => ({
    reveals: await readProjects(db, session.projects, (tx) => revealsForOwner(tx, session.persons, MOST_FOR_OWNER)),
  }))

  bind(app, person.add, async ({ project, body }) => {
    const { id, name, phone, residence } = body
    await inProject(db, project, async (tx) => {
      // Sent twice: the first time did it all.
      if (!(await addPerson(tx, project, { id, name }, time.now()))) return
      if (phone !== undefined)
        await addPhone(tx, secrets, project, id, { id: uuid(), number: phone, label: '手机' }, time.now())
      if (residence) await moveIn(tx, project, id, { id: uuid(), ...residence, toOn: null })
    })
    return { id }
  })

  bind(app, person.rename, async ({ project, params, body }) => {
    await inProject(db, project, (tx) => renamePerson(tx, project, params.person, body.name))
    return DONE
  })

  bind(app, person.recordIdNumber, async ({ project, params, body }) => {
    await inProject(db, project, (tx) => recordIdNumber(tx, secrets, project, params.person, body.idNumber))
    return DONE
  })

  bind(app, person.addPhone, async ({ project, params, body }) => {
    const phone = { id: body.id, number: body.phone, label: body.label }
    return {
      id: body.id,
      masked: await inProject(db, project, (tx) => addPhone(tx, secrets, project, params.person, phone, time.now())),
    }
  })

  bind(app, person.addAccount, async ({ project, params, body }) => ({
    id: body.id,
    masked: await inProject(db, project, (tx) => addBankAccount(tx, secrets, project, params.person, body, time.now())),
  }))

  bind(app, person.dropAccount, async ({ project, params }) => {
    await inProject(db, project, (tx) => dropBankAccount(tx, project, params.person, params.secret))
    return DONE
  })

  bind(app, person.dropPhone, async ({ project, params }) => {
    await inProject(db, project, (tx) => dropPhone(tx, project, params.person, params.phone))
    return DONE
  })

  bind(app, person.moveIn, async ({ project, params, body }) => {
    await inProject(db, project, (tx) => moveIn(tx, project, params.person, { ...body, toOn: body.toOn ?? null }))
    return { id: body.id }
  })

  bind(app, person.moveOut, async ({ project, params, body }) => {
    await inProject(db, project, (tx) => moveOut(tx, project, params.person, params.residence, body.toOn))
    return DONE
  })

  bind(app, person.addContact, async ({ project, params, body }) => ({
    id: body.id,
    masked: await inProject(db, project, (tx) => addContact(tx, secrets, project, params.person, body)),
  }))

  bind(app, person.dropContact, async ({ project, params }) => {
    await inProject(db, project, (tx) => dropContact(tx, project, params.person, params.contact))
    return DONE
  })
}
