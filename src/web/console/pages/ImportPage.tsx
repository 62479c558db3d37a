import { DownloadOutlined, InboxOutlined } from '@ant-design/icons'
import { Button, Skeleton, Table, Tabs, Upload } from 'antd'
import { useState } from 'react'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { imports } from '../../../kernel/import/import.contract.ts'
import { upload, urlOf } from '../../api.ts'
import { At } from '../../core/clock.tsx'
import { Go, useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { forget, useAsk, useAskPages } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { paths } from '../paths.ts'
import { ImportRun, RunTag } from './ImportRun.tsx'

type Kind = AnswerOf<typeof imports.kinds>['kinds'][number]

/** Files of the estate and of messages: template, upload, report, import. */
export function ImportPage() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const query = useQueryOf()
  const { data, error } = useAsk(imports.kinds, { params: { project } }, { follows: 'nothing', freshMs: 600_000 })
  if (error) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />
  const kind = data.kinds.find((one) => one.kind === query.kind) ?? data.kinds[0]
  return (
    <>
      <div className="page-head">
        <h1>{t('导入')}</h1>
      </div>
      {kind && (
        <>
          <Tabs
            activeKey={kind.kind}
            onChange={(next) => go(paths.imports({ kind: next }), { replace: true })}
            items={data.kinds.map(({ kind, title }, index) => ({ key: kind, label: `${index + 1} ${t(title)}` }))}
          />
          <div className="import-page">
            {query.run ? (
              <ImportRun key={query.run} importId={query.run} kinds={data.kinds} />
            ) : (
              <NewFile kind={kind} />
            )}
            <History kinds={data.kinds} />
          </div>
        </>
      )}
    </>
  )
}

function NewFile({ kind }: { kind: Kind }) {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const [problem, setProblem] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const params = { project, kind: kind.kind }
  const send = async (file: File) => {
    setBusy(true)
    setProblem(null)
    try {
      const { importId } = await upload(imports.upload, { params, file, name: file.name })
      await forget(imports.list)
      go(paths.imports({ kind: kind.kind, run: importId }))
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="card" aria-label={t('上传{title}', { title: t(kind.title) })}>
      <h2>{t('上传{title}', { title: t(kind.title) })}</h2>
      {kind.columns.length > 0 ? (
        <div className="import-template">
          <Button icon={<DownloadOutlined />} href={urlOf(imports.template, { params })}>
            {t('下载模板')}
          </Button>
          <span className="muted">
            {t('列：{columns}', {
              columns: kind.columns.map(({ title, required }) => `${t(title)}${required ? '*' : ''}`).join(t('、')),
            })}
          </span>
        </div>
      ) : (
        <p className="muted">
          {t(
            'JSON 文件：一个列表，每条有 id、subject、received_at、text，可有 reply。每条成为一件诉求，时限从导入时起算；再次导入只添加新的。',
          )}
        </p>
      )}
      <ul className="plain-list import-notes">
        {kind.notes.map((note) => (
          <li key={note}>{t(note)}</li>
        ))}
      </ul>
      <Upload.Dragger
        accept={kind.accepts}
        height={180}
        maxCount={1}
        showUploadList={false}
        disabled={busy}
        beforeUpload={(file) => {
          void send(file)
          return false
        }}
      >
        <p className="ant-upload-drag-icon">
          <InboxOutlined />
        </p>
        <p>{busy ? t('正在上传…') : t('把填好的文件拖到这里，或点击选择')}</p>
        <p className="muted">
          {t('{accepts} 文件，最大 {most} MB。先检查，不会马上写入。', {
            accepts: kind.accepts,
            most: Math.floor(kind.mostBytes / 1_048_576),
          })}
        </p>
      </Upload.Dragger>
      <ProblemAlert problem={problem} />
    </section>
  )
}

function History({ kinds }: { kinds: readonly Kind[] }) {
  const t = useT()
  const project = useProject()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useAskPages(
    imports.list,
    { params: { project }, query: { limit: 20 } },
    { keep: true, follows: 'nothing', everyMs: 10_000 },
  )
  const rows = data?.pages.flatMap((page) => page.rows) ?? []
  const titleOf = (name: string) => t(kinds.find(({ kind }) => kind === name)?.title ?? name)
  return (
    <section className="card" aria-label={t('导入记录')}>
      <h2>{t('导入记录')}</h2>
      <ProblemAlert problem={error} />
      {data && rows.length === 0 ? (
        <Nothing text={t('还没有导入过文件。从楼栋开始，按标签的次序导入。')} />
      ) : (
        <Table
          size="small"
          rowKey="id"
          pagination={false}
          loading={!data}
          dataSource={rows}
          columns={[
            {
              title: t('文件'),
              render: (_, run) => (
                <Go href={paths.imports({ kind: run.kind, run: run.id })} className="import-name">
                  {run.fileName}
                </Go>
              ),
            },
            { title: t('种类'), width: 100, render: (_, run) => titleOf(run.kind) },
            { title: t('结果'), width: 130, render: (_, run) => <RunTag run={run} /> },
            { title: t('经办'), width: 90, dataIndex: 'madeBy' },
            { title: t('时间'), width: 130, render: (_, run) => <At at={run.madeAt} /> },
          ]}
        />
      )}
      {hasNextPage && (
        <Button type="link" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t('更早的')}
        </Button>
      )}
    </section>
  )
}
