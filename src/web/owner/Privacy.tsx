import { useNavigate } from '@tanstack/react-router'
import { At } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { doors } from '../mobile-kit/doors.ts'
import { EyeIcon } from '../mobile-kit/icons.tsx'
import { Empty, Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'

const looked: Readonly<Record<string, string>> = {
  phone: '查看了您的电话',
  'id-number': '查看了您的证件号码',
  'emergency-contact': '查看了您的紧急联系人',
}

/** Who looked at my data, when and for what. */
export function Privacy() {
  const t = useT()
  const navigate = useNavigate()
  const { data, error, refetch } = useAsk(doors.reveals, {})
  return (
    <Screen title={t('谁看过我的资料')} back={() => navigate({ to: '/owner' })}>
      <p className="quiet">{t('您的电话和证件号码平时只显示一部分。员工每次查看完整内容都要说明用途，并记在这里。')}</p>
      {error && !data ? <Unread problem={error} again={refetch} /> : data ? null : <Waiting />}
      {data?.reveals.length === 0 ? <Empty icon={<EyeIcon />} text={t('还没有人查看过')} /> : null}
      {data?.reveals.map(({ id, at, by, kind, purpose }) => (
        <article key={id} className="card">
          <span>
            <strong>{by}</strong> {t(looked[kind] ?? '查看了您的资料')}
          </span>
          <span className="quiet">{t('用途：{purpose}', { purpose })}</span>
          <span className="small">
            <At at={at} />
          </span>
        </article>
      ))}
    </Screen>
  )
}
