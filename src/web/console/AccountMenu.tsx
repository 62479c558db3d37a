import { UserOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useT } from '../core/i18n.ts'
import { useStanding } from '../core/session.tsx'

const AccountChoices = lazy(() =>
  import('./AccountChoices.tsx').then(({ AccountChoices }) => ({ default: AccountChoices })),
)

/** Who is signed in; the menu behind the name is fetched when it is first opened. */
export function AccountMenu() {
  const t = useT()
  const { me } = useStanding()
  const [asked, setAsked] = useState(false)
  const button = (
    <Button
      type="text"
      icon={<UserOutlined />}
      aria-label={t('账号：{name}', { name: me.account.name })}
      {...(asked ? {} : { onClick: () => setAsked(true) })}
    >
      <span className="only-wide">{me.account.name}</span>
    </Button>
  )
  if (!asked) return button
  return (
    <Suspense fallback={button}>
      <AccountChoices>{button}</AccountChoices>
    </Suspense>
  )
}
