import { Link, useNavigate } from '@tanstack/react-router'
import { lookKinds, lookReasons } from '../../kernel/privacy/words.ts'
import { At } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { doors } from '../mobile-kit/doors.ts'
import { EyeIcon, NextIcon } from '../mobile-kit/icons.tsx'
import { Empty, Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'

/** Who looked at my data, when and for what; and the way to what I agreed to and may ask for. */
export function Privacy() {
  const t = useT()
  const navigate = useNavigate()
  const { data, error, refetch } = useAsk(doors.reveals, {}, { follows: 'notices' })
  return (
    <Screen title={t('我的资料')} back={() => navigate({ to: '/owner' })}>
      <nav className="links" aria-label={t('我的权利')}>
        <Link to="/owner/privacy/mine">
          {t('我的同意、领取副本、申请删除')}
          <NextIcon />
        </Link>
      </nav>
      <h2 className="section">{t('谁看过我的资料')}</h2>
      <p className="quiet">
        {t(
          '您的电话和证件号码平时只显示一部分。员工每次查看完整内容都要说明用途，证件号码还须负责人批准，都记在这里。',
        )}
      </p>
      {error && !data ? <Unread problem={error} again={refetch} /> : data ? null : <Waiting />}
      {data?.reveals.length === 0 ? <Empty icon={<EyeIcon />} text={t('还没有人查看过')} /> : null}
      {data?.reveals.map(({ id, at, by, kind, reason, purpose, caseNumber }) => (
        <article key={id} className="card">
          <span>
            <strong>{by}</strong> {t('查看了您的{what}', { what: t(lookKinds[kind]) })}
          </span>
          <span className="quiet">
            {t('用途：{purpose}', { purpose: `${t(lookReasons[reason])} · ${purpose}` })}
            {caseNumber ? ` · ${caseNumber}` : ''}
          </span>
          <span className="small">
            <At at={at} />
          </span>
        </article>
      ))}
    </Screen>
  )
}
