import { App, Button, Input, Modal, Space, Switch, Tag } from 'antd'
import { useState } from 'react'
import type { ConsentLine, DataRequest } from '../../../kernel/privacy/privacy.contract.ts'
import { privacy } from '../../../kernel/privacy/privacy.contract.ts'
import { At, businessNow } from '../../core/clock.tsx'
import { newId, useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { forget, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { CopyButton } from './CopyButton.tsx'

const ways = { phone: '业主手机', counter: '前台', paper: '书面' } as const
export const wishTitles = { export: '个人信息副本', erase: '删除个人信息' } as const

/** What a resident agreed to, and what he asked for; recorded here when he comes to the desk. */
export function PersonPrivacy({ personId, keeps }: { personId: string; keeps: boolean }) {
  const t = useT()
  const project = useProject()
  const { data, error } = useAsk(privacy.person, { params: { project, person: personId } }, { follows: 'notices' })
  if (error && !data) return <ProblemAlert problem={error} />
  return (
    <>
      <section className="card" aria-label={t('本人同意')}>
        <h2>{t('本人同意')}</h2>
        {data?.consents.map((consent) => (
          <ConsentRow key={consent.purpose} personId={personId} consent={consent} keeps={keeps} />
        ))}
      </section>
      <section className="card" aria-label={t('本人申请')}>
        <h2>{t('本人申请')}</h2>
        {data?.requests.length === 0 && <p className="muted">{t('没有申请过个人信息副本或删除。')}</p>}
        <ul className="plain-list wishes">
          {data?.requests.map((request) => (
            <li key={request.id}>
              <WishLine request={request} />
              {keeps && request.kind === 'export' && isOpen(request) && <CopyButton request={request} />}
            </li>
          ))}
        </ul>
        {keeps && data && (
          <Space wrap>
            <AskWish personId={personId} kind="export" holdsBack={[]} />
            <AskWish personId={personId} kind="erase" holdsBack={data.holdsBack} />
          </Space>
        )}
      </section>
    </>
  )
}

/** Whether an approved copy can still be fetched. */
const isOpen = ({ availableUntil }: DataRequest) => availableUntil !== null && new Date(availableUntil) > businessNow()

function ConsentRow({ personId, consent, keeps }: { personId: string; consent: ConsentLine; keeps: boolean }) {
  const t = useT()
  const project = useProject()
  const command = useCommand(privacy.consent, { onDone: () => forget(privacy.person) })
  const { purpose, version, title, text, answer } = consent
  const record = (given: boolean) =>
    command.mutate({
      params: { project, person: personId },
      body: { id: newId(), purpose, version, given, way: 'counter' },
    })
  return (
    <div className="person-line" title={t(text)}>
      <span>
        {t(title)}
        <br />
        <small className="muted">
          {answer ? (
            <>
              {answer.given ? t('已同意') : t('不同意')} · {t(ways[answer.way])} · <At at={answer.at} />
              {answer.given && answer.version < version && <Tag color="orange">{t('说明已更新，待重新征询')}</Tag>}
            </>
          ) : (
            t('还没有征询')
          )}
        </small>
        <ProblemAlert problem={command.error} />
      </span>
      <Switch
        size="small"
        aria-label={t(title)}
        checked={answer?.given === true}
        disabled={!keeps}
        loading={command.isPending}
        onChange={record}
      />
    </div>
  )
}

/** One wish: what, when, how it was answered. */
export function WishLine({ request }: { request: DataRequest }) {
  const t = useT()
  const { kind, way, askedAt, askedBy, dueOn, note, checkedAt, checkedBy, approved, answer, result } = request
  return (
    <>
      {t(wishTitles[kind])} <Tag>{t(ways[way])}</Tag>
      {checkedAt === null ? (
        <Tag color="orange">{t('待核对，{date} 前答复', { date: dueOn })}</Tag>
      ) : (
        <Tag color={approved ? 'green' : 'default'}>{approved ? t('已通过') : t('未通过')}</Tag>
      )}
      <div className="muted">
        <At at={askedAt} /> {askedBy}
        {note && t('：') + note}
      </div>
      {checkedAt && (
        <div className="muted">
          <At at={checkedAt} /> {checkedBy}
          {answer && t('：') + answer}
          {result &&
            t('已删除 {texts} 段文字、{phones} 个电话，封存 {signatures} 份签字', {
              texts: result.texts,
              phones: result.phones,
              signatures: result.signatures,
            })}
        </div>
      )}
    </>
  )
}

function AskWish({
  personId,
  kind,
  holdsBack,
}: {
  personId: string
  kind: 'export' | 'erase'
  holdsBack: readonly string[]
}) {
  const t = useT()
  const project = useProject()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const [note, setNote] = useState('')
  const command = useCommand(privacy.ask, {
    onDone: ({ dueOn }) => {
      setOpen(false)
      setNote('')
      message.success(t('已登记，{date} 前由另一位同事核对答复', { date: dueOn }))
      return forget(privacy.person)
    },
  })
  const title = t('登记申请：{what}', { what: t(wishTitles[kind]) })
  return (
    <>
      <Button size="small" danger={kind === 'erase'} onClick={() => setOpen(true)}>
        {title}
      </Button>
      <Modal
        open={open}
        title={title}
        okText={t('登记')}
        cancelText={t('取消')}
        confirmLoading={command.isPending}
        onCancel={() => setOpen(false)}
        onOk={() =>
          command.mutate({
            params: { project, person: personId },
            body: { id: newId(), kind, way: 'counter', note: note.trim() },
          })
        }
      >
        {holdsBack.length > 0 && (
          <>
            <p>{t('现在还不能删除，须先处理：')}</p>
            <ul className="plain-list">
              {holdsBack.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </>
        )}
        <p className="muted">
          {kind === 'export'
            ? t('请先核对本人身份。另一位同事核对后，住户可在手机上下载，或在前台领取打印件。')
            : t('请先核对本人身份。另一位同事核对后删除；法律要求保存的记录和账目按规定封存。')}
        </p>
        <Input.TextArea
          rows={3}
          maxLength={500}
          aria-label={t('说明')}
          placeholder={t('怎样核对的身份、本人怎么说')}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <ProblemAlert problem={command.error} />
      </Modal>
    </>
  )
}
