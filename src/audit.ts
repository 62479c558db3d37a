import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Fault } from './kernel/audit/fault.ts'
import { type HeadFile, headFile, takeHeads } from './kernel/audit/head.ts'
import { sealAll } from './kernel/audit/seal.ts'
import { COMPANY_CHAIN } from './kernel/audit/sealed.ts'
import { noteCheck, verifyChain } from './kernel/audit/verify.ts'
import type { Engine } from './kernel/case/engine.ts'
import { inCompany } from './kernel/db/db.ts'
import { writeWhole } from './kernel/file/write-whole.ts'

type Auditing = Pick<Engine, 'db' | 'secrets' | 'time'>

/** More lines help nobody; the count is told in full. */
const MOST_LINES = 10_000

/**
 * `guanjia audit verify`: every chain, or that of one project, against its seals, the tables, and heads taken before.
 * True when nothing is wrong.
 */
export async function verifyAudit(
  { db, secrets, time }: Auditing,
  code: string | null,
  headPath: string | null,
  say: (line: string) => void,
): Promise<boolean> {
  const heads = headPath === null ? null : await readHeads(headPath)
  const chains = await chainsOf(db, code)
  const lost = (heads?.heads ?? []).filter(({ chain }) => code === null && !chains.some(({ id }) => id === chain))
  for (const { project } of lost) say(`${project ?? '公司'}：导出过封存头，而这个小区已不在数据库里`)
  let good = lost.length === 0
  for (const { id, name } of chains) {
    const from = performance.now()
    let lines = 0
    const tell = (fault: Fault) => {
      lines++
      if (lines <= MOST_LINES) say(`${name}：${wordsOf(fault)}`)
    }
    const exported = heads?.heads.find(({ chain }) => chain === id) ?? null
    const checked = await verifyChain(db, secrets, id, tell, exported)
    await noteCheck(db, uuid(), checked, time.now())
    const { blocks, rows, texts, faults, unsealed } = checked
    const perSecond = Math.round((rows + texts) / Math.max(0.001, (performance.now() - from) / 1000))
    const found = faults === 0 ? '没有发现改动' : `发现 ${faults} 处问题`
    const tail = unsealed === 0 ? '' : `；末尾还有 ${unsealed} 行未封存，不在保护之内`
    say(`${name}：${blocks} 块 ${rows} 行，另核对文字 ${texts} 条，${found}（每秒 ${perSecond} 行）${tail}`)
    good &&= faults === 0
  }
  return good
}

/** `guanjia audit head`: seals what waits, then answers the head of each chain as text for a file. */
export async function exportHeads({ db, secrets, time }: Auditing, path: string | null): Promise<string> {
  await sealAll(db, secrets, time.now())
  const text = `${JSON.stringify(await takeHeads(db, time.now()), null, 2)}\n`
  if (path !== null) await writeWhole(path, Buffer.from(text))
  return text
}

async function readHeads(path: string): Promise<HeadFile> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`读不到封存头文件 ${path}`)
  })
  try {
    return headFile.parse(JSON.parse(text))
  } catch {
    throw new Error(`${path} 不是 guanjia audit head 导出的文件，或已损坏`)
  }
}

async function chainsOf(db: Auditing['db'], code: string | null): Promise<{ id: number; name: string }[]> {
  const projects = await inCompany(db, async (tx) => {
    const found = sql<{ id: number; name: string }>`
      select id, name from project where ${code}::text is null or code = ${code} order by id`
    return (await found.execute(tx)).rows
  })
  if (code === null) return [{ id: COMPANY_CHAIN, name: '公司' }, ...projects]
  if (projects.length === 0) throw new Error(`没有代码为 ${code} 的小区`)
  return projects
}

function wordsOf(fault: Fault): string {
  switch (fault.kind) {
    case 'block-missing':
      return `第 ${fault.number} 块不见了，链在此断开`
    case 'block-unlinked':
      return `第 ${fault.number} 块接不上前一块，链在此断开`
    case 'block-forged':
      return `第 ${fault.number} 块的封印与内容不符，链在此断开`
    case 'other-key':
      return `第 ${fault.number} 块起是用另一把封存密钥（指纹 ${fault.keyId}）封存的：当前密钥不对，或链被人重写`
    case 'head-gone':
      return `导出时的第 ${fault.number} 块已不在链上：尾部被截去或重写`
    case 'altered':
      return `${fault.key} 封存后被改动`
    case 'missing':
      return `${fault.key} 封存后被删除`
    case 'added':
      return `${fault.key} 不在任何一块里，是事后加进去的`
    case 'swapped':
      return `${fault.key} 与 ${fault.with} 的内容互换了`
    case 'text-altered':
      return `${fault.key} 的文字与记录的摘要不符`
    case 'text-missing':
      return `${fault.key} 的文字不见了`
    case 'text-erased':
      return `${fault.key} 的文字被删除，而没有依法删除的记录`
  }
}
