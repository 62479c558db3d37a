import { useT } from '../core/i18n.ts'
import type { Followed } from './follow.ts'
import { Pledges } from './Pledges.tsx'

/** How it stands: what it is, how far it is, what was promised. */
export function FollowCard({ followed, purpose = 'owner' }: { followed: Followed; purpose?: 'owner' | 'contractor' }) {
  const t = useT()
  const { title, where, stateTitle, final, urgent, chaseCount, promises } = followed
  return (
    <section className={urgent ? 'card card-urgent' : 'card'} aria-label={t('办理情况')}>
      <div className="row">
        <span className="title">{title}</span>
        <span className={final ? 'tag tag-good' : 'tag tag-accent'}>{t(stateTitle)}</span>
      </div>
      {where ? <div className="quiet">{where}</div> : null}
      {chaseCount > 0 ? (
        <div className="quiet">
          {purpose === 'owner'
            ? t('您已催 {count} 次，办理人已收到提醒', { count: chaseCount })
            : t('业主已催 {count} 次，请尽快', { count: chaseCount })}
        </div>
      ) : null}
      <Pledges promises={promises} />
    </section>
  )
}
