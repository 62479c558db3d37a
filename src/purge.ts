import { sql } from 'kysely'
import type { Engine } from './kernel/case/engine.ts'
import { inCompany } from './kernel/db/db.ts'
import type { FileStore } from './kernel/file/file.ts'
import { type Purged, purge, purgeSessions } from './kernel/privacy/purge.ts'
import { reads } from './server.ts'

const titles: Readonly<Record<keyof Purged, string>> = {
  originals: '文字中的号码原文',
  cases: '事项文字与照片',
  signatures: '封存到期的签字凭证',
  persons: '迁出住户的资料',
  notices: '提醒',
  files: '没有用上的照片',
  deliveries: '送达记录',
}

/** `guanjia privacy purge`: what is kept too long, in one project or in all; a dry run only counts. */
export async function purgeProjects(
  engine: Engine & { files: FileStore },
  code: string | null,
  dryRun: boolean,
  say: (line: string) => void,
): Promise<void> {
  const projects = await inCompany(engine.db, async (tx) => {
    const found = sql<{ id: number; name: string }>`
      select id, name from project where ${code}::text is null or code = ${code} order by code`
    return (await found.execute(tx)).rows
  })
  if (projects.length === 0) throw new Error(`没有代码为 ${code} 的小区`)
  for (const { id, name } of projects) {
    const purged = await purge({ engine, reads, files: engine.files }, id, dryRun)
    const parts = Object.entries(purged).map(([kind, many]) => `${titles[kind as keyof Purged]} ${many}`)
    say(`${name}：${dryRun ? '到期' : '已删除'} ${parts.join('，')}`)
  }
  const sessions = await purgeSessions(engine, new Date(), dryRun)
  say(`${dryRun ? '到期' : '已删除'} 已结束的登录 ${sessions}`)
}
