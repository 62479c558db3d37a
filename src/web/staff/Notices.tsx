import { useNavigate } from '@tanstack/react-router'
import type { NoticeLine } from '../../kernel/notice/notice.contract.ts'
import { call } from '../api.ts'
import { At } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import { useAskPages } from '../core/query.ts'
import { useStanding } from '../core/session.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { BellIcon } from '../mobile-kit/icons.tsx'
import { Empty, Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'
import { readAgain, useSend } from '../mobile-kit/send.ts'
import { Tabs } from './Tabs.tsx'

/** My notices, newest first. A missed deadline that has climbed to me can be taken in hand here. */
export function Notices() {
  const t = useT()
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useAskPages(
    doors.notices,
    { query: { limit: 30 } },
    { follows: 'notices' },
  )
  const lines = data?.pages.flatMap(({ rows }) => rows) ?? []
  const unread = lines.filter(({ readAt }) => readAt === null)
  return (
    <Screen title={t('消息')} tabs={<Tabs />}>
      {error && !data ? <Unread problem={error} again={refetch} /> : data ? null : <Waiting />}
      {data && lines.length === 0 ? <Empty icon={<BellIcon />} text={t('还没有消息')} /> : null}
      {unread.length > 0 ? (
        <button type="button" className="btn" onClick={() => markRead(unread)}>
          {t('全部标为已读')}
        </button>
      ) : null}
      {lines.map((line) => (
        <Line key={line.id} line={line} />
      ))}
      {hasNextPage ? (
        <button type="button" className="btn" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t('更早的消息')}
        </button>
      ) : null}
    </Screen>
  )
}

async function markRead(lines: readonly NoticeLine[]): Promise<void> {
  for (const project of new Set(lines.map((line) => line.project))) {
    const ids = lines.filter((line) => line.project === project).map(({ id }) => id)
    await call(doors.readNotices, { params: { project }, body: { ids } })
  }
  await readAgain()
}

function Line({ line }: { line: NoticeLine }) {
  const t = useT()
  const navigate = useNavigate()
  const { me, project, chooseProject } = useStanding()
  const { send, busy } = useSend({ toast: true })
  const { case: of, readAt, kind } = line
  const estate = me.projects.length > 1 ? me.projects.find(({ id }) => id === line.project)?.name : undefined
  // Somebody of several estates reads what belongs to another one there.
  const goThere = () => line.project !== project.id && chooseProject(line.project)
  const open = async () => {
    if (readAt === null) void markRead([line]).catch(() => {})
    goThere()
    if (of) await navigate({ to: '/case/$procedure/$id', params: { procedure: of.procedure, id: of.id } })
    else if (kind === 'privacy') await navigate({ to: '/approvals' })
  }
  const takeInHand = async () => {
    if (!of) return
    const errand = {
      via: { project: line.project },
      procedure: of.procedure,
      caseId: of.id,
      action: 'acknowledge',
      form: {},
    }
    await send([errand]).catch(() => {})
  }
  const asks = of !== null && line.clockId !== null && !line.acknowledged
  return (
    <article className={kind === 'emergency' ? 'card card-urgent' : 'card'} aria-label={line.text}>
      <button type="button" className="plain" onClick={open}>
        <span className={readAt === null ? 'title' : ''}>{line.text}</span>
        <span className="row">
          <span className="small">
            {estate ? `${estate} · ` : ''}
            <At at={line.madeAt} />
          </span>
          {readAt === null ? <span className="tag tag-accent">{t('未读')}</span> : null}
          {line.clockId !== null && line.acknowledged ? <span className="tag tag-good">{t('已有人督办')}</span> : null}
        </span>
      </button>
      {asks ? (
        <div className="foot-row">
          <button type="button" className="btn btn-main" disabled={busy} onClick={takeInHand}>
            {t('我已知悉')}
          </button>
          <button
            type="button"
            className="btn"
            onClick={() => {
              goThere()
              void navigate({
                to: '/case/$procedure/$id/$action',
                params: { procedure: of.procedure, id: of.id, action: 'delegate' },
              })
            }}
          >
            {t('转交督办')}
          </button>
        </div>
      ) : null}
    </article>
  )
}
