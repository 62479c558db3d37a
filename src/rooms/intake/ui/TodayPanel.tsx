import { Skeleton } from 'antd'
import { paths } from '../../../web/console/paths.ts'
import { Left } from '../../../web/core/clock.tsx'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { CaseTable } from '../../../web/kit/CaseTable.tsx'
import { Nothing, ProblemAlert } from '../../../web/kit/Parts.tsx'
import { CaseLink, Where } from '../../../web/kit/Where.tsx'
import { MissingPublications } from '../../disclosure/ui/missing.public.ts'
import { desk } from '../intake.contract.ts'

/** The desk's day: how many of what, the queue, and the deadlines that are about to be missed. */
export function TodayPanel() {
  const t = useT()
  const project = useProject()
  const { data, error } = useAsk(desk.today, { params: { project } }, { everyMs: 60_000 })
  if (error && !data) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active />
  const { counts } = data
  const figures: { label: string; value: number; href?: string; alarming?: boolean }[] = [
    { label: t('今日受理'), value: counts.taken },
    {
      label: t('待判别'),
      value: counts.toSort,
      href: paths.cases({ procedure: 'matter', state: 'registered', open: 'true' }),
    },
    { label: t('待派办'), value: counts.toDispatch, href: paths.cases({ state: 'sorted,reported', open: 'true' }) },
    {
      label: t('待答复'),
      value: counts.toAnswer,
      href: paths.cases({ procedure: 'matter', state: 'concluded', open: 'true' }),
    },
    {
      label: t('待回访归档'),
      value: counts.toCallBack,
      href: paths.cases({ procedure: 'repair', state: 'signed', open: 'true' }),
    },
    { label: t('被催单'), value: counts.chased, alarming: true },
    {
      label: t('紧急'),
      value: counts.emergencies,
      href: paths.cases({ priority: 'emergency', open: 'true' }),
      alarming: true,
    },
    { label: t('已超时'), value: counts.late, href: paths.cases({ overdue: 'true' }), alarming: true },
  ]
  return (
    <div className="today">
      <MissingPublications />
      <ul className="figures" aria-label={t('今日概况')}>
        {figures.map(({ label, value, href, alarming }) => (
          <li key={label} className={alarming && value > 0 ? 'is-alarming' : ''}>
            {href ? (
              <Go href={href}>
                <b>{value}</b> {label}
              </Go>
            ) : (
              <span>
                <b>{value}</b> {label}
              </span>
            )}
          </li>
        ))}
      </ul>
      <div className="today-body">
        <section aria-label={t('等前台办的')}>
          <h3>{t('等前台办的')}</h3>
          <CaseTable
            name="desk"
            lines={data.queue}
            columns={['number', 'title', 'where', 'person', 'state', 'due']}
            empty={<Nothing text={t('都办完了。电话一响，在上面的搜索框输入房号或姓名，按回车开始登记。')} />}
          />
        </section>
        <section aria-label={t('快要超时')} className="risks">
          <h3>{t('一小时内到期')}</h3>
          {data.risk.length === 0 && <Nothing text={t('没有快要超时的事项。')} />}
          <ul>
            {data.risk.map((risk) => (
              <li key={`${risk.case.id}-${risk.clock}`}>
                <div>
                  <CaseLink of={risk.case} /> <Where of={risk.case} />
                </div>
                <div>
                  {t(risk.clock)} <Left due={risk.dueAt} />
                </div>
                <div className="muted">
                  {risk.case.holder?.name ?? t('待分派')}
                  {risk.acknowledgedBy && ` · ${t('{name} 督办', { name: risk.acknowledgedBy })}`}
                </div>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  )
}
