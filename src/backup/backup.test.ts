import { randomUUID } from 'node:crypto'
import {
  closeSync,
  cpSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { urlOfDatabase } from '../../test/server.ts'
import { tell } from '../../test/steps.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { sealAll } from '../kernel/audit/seal.ts'
import { openDatabase } from '../kernel/db/db.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { FileStore } from '../kernel/file/file.ts'
import { root } from '../kernel/root.ts'
import { Archive } from './archive.ts'
import { backUp } from './backup.ts'
import { checkRestored } from './check.ts'
import { restore } from './restore.ts'
import { drill, restoreTo } from './run.ts'

const migrations = join(root, 'db', 'migrations')
/** More than these stand in the copy, or its seals would prove nothing. */
const SEALED_ROWS = 10

let world: World
let folder: string
/** Made while people worked. */
let archive: string
let photo: string
/** Where it was put back. */
let copy: Awaited<ReturnType<typeof restored>>
const databases: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guanjia-backup-'))
  world = await makeWorld()
  await repaired()
  archive = join(folder, 'one.backup')
  await whileWorking(async () => {
    expect(await backUp(source(), archive)).toMatchObject({ files: 2, lostFiles: 0 })
  })
}, 60_000)
afterAll(async () => {
  await world.close()
  for (const name of databases) await maintain(`drop database if exists ${name} with (force)`)
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]))

const source = () => ({
  appUrl: world.database.url,
  secrets: world.engine.secrets,
  filesFolder: world.files.folder,
  version: '1.2.3',
  now: world.time.now(),
})

/** A repair with a photograph and the owner's signature. */
async function repaired(): Promise<void> {
  const say = tell(world)
  const { staff, files, project } = world
  const job = await say.home()
  await say.paidBy(job, 'company', '公司承诺免费')
  await say.sentTo(job)
  await say.onSite(job)
  await job.do(staff.li, 'begin')
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#48a' } })
    .png()
    .toBuffer()
  photo = (await files.store(project, { bytes, name: '照片', accountId: null })).id
  await job.do(staff.li, 'finish', { workDone: '更换阀芯，试水正常', photos: [photo] })
  await say.signedOff(job)
  // A transaction that runs meanwhile in the database of another test holds the horizon back.
  let sealed = 0
  const seal = async () => {
    sealed += (await sealAll(world.engine.db, world.engine.secrets, world.time.now())).rows
    return sealed > SEALED_ROWS
  }
  await vi.waitUntil(seal, { timeout: 20_000 })
}

/** Matters come in and are sealed from before `work` begins until after it has ended. */
async function whileWorking(work: () => Promise<void>): Promise<void> {
  const say = tell(world)
  let [working, done] = [true, 0]
  const desk = async () => {
    for (; working; done++) {
      await say.matter({ content: `水管\t漏水\\n第 ${done} 处` })
      await sealAll(world.engine.db, world.engine.secrets, world.time.now())
    }
  }
  const writing = desk()
  await vi.waitUntil(() => done > 1, { timeout: 20_000 })
  await work()
  const after = done
  await vi.waitUntil(() => done > after, { timeout: 20_000 })
  working = false
  await writing
}

async function maintain(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOfDatabase(inject('testServer').ownerUrl, 'postgres') })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** An empty database and an empty folder. */
async function emptyPlace() {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  databases.push(name)
  await maintain(`create database ${name} template template0`)
  const { appUrl, ownerUrl } = inject('testServer')
  const dataDir = join(folder, name)
  return {
    appUrl: urlOfDatabase(appUrl, name),
    ownerUrl: urlOfDatabase(ownerUrl, name),
    dataDir,
    filesFolder: join(dataDir, 'files'),
    migrations,
  }
}

async function opened<T>(path: string, work: (archive: Archive) => Promise<T>): Promise<T> {
  const of = await Archive.open(path, world.engine.secrets)
  return work(of).finally(() => of.close())
}

