import { Button, Form, Input, Segmented, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { paths } from '../../../web/console/paths.ts'
import { At } from '../../../web/core/clock.tsx'
import { newId, useCommand } from '../../../web/core/command.ts'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { forget, useAskPages } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { More, Nothing, ProblemAlert } from '../../../web/kit/Parts.tsx'
import { drills } from '../drill.contract.ts'
import { speeds } from '../drill.words.ts'
import './drill.css'

type Page = AnswerOf<(typeof drills)['list']>
type Run = Page['rows'][number]
type Start = NonNullable<Page['start']>

/** 演练: starting one, and those that there were. */
export function DrillsPage() {
  const t = useT()
  const project = useProject()
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useAskPages(
    drills.list,
    { params: { project }, query: { limit: 20 } },
    { everyMs: 3_000 },
  )
  const runs = data?.pages.flatMap(({ rows }) => rows) ?? []
  const running = runs.find(({ over }) => !over)
  const start = data?.pages[0]?.start
  return (
    <>
      <div className="page-head">
        <h1>{t('演练')}</h1>
        <span className="muted">{t('放一个下午的来电给新接待员练手，最后看做得怎样。')}</span>
      </div>
      <ProblemAlert problem={error} />
      {running ? <Running run={running} /> : start && <Starting start={start} />}
      {start === null && (
        <p className="muted">{t('新的演练要在 guanjia drill 启动的服务上开始；这里只能看以前的。')}</p>
      )}
      <div className="case-table drill-runs">
        <Table<Run>
          size="small"
          rowKey="id"
          loading={!data && !error}
          dataSource={runs}
          pagination={false}
          locale={{ emptyText: <Nothing text={t('还没有演练过。')} /> }}
          columns={[
            { title: t('学员'), render: (_, { id, trainee }) => <Go href={paths.drill(id)}>{trainee}</Go> },
            { title: t('录音'), dataIndex: 'title' },
            { title: t('坐席'), render: (_, { desk }) => desk.name },
            { title: t('演练时间'), render: (_, { startedAt }) => <At at={startedAt} /> },
            { title: t('速度'), render: (_, { speed }) => t('{speed} 倍', { speed }) },
            {
              title: t('结果'),
              render: (_, { id, over }) =>
                over ? <Go href={paths.drill(id)}>{t('看结果')}</Go> : <Tag color="purple">{t('进行中')}</Tag>,
            },
          ]}
        />
      </div>
      {hasNextPage && <More loading={isFetching} onMore={fetchNextPage} />}
    </>
  )
}

function Running({ run }: { run: Run }) {
  const t = useT()
  const project = useProject()
  const end = useCommand(drills.end, { onDone: () => forget(drills.list) })
  return (
    <>
      <section className="drill drill-ended" aria-label={t('进行中')}>
        <Tag color="purple">{t('进行中')}</Tag>
        <span>
          {t('{trainee} 正在演练“{title}”，{desk} 的前台在响。', {
            trainee: run.trainee,
            title: run.title,
            desk: run.desk.name,
          })}
        </span>
        <Go href={paths.drill(run.id)}>{t('看进展')}</Go>
        <Button loading={end.isPending} onClick={() => end.mutate({ params: { project, drill: run.id } })}>
          {t('结束演练')}
        </Button>
      </section>
      <ProblemAlert problem={end.error} />
    </>
  )
}

interface Typed {
  trainee: string
  recording: string
  deskId: string
  speed: (typeof speeds)[number]
}

function Starting({ start }: { start: Start }) {
  const t = useT()
  const project = useProject()
  const [id, setId] = useState(newId)
  const command = useCommand(drills.start, {
    onDone: () => {
      setId(newId())
      return forget(drills.list)
    },
  })
  const { recordings, desks, speed } = start
  const [form] = Form.useForm<Typed>()
  const chosen = Form.useWatch([], form) as Typed | undefined
  const minutes = recordings.find(({ name }) => name === chosen?.recording)?.minutes
  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      className="card drill-start"
      initialValues={{ recording: recordings[0]?.name, deskId: desks[0]?.accountId, speed }}
      onFinish={(body) => command.mutate({ params: { project }, body: { id, ...body } })}
    >
      <Form.Item name="trainee" label={t('学员姓名')} rules={[{ required: true, message: t('请填写学员姓名') }]}>
        <Input maxLength={40} autoFocus />
      </Form.Item>
      <Form.Item name="recording" label={t('录音')}>
        <Select
          options={recordings.map(({ name, title, calls }) => ({
            value: name,
            label: t('{title}（{calls} 个来电）', { title, calls }),
          }))}
        />
      </Form.Item>
      <Form.Item name="deskId" label={t('坐席')}>
        <Select options={desks.map(({ accountId, name }) => ({ value: accountId, label: name }))} />
      </Form.Item>
      <Form.Item
        name="speed"
        label={t('速度')}
        extra={minutes && chosen && t('约 {count} 分钟', { count: Math.ceil(minutes / chosen.speed) })}
      >
        <Segmented options={speeds.map((value) => ({ value, label: t('{speed} 倍', { speed: value }) }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={command.isPending}>
        {t('开始演练')}
      </Button>
      <ProblemAlert problem={command.error} />
    </Form>
  )
}
