import { useState } from 'react'
import { digests, type NoticeKind, noticeKinds } from '../../kernel/delivery/words.ts'
import type { AnswerOf } from '../../kernel/http/contract.ts'
import { call, Problem } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { forget, useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { Chips, ChoicesField } from '../mobile-kit/ChoiceField.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { FieldFrame } from '../mobile-kit/FieldFrame.tsx'
import { Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'

type Mine = AnswerOf<typeof doors.myDelivery>
type Wishes = { emailKinds: NoticeKind[]; smsKinds: NoticeKind[]; quietFrom: string; quietTo: string; digest: string }

/** By which way I am told of what, and when I am left in peace. */
export function Delivery() {
  const t = useT()
  const project = useProject()
  const { data, error, refetch } = useAsk(doors.myDelivery, { params: { project } }, { follows: 'nothing' })
  return (
    <Screen title={t('怎样收到提醒')} back={() => history.back()}>
      {error && !data ? <Unread problem={error} again={refetch} /> : data ? <Choices mine={data} /> : <Waiting />}
    </Screen>
  )
}

function Choices({ mine }: { mine: Mine }) {
  const t = useT()
  const project = useProject()
  const { choices, standard, mobile, ways } = mine
  const [email, setEmail] = useState(mine.email ?? '')
  const [own, setOwn] = useState(Object.values(choices).some((choice) => choice !== null))
  const [wishes, setWishes] = useState<Wishes>({
    emailKinds: choices.emailKinds ?? standard.emailKinds,
    smsKinds: choices.smsKinds ?? standard.smsKinds,
    quietFrom: choices.quietFrom ?? standard.quietFrom,
    quietTo: choices.quietTo ?? standard.quietTo,
    digest: choices.digest ?? standard.digest,
  })
  const [busy, setBusy] = useState(false)
  const [came, setCame] = useState<{ good: boolean; text: string } | null>(null)
  const choose = (change: Partial<Wishes>) => setWishes((before) => ({ ...before, ...change }))
  const save = async () => {
    setBusy(true)
    setCame(null)
    const nothing = { emailKinds: null, smsKinds: null, quietFrom: null, quietTo: null, digest: null }
    const body = { email: email.trim() || null, choices: own ? (wishes as Mine['choices']) : nothing }
    try {
      await call(doors.setMyDelivery, { params: { project }, body })
      await forget(doors.myDelivery)
      setCame({ good: true, text: t('已保存') })
    } catch (error) {
      const known = error instanceof Problem ? (error.fields[0]?.text ?? error.message) : '没有送到，请再试一次'
      setCame({ good: false, text: t(known) })
    }
    setBusy(false)
  }
  const kinds = Object.entries(noticeKinds).map(([value, title]) => ({ value, title }))
  return (
    <>
      {ways.length === 0 ? <p className="quiet">{t('本小区还没有设置邮件和短信，提醒只在管家里看得到。')}</p> : null}
      <FieldFrame field={{ label: '我的邮箱', required: false }} problem={undefined}>
        <input
          className="input"
          type="email"
          autoComplete="email"
          aria-label={t('我的邮箱')}
          maxLength={200}
          value={email}
          onChange={({ target }) => setEmail(target.value)}
        />
      </FieldFrame>
      <p className="quiet">{t('短信发到工作电话：{phone}', { phone: mobile ?? t('没有登记，请管理处行政登记') })}</p>
      <Chips
        choices={[
          { value: 'project', title: '按小区的设置' },
          { value: 'own', title: '我自己选' },
        ]}
        value={own ? 'own' : 'project'}
        onChange={(value) => setOwn(value === 'own')}
      />
      {own ? (
        <>
          <ChoicesField
            field={{ name: 'emailKinds', kind: 'choices', label: '发邮件', required: true, choices: kinds } as never}
            value={wishes.emailKinds}
            problem={undefined}
            onChange={(value) => choose({ emailKinds: value as NoticeKind[] })}
          />
          <ChoicesField
            field={{ name: 'smsKinds', kind: 'choices', label: '发短信', required: true, choices: kinds } as never}
            value={wishes.smsKinds}
            problem={undefined}
            onChange={(value) => choose({ smsKinds: value as NoticeKind[] })}
          />
          <FieldFrame field={{ label: '免打扰（紧急事项和逐级提醒除外）', required: true }} problem={undefined} group>
            <div className="row-start">
              {(['quietFrom', 'quietTo'] as const).map((name) => (
                <input
                  key={name}
                  className="input"
                  type="time"
                  aria-label={t(name === 'quietFrom' ? '免打扰开始' : '免打扰结束')}
                  value={wishes[name]}
                  onChange={({ target }) => choose({ [name]: target.value })}
                />
              ))}
            </div>
          </FieldFrame>
          <FieldFrame field={{ label: '一般提醒', required: true }} problem={undefined} group>
            <Chips
              choices={Object.entries(digests).map(([value, title]) => ({ value, title }))}
              value={wishes.digest}
              onChange={(value) => value && choose({ digest: value })}
            />
          </FieldFrame>
        </>
      ) : null}
      {came ? (
        <span className={came.good ? 'quiet' : 'wrong'} role={came.good ? 'status' : 'alert'}>
          {came.text}
        </span>
      ) : null}
      <button type="button" className="btn btn-main" disabled={busy} onClick={save}>
        {t('保存')}
      </button>
    </>
  )
}
