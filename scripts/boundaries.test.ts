import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkBoundaries } from './boundaries.mjs'

/** That the tree itself keeps the boundaries `npm test` asks before all tests. */
describe('a planted violation is found', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guanjia-boundaries-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** A small tree that keeps every rule, and then what is planted into it. */
  const plant = (files: Record<string, string>) => {
    const good = {
      'src/rooms.ts': "import './rooms/pump/pump.procedure.ts'",
      'src/kernel/db/db.ts': "import 'node:net'\nexport const db = 1",
      'src/kernel/case/perform.ts': "import { db } from '../db/db.ts'\nexport const perform = db",
      'src/kernel/case/procedure.ts': 'export interface Tx { id: number }\nexport const declare = 1',
      'src/rooms/pump/pump.procedure.ts':
        "import { declare } from '../../kernel/case/procedure.ts'\nexport const pump = declare",
      'src/rooms/pump/pump.public.ts': "export { pump } from './pump.procedure.ts'",
      'src/rooms/lift/lift.effects.ts': "import { pump } from '../pump/pump.public.ts'\nexport const lift = pump",
      'src/rooms/pump/ui/Pump.tsx': "import { pump } from '../pump.procedure.ts'\nexport const Pump = () => pump",
      'src/web/main.tsx': "import { Pump } from '../rooms/pump/ui/Pump.tsx'\nexport const main = Pump",
    }
    for (const [path, text] of Object.entries({ ...good, ...files })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), `${text}\n`)
    }
  }

  const found = async (files: Record<string, string>) => {
    plant(files)
    return (await checkBoundaries(folder)).violations
  }

  it('a tree that keeps every rule has none', async () => {
    plant({})
    expect(await checkBoundaries(folder)).toEqual({ modules: 9, violations: [] })
  })

  it('the kernel imports a room', async () => {
    const planted = { 'src/kernel/case/spy.ts': "import { pump } from '../../rooms/pump/pump.procedure.ts'\nvoid pump" }
    expect(await found(planted)).toEqual([
      'kernel-knows-no-room: src/kernel/case/spy.ts → src/rooms/pump/pump.procedure.ts',
    ])
  })

  it('the kernel imports no more than a type of a room', async () => {
    const planted = {
      'src/kernel/case/spy.ts':
        "import type { pump } from '../../rooms/pump/pump.procedure.ts'\nexport type P = typeof pump",
    }
    expect(await found(planted)).toEqual([
      'kernel-knows-no-room: src/kernel/case/spy.ts → src/rooms/pump/pump.procedure.ts',
    ])
  })

  it('a room imports what another has not made public', async () => {
    const planted = {
      'src/rooms/lift/lift.effects.ts': "import { pump } from '../pump/pump.procedure.ts'\nexport const lift = pump",
    }
    expect(await found(planted)).toEqual([
      'room-imports-only-public-of-another: src/rooms/lift/lift.effects.ts → src/rooms/pump/pump.procedure.ts',
    ])
  })

  it('a room asks for the list of rooms', async () => {
    const planted = { 'src/rooms/lift/lift.effects.ts': "import '../../rooms.ts'" }
    expect(await found(planted)).toEqual([
      'list-of-rooms-belongs-to-the-root: src/rooms/lift/lift.effects.ts → src/rooms.ts',
    ])
  })

  it('a procedure reaches the database behind another file', async () => {
    const planted = {
      'src/kernel/case/procedure.ts': "import './perform.ts'\nexport const declare = 1",
    }
    expect(await found(planted)).toContain(
      'declarations-are-pure: src/rooms/pump/pump.procedure.ts → src/kernel/db/db.ts',
    )
  })

  it('a contract uses Node', async () => {
    const planted = { 'src/rooms/pump/pump.contract.ts': "import { hash } from 'node:crypto'\nexport const c = hash" }
    expect(await found(planted)).toEqual([
      expect.stringMatching(/^declarations-are-pure: src\/rooms\/pump\/pump\.contract\.ts → (node:)?crypto$/),
    ])
  })

  it('a type of the database in a procedure is no dependency', async () => {
    const planted = {
      'src/kernel/case/procedure.ts': "import type { db } from '../db/db.ts'\nexport const declare = {} as typeof db",
    }
    expect(await found(planted)).toEqual([])
  })

  it.each(['effects', 'queries', 'routes'])('a page of a room imports its %s', async (kind) => {
    const planted = {
      [`src/rooms/pump/pump.${kind}.ts`]: 'export const work = 1',
      'src/rooms/pump/ui/Job.tsx': `import { work } from '../pump.${kind}.ts'\nexport const Job = work`,
    }
    expect(await found(planted)).toEqual([
      `pages-load-no-server-code: src/rooms/pump/ui/Job.tsx → src/rooms/pump/pump.${kind}.ts`,
    ])
  })

  it('a page loads the engine', async () => {
    const planted = {
      'src/web/spy.ts': "import { perform } from '../kernel/case/perform.ts'\nexport const p = perform",
    }
    expect(await found(planted)).toContain('pages-load-no-server-code: src/web/spy.ts → src/kernel/db/db.ts')
  })

  it('the server imports a page', async () => {
    const planted = { 'src/kernel/case/spy.ts': "import { main } from '../../web/main.tsx'\nexport const m = main" }
    expect(await found(planted)).toContain('server-knows-no-page: src/kernel/case/spy.ts → src/web/main.tsx')
  })

  it('two modules import each other', async () => {
    const planted = {
      'src/kernel/a.ts': "import { b } from './b.ts'\nexport const a = () => b",
      'src/kernel/b.ts': "import { a } from './a.ts'\nexport const b = () => a",
    }
    expect(await found(planted)).toEqual(['no-cycles: src/kernel/a.ts → src/kernel/b.ts'])
  })

  it('the product imports test code', async () => {
    const planted = { 'src/kernel/a.test.ts': 'export const helper = 1', 'src/kernel/b.ts': "import './a.test.ts'" }
    expect(await found(planted)).toEqual(['product-without-test-code: src/kernel/b.ts → src/kernel/a.test.ts'])
  })

  it('a check of nothing fails', async () => {
    mkdirSync(join(folder, 'src'))
    await expect(checkBoundaries(folder)).rejects.toThrow('was looked at')
  })
})
