import { Button, Popconfirm, Segmented, Select, Table, Tag } from 'antd'
import { type DeliveryLine, deliveries } from '../../../kernel/delivery/delivery.contract.ts'
import { endpoints } from '../../../kernel/delivery/endpoint.contract.ts'
import { deliveryKinds, statusTitles, wayTitles } from '../../../kernel/delivery/words.ts'
import { At } from '../../core/clock.tsx'
import { useCommand } from '../../core/command.ts'
import { Go, useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { forget, useAsk, useAskPages } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { More, Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { useSay } from '../../kit/Say.tsx'
import { paths } from '../paths.ts'

type Status = DeliveryLine['status']

const refresh = () => Promise.all([forget(deliveries.list), forget(endpoints.list)])

/** What was told, newest first; what failed is sent again from here. */
export function DeliveryRecords() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const { status, endpoint } = useQueryOf() as { status?: Status; endpoint?: string }
  const { data: ways } = useAsk(endpoints.list, { params: { project } }, { follows: 'nothing' })
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useAskPages(
    deliveries.list,
    { params: { project }, query: { limit: 50, ...(status ? { status } : {}), ...(endpoint ? { endpoint } : {}) } },
    { follows: 'cases', keep: true },
  )
  const show = (next: { status?: string | undefined; endpoint?: string | undefined }) =>
    go(paths.delivery({ tab: 'records', status, endpoint, ...next }), { replace: true })
  const chosen = ways?.endpoints.find(({ id }) => id === endpoint)
  return (
    <>
      <div className="filters">
        <Segmented
          aria-label={t('状态')}
          value={status ?? ''}
          onChange={(next) => show({ status: next || undefined })}
          options={[
            { value: '', label: t('全部') },
            ...Object.entries(statusTitles).map(([value, label]) => ({ value, label: t(label) })),
          ]}
        />
        <Select
          aria-label={t('发送方式')}
          allowClear
          placeholder={t('全部发送方式')}
          style={{ minWidth: 200 }}
          value={endpoint ?? null}
          onChange={(next) => show({ endpoint: next ?? undefined })}
          options={(ways?.endpoints ?? []).map(({ id, name, way }) => ({
            value: id,
            label: `${t(wayTitles[way])} · ${name}`,
          }))}
        />
        {chosen && chosen.dead > 0 && <RetryAll id={chosen.id} name={chosen.name} dead={chosen.dead} />}
      </div>
      <ProblemAlert problem={error} />
      <div className="case-table">
        <Table<DeliveryLine>
          size="small"
          rowKey="id"
          loading={!data && !error}
          dataSource={data?.pages.flatMap(({ rows }) => rows) ?? []}
          pagination={false}
          sticky={{ offsetHeader: 56 }}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty none={ways?.endpoints.length === 0} /> }}
          columns={[
            { title: t('时间'), width: 120, render: (_, { madeAt }) => <At at={madeAt} /> },
            {
              title: t('事项'),
              width: 170,
              render: (_, { case: of }) => (of ? <Go href={paths.case(of)}>{of.number}</Go> : '—'),
            },
            { title: t('内容'), width: 160, render: (_, { kind }) => t(deliveryKinds[kind]) },
            {
              title: t('告知谁'),
              width: 200,
              render: (_, { to, toMasked, endpoint: by }) => (
                <>
                  {to ?? by.name} {toMasked && <span className="muted">{toMasked}</span>}
                </>
              ),
            },
            { title: t('方式'), width: 180, render: (_, { way }) => t(wayTitles[way]) },
            { title: t('结果'), render: (_, line) => <Came line={line} /> },
            {
              title: t('操作'),
              width: 80,
              render: (_, line) => line.status === 'dead' && <RetryOne id={line.id} />,
            },
          ]}
        />
      </div>
      {hasNextPage && <More loading={isFetching} onMore={fetchNextPage} />}
    </>
  )
}

function Empty({ none }: { none: boolean }) {
  const t = useT()
  return (
    <Nothing
      text={none ? t('还没有设置发送方式，提醒只在管家里看得到。请到“发送方式”新增。') : t('没有符合条件的记录。')}
    />
  )
}

const colours: Readonly<Record<Status, string>> = { waiting: 'gold', sent: 'green', dead: 'red', skipped: 'default' }

/** What came of a telling: sent when, tried how often, why not. */
export function Came({ line }: { line: DeliveryLine }) {
  const t = useT()
  const { status, reason, attempts, sentAt, dueAt } = line
  return (
    <>
      <Tag color={colours[status]}>{t(statusTitles[status])}</Tag>
      {sentAt && <At at={sentAt} />}
      {reason && <span>{reason}</span>}
      {status === 'waiting' && (
        <span className="muted">
          {' '}
          {attempts > 0 ? t('已试 {count} 次，再发于', { count: attempts }) : t('发送于')} <At at={dueAt} />
        </span>
      )}
      {status === 'dead' && attempts > 1 && <span className="muted"> {t('试了 {count} 次', { count: attempts })}</span>}
    </>
  )
}

function RetryOne({ id }: { id: string }) {
  const t = useT()
  const project = useProject()
  const message = useSay()
  const retry = useCommand(deliveries.retry, {
    onDone: async () => {
      message.success(t('已排队重发'))
      await refresh()
    },
  })
  return (
    <>
      <Button
        type="link"
        size="small"
        className="flush"
        loading={retry.isPending}
        onClick={() => retry.mutate({ params: { project, delivery: id } })}
      >
        {t('重发')}
      </Button>
      <ProblemAlert problem={retry.error} />
    </>
  )
}

function RetryAll({ id, name, dead }: { id: string; name: string; dead: number }) {
  const t = useT()
  const project = useProject()
  const message = useSay()
  const retry = useCommand(endpoints.retry, {
    onDone: async ({ retried }) => {
      message.success(t('已排队重发 {count} 条', { count: retried }))
      await refresh()
    },
  })
  return (
    <>
      <Popconfirm
        title={t('重发“{name}”的全部失败？', { name })}
        onConfirm={() => retry.mutate({ params: { project, endpoint: id } })}
      >
        <Button loading={retry.isPending}>
          {dead >= 100 ? t('重发全部失败（100 条以上）') : t('重发全部失败（{count} 条）', { count: dead })}
        </Button>
      </Popconfirm>
      <ProblemAlert problem={retry.error} />
    </>
  )
}
