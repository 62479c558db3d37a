import { useNavigate } from '@tanstack/react-router'
import { Dialog, Switch } from 'antd-mobile'
import { useState } from 'react'
import type { ConsentLine, DataRequest } from '../../kernel/privacy/privacy.contract.ts'
import { call, Problem, urlOf } from '../api.ts'
import { At, businessNow } from '../core/clock.tsx'
import { newId } from '../core/command.ts'
import { useT } from '../core/i18n.ts'
import { forget, useAsk } from '../core/query.ts'
import { useStanding } from '../core/session.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'
import { OwnDelivery } from './OwnDelivery.tsx'

interface Mine {
  project: number
  person: string
}

/** What I agreed to, and what I may ask for: a copy of my data, or its erasure. */
export function MyData() {
  const t = useT()
  const navigate = useNavigate()
  const { me, project } = useStanding()
  const persons = me.persons.filter((one) => one.project === project.id)
  return (
    <Screen title={t('我的权利')} back={() => navigate({ to: '/owner/privacy' })}>
      {persons.map(({ person, name }) => (
        <OfPerson key={person} of={{ project: project.id, person }} name={persons.length > 1 ? name : null} />
      ))}
    </Screen>
  )
}

function OfPerson({ of, name }: { of: Mine; name: string | null }) {
  const t = useT()
  const { data, error, refetch } = useAsk(doors.myPrivacy, { params: { ...of } }, { follows: 'notices' })
  if (error && !data) return <Unread problem={error} again={refetch} />
  if (!data) return <Waiting />
  const waits = (kind: DataRequest['kind']) => data.requests.some((one) => one.kind === kind && one.checkedAt === null)
  return (
    <>
      {name ? <h2 className="section">{name}</h2> : null}
      <h2 className="section">{t('我的同意')}</h2>
      {data.consents.map((consent) => (
        <Consent key={consent.purpose} of={of} consent={consent} />
      ))}
      <OwnDelivery of={of} />
      <h2 className="section">{t('我的资料副本')}</h2>
      <p className="quiet">{t('包括登记资料、事项经过、同意记录和谁看过。核对身份后可以下载。')}</p>
      <Requests of={of} requests={data.requests.filter(({ kind }) => kind === 'export')} />
      <Ask of={of} kind="export" waits={waits('export')} />
      <h2 className="section">{t('删除我的资料')}</h2>
      <p className="quiet">
        {t('迁出并结清后，姓名、电话、证件号码、您写的文字和照片都会删除。法律要求保存的账目和签字凭证会封存到期。')}
      </p>
      <Requests of={of} requests={data.requests.filter(({ kind }) => kind === 'erase')} />
      <Ask of={of} kind="erase" waits={waits('erase')} />
    </>
  )
}

function Consent({ of, consent }: { of: Mine; consent: ConsentLine }) {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const { purpose, version, title, text, answer } = consent
  const say = async (given: boolean) => {
    setBusy(true)
    setProblem(null)
    try {
      await call(doors.myConsent, { params: { ...of }, body: { id: newId(), purpose, version, given } })
    } catch (error) {
      setProblem(error instanceof Problem ? error.message : t('没有送到，请再试一次'))
    }
    await forget(doors.myPrivacy)
    setBusy(false)
  }
  return (
    <article className="card">
      <span className="row">
        <strong>{t(title)}</strong>
        <Switch aria-label={t(title)} checked={answer?.given === true} loading={busy} onChange={say} />
      </span>
      <span className="quiet">{t(text)}</span>
      <span className="small">
        {answer ? (
          <>
            {answer.given ? t('已同意') : t('不同意')} · <At at={answer.at} />
            {answer.given && answer.version < version ? ` · ${t('说明已更新，请再确认')}` : ''}
          </>
        ) : (
          t('还没有答复')
        )}
      </span>
      {problem ? (
        <span className="wrong" role="alert">
          {problem}
        </span>
      ) : null}
    </article>
  )
}

function Requests({ of, requests }: { of: Mine; requests: readonly DataRequest[] }) {
  const t = useT()
  return requests.map((request) => {
    const { id, askedAt, dueOn, checkedAt, approved, answer, availableUntil } = request
    const ready = availableUntil !== null && new Date(availableUntil) > businessNow()
    return (
      <article key={id} className="card">
        <span className="row">
          <span>
            {t('申请于')} <At at={askedAt} />
          </span>
          <span className={checkedAt === null ? 'tag tag-warn' : approved ? 'tag tag-good' : 'tag'}>
            {checkedAt === null ? t('{date} 前答复', { date: dueOn }) : approved ? t('已通过') : t('未通过')}
          </span>
        </span>
        {answer ? <span className="quiet">{answer}</span> : null}
        {ready ? <Fetch params={{ ...of, request: id }} until={availableUntil} /> : null}
      </article>
    )
  })
}

function Fetch({ params, until }: { params: Mine & { request: string }; until: string }) {
  const t = useT()
  const save = async () => {
    const { data } = await call(doors.myCopy, { params })
    const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }))
    Object.assign(document.createElement('a'), { href: url, download: `${t('个人信息副本')}.json` }).click()
    URL.revokeObjectURL(url)
  }
  return (
    <>
      <span className="small">
        {t('可领取到')} <At at={until} />
      </span>
      <div className="foot-row">
        <button type="button" className="btn" onClick={save}>
          {t('数据文件')}
        </button>
        <a className="btn btn-main" href={urlOf(doors.myCopyPdf, { params })}>
          PDF
        </a>
      </div>
    </>
  )
}

const asks = { export: '申请副本', erase: '申请删除' } as const

function Ask({ of, kind, waits }: { of: Mine; kind: 'export' | 'erase'; waits: boolean }) {
  const t = useT()
  const [problem, setProblem] = useState<string | null>(null)
  if (waits) return null
  const ask = async () => {
    const sure = await Dialog.confirm({
      content:
        kind === 'export'
          ? t('物业核对身份后，您可以在这里下载。')
          : t('删除后不能恢复，您也不能再用这个账号登录。确定申请吗？'),
      confirmText: t(asks[kind]),
      cancelText: t('再想想'),
    })
    if (!sure) return
    setProblem(null)
    try {
      await call(doors.myAsk, { params: { ...of }, body: { id: newId(), kind } })
    } catch (error) {
      setProblem(error instanceof Problem ? error.message : t('没有送到，请再试一次'))
    }
    await forget(doors.myPrivacy)
  }
  return (
    <>
      <button type="button" className="btn" onClick={ask}>
        {t(asks[kind])}
      </button>
      {problem ? (
        <div className="wrong" role="alert">
          {problem}
        </div>
      ) : null}
    </>
  )
}
