import { Button, Input, Skeleton, Space, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { type Approval, type DataRequest, privacy } from '../../../kernel/privacy/privacy.contract.ts'
import { lookKinds, lookReasons } from '../../../kernel/privacy/words.ts'
import { At } from '../../core/clock.tsx'
import { useCommand } from '../../core/command.ts'
import { Go } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { forget, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { useHas } from '../home.ts'
import { paths } from '../paths.ts'
import { WishLine } from './PersonPrivacy.tsx'

/** Requests about personal data: sensitive looks that wait for me, my own, and wishes of residents to check. */
export function PrivacyPage() {
  const t = useT()
  const project = useProject()
  const checks = useHas('service-supervisor', 'service-director', 'manager')
  const { data, error } = useAsk(privacy.approvals, { params: { project } }, { follows: 'notices', everyMs: 30_000 })
  if (error && !data) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active paragraph={{ rows: 6 }} />
  return (
    <>
      <div className="page-head">
        <h1>{t('个人信息')}</h1>
      </div>
      <div className="two-columns">
        <div>
          <Section title={t('请我批准查看')} empty={t('没有等我批准的申请。')}>
            {data.toDecide.map((approval) => (
              <ToDecide key={approval.id} approval={approval} />
            ))}
          </Section>
          {checks && <Wishes />}
        </div>
        <aside>
          <Section title={t('我的查看申请')} empty={t('最近一天没有申请过。')}>
            {data.mine.map((approval) => (
              <div key={approval.id} className="person-line">
                <span>
                  <Go href={paths.person(approval.person.id)}>{approval.person.name}</Go> {t(lookKinds[approval.kind])}
                  <div className="muted">
                    {t(lookReasons[approval.reason])} · {approval.purpose}
                  </div>
                </span>
                <Standing approval={approval} />
              </div>
            ))}
          </Section>
        </aside>
      </div>
    </>
  )
}

function Section({ title, empty, children }: { title: string; empty: string; children: ReactNode[] }) {
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      {children.length === 0 ? <p className="muted">{empty}</p> : children}
    </section>
  )
}

/** How a request stands: waiting, approved until, declined, or out of time. */
function Standing({ approval }: { approval: Approval }) {
  const t = useT()
  const { decidedAt, approved, waitsUntil, validUntil, decidedBy } = approval
  if (decidedAt === null)
    return (
      <Tag color="orange">
        {t('等待批准，截止')} <At at={waitsUntil} />
      </Tag>
    )
  if (!approved) return <Tag>{t('{name}未批准', { name: decidedBy ?? '' })}</Tag>
  return (
    <Tag color="green">
      {t('已批准，有效至')} <At at={validUntil ?? decidedAt} />
    </Tag>
  )
}

function ToDecide({ approval }: { approval: Approval }) {
  const t = useT()
  const project = useProject()
  const [note, setNote] = useState('')
  const command = useCommand(privacy.decideApproval, { onDone: () => forget(privacy.approvals) })
  const decide = (approve: boolean) =>
    command.mutate({ params: { project, approval: approval.id }, body: { approve, note: note.trim() } })
  const { asker, post, person, kind, reason, purpose, case: of, askedAt, waitsUntil } = approval
  return (
    <article className="approval">
      <p>
        <b>{asker.name}</b>
        {post && t('（{text}）', { text: post })} {t('申请查看')} <Go href={paths.person(person.id)}>{person.name}</Go>{' '}
        <Tag color="red">{t(lookKinds[kind])}</Tag>
      </p>
      <p>
        {t('用途')}
        {t('：')}
        {t(lookReasons[reason])} · {purpose}
        {of && (
          <>
            {' '}
            <Go href={paths.case(of)}>{of.number}</Go>
          </>
        )}
      </p>
      <p className="muted">
        <At at={askedAt} /> · {t('请在')} <At at={waitsUntil} /> {t('前答复')}
      </p>
      <ProblemAlert problem={command.error} />
      <Space wrap>
        <Button type="primary" loading={command.isPending} onClick={() => decide(true)}>
          {t('批准')}
        </Button>
        <Button disabled={command.isPending} onClick={() => decide(false)}>
          {t('不批准')}
        </Button>
        <Input
          aria-label={t('答复说明')}
          placeholder={t('答复说明（可不填）')}
          maxLength={200}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </Space>
    </article>
  )
}

/** What residents asked for, to be checked by somebody who did not write it down. */
function Wishes() {
  const t = useT()
  const project = useProject()
  const { data, error } = useAsk(privacy.requests, { params: { project } }, { follows: 'notices' })
  return (
    <section className="card" aria-label={t('住户的申请')}>
      <h2>{t('住户的申请')}</h2>
      <ProblemAlert problem={error} />
      {data?.requests.length === 0 && <Nothing text={t('没有待核对的申请。')} />}
      {data?.requests.map((request) => (
        <Wish key={request.id} request={request} />
      ))}
    </section>
  )
}

function Wish({ request }: { request: DataRequest }) {
  const t = useT()
  const project = useProject()
  const [answer, setAnswer] = useState('')
  const done = () => Promise.all([forget(privacy.requests), forget(privacy.person)])
  const command = useCommand(privacy.check, { onDone: done })
  const check = (approve: boolean) =>
    command.mutate({ params: { project, request: request.id }, body: { approve, answer: answer.trim() } })
  return (
    <article className="approval">
      <p>
        <Go href={paths.person(request.person.id)}>{request.person.name}</Go>
      </p>
      <WishLine request={request} />
      <ProblemAlert problem={command.error} />
      <Space wrap>
        <Button
          type="primary"
          danger={request.kind === 'erase'}
          loading={command.isPending}
          onClick={() => check(true)}
        >
          {request.kind === 'erase' ? t('核对无误，现在删除') : t('核对无误，可以领取')}
        </Button>
        <Button disabled={command.isPending} onClick={() => check(false)}>
          {t('不通过')}
        </Button>
        <Input
          aria-label={t('答复说明')}
          placeholder={t('答复说明，住户能看到')}
          maxLength={500}
          value={answer}
          onChange={({ target }) => setAnswer(target.value)}
        />
      </Space>
    </article>
  )
}
