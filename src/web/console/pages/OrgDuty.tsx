import { CloseOutlined, CopyOutlined, LeftOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { Alert, Button, Popconfirm, Space } from 'antd'
import { useState } from 'react'
import { businessDate, businessTime } from '../../../kernel/clock/time.ts'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { DUTY_KEEPERS, duty } from '../../../kernel/org/duty.contract.ts'
import { type DutyTask, dutyTaskNames, dutyTasks } from '../../../kernel/org/duty.ts'
import { businessNow } from '../../core/clock.tsx'
import { useCommand } from '../../core/command.ts'
import { useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { queries, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ClauseMark } from '../../kit/ClauseMark.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { useHas } from '../home.ts'
import { paths } from '../paths.ts'
import { PutOnDuty } from './PutOnDuty.tsx'
import { dayName, shiftDays } from './week.ts'

type Week = AnswerOf<(typeof duty)['week']>
type Turn = Week['entries'][number]

/** The week of duty: who answers the 24-hour line, who is paged for an emergency, and where nobody is. */
export function Duty() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const changes = useHas(...DUTY_KEEPERS)
  const { on } = useQueryOf()
  const [adding, setAdding] = useState<{ day: string; task: DutyTask } | null>(null)
  const { data, error } = useAsk(
    duty.week,
    { params: { project }, query: on ? { on } : {} },
    { follows: 'nothing', keep: true },
  )
  const copy = useCommand(duty.copyWeek, { onDone: () => queries.invalidateQueries() })
  if (!data) return <ProblemAlert problem={error} />
  const show = (day: string | undefined) =>
    go(paths.org({ tab: 'duty', ...(day ? { on: day } : {}) }), { replace: true })
  return (
    <>
      <div className="filters">
        <Space.Compact>
          <Button icon={<LeftOutlined />} aria-label={t('上一周')} onClick={() => show(shiftDays(data.fromOn, -7))} />
          <Button onClick={() => show(undefined)}>{t('本周')}</Button>
          <Button icon={<RightOutlined />} aria-label={t('下一周')} onClick={() => show(shiftDays(data.fromOn, 7))} />
        </Space.Compact>
        <strong className="number">
          {data.fromOn.slice(5)} {t('至')} {data.toOn.slice(5)}
        </strong>
        {changes && (
          <Button
            icon={<CopyOutlined />}
            disabled={data.lastWeek === 0}
            loading={copy.isPending}
            onClick={() => copy.mutate({ params: { project }, body: { on: data.fromOn } })}
          >
            {t('复制上周（{count} 班）', { count: data.lastWeek })}
          </Button>
        )}
        <span className="muted">
          {t('24小时电话')} {data.servicePhone ?? t('未设')} <ClauseMark rule="INT-07" />
        </span>
      </div>
      <ProblemAlert problem={error ?? copy.error} />
      {copy.data && (
        <Alert
          type={copy.data.leftOut.length > 0 ? 'warning' : 'success'}
          showIcon
          title={
            t('复制了 {count} 班', { count: copy.data.copied }) +
            (copy.data.leftOut.length > 0
              ? t('；{names} 已不在岗，没有复制', { names: copy.data.leftOut.join(t('、')) })
              : '')
          }
        />
      )}
      <Gaps week={data} />
      <table className="duty-week">
        <thead>
          <tr>
            <th className="duty-day">{t('日期')}</th>
            {dutyTaskNames.map((task) => (
              <th key={task}>{t(dutyTasks[task])}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: 7 }, (_, index) => shiftDays(data.fromOn, index)).map((day) => (
            <tr key={day} className={day === businessDate(businessNow()) ? 'is-today' : ''}>
              <th className="duty-day" scope="row">
                {dayName(day, t)} <span className="muted number">{day.slice(5)}</span>
              </th>
              {dutyTaskNames.map((task) => (
                <td key={task} data-task={t(dutyTasks[task])}>
                  {data.entries
                    .filter((turn) => turn.task === task && rowOf(turn, data.fromOn) === day)
                    .map((turn) => (
                      <TurnLine key={turn.id} turn={turn} changes={changes && new Date(turn.toAt) > businessNow()} />
                    ))}
                  {gapsOn(data, task, day).map((gap) => (
                    <div key={gap} className="duty-gap">
                      {gap} {t('无人')}
                    </div>
                  ))}
                  {changes && day >= businessDate(businessNow()) && (
                    <Button
                      type="text"
                      size="small"
                      className="duty-add"
                      icon={<PlusOutlined />}
                      aria-label={t('{day} {task} 加一班', { day: dayName(day, t), task: t(dutyTasks[task]) })}
                      onClick={() => setAdding({ day, task })}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {adding && <PutOnDuty week={data} {...adding} onClose={() => setAdding(null)} />}
    </>
  )
}

/** What a head must see first: nobody is on duty now or tonight. */
function Gaps({ week }: { week: Week }) {
  const t = useT()
  const now = businessNow()
  const soon = week.gaps.filter(({ fromAt }) => new Date(fromAt).getTime() < now.getTime() + 24 * 3_600_000)
  if (soon.length === 0) return null
  return (
    <Alert
      type="error"
      showIcon
      className="duty-alert"
      title={t('24 小时内有 {count} 处没有人值班', { count: soon.length })}
      description={
        <ul className="plain-list">
          {soon.map(({ task, fromAt, toAt }) => (
            <li key={`${task}${fromAt}`}>
              {t(dutyTasks[task])}
              {t('：')}
              {new Date(fromAt) <= now
                ? t('现在起到 {to}', { to: moment(toAt, t) })
                : `${moment(fromAt, t)} – ${moment(toAt, t)}`}
            </li>
          ))}
        </ul>
      }
    />
  )
}

function TurnLine({ turn, changes }: { turn: Turn; changes: boolean }) {
  const t = useT()
  const project = useProject()
  const take = useCommand(duty.take, { onDone: () => queries.invalidateQueries() })
  const title = [turn.workPhone, turn.madeBy && t('{name} 排的班', { name: turn.madeBy })].filter(Boolean).join(' · ')
  return (
    <div className={turn.now ? 'duty-turn is-now' : 'duty-turn'} title={title}>
      <span>
        {turn.now && '● '}
        {turn.workPhone ? <a href={`tel:${turn.workPhone}`}>{turn.name}</a> : turn.name}
      </span>
      <span className="muted number">{hoursOf(turn, t)}</span>
      {changes && (
        <Popconfirm
          title={t('取消 {name} 的这一班？', { name: turn.name })}
          onConfirm={() => take.mutate({ params: { project, entry: turn.id } })}
        >
          <Button
            type="text"
            size="small"
            icon={<CloseOutlined />}
            aria-label={t('取消 {name} 的这一班', { name: turn.name })}
          />
        </Popconfirm>
      )}
      <ProblemAlert problem={take.error} />
    </div>
  )
}

/** The day a turn stands under: that of its start, or the first of the week for one that began before. */
const rowOf = ({ fromAt }: Turn, fromOn: string) => {
  const day = businessDate(new Date(fromAt))
  return day < fromOn ? fromOn : day
}

/** The gaps of a task within one day, as times: 08:00–20:00. */
function gapsOn({ gaps }: Week, task: DutyTask, day: string): string[] {
  return gaps
    .filter((gap) => gap.task === task)
    .flatMap(({ fromAt, toAt }) => {
      const [from, to] = [new Date(fromAt), new Date(toAt)]
      if (businessDate(from) > day || businessDate(new Date(to.getTime() - 1)) < day) return []
      const begins = businessDate(from) === day ? businessTime(from) : '00:00'
      const ends = businessDate(new Date(to.getTime() - 1)) === day ? businessTime(to) : '24:00'
      return begins === '00:00' && (ends === '24:00' || ends === '00:00')
        ? ['全天']
        : [`${begins}–${ends === '00:00' ? '24:00' : ends}`]
    })
}

function hoursOf({ fromAt, toAt }: Turn, t: (key: string) => string): string {
  const [from, to] = [new Date(fromAt), new Date(toAt)]
  const next = businessDate(from) !== businessDate(new Date(to.getTime() - 1))
  return `${businessTime(from)}–${next ? t('次日') : ''}${businessTime(to)}`
}

function moment(at: string, t: (key: string) => string): string {
  const date = new Date(at)
  return `${dayName(businessDate(date), t)} ${businessTime(date)}`
}
