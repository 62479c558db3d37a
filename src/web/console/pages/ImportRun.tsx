import { DownloadOutlined } from '@ant-design/icons'
import { Alert, Button, Descriptions, Progress, Skeleton, Space, Table, Tag } from 'antd'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { imports } from '../../../kernel/import/import.contract.ts'
import { urlOf } from '../../api.ts'
import { useCommand } from '../../core/command.ts'
import { Go } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { forget, useAsk, useAskPages } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { paths } from '../paths.ts'

type Run = AnswerOf<typeof imports.one>
type Kind = AnswerOf<typeof imports.kinds>['kinds'][number]

/** How far a file is. While it is at work it is looked at every second; it goes on without this page. */
const LOOK_EVERY_MS = 1000

const atWork = (run: Run) => (run.state === 'checking' || run.state === 'applying') && !run.interrupted

/** One file: how far it is, its report, the button that imports it, and what came of it. */
export function ImportRun({ importId, kinds }: { importId: string; kinds: readonly Kind[] }) {
  const t = useT()
  const project = useProject()
  const params = { project, import: importId }
  const { data: run, error } = useAsk(imports.one, { params }, { follows: 'nothing', everyMs: LOOK_EVERY_MS })
  const apply = useCommand(imports.apply, { onDone: () => Promise.all([forget(imports.one), forget(imports.list)]) })
  if (error) return <ProblemAlert problem={error} />
  if (!run) return <Skeleton active paragraph={{ rows: 6 }} />
  const title = t(kinds.find(({ kind }) => kind === run.kind)?.title ?? run.kind)
  const mayApply = run.state === 'checked' || (run.state === 'applying' && run.interrupted)
  return (
    <section className="card" aria-label={run.fileName}>
      <h2>
        {run.fileName} <RunTag run={run} />
      </h2>
      <ProblemAlert problem={apply.error} />
      {run.failure && <Alert type="warning" showIcon title={run.failure} />}
      {run.interrupted && (
        <Alert
          type="warning"
          showIcon
          title={
            run.state === 'checking'
              ? t('检查中断了，请重新上传。')
              : t('导入中断了。没有写入半截内容，可以再导入一次。')
          }
        />
      )}
      {atWork(run) && <Working run={run} />}
      {run.state === 'refused' && <Report run={run} />}
      {mayApply && (
        <>
          <p>{t('检查通过：{rows} 行{title}。导入后立即生效；重复导入不会重复。', { rows: run.stagedRows, title })}</p>
          <Button type="primary" loading={apply.isPending} onClick={() => apply.mutate({ params })}>
            {t('导入 {rows} 行', { rows: run.stagedRows })}
          </Button>
        </>
      )}
      {run.state === 'applied' && run.outcome && <Done run={run} title={title} />}
      <p className="import-next">
        <Go href={paths.imports({ kind: run.kind })}>{t('上传另一个{title}文件', { title })}</Go>
      </p>
    </section>
  )
}

function Working({ run }: { run: Run }) {
  const t = useT()
  const { doneRows, totalRows, phase } = run
  const percent = totalRows ? Math.floor((100 * doneRows) / totalRows) : 0
  return (
    <div aria-live="polite">
      <Progress percent={percent} status="active" showInfo={totalRows !== null} />
      <p>
        {totalRows === null
          ? t('{phase}：已完成 {done} 行', { phase: t(phase), done: doneRows })
          : t('{phase}：{done} / {total}', { phase: t(phase), done: doneRows, total: totalRows })}
        <span className="muted"> {t('可以离开本页，工作会继续。')}</span>
      </p>
    </div>
  )
}

function Done({ run, title }: { run: Run; title: string }) {
  const t = useT()
  const { added, changed, unchanged, notes } = run.outcome!
  return (
    <>
      <Descriptions
        size="small"
        column={3}
        items={[
          { key: 'added', label: t('新增'), children: added },
          { key: 'changed', label: t('更新'), children: changed },
          { key: 'unchanged', label: t('没有变化'), children: unchanged },
        ]}
      />
      <ul className="plain-list">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <Space>
        <Go href={placeOf(run.kind)}>{t('去看{title}', { title })}</Go>
      </Space>
    </>
  )
}

/** Where what was imported can be seen. */
function placeOf(kind: string): string {
  if (kind === 'messages') return paths.cases({ procedure: 'matter', state: 'registered' })
  if (kind === 'staff') return paths.org({ tab: 'staff' })
  return kind === 'parking' ? paths.units({ kind: 'parking' }) : paths.units()
}

function Report({ run }: { run: Run }) {
  const t = useT()
  const project = useProject()
  const params = { project, import: run.id }
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useAskPages(
    imports.troubles,
    { params, query: { limit: 50 } },
    { follows: 'nothing' },
  )
  const rows = data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <>
      <div className="import-template">
        <span>{t('发现 {count} 处问题，没有写入任何内容。改好后重新上传。', { count: run.troubleCount })}</span>
        <Button icon={<DownloadOutlined />} href={urlOf(imports.report, { params })}>
          {t('下载报告')}
        </Button>
      </div>
      <ProblemAlert problem={error} />
      <Table
        size="small"
        rowKey="nth"
        pagination={false}
        loading={!data}
        dataSource={rows}
        scroll={{ y: 420 }}
        columns={[
          { title: t('行'), width: 80, render: (_, { row }) => row ?? t('整个文件') },
          { title: t('列'), width: 130, render: (_, { column }) => column ?? '' },
          { title: t('问题'), dataIndex: 'wrong' },
          { title: t('怎么改'), dataIndex: 'mend' },
        ]}
      />
      {hasNextPage && (
        <Button type="link" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t('再列 50 处')}
        </Button>
      )}
    </>
  )
}

const STATES = {
  checking: ['检查中', 'processing'],
  refused: ['有问题', 'error'],
  checked: ['待导入', 'gold'],
  applying: ['导入中', 'processing'],
  applied: ['已导入', 'success'],
  failed: ['未完成', 'default'],
} as const

/** Where a file stands. */
export function RunTag({ run }: { run: Run }) {
  const t = useT()
  const [title, color] = run.interrupted ? (['已中断', 'warning'] as const) : STATES[run.state]
  return <Tag color={color}>{t(title)}</Tag>
}
