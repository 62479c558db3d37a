import { BellOutlined } from '@ant-design/icons'
import { Badge, Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { notices } from '../../kernel/notice/notice.contract.ts'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'

const NoticePanel = lazy(() => import('./NoticePanel.tsx').then(({ NoticePanel }) => ({ default: NoticePanel })))

/** Unread notices, counted live; the list opens beside the page, and is fetched when it first does. */
export function NoticeBell() {
  const t = useT()
  const [open, setOpen] = useState<boolean | null>(null)
  const { data } = useAsk(notices.count, {}, { follows: 'notices', everyMs: 60_000 })
  const unread = data?.unread ?? 0
  return (
    <>
      <Badge count={unread} overflowCount={99} size="small" offset={[-6, 6]}>
        <Button
          type="text"
          icon={<BellOutlined />}
          aria-label={t('消息，{count} 条未读', { count: unread })}
          onClick={() => setOpen(true)}
        />
      </Badge>
      {open !== null && (
        <Suspense fallback={null}>
          <NoticePanel open={open} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