/** Puts it into a new place and looks at everything there. */
async function restored(path: string) {
  const place = await emptyPlace()
  await opened(path, (of) => restore(of, place))
  const db = openDatabase({ url: place.appUrl, poolSize: 2 })
  const files = new FileStore(db, place.dataDir, world.time)
  try {
    const checked = await opened(path, (of) => checkRestored(db, files, world.engine.secrets, of.manifest))
    const picture = await files.read(world.project, photo)
    return { place, checked, picture }
  } finally {
    await db.close()
  }
}

/** The same installation elsewhere: a folder with the keys as the environment gives them. */
async function withEnvironment(variables: NodeJS.ProcessEnv, work: () => Promise<void>): Promise<void> {
  const before = { ...process.env }
  Object.assign(process.env, variables)
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL']) if (!(name in variables)) delete process.env[name]
  try {
    await work()
  } finally {
    process.env = before
  }
}

const keys = (fill: number) => ({
  GUANJIA_DATA_KEY: Buffer.alloc(32, fill).toString('hex'),
  GUANJIA_TOKEN_KEY: Buffer.alloc(32, 2).toString('hex'),
  GUANJIA_SEAL_KEY: Buffer.alloc(32, 3).toString('hex'),
})

describe('a backup made while people work', () => {
  it('is one moment: rows, seals, signatures and files of the copy verify', async () => {
    copy = await restored(archive)
    const { checked, picture } = copy
    expect(checked.troubles).toEqual([])
    expect(checked).toMatchObject({ signatures: 1, files: 2 })
    expect(checked.rows).toBeGreaterThan(200)
    expect(checked.sealedRows).toBeGreaterThan(SEALED_ROWS)
    expect(picture?.bytes).toEqual((await world.files.read(world.project, photo))?.bytes)
  })

  it('goes on where it stopped: what is written after the restore is sealed too', async () => {
    const { place } = copy
    const db = openDatabase({ url: place.appUrl, poolSize: 2 })
    const before = await db.pool.query('select count(*)::int as many, max(number)::int as last from audit_block')
    await db.pool.query(`begin; set local guanjia.projects = '${world.project}';
      insert into group_declined (project_id, id, case_ids, by_account, at)
      select ${world.project}, gen_random_uuid(), array[gen_random_uuid(), gen_random_uuid()], gen_random_uuid(), now(); commit`)
    const seal = async () => {
      await sealAll(db, world.engine.secrets, world.time.now())
      return (await db.pool.query('select count(*)::int as many from audit_block')).rows[0].many
    }
    await expect.poll(seal, { timeout: 20_000 }).toBeGreaterThan(before.rows[0].many)
    await db.pool.query(`insert into project (code, name, made_at) values ('neu', '新小区', now())`)
    await db.close()
  })

  it('tells nobody a word without the keys', async () => {
    const bytes = readFileSync(archive)
    for (const word of ['王小明', '翠湖花园', '水管', 'zhou']) expect(bytes.includes(word), word).toBe(false)
  })

  it('does not replace an older one', async () => {
    await expect(backUp(source(), archive)).rejects.toThrow('已经存在')
  })

  it('leaves nothing where the disk is full', async () => {
    if (existsSync('/dev/full')) {
      const path = join(folder, 'full.backup')
      // The draft is a device on which every write fails as on a full disk.
      symlinkSync('/dev/full', `${path}.part`)
      await expect(backUp(source(), path)).rejects.toThrow('磁盘已满')
      expect(existsSync(path)).toBe(false)
    }
  })

  it('says which files were lost before it', async () => {
    const name = (
      await world.database.asOwner<{ sha: string }>(
        `select encode(sha256, 'hex') as sha from file where id = '${photo}'`,
      )
    )[0]!.sha
    const path = join(world.files.folder, name.slice(0, 2), name)
    const bytes = readFileSync(path)
    rmSync(path)
    const made = await backUp(source(), join(folder, 'lost.backup'))
    writeFileSync(path, bytes)
    expect(made).toMatchObject({ files: 1, lostFiles: 1 })
  })
})

