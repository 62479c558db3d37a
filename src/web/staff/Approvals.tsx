import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Approval } from '../../kernel/privacy/privacy.contract.ts'
import { lookKinds, lookReasons } from '../../kernel/privacy/words.ts'
import { call, Problem } from '../api.ts'
import { At } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import { forget, useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { EyeIcon } from '../mobile-kit/icons.tsx'
import { Empty, Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'

/** Sensitive looks that wait for my word: who, at whose data, what for; one tap decides. */
export function Approvals() {
  const t = useT()
  const navigate = useNavigate()
  const project = useProject()
  const { data, error, refetch } = useAsk(
    doors.approvals,
    { params: { project } },
    { follows: 'notices', everyMs: 30_000 },
  )
  return (
    <Screen title={t('请我批准')} back={() => navigate({ to: '/notices' })}>
      {error && !data ? <Unread problem={error} again={refetch} /> : data ? null : <Waiting />}
      {data?.toDecide.length === 0 ? <Empty icon={<EyeIcon />} text={t('没有等我批准的申请')} /> : null}
      {data?.toDecide.map((approval) => (
        <Card key={approval.id} approval={approval} />
      ))}
    </Screen>
  )
}

function Card({ approval }: { approval: Approval }) {
  const t = useT()
  const project = useProject()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const decide = async (approve: boolean) => {
    setBusy(true)
    try {
      await call(doors.decideApproval, { params: { project, approval: approval.id }, body: { approve, note: '' } })
    } catch (error) {
      setProblem(error instanceof Problem ? error.message : t('没有送到，请再试一次'))
    }
    setBusy(false)
    await forget(doors.approvals)
  }
  const { asker, post, person, kind, reason, purpose, case: of, waitsUntil } = approval
  return (
    <article className="card card-ask" aria-label={t('{name}的申请', { name: asker.name })}>
      <span className="title">
        {asker.name}
        {post ? t('（{text}）', { text: post }) : ''}
      </span>
      <span>
        {t('申请查看 {name} 的', { name: person.name })}
        <strong>{t(lookKinds[kind])}</strong>
      </span>
      <span>
        {t('用途')}
        {t('：')}
        {t(lookReasons[reason])} · {purpose}
        {of ? ` · ${of.number}` : ''}
      </span>
      <span className="small">
        {t('请在')} <At at={waitsUntil} /> {t('前答复')}
      </span>
      {problem ? (
        <div className="wrong" role="alert">
          {problem}
        </div>
      ) : null}
      <div className="foot-row">
        <button type="button" className="btn" disabled={busy} onClick={() => decide(false)}>
          {t('不批准')}
        </button>
        <button type="button" className="btn btn-main" disabled={busy} onClick={() => decide(true)}>
          {t('批准')}
        </button>
      </div>
    </article>
  )
}
