import { sql } from 'kysely'
import { type Database, inCompany } from './kernel/db/db.ts'
import { rebuildTokens } from './kernel/search/rebuild.ts'

/** `guanjia search rebuild`: search words of earlier rules are made anew, in one project or in all, while people work. */
export async function rebuildSearch(db: Database, code: string | null, say: (line: string) => void): Promise<void> {
  const projects = await inCompany(db, async (tx) => {
    const found = sql<{ id: number; name: string }>`
      select id, name from project where ${code}::text is null or code = ${code} order by code`
    return (await found.execute(tx)).rows
  })
  if (projects.length === 0) throw new Error(`没有代码为 ${code} 的小区`)
  for (const { id, name } of projects) {
    const done = await rebuildTokens(db, id, (many) => say(`${name}：已更新 ${many} 人`))
    if (done === 0) say(`${name}：都是最新的`)
  }
}
