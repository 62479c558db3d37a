import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useTheme } from '../core/theme.ts'

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

/** What a chart shows, in the words of ECharts. */
export type ChartOption = Parameters<ReturnType<typeof init>['setOption']>[0]

/**
 * A chart of bars and lines. It comes with its library, so only lazy pages import it. `label` says in words what is to be
 * seen, for who cannot see it.
 */
export function Chart({ option, label, height = 260 }: { option: ChartOption; label: string; height?: number }) {
  const theme = useTheme()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const chart = init(box.current!, theme === 'dark' ? 'dark' : null, { renderer: 'svg' })
    chart.setOption({ backgroundColor: 'transparent', animation: false, ...option })
    const watch = new ResizeObserver(() => chart.resize())
    watch.observe(box.current!)
    return () => {
      watch.disconnect()
      chart.dispose()
    }
  }, [option, theme])
  return <div ref={box} role="img" aria-label={label} style={{ height }} />
}
