import { createWriteStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import type { Engine } from './kernel/case/engine.ts'
import type { Actor } from './kernel/case/procedure.ts'
import { inCompany, readProjects } from './kernel/db/db.ts'
import type { ImportKind, Trouble } from './kernel/import/kind.ts'
import { workbooks } from './kernel/import/kinds/workbooks.ts'
import { listTroubles } from './kernel/import/run.store.ts'
import { applyImport, beginImport, checkFile } from './kernel/import/run.ts'
import { reportWorkbook, templateWorkbook } from './kernel/import/sheets.ts'
import { type Role, roles } from './kernel/org/roles.ts'
import { messages } from './rooms/intake/import/messages.ts'

/** Everything that can be imported, in the order in which it builds on each other. */
export const importKinds = (engine: Engine): readonly ImportKind[] => [...workbooks, messages(engine)]

export interface ImportWish {
  kind: string
  file: string
  projectCode: string
  checkOnly: boolean
  /** User name of the member of staff who answers for it; null: the head of the project. */
  as: string | null
  /** Where the report goes when something is wrong; null: the first lines are said. */
  report: string | null
}

/** Troubles that are said on the terminal. */
const MOST_SAID = 20

/** `guanjia import KIND FILE`: checks, reports, applies. Answers whether the file was good. */
export async function importFromFile(engine: Engine, wish: ImportWish, say: (line: string) => void): Promise<boolean> {
  const kinds = importKinds(engine)
  const kind = kinds.find(({ name }) => name === wish.kind)
  if (!kind) throw new Error(`不能导入 ${wish.kind}：可以导入 ${kinds.map(({ name }) => name).join('、')}`)
  const project = await projectOf(engine, wish.projectCode)
  const actor = await actorOf(engine, project.id, kind, wish.as)
  const size = await stat(wish.file).catch(() => null)
  if (!size?.isFile()) throw new Error(`没有文件 ${wish.file}`)
  if (size.size > kind.mostBytes) throw new Error(`文件太大（上限 ${Math.floor(kind.mostBytes / 1_048_576)} MB）`)
  const bytes = await readFile(wish.file)
  const file = { projectId: project.id, bytes, name: basename(wish.file), accountId: actor.accountId }
  const importId = await beginImport(engine, kind, file)
  const progress = progressOn(say)
  const { troubles, rows } = await checkFile(engine, kind, { projectId: project.id, importId, bytes }, (done, total) =>
    progress('读取', done, total),
  )
  if (troubles > 0) {
    say(`检查 ${rows} 行，发现 ${troubles} 处问题，没有导入任何内容：`)
    await sayReport(engine, project.id, importId, wish.report, say)
    return false
  }
  say(`检查通过：${rows} 行${kind.title}`)
  if (wish.checkOnly) return true
  say(`以 ${actor.name} 的名义导入 ${project.name}`)
  const outcome = await applyImport(engine, kind, { projectId: project.id, importId, actor }, progress)
  say(`导入完成：新增 ${outcome.added}，更新 ${outcome.changed}，没有变化 ${outcome.unchanged}`)
  for (const note of outcome.notes) say(note)
  return true
}

/** `guanjia import template KIND FILE`. */
export async function writeTemplate(kindName: string, file: string): Promise<void> {
  const kind = workbooks.find(({ name }) => name === kindName)
  if (!kind?.template) throw new Error(`没有 ${kindName} 的模板：有 ${workbooks.map(({ name }) => name).join('、')}`)
  await pipeline(templateWorkbook(kind.title, kind.template), createWriteStream(file))
}

async function projectOf(engine: Engine, code: string): Promise<{ id: number; name: string }> {
  const { rows } = await inCompany(engine.db, (tx) =>
    sql<{ id: number; name: string }>`select id, name from project where code = ${code}`.execute(tx),
  )
  if (!rows[0]) throw new Error(`没有代码为 ${code} 的小区`)
  return rows[0]
}

/** Who answers for the import: the one named, else whoever of the kind's roles stands highest. */
async function actorOf(
  engine: Engine,
  projectId: number,
  kind: ImportKind,
  login: string | null,
): Promise<Extract<Actor, { kind: 'staff' }>> {
  const now = engine.time.now()
  const { rows } = await inCompany(engine.db, (tx) =>
    sql<{ id: string; name: string; roles: Role[] }>`
      select a.id, a.name, array_agg(distinct p.role) as roles
      from account a join post_holding h on h.account_id = a.id join post p on p.id = h.post_id
      where (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null and a.disabled_at is null
        and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now}) and (${login}::text is null or a.login = ${login})
      group by a.id, a.name
      order by min(array_position(${[...kind.may]}::text[], p.role)) nulls last, min(h.from_at), a.id limit 1`.execute(
      tx,
    ),
  )
  const found = rows[0]
  if (!found) throw new Error(login === null ? '小区还没有员工：请先用 init 开通' : `${login} 不是这个小区的员工`)
  if (!found.roles.some((role) => kind.may.includes(role)))
    throw new Error(`${found.name} 的岗位不能导入${kind.title}：须是${kind.may.map((role) => roles[role]).join('、')}`)
  return { kind: 'staff', accountId: found.id, name: found.name, roles: found.roles }
}

/** One line for each tenth, or each ten thousand rows where the end is not known. */
function progressOn(say: (line: string) => void) {
  let said = ''
  return (phase: string, done: number, total: number | null) => {
    const far = total ? `${Math.floor((10 * done) / total) * 10} %` : `${Math.floor(done / 10_000) * 10_000} 行`
    const line = `${phase} ${far}`
    if (line !== said && done > 0) say(line)
    said = line
  }
}

async function sayReport(
  engine: Engine,
  projectId: number,
  importId: string,
  file: string | null,
  say: (line: string) => void,
): Promise<void> {
  if (file !== null) {
    await pipeline(reportWorkbook(troublesOf(engine, projectId, importId)), createWriteStream(file))
    say(`报告写在 ${file}`)
    return
  }
  let said = 0
  for await (const { row, column, wrong, mend } of troublesOf(engine, projectId, importId)) {
    if (said++ === MOST_SAID) {
      say(`……只列前 ${MOST_SAID} 处；加 --report 报告.xlsx 得到全部`)
      return
    }
    say(`  ${row === null ? '整个文件' : `第 ${row} 行`}${column === null ? '' : `「${column}」`}：${wrong}。${mend}`)
  }
}

async function* troublesOf(engine: Engine, projectId: number, importId: string): AsyncGenerator<Trouble> {
  for (let after: string | undefined; ; ) {
    const page = await readProjects(engine.db, [projectId], (tx) =>
      listTroubles(tx, projectId, importId, { after, limit: 1000 }),
    )
    yield* page.rows
    if (page.next === null) return
    after = page.next
  }
}
