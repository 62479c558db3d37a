import { CheckCircleFilled, CloseCircleFilled, PrinterOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { Button, Skeleton, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { sayTime } from '../../../kernel/clock/relative.ts'
import { paths } from '../../../web/console/paths.ts'
import { At, businessNow } from '../../../web/core/clock.tsx'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { Nothing, ProblemAlert } from '../../../web/kit/Parts.tsx'
import { type DrillResult, drills } from '../drill.contract.ts'
import type { LineName } from '../drill.words.ts'
import './drill.css'

const DrillSheet = lazy(async () => ({ default: (await import('./DrillSheet.tsx')).DrillSheet }))

type Called = DrillResult['calls'][number]

/** How somebody did in a drill: in figures, and call by call; while it goes on, so far. */
export function DrillPage() {
  const t = useT()
  const project = useProject()
  const { drill } = useParams({ strict: false }) as { drill: string }
  const [printing, setPrinting] = useState(false)
  const { data, error } = useAsk(drills.result, { params: { project, drill } }, { everyMs: 5_000 })
  if (error && !data) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active paragraph={{ rows: 12 }} />
  const { run, calls } = data
  return (
    <div className="drill-result">
      <div className="page-head">
        <h1>{t('{trainee} 的演练', { trainee: run.trainee })}</h1>
        {!run.over && <Tag color="purple">{t('进行中')}</Tag>}
        <span className="muted">
          {run.title} · <At at={run.startedAt} /> · {t('{speed} 倍速', { speed: run.speed })} · {run.desk.name}
        </span>
        <span className="drill-print">
          <Go href={paths.drills()}>{t('全部演练')}</Go>
          <Button icon={<PrinterOutlined />} onClick={() => setPrinting(true)}>
            {t('演练记录')}
          </Button>
        </span>
      </div>
      <Figures result={data} />
      {calls.length === 0 && <Nothing text={t('还没有电话打来。')} />}
      <ol className="drill-calls">
        {calls.map((call) => (
          <CallCard key={call.nth} call={call} />
        ))}
      </ol>
      <Suspense fallback={null}>{printing && <DrillSheet drill={drill} onClose={() => setPrinting(false)} />}</Suspense>
    </div>
  )
}

function Figures({ result }: { result: DrillResult }) {
  const t = useT()
  const { kept, total, lost, seconds, calls } = result
  const share = (label: string, name: LineName) => {
    const lines = calls.flatMap((call) => call.lines.filter(({ line }) => line === name))
    const right = lines.filter((line) => line.kept).length
    return { label, value: lines.length === 0 ? '—' : `${right} / ${lines.length}`, wrong: right < lines.length }
  }
  const evasive = calls.filter(
    (call) => call.seconds !== null && call.lines.some((line) => line.line === 'phrase' && !line.kept),
  ).length
  const figures = [
    { label: t('做到'), value: total === 0 ? '—' : `${Math.floor((kept / total) * 100)}%`, wrong: kept < total },
    { label: t('漏接'), value: `${lost} / ${calls.length}`, wrong: lost > 0 },
    { label: t('接听用时'), value: seconds === null ? '—' : t('{count} 秒', { count: seconds }), wrong: false },
    share(t('判别正确'), 'kind'),
    share(t('识别紧急'), 'emergency'),
    share(t('步骤做全'), 'step'),
    share(t('问清'), 'field'),
    { label: t('推诿的来电'), value: evasive, wrong: evasive > 0 },
  ]
  return (
    <ul className="drill-figures" aria-label={t('结果')}>
      {figures.map(({ label, value, wrong }) => (
        <li key={label} className={wrong ? 'is-wrong' : ''}>
          <b>{value}</b> {label}
        </li>
      ))}
    </ul>
  )
}

/** A call; it is unfolded where something was wrong. */
function CallCard({ call }: { call: Called }) {
  const t = useT()
  const wrong = call.lines.filter(({ kept }) => !kept)
  const right = call.lines.filter(({ kept }) => kept)
  const lost = call.seconds === null
  return (
    <li className={wrong.length > 0 ? 'card drill-call has-wrong' : 'card drill-call'}>
      <details open={wrong.length > 0}>
        <summary>
          <span className="drill-nth number">{call.nth}</span>
          <b>{call.title}</b>
          <span className="muted">
            {sayTime(new Date(call.ringsAt), businessNow(), t)} · {call.where}
          </span>
          {call.matter && <Go href={paths.case({ procedure: 'matter', id: call.matter.id })}>{call.matter.number}</Go>}
          <span className="drill-kept number">
            {lost ? (
              <Tag color="red">{t('漏接')}</Tag>
            ) : (
              t('做到 {kept} / {total}', { kept: right.length, total: call.lines.length })
            )}
          </span>
        </summary>
        <blockquote>{call.words}</blockquote>
        <Lines lines={lost ? wrong.slice(0, 1) : wrong} />
        <Lines lines={right} />
        <p className="drill-why">
          <b>{t('为什么这样办')}</b> {call.why}
        </p>
      </details>
    </li>
  )
}

function Lines({ lines }: { lines: Called['lines'] }) {
  const t = useT()
  if (lines.length === 0) return null
  return (
    <ul className="drill-lines">
      {lines.map(({ kept, said }) => (
        <li key={said} className={kept ? 'is-kept' : 'is-wrong'}>
          {kept ? <CheckCircleFilled aria-label={t('做到')} /> : <CloseCircleFilled aria-label={t('没有做到')} />}{' '}
          {said}
        </li>
      ))}
    </ul>
  )
}
