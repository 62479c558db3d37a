import type { FastifyInstance } from 'fastify'
import { Refusal } from '../case/refusal.ts'
import { readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import type { Doors } from '../http/doors.ts'
import { signatures } from './signature.contract.ts'
import { verifySignature } from './signature.ts'

export function signatureRoutes(app: FastifyInstance, { db, files, secrets }: Doors): void {
  bind(app, signatures.verify, async ({ project, params }) => {
    const check = await readProjects(db, [project], (tx) =>
      verifySignature(tx, files, secrets, project, params.signature),
    )
    if (check === null) throw new Refusal('not-found', '没有找到')
    return { intact: check.broken.length === 0, ...check }
  })
}
