import { At, Left, useTicking } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import type { Pledge } from './follow.ts'

/** What was promised until when; where it is held up or late, why and what is being done, before anybody asks. */
export function Pledges({ promises }: { promises: readonly Pledge[] }) {
  return promises.map((pledge) => <OnePledge key={pledge.key} pledge={pledge} />)
}

function OnePledge({ pledge }: { pledge: Pledge }) {
  const t = useT()
  const { title, dueAt, waitingFor, appointedAt } = pledge
  const late = useTicking((now) => dueAt !== null && new Date(dueAt) <= now)
  return (
    <div className="field" style={{ gap: 2 }}>
      <div className="row">
        <span>
          {t(title)}
          {appointedAt ? (
            <span className="quiet">
              {' '}
              {t('约定')} <At at={appointedAt} />
            </span>
          ) : null}
        </span>
        {dueAt ? (
          <Left due={dueAt} />
        ) : (
          <span className="tag tag-warn">{waitingFor.map((one) => t(one)).join(t('、'))}</span>
        )}
      </div>
      {dueAt && !late ? (
        <span className="small">
          {t('承诺最晚')} <At at={dueAt} />
        </span>
      ) : null}
      {dueAt === null ? (
        <span className="small">
          {t('时限暂停：{reasons}；解决后重新约定时间并告知您', {
            reasons: waitingFor.map((one) => t(one)).join(t('、')),
          })}
        </span>
      ) : null}
      {late ? <span className="small left-late">{t(reasonOf(pledge))}</span> : null}
    </div>
  )
}

function reasonOf({ takenInHand, toldUpTo }: Pledge): string {
  if (takenInHand) return '已超过承诺时间，负责人已接手督办'
  if (toldUpTo > 0) return '已超过承诺时间，已逐级报告负责人督办'
  return '已超过承诺时间，已提醒办理人尽快处理'
}