describe('what is refused, with nothing written', () => {
  it('other keys', async () => {
    const place = await emptyPlace()
    await withEnvironment({ ...keys(9), DATABASE_URL: place.appUrl, DATABASE_OWNER_URL: place.ownerUrl }, async () => {
      await expect(restoreTo(place.dataDir, archive, () => {})).rejects.toThrow(/密钥不对.*数据密钥指纹/)
    })
    expect(existsSync(place.dataDir)).toBe(false)
    const client = new pg.Client({ connectionString: place.ownerUrl })
    await client.connect()
    expect((await client.query(`select from pg_class where relnamespace = 'public'::regnamespace`)).rowCount).toBe(0)
    await client.end()
  })

  it('no keys at all', async () => {
    const dataDir = join(folder, 'keyless')
    await withEnvironment({}, async () => {
      await expect(restoreTo(dataDir, archive, () => {})).rejects.toThrow('没有密钥文件 secrets.json')
    })
    expect(existsSync(dataDir)).toBe(false)
  })

  it('a file cut off anywhere, or with a byte changed anywhere', async () => {
    const { length } = readFileSync(archive)
    const damaged = join(folder, 'damaged.backup')
    const look = () => opened(damaged, (of) => of.verify())
    for (const part of [0, 0.1, 0.5, 0.9, 0.999]) {
      cpSync(archive, damaged)
      const fd = openSync(damaged, 'r+')
      ftruncateSync(fd, Math.floor(length * part))
      closeSync(fd)
      await expect(look(), `cut at ${part}`).rejects.toThrow(/不完整|不是备份文件/)
    }
    const whole = readFileSync(archive)
    const { manifest } = await opened(archive, (of) => of.verify())
    expect(manifest.parts.length).toBeGreaterThan(20)
    for (let i = 0; i < 40; i++) {
      const changed = Buffer.from(whole)
      const at = Math.floor(((i + 0.37) / 40) * (length - 1024))
      changed[at] = changed[at]! ^ 0x10
      writeFileSync(damaged, changed)
      await expect(look(), `changed at ${at}`).rejects.toThrow(/损坏|不是备份文件|不完整/)
    }
  })

  it('a place that is not empty', async () => {
    await expect(opened(archive, (of) => restore(of, copy.place))).rejects.toThrow('不是空的')
    mkdirSync(join(folder, 'used'))
    writeFileSync(join(folder, 'used', 'note.txt'), '')
    await withEnvironment(keys(1), async () => {
      await expect(restoreTo(join(folder, 'used'), archive, () => {})).rejects.toThrow('不是空的')
    })
  })
})

describe('an older backup', () => {
  it('is restored as it was and then brought up to date', async () => {
    const old = await emptyPlace()
    await migrate({ ...old, folder: migrations, upTo: '20261122T1810_session.sql' })
    const owner = new pg.Client({ connectionString: old.ownerUrl })
    await owner.connect()
    await owner.query(`insert into company (id, name) values (1, '安居物业');
      insert into project (code, name, made_at) values ('cuihu', '翠湖花园', now())`)
    await owner.end()
    const path = join(folder, 'old.backup')
    await backUp({ ...source(), appUrl: old.appUrl }, path)
    const place = await emptyPlace()
    await opened(path, (of) => restore(of, place))
    const db = openDatabase({ url: place.appUrl, poolSize: 1 })
    const { rows } = await db.pool.query(`select name, (select count(*)::int from audit_block) as blocks from project`)
    await db.close()
    expect(rows).toEqual([{ name: '翠湖花园', blocks: 0 }])
  })
})

describe('the drill', () => {
  it('restores into an embedded database of its own and leaves nothing behind', async () => {
    const lines: string[] = []
    const places = () => readdirSync(tmpdir()).filter((name) => name.startsWith('guanjia-drill-'))
    const before = places()
    await withEnvironment(keys(1), async () => {
      expect(await drill(join(folder, 'none'), archive, (line) => lines.push(line))).toBe(true)
    })
    expect(lines.at(-1)).toMatch(/核对 \d+ 行、封存 \d+ 行.*签字 1 份、文件 2 个：全部相符/)
    expect(places()).toEqual(before)
  }, 60_000)
})
