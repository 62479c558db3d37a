import { Button, Drawer, Tabs } from 'antd'
import { useState } from 'react'
import { type NoticeLine, notices } from '../../kernel/notice/notice.contract.ts'
import { call } from '../api.ts'
import { At } from '../core/clock.tsx'
import { useGo } from '../core/Go.tsx'
import { useT } from '../core/i18n.ts'
import { forget, useAskPages } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { More, Nothing, ProblemAlert } from '../kit/Parts.tsx'
import { paths } from './paths.ts'

/** What the bell opens: notices, unread first; one that is opened counts as read. */
export function NoticePanel({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT()
  return (
    <Drawer title={t('消息')} size={420} open={open} onClose={onClose} destroyOnHidden>
      <NoticeList onOpen={onClose} />
    </Drawer>
  )
}

function NoticeList({ onOpen }: { onOpen: () => void }) {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const [only, setOnly] = useState<'unread' | 'all'>('unread')
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useAskPages(
    notices.list,
    { query: { limit: 30, ...(only === 'unread' ? { unread: true } : {}) } },
    { follows: 'notices', keep: true },
  )
  const lines = data?.pages.flatMap(({ rows }) => rows) ?? []
  const read = async (of: number, which: { ids?: string[]; caseId?: string } = {}) => {
    await call(notices.read, { params: { project: of }, body: which })
    await Promise.all([forget(notices.list), forget(notices.count)])
  }
  const show = (line: NoticeLine) => {
    if (!line.readAt) read(line.project, line.case ? { caseId: line.case.id } : { ids: [line.id] })
    if (line.case) {
      onOpen()
      go(paths.case(line.case))
    } else if (line.kind === 'privacy') {
      onOpen()
      go(paths.privacy())
    } else if (line.kind === 'way') {
      onOpen()
      go(paths.delivery())
    }
  }
  return (
    <>
      <Tabs
        size="small"
        activeKey={only}
        onChange={(key) => setOnly(key as 'unread' | 'all')}
        items={[
          { key: 'unread', label: t('未读') },
          { key: 'all', label: t('全部') },
        ]}
        tabBarExtraContent={
          lines.some(({ readAt }) => readAt === null) && (
            <Button type="link" size="small" onClick={() => read(project)}>
              {t('全部标为已读')}
            </Button>
          )
        }
      />
      <ProblemAlert problem={error} />
      {data && lines.length === 0 && (
        <Nothing text={only === 'unread' ? t('没有未读消息。') : t('还没有消息。派单、催单、超时提醒会出现在这里。')} />
      )}
      <ul className="notices">
        {byCase(lines).map(({ newest, older }) => (
          <li key={newest.id} className={`notice-${newest.kind}${newest.readAt ? '' : ' is-unread'}`}>
            <button type="button" onClick={() => show(newest)}>
              <span>{newest.text}</span>
              <small className="muted">
                <At at={newest.madeAt} />
                {newest.clockId && newest.acknowledged ? ` · ${t('已有人知悉')}` : ''}
                {older > 0 ? ` · ${t('同一事项还有 {count} 条', { count: older })}` : ''}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {hasNextPage && <More loading={isFetching} onMore={fetchNextPage} />}
    </>
  )
}

/** What came about one case is one line: its newest, and how many stand behind it. */
function byCase(lines: readonly NoticeLine[]): { newest: NoticeLine; older: number }[] {
  const groups = new Map<string, { newest: NoticeLine; older: number }>()
  for (const line of lines) {
    const key = line.case?.id ?? line.id
    const group = groups.get(key)
    if (group) group.older++
    else groups.set(key, { newest: line, older: 0 })
  }
  return [...groups.values()]
}
