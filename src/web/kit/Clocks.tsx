import { Button, Modal, Skeleton, Timeline as Steps, Tag } from 'antd'
import { useState } from 'react'
import { type ClockLine, cases } from '../../kernel/case/case.contract.ts'
import { sayExactTime } from '../../kernel/clock/relative.ts'
import { At, Left } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { ClauseMarks } from './ClauseMark.tsx'
import { ProblemAlert } from './Parts.tsx'

interface Props {
  procedure: string
  caseId: string
  clocks: readonly ClockLine[]
}

/** The deadlines of a case; each can be explained step by step. */
export function Clocks({ procedure, caseId, clocks }: Props) {
  const t = useT()
  const [explained, setExplained] = useState<string | null>(null)
  const sorted = clocks.toSorted((a, b) => rank(a) - rank(b) || (a.dueAt ?? '~').localeCompare(b.dueAt ?? '~'))
  if (clocks.length === 0) return <p className="muted">{t('目前没有时限。')}</p>
  return (
    <>
      <ul className="clocks">
        {sorted.map((clock) => (
          <li key={clock.id} className={`clock clock-${clock.status}`}>
            <div className="clock-head">
              <span>
                {t(clock.title)} <ClauseMarks rules={clock.rules} />
              </span>
              <Button type="link" size="small" onClick={() => setExplained(clock.id)}>
                {t('这个时限怎么来的')}
              </Button>
            </div>
            <ClockStanding clock={clock} />
          </li>
        ))}
      </ul>
      <Modal
        title={t('这个时限怎么来的')}
        open={explained !== null}
        onCancel={() => setExplained(null)}
        footer={null}
        destroyOnHidden
      >
        {explained !== null && <Explained procedure={procedure} caseId={caseId} clock={explained} />}
      </Modal>
    </>
  )
}

const rank = ({ status }: ClockLine) => (status === 'open' ? 0 : status === 'late' ? 1 : 2)

function ClockStanding({ clock }: { clock: ClockLine }) {
  const t = useT()
  return (
    <div className="clock-standing">
      {clock.status === 'open' && !clock.paused && clock.dueAt && (
        <>
          <Left due={clock.dueAt} /> <span className="muted">{t('到期')}</span> <At at={clock.dueAt} />
        </>
      )}
      {clock.status === 'open' && clock.paused && (
        <Tag color="purple">{t('暂停：{why}', { why: clock.pausedBy.map((why) => t(why)).join(t('、')) })}</Tag>
      )}
      {clock.status === 'met' && (
        <>
          <Tag color="green">{t('按时')}</Tag>
          {clock.stoppedAt && <At at={clock.stoppedAt} />}
        </>
      )}
      {clock.status === 'late' && (
        <>
          <Tag color="red">{t('超时')}</Tag>
          {clock.stoppedAt && <At at={clock.stoppedAt} />}
        </>
      )}
      {clock.status === 'cancelled' && <Tag>{t('不再适用')}</Tag>}
      {clock.told.length > 0 && clock.status === 'open' && (
        <div className="muted">
          {clock.acknowledgedBy
            ? t('{name} 已知悉并督办', { name: clock.acknowledgedBy })
            : t('已逐级提醒：{names}', { names: [...new Set(clock.told.map(({ name }) => name))].join(t('、')) })}
        </div>
      )}
    </div>
  )
}

function Explained({ procedure, caseId, clock }: { procedure: string; caseId: string; clock: string }) {
  const t = useT()
  const project = useProject()
  const { data, error } = useAsk(cases.explain, { params: { project, procedure, id: caseId, clock } })
  if (error) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active />
  return (
    <>
      <p>
        <b>{t(data.clock.title)}</b> <ClauseMarks rules={data.clock.rules} />
      </p>
      <Steps
        className="explained"
        items={data.steps.map(({ at, text }) => ({
          content: (
            <>
              {at && <div className="muted">{sayExactTime(new Date(at))}</div>}
              {text}
            </>
          ),
        }))}
      />
    </>
  )
}
