import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { businessNow } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { ClauseMark } from '../../../web/kit/ClauseMark.tsx'
import { ProblemAlert } from '../../../web/kit/Parts.tsx'
import { channels, desk } from '../../intake/intake.contract.public.ts'

const DAY = 'YYYY-MM-DD'

/** How the matters of a period were received: the figures that INT-05 to INT-07 ask for. */
export function Evidence() {
  const t = useT()
  const project = useProject()
  const [[from, to], setPeriod] = useState(() => {
    const now = dayjs(businessNow())
    return [now.subtract(29, 'day').format(DAY), now.format(DAY)] as const
  })
  const { data, error } = useAsk(desk.evidence, { params: { project }, query: { from, to } })
  const most = Math.max(1, ...(data?.callsByHour ?? []))
  const percent = data && data.matters > 0 ? Math.round((data.settled / data.matters) * 100) : null
  return (
    <section className="card" aria-label={t('受理情况')}>
      <h2>
        {t('受理情况')}{' '}
        <DatePicker.RangePicker
          size="small"
          aria-label={t('时段')}
          allowClear={false}
          value={[dayjs(from), dayjs(to)]}
          onChange={(days) => days?.[0] && days[1] && setPeriod([days[0].format(DAY), days[1].format(DAY)])}
        />
      </h2>
      {error && !data ? <ProblemAlert problem={error} /> : null}
      {data && (
        <>
          <ul className="figures">
            <li>
              <span>
                <b>{data.matters}</b> {t('件受理')}
              </span>
            </li>
            <li>
              <span>
                <b>{percent === null ? '—' : `${percent}%`}</b> {t('受理人当场办结')} <ClauseMark rule="INT-05" />
              </span>
            </li>
            <li>
              <span>
                <b>{data.matters > 0 ? (data.handOvers / data.matters).toFixed(1) : '—'}</b> {t('次平均转手')}
              </span>
            </li>
            <li>
              <span>
                <b>{data.mostHandOvers}</b> {t('次最多转手')}
              </span>
            </li>
            <li>
              <span>
                <b>{data.kept}</b> {t('件保留了推诿用语')} <ClauseMark rule="INT-03" />
              </span>
            </li>
          </ul>
          <div className="service-parts">
            <div>
              <h3>
                {t('来源渠道')} <ClauseMark rule="INT-06" />
              </h3>
              <dl className="bars">
                {data.channels.map(({ channel, matters }) => (
                  <div key={channel}>
                    <dt>{t(channels[channel])}</dt>
                    <dd>
                      <span style={{ width: `${(matters / data.matters) * 100}%` }} />
                      {matters}
                    </dd>
                  </div>
                ))}
              </dl>
            </div>
            <div>
              <h3>
                {t('全天来电接听')} <ClauseMark rule="INT-07" />
              </h3>
              <ol className="hours" aria-label={t('每小时来电')}>
                {data.callsByHour.map((calls, hour) => (
                  <li key={hour} title={t('{hour} 时：{calls} 个来电', { hour, calls })}>
                    <span style={{ height: `${(calls / most) * 100}%` }} />
                    <small>{hour % 3 === 0 ? hour : ''}</small>
                  </li>
                ))}
              </ol>
            </div>
          </div>
        </>
      )}
    </section>
  )
}
