import { useMemo } from 'react'
import { useT } from '../../../web/core/i18n.ts'
import { Chart, type ChartOption } from '../../../web/kit/Chart.tsx'
import type { FigureGroup, Figures } from '../complaint.contract.ts'

/** Told apart by brightness too, for print and for who sees no colours. */
const colours = ['#0f766e', '#d97706', '#64748b', '#cbd5e1', '#be123c'] as const
const classNames = { '1': '一类', '2': '二类', '3': '三类', none: '未分类' } as const
const grid = { left: 44, right: 44, top: 36, bottom: 28 }

/** How many came in each week or month, by class. */
export function TrendChart({ series }: { series: Figures['series'] }) {
  const t = useT()
  const option = useMemo<ChartOption>(
    () => ({
      color: [...colours],
      grid,
      tooltip: { trigger: 'axis' },
      legend: { top: 0 },
      xAxis: { type: 'category', data: series.map(({ from }) => from.slice(5)) },
      yAxis: { type: 'value', minInterval: 1 },
      series: [
        ...(Object.keys(classNames) as (keyof typeof classNames)[]).map((name) => ({
          type: 'bar' as const,
          stack: 'class',
          name: t(classNames[name]),
          data: series.map(({ byClass }) => byClass[name] ?? 0),
        })),
        { type: 'line' as const, name: t('合计'), data: series.map(({ total }) => total) },
      ],
    }),
    [series, t],
  )
  const said = series.map(({ from, total }) => `${from} ${total}`).join(t('，'))
  return <Chart option={option} label={t('各期受理件数：{said}', { said })} />
}

/** Causes from the commonest on, with the share that they add up to. */
export function ParetoChart({ groups, nameOf }: { groups: readonly FigureGroup[]; nameOf: (key: string) => string }) {
  const t = useT()
  const names = groups.map(({ key }) => nameOf(key)).join('|')
  const option = useMemo<ChartOption>(() => {
    const all = Math.max(1, total(groups))
    return {
      color: [colours[0], colours[4]],
      grid,
      tooltip: { trigger: 'axis' },
      legend: { top: 0 },
      xAxis: { type: 'category', data: names.split('|') },
      yAxis: [
        { type: 'value', minInterval: 1 },
        { type: 'value', max: 100, axisLabel: { formatter: '{value}%' }, splitLine: { show: false } },
      ],
      series: [
        { type: 'bar', name: t('件数'), barMaxWidth: 48, data: groups.map(({ count }) => count) },
        {
          type: 'line',
          name: t('累计占比'),
          yAxisIndex: 1,
          data: groups.map((_, index) => Math.round((total(groups.slice(0, index + 1)) / all) * 100)),
        },
      ],
    }
  }, [groups, names, t])
  const said = groups.map(({ key, count }) => `${nameOf(key)} ${count}`).join(t('，'))
  return <Chart option={option} label={t('各成因件数：{said}', { said })} />
}

const total = (groups: readonly FigureGroup[]) => groups.reduce((sum, { count }) => sum + count, 0)

/** Deadlines kept and missed. */
export function ClockChart({ clocks }: { clocks: Figures['clocks'] }) {
  const t = useT()
  const option = useMemo<ChartOption>(
    () => ({
      color: [colours[0], colours[4]],
      grid: { ...grid, left: 130 },
      tooltip: { trigger: 'axis' },
      legend: { top: 0 },
      yAxis: { type: 'category', inverse: true, data: clocks.map(({ title }) => t(title)) },
      xAxis: { type: 'value', minInterval: 1 },
      series: [
        { type: 'bar', stack: 'all', name: t('按时'), data: clocks.map(({ kept }) => kept) },
        { type: 'bar', stack: 'all', name: t('超时'), data: clocks.map(({ broken }) => broken) },
      ],
    }),
    [clocks, t],
  )
  const said = clocks.map(({ title, kept, broken }) => `${t(title)} ${kept}/${broken}`).join(t('，'))
  return <Chart option={option} height={80 + clocks.length * 24} label={t('各时限按时和超时件数：{said}', { said })} />
}
