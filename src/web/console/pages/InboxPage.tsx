import { Segmented, Tag } from 'antd'
import { cases } from '../../../kernel/case/case.contract.ts'
import { useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { useAskPages } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { CaseTable } from '../../kit/CaseTable.tsx'
import { Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { paths } from '../paths.ts'

type Why = 'mine' | 'ladder' | 'queue'

/** What waits for me, first what runs out first. */
export function InboxPage() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const { why } = useQueryOf()
  const query = { limit: 50, ...(why ? { why: why as Why } : {}) }
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useAskPages(
    cases.inbox,
    { params: { project }, query },
    { keep: true },
  )
  const whys: Record<Why, string> = { mine: t('我经手的'), ladder: t('提醒到我的'), queue: t('本岗位的') }
  return (
    <>
      <div className="page-head">
        <h1>{t('待办')}</h1>
        <Segmented
          aria-label={t('筛选待办')}
          value={why ?? ''}
          onChange={(next) => go(paths.inbox({ why: String(next) }), { replace: true })}
          options={[
            { value: '', label: t('全部') },
            ...(Object.keys(whys) as Why[]).map((one) => ({ value: one, label: whys[one] })),
          ]}
        />
      </div>
      <ProblemAlert problem={error} />
      <CaseTable
        name="inbox"
        lines={data?.pages.flatMap(({ rows }) => rows)}
        columns={['due', 'number', 'title', 'where', 'person', 'state', 'holder', 'last']}
        more={[
          {
            key: 'why',
            title: t('为何在此'),
            width: 100,
            render: (_, line) => <Tag color={line.why === 'ladder' ? 'red' : 'default'}>{whys[line.why]}</Tag>,
          },
        ]}
        onMore={hasNextPage ? () => fetchNextPage() : undefined}
        loadingMore={isFetchingNextPage}
        empty={<Nothing text={t('没有等您办的事。新派来的、超时提醒到您的，都会自动出现在这里。')} />}
      />
    </>
  )
}
