import { Table } from 'antd'
import { cases } from '../../../kernel/case/case.contract.ts'
import { paths } from '../../../web/console/paths.ts'
import { At, Left } from '../../../web/core/clock.tsx'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { ClauseMark } from '../../../web/kit/ClauseMark.tsx'
import { Nothing, ProblemAlert, StateTag } from '../../../web/kit/Parts.tsx'
import { announcementPath } from '../announcement.row.ts'

/** The announcements of the last months: which is due, which everybody can read. */
export function Announcements() {
  const t = useT()
  const project = useProject()
  const { data, error } = useAsk(
    cases.list,
    { params: { project }, query: { procedure: 'announcement', limit: 6 } },
    { follows: 'cases' },
  )
  return (
    <section className="card" aria-label={t('投诉处理公布')}>
      <h2>
        {t('投诉处理公布')} <ClauseMark rule="CMP-44" />
      </h2>
      {error && !data ? <ProblemAlert problem={error} /> : null}
      <Table
        size="small"
        rowKey="id"
        loading={!data && !error}
        dataSource={data?.rows ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Nothing text={t('到每月公布期，这里会出现当月的公布件。')} /> }}
        columns={[
          { title: t('编号'), render: (_, of) => <Go href={paths.case(of)}>{of.number}</Go> },
          { title: t('公布件'), dataIndex: 'title' },
          {
            title: t('状态'),
            render: (_, of) => <StateTag state={of.state} title={of.stateTitle} final={of.final} />,
          },
          { title: t('时限'), render: (_, of) => (of.nextDueAt && !of.final ? <Left due={of.nextDueAt} /> : null) },
          { title: t('公布时间'), render: (_, { closedAt }) => closedAt && <At at={closedAt} /> },
          {
            title: t('公布页'),
            render: (_, { id, final }) =>
              final && (
                <a href={announcementPath(project, id)} target="_blank" rel="noreferrer">
                  {t('打开公布页')}
                </a>
              ),
          },
        ]}
      />
    </section>
  )
}
