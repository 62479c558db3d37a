import { HistoryOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Alert, Button, Drawer, Space } from 'antd'
import { useState } from 'react'
import { calendar, type CalendarDayLine as Day } from '../../../kernel/clock/calendar.contract.ts'
import { addDays, businessDate, lastOfMonth, weekdayOf } from '../../../kernel/clock/time.ts'
import { At, businessNow } from '../../core/clock.tsx'
import { useGo, useQueryOf } from '../../core/Go.tsx'
import { i18n, useT } from '../../core/i18n.ts'
import { useAsk, useAskPages } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { paths } from '../paths.ts'
import { CalendarChange } from './CalendarChange.tsx'
import './org.css'

/** The working calendar of a year: every deadline in working days is counted on it. */
export function CalendarPage() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const today = businessDate(businessNow())
  const query = useQueryOf()
  const year = /^20\d\d$/.test(query.year ?? '') ? query.year! : today.slice(0, 4)
  const [chosen, setChosen] = useState<[string, string] | null>(null)
  const [history, setHistory] = useState(false)
  const { data, error } = useAsk(
    calendar.year,
    { params: { project }, query: { year } },
    { follows: 'nothing', keep: true },
  )
  if (!data) return <ProblemAlert problem={error} />
  const show = (one: number) => go(paths.calendar({ year: String(one) }), { replace: true })
  const days = new Map(data.days.map((day) => [day.date, day]))
  return (
    <>
      <div className="page-head">
        <h1>{t('工作日历')}</h1>
        <Space wrap>
          <Space.Compact>
            <Button icon={<LeftOutlined />} aria-label={t('上一年')} onClick={() => show(data.year - 1)} />
            <Button>{t('{year} 年', { year: data.year })}</Button>
            <Button icon={<RightOutlined />} aria-label={t('下一年')} onClick={() => show(data.year + 1)} />
          </Space.Compact>
          <Button icon={<HistoryOutlined />} onClick={() => setHistory(true)}>
            {t('修改记录')}
          </Button>
        </Space>
      </div>
      <ProblemAlert problem={error} />
      {[...new Set([...data.unknownYears, ...(data.known ? [] : [data.year])])].map((one) => (
        <Alert
          key={one}
          type="warning"
          showIcon
          title={t('{year} 年的放假安排还没有录入，暂按周一至周五上班计算', { year: one })}
          description={
            data.changes
              ? t('国务院通常在前一年 11 月公布。公布后请按通知逐段录入放假和调休上班，正在走的工作日时限会自动改期。')
              : t('国务院通常在前一年 11 月公布，由公司统一录入。')
          }
        />
      ))}
      <div className="legend">
        <span>
          <span className="day is-holiday">{t('休')}</span>
          {t('放假')}
        </span>
        <span>
          <span className="day is-workday">{t('班')}</span>
          {t('调休上班')}
        </span>
        <span>
          <span className="day is-holiday is-company">{t('休')}</span>
          {t('有框的是本公司自定')}
        </span>
        <span className="muted">{data.changes ? t('点日期设置。') : t('日历全公司共用，由公司统一修改。')}</span>
      </div>
      <div className="year">
        {Array.from({ length: 12 }, (_, month) => (
          <Month
            key={month}
            first={`${data.year}-${String(month + 1).padStart(2, '0')}-01`}
            days={days}
            today={today}
            {...(data.changes ? { onChoose: (day: string) => setChosen([day, day]) } : {})}
          />
        ))}
      </div>
      {chosen && <CalendarChange chosen={chosen} day={days.get(chosen[0])} onClose={() => setChosen(null)} />}
      {history && <History onClose={() => setHistory(false)} />}
    </>
  )
}

const weekdays = ['一', '二', '三', '四', '五', '六', '日'] as const

function Month(props: {
  first: string
  days: ReadonlyMap<string, Day>
  today: string
  onChoose?: (day: string) => void
}) {
  const { first, days, today, onChoose } = props
  const t = useT()
  const count = Number(lastOfMonth(first).slice(8))
  const dates = Array.from({ length: count }, (_, index) => addDays(first, index))
  const worked = dates.filter((date) => {
    const row = days.get(date)
    return row ? row.kind === 'workday' : weekdayOf(date) <= 5
  }).length
  return (
    <section className="month">
      <h3>
        {new Intl.DateTimeFormat(i18n.language, { month: 'long', timeZone: 'UTC' }).format(new Date(first))}{' '}
        <span className="muted">{t('{count} 个工作日', { count: worked })}</span>
      </h3>
      <div className="month-days">
        {weekdays.map((name) => (
          <span key={name} className="weekday">
            {t(name)}
          </span>
        ))}
        {dates.map((date, index) => {
          const row = days.get(date)
          const title = row ? titleOf(row, t) : undefined
          const marks = [
            'day',
            row ? `is-${row.kind}` : weekdayOf(date) > 5 && 'is-weekend',
            row?.source === 'company' && 'is-company',
            date === today && 'is-today',
          ]
          const same = {
            className: marks.filter(Boolean).join(' '),
            ...(title ? { title } : {}),
            ...(index === 0 ? { style: { gridColumnStart: weekdayOf(date) } } : {}),
          }
          const label = `${date}${title ? ` ${title}` : ''}`
          return onChoose ? (
            <button key={date} type="button" {...same} aria-label={label} onClick={() => onChoose(date)}>
              {Number(date.slice(8))}
            </button>
          ) : (
            <div key={date} {...same}>
              {Number(date.slice(8))}
            </div>
          )
        })}
      </div>
    </section>
  )
}

function titleOf({ kind, name, source, under }: Day, t: ReturnType<typeof useT>): string {
  const what = kind === 'holiday' ? t('{name} 放假', { name: t(name) }) : t('{name} 上班', { name: t(name) })
  const whose = source === 'company' ? t('（{text}）', { text: t('本公司') }) : ''
  return under ? [what + whose, t('国家安排：{name}', { name: t(under.name) })].join(t('，')) : what + whose
}

/** Who changed the calendar. */
function History({ onClose }: { onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const pages = useAskPages(calendar.history, { params: { project }, query: { limit: 30 } }, { follows: 'nothing' })
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <Drawer title={t('日历修改记录')} open onClose={onClose} size={480}>
      <ProblemAlert problem={pages.error} />
      {pages.data && rows.length === 0 && <p className="muted">{t('还没有人改过。国家公布的放假安排随系统提供。')}</p>}
      <ol className="plain-list versions">
        {rows.map(({ id, fromOn, toOn, kind, name, source, reason, by, at, movedClocks }) => (
          <li key={id}>
            <strong className="number">{fromOn === toOn ? fromOn : `${fromOn} – ${toOn.slice(5)}`}</strong>{' '}
            {kind === null
              ? t('恢复')
              : kind === 'holiday'
                ? t('{name} 放假', { name: t(name) })
                : t('{name} 上班', { name: t(name) })}
            {source === 'company' && t('（{text}）', { text: t('本公司') })}
            <div>{reason}</div>
            <div className="muted">
              {by} <At at={at} />
              {movedClocks !== null && movedClocks > 0 && t('，') + t('改期 {count} 个时限', { count: movedClocks })}
            </div>
          </li>
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {t('更早的')}
        </Button>
      )}
    </Drawer>
  )
}
