import { Alert, DatePicker, Radio, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { paths } from '../../../web/console/paths.ts'
import { businessNow } from '../../../web/core/clock.tsx'
import { Go, useGo, useQueryOf } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { Nothing, ProblemAlert } from '../../../web/kit/Parts.tsx'
import { complaints, type Figures, type TotalName } from '../complaint.contract.ts'
import { causes, classes, sources } from '../complaint.row.ts'
import { ClockChart, ParetoChart, TrendChart } from './FigureCharts.tsx'
import { Fishbone } from './Fishbone.tsx'
import './complaint.css'

const DAY = 'YYYY-MM-DD'

/** 投诉统计: a period beside the one before it, in numbers and pictures; the period stands in the address. */
export function FiguresPage() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const query = useQueryOf()
  const now = dayjs(businessNow())
  const to = query.to ?? now.format(DAY)
  const from = query.from ?? now.subtract(89, 'day').format(DAY)
  const by = query.by === 'month' ? 'month' : 'week'
  const { data, error } = useAsk(complaints.figures, { params: { project }, query: { from, to, by } }, { keep: true })
  const set = (change: Record<string, string>) => go(paths.complaintFigures({ ...query, ...change }), { replace: true })
  return (
    <div className="complaint-figures">
      <div className="page-head">
        <h1>{t('投诉统计')}</h1>
        <DatePicker.RangePicker
          aria-label={t('时段')}
          allowClear={false}
          value={[dayjs(from), dayjs(to)]}
          presets={[
            { label: t('本周'), value: [now.startOf('week'), now] },
            { label: t('本月'), value: [now.startOf('month'), now] },
            { label: t('近三个月'), value: [now.subtract(89, 'day'), now] },
            { label: t('本年'), value: [now.startOf('year'), now] },
          ]}
          onChange={(days) => days?.[0] && days[1] && set({ from: days[0].format(DAY), to: days[1].format(DAY) })}
        />
        <Radio.Group
          aria-label={t('按周或按月')}
          optionType="button"
          value={by}
          onChange={({ target }) => set({ by: target.value })}
          options={[
            { value: 'week', label: t('按周') },
            { value: 'month', label: t('按月') },
          ]}
        />
        <span style={{ marginLeft: 'auto' }}>
          <Go href={paths.complaints()}>{t('投诉台')}</Go>
        </span>
      </div>
      {error && !data ? <ProblemAlert problem={error} /> : null}
      {data ? <Body figures={data} /> : !error && <Skeleton active paragraph={{ rows: 10 }} />}
    </div>
  )
}

function Body({ figures }: { figures: Figures }) {
  const t = useT()
  const { piles, series, groups, clocks, fishbone, before } = figures
  const named = (names: Readonly<Record<string, string>>) => (key: string) => t(names[key] ?? '未定')
  return (
    <>
      {piles.map(({ by, name, count, owners, weeklyMean }) => (
        <Alert
          key={`${by} ${name}`}
          type="warning"
          showIcon
          title={t('{name} 近七天投诉 {count} 件，涉及 {owners} 户；此前每周平均 {mean} 件', {
            name: by === 'item' ? t('“{name}”', { name }) : name,
            count,
            owners,
            mean: weeklyMean,
          })}
        />
      ))}
      <Totals figures={figures} />
      <p className="muted">{t('与上一时段比较：{from} 至 {to}', { from: before.from, to: before.to })}</p>
      <div className="figure-grid">
        <Card title="受理趋势（按投诉类别）">
          <TrendChart series={series} />
        </Card>
        <Card title="成因排列图">
          <ParetoChart
            groups={groups.cause.filter(({ count }) => count > 0)}
            nameOf={named({ ...causes, none: '尚未查明' })}
          />
        </Card>
        <Card title="时限完成情况">
          {clocks.length === 0 ? <Nothing text={t('这段时间没有结束的时限。')} /> : <ClockChart clocks={clocks} />}
        </Card>
        <Card title="投诉类别">
          <Groups rows={groups.class} nameOf={named({ ...classes, none: '尚未分类' })} />
        </Card>
        <Card title="责任部门">
          <Groups rows={groups.department} nameOf={named({ none: '未下发部门' })} />
        </Card>
        <Card title="服务项目">
          <Groups rows={groups.item} nameOf={(key) => key} />
        </Card>
        <Card title="来源">
          <Groups rows={groups.source} nameOf={named(sources)} />
        </Card>
        <Card title="楼栋">
          <Groups rows={groups.building} nameOf={named({ none: '没有具体楼栋' })} />
        </Card>
      </div>
      <Card title="鱼骨图">
        {fishbone.length === 0 ? (
          <Nothing text={t('这段时间还没有处理完成的投诉。')} />
        ) : (
          <>
            <Fishbone fishbone={fishbone} />
            <p className="muted">{t('按处理分析的用词归类，没有相应用词的按成因归类；供分析会讨论，不是定论。')}</p>
          </>
        )}
      </Card>
    </>
  )
}

const totalTitles: Readonly<Record<TotalName, string>> = {
  complaints: '投诉',
  suggestions: '建议需求',
  disputes: '邻里纠纷',
  closed: '已关闭',
  invalid: '无效投诉',
  hard: '疑难',
  major: '重大',
  over: '越级',
  reopened: '返工',
}

function Totals({ figures: { totals } }: { figures: Figures }) {
  const t = useT()
  return (
    <section className="card complaint-today" aria-label={t('合计')}>
      <dl>
        {(Object.keys(totalTitles) as TotalName[]).map((name) => (
          <div key={name}>
            <dt>{t(totalTitles[name])}</dt>
            <dd>
              {totals[name].count} <Change {...totals[name]} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** By how much it changed, never by colour alone. */
function Change({ count, before }: { count: number; before: number }) {
  const change = count - before
  if (change === 0) return <small className="muted">=</small>
  return <small className="muted">{change > 0 ? `↑${change}` : `↓${-change}`}</small>
}

function Card({ title, children }: { title: string; children: React.ReactNode }) {
  const t = useT()
  return (
    <section className="card" aria-label={t(title)}>
      <h2>{t(title)}</h2>
      {children}
    </section>
  )
}

/** Rows of a grouping that a card shows. */
const MOST_SHOWN = 10

function Groups({ rows, nameOf }: { rows: Figures['groups']['class']; nameOf: (key: string) => string }) {
  const t = useT()
  const shown = rows.slice(0, MOST_SHOWN)
  const most = Math.max(1, ...shown.map(({ count }) => count))
  if (shown.length === 0) return <Nothing text={t('这段时间没有投诉。')} />
  return (
    <table className="figure-rows">
      <thead>
        <tr>
          <th scope="col">{t('名称')}</th>
          <th scope="col">{t('件数')}</th>
          <th scope="col">{t('上一时段')}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map(({ key, name, count, before }) => (
          <tr key={key}>
            <th scope="row">{name ?? nameOf(key)}</th>
            <td>
              <span className="bar" style={{ width: `${(count / most) * 100}%` }} />
              {count}
            </td>
            <td>
              {before} <Change count={count} before={before} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
