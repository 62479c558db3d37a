import { useEffect, useState } from 'react'
import type { Me } from '../../kernel/auth/auth.contract.ts'
import { Problem } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { Languages } from '../core/Languages.tsx'
import { HomeIcon } from '../mobile-kit/icons.tsx'
import { SignInDemo } from '../mobile-kit/SignInDemo.tsx'
import { signInBySlip, slipToken } from './slip.ts'

/** Owners come in by the one-time QR slip that the desk prints; whoever has none reads how to get one. */
export function OwnerSignIn({ enter }: { enter: (me: Me) => void }) {
  const t = useT()
  const [token] = useState(slipToken)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    if (token === null) return
    signInBySlip(token).then(enter, (error: unknown) => {
      setProblem(error instanceof Problem ? error.message : t('没有登录成功，请重新扫码'))
    })
  }, [token, enter, t])

  return (
    <div className="screen">
      <main className="body" style={{ paddingTop: 56 }}>
        <h1 className="big">{t('我的家')}</h1>
        <p className="quiet">{t('报修、跟进、签字、评价，家里的事一处看清')}</p>
        {token !== null && problem === null ? (
          <div className="waiting" role="status">
            {t('正在登录…')}
          </div>
        ) : (
          <div className="empty">
            <HomeIcon />
            {problem ? (
              <div className="alert" role="alert">
                {problem}
              </div>
            ) : null}
            <strong>{t('请扫描登录二维码')}</strong>
            <span className="quiet">{t('到客服前台出示证件，领取一次性登录二维码，用手机扫一扫即可进入')}</span>
          </div>
        )}
        <Languages />
        <SignInDemo face="owner" enter={enter} />
      </main>
    </div>
  )
}
