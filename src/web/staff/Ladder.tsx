import type { CasePage } from '../../kernel/case/case.contract.ts'
import { At, Left } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'

type Clock = CasePage['clocks'][number]

/** The deadlines that were missed and are not made good: since when, whom the ladder has told, who has it in hand. */
export function Ladder({ page }: { page: CasePage }) {
  const missed = page.clocks.filter(({ status, breachedAt }) => status === 'open' && breachedAt !== null)
  return (
    <>
      {missed.map((clock) => (
        <Missed key={clock.id} clock={clock} />
      ))}
      <PassedOn page={page} />
    </>
  )
}

/** Whom the last of those above passed it on to, and by when it is to be done. */
function PassedOn({ page }: { page: CasePage }) {
  const t = useT()
  const last = page.timeline.findLast(({ action }) => action === 'delegate')
  const account = last?.form?.accountId
  if (!last || typeof account !== 'string') return null
  const { until } = last.form!
  return (
    <p className="note">
      {t('{by} 已转交 {name} 督办', { by: last.by.name, name: page.names[account] ?? '' })}
      {typeof until === 'string' ? (
        <>
          {t('，请在此前办结：')}
          <At at={until} />
        </>
      ) : null}
    </p>
  )
}

function Missed({ clock }: { clock: Clock }) {
  const t = useT()
  const rungs = [...clock.told].sort((a, b) => a.at.localeCompare(b.at))
  return (
    <section className="card" aria-label={t('超时：{clock}', { clock: t(clock.title) })}>
      <div className="row">
        <span className="title">{t(clock.title)}</span>
        {clock.dueAt === null ? null : <Left due={clock.dueAt} />}
      </div>
      <ol className="row-start" aria-label={t('已逐级提醒')}>
        {clock.dueAt === null ? null : (
          <li className="tag tag-danger">
            {t('到期')} <At at={clock.dueAt} />
          </li>
        )}
        {rungs.map(({ name, at }) => (
          <li key={`${name} ${at}`} className="tag">
            → {name} <At at={at} />
          </li>
        ))}
      </ol>
      {clock.acknowledgedBy ? (
        <span className="tag tag-good">{t('{name} 已知悉并督办', { name: clock.acknowledgedBy })}</span>
      ) : (
        <span className="quiet">{t('还没有人督办')}</span>
      )}
    </section>
  )
}
