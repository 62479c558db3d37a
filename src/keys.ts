import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { fingerprint } from './backup/manifest.ts'
import { systemTime } from './kernel/clock/time.ts'
import { LEARNT_AFTER_MS } from './kernel/data-keys.ts'
import { type Database, inCompany } from './kernel/db/db.ts'
import type { ImportKind } from './kernel/import/kind.ts'
import { findShut, resealAll } from './kernel/person/reseal.ts'
import { addDataKey, isRotating, readSecrets, retireDataKeys } from './kernel/secrets.ts'

type Say = (line: string) => void

export interface Rotation {
  db: Database
  appUrl: string
  dataDir: string
  /** Their staged rows hold sealed values. */
  kinds: readonly ImportKind[]
}

/** Between two looks whether transactions of before have ended. */
const LOOK_EVERY_MS = 200
/** The longest transaction is an import being applied. */
const LONGEST_TRANSACTION_MS = 360_000

/** `guanjia keys`: what the secrets file holds, without telling a key. */
export function listKeys(dataDir: string, say: Say): void {
  const { dataKey } = readSecrets(dataDir)
  for (const { version, key } of dataKey.all) {
    const state = version === dataKey.current.version ? '使用中' : '只用来打开旧备份'
    say(
      `数据密钥第 ${version} 版，指纹 ${fingerprint(key)}，${isRotating(dataDir) && version !== dataKey.current.version ? '更换还没有完成' : state}`,
    )
  }
}

/**
 * `guanjia keys rotate`: a new data key, under which everything is sealed anew while people work. A running server
 * learns of the key by itself: it looks at the file when it seals, and at a value whose key it does not know. Broken off
 * it goes on with the same key. The old key is retired when nothing is under it any more, and no transaction is left
 * that could still write such a value. Answers whether it is.
 */
export async function rotateKeys(
  { db, appUrl, dataDir, kinds }: Rotation,
  say: Say,
  { learntAfterMs = 2 * LEARNT_AFTER_MS, onBatch = () => {} }: { learntAfterMs?: number; onBatch?: () => void } = {},
): Promise<boolean> {
  return alone(appUrl, async () => {
    await refuseWrongKeys(db, dataDir, kinds)
    say(isRotating(dataDir) ? '接着做上次没有完成的更换' : '在 secrets.json 里加入新的数据密钥')
    const { version } = addDataKey(dataDir)
    const secrets = readSecrets(dataDir)
    const reseal = () => resealAll(db, secrets, kinds, onBatch)
    let { done, shut } = await reseal()
    say(`已用第 ${version} 版密钥重新加密 ${done} 项`)
    await sleep(learntAfterMs)
    for (let more = Number.POSITIVE_INFINITY; more > 0; done += more) {
      if (!(await outlived(db))) {
        say('还有很久以前开始的事务没有结束：旧密钥先留着，请稍后再运行一次')
        return false
      }
      const again = await reseal()
      more = again.done
      shut = again.shut
    }
    if (shut.length > 0) {
      say(`有 ${shut.length} 项哪一把密钥都打不开，没有动它们，旧密钥先留着：${shut.slice(0, 5).join('、')}`)
      return false
    }
    retireDataKeys(dataDir, systemTime.now())
    say(`完成：共 ${done} 项，都在第 ${version} 版密钥下。旧密钥移到 secrets.json 的 retired 里，打开旧备份要用它`)
    say('请把新的 secrets.json 另外保管一份：从现在起的备份只有它打得开')
    return true
  })
}

/** Two rotations at once would each make a key. */
async function alone<T>(appUrl: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: appUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query(`select pg_try_advisory_lock(hashtextextended('guanjia keys', 0)) as mine`)
    if (!rows[0].mine) throw new Error('另一个 keys rotate 正在运行')
    return await work()
  } finally {
    await client.end().catch(() => {})
  }
}

/** A secrets file of another installation must not be turned. */
async function refuseWrongKeys(db: Database, dataDir: string, kinds: readonly ImportKind[]): Promise<void> {
  const shut = await findShut(db, readSecrets(dataDir), kinds)
  if (shut.length > 0)
    throw new Error(`secrets.json 里的数据密钥打不开数据库里的内容（${shut.join('、')}）：不是同一套，没有更换`)
}

/** Waits until every transaction that writes now has ended: what it sealed with the old key can be seen then. */
async function outlived(db: Database): Promise<boolean> {
  const ask = async (which: 'xmin' | 'xmax') =>
    BigInt(
      (
        await inCompany(db, (tx) =>
          sql<{ id: string }>`select ${sql.raw(`pg_snapshot_${which}`)}(pg_current_snapshot())::text as id`.execute(tx),
        )
      ).rows[0]!.id,
    )
  const until = await ask('xmax')
  for (let waited = 0; waited < LONGEST_TRANSACTION_MS; waited += LOOK_EVERY_MS) {
    if ((await ask('xmin')) >= until) return true
    await sleep(LOOK_EVERY_MS)
  }
  return false
}
