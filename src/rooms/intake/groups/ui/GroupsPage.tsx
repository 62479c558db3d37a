import { Badge } from 'antd'
import { paths } from '../../../../web/console/paths.ts'
import { At } from '../../../../web/core/clock.tsx'
import { useGo, useQueryOf } from '../../../../web/core/Go.tsx'
import { useT } from '../../../../web/core/i18n.ts'
import { useAsk, useAskPages } from '../../../../web/core/query.ts'
import { useProject } from '../../../../web/core/session.tsx'
import { More, Nothing, ProblemAlert, StateTag } from '../../../../web/kit/Parts.tsx'
import { groups } from '../groups.contract.ts'
import { GroupDetail } from './GroupDetail.tsx'
import { SuggestedGroup } from './SuggestedGroup.tsx'
import './groups.css'

/** 群诉: what seems to be one thing, for a person to decide; and the heads that handle several matters already. */
export function GroupsPage() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const { head, suggested: chosen } = useQueryOf()
  const suggested = useAsk(groups.suggested, { params: { project } }, { keep: true, freshMs: 15_000 })
  const found = suggested.data?.groups ?? []
  const current = found.find(({ id }) => id === chosen) ?? (head ? undefined : found[0])
  return (
    <>
      <div className="page-head">
        <h1>{t('群诉')}</h1>
        <span className="muted">{t('几位业主反映同一件事：合并由一件工作办理，逐户答复')}</span>
      </div>
      <ProblemAlert problem={suggested.error} />
      <div className="groups">
        <nav className="card groups-list" aria-label={t('群诉列表')}>
          <h2>
            {t('可能是同一件事')} <Badge count={found.length} color="gold" />
          </h2>
          {suggested.data && found.length === 0 && (
            <p className="muted">
              {t('最近 {days} 天没有发现相似的未办结诉求。', { days: suggested.data.withinDays })}
            </p>
          )}
          <ul className="plain-list">
            {found.map((group) => (
              <li key={group.id}>
                <Entry
                  title={group.matters[0]?.title ?? ''}
                  note={
                    group.head
                      ? t('可并入 {number}', { number: group.head.number })
                      : t('{count} 件相似', { count: group.count })
                  }
                  isHere={current?.id === group.id}
                  onOpen={() => go(paths.groups({ suggested: group.id }), { replace: true })}
                />
              </li>
            ))}
          </ul>
          <Heads head={head} />
        </nav>
        <div>
          {head ? (
            <GroupDetail key={head} head={head} />
          ) : current ? (
            <SuggestedGroup key={current.id} group={current} />
          ) : (
            suggested.data && (
              <section className="card">
                <Nothing text={t('没有待判断的群诉。相似的诉求达到设定件数时，会出现在左侧。')} />
              </section>
            )
          )}
        </div>
      </div>
    </>
  )
}

/** Heads with members, the one that was joined last first. */
function Heads({ head }: { head: string | undefined }) {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useAskPages(
    groups.list,
    { params: { project }, query: { limit: 20 } },
    { keep: true },
  )
  const rows = data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <>
      <h2>{t('已合并的群诉')}</h2>
      <ProblemAlert problem={error} />
      {data && rows.length === 0 && <p className="muted">{t('还没有合并过。')}</p>}
      <ul className="plain-list">
        {rows.map((group) => (
          <li key={group.head.id}>
            <Entry
              title={`${group.head.number} ${group.head.title}`}
              note={
                <>
                  <StateTag state={group.head.state} title={group.head.stateTitle} final={group.head.final} />
                  {group.unanswered > 0
                    ? t('{count} 件，{left} 件未答复', { count: group.members, left: group.unanswered })
                    : t('{count} 件，均已答复', { count: group.members })}{' '}
                  <At at={group.lastJoinedAt} />
                </>
              }
              isHere={head === group.head.id}
              onOpen={() => go(paths.groups({ head: group.head.id }), { replace: true })}
            />
          </li>
        ))}
      </ul>
      {hasNextPage && <More loading={isFetchingNextPage} onMore={fetchNextPage} />}
    </>
  )
}

function Entry(props: { title: string; note: React.ReactNode; isHere: boolean; onOpen: () => void }) {
  return (
    <button
      type="button"
      className={props.isHere ? 'groups-entry is-here' : 'groups-entry'}
      {...(props.isHere ? { 'aria-current': 'true' as const } : {})}
      onClick={props.onOpen}
    >
      <span className="groups-entry-title">{props.title}</span>
      <span className="muted">{props.note}</span>
    </button>
  )
}
