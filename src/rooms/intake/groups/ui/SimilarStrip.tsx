import { Button, Input, Tag } from 'antd'
import { useEffect, useState } from 'react'
import { useAct } from '../../../../web/core/act.ts'
import { At } from '../../../../web/core/clock.tsx'
import { useT } from '../../../../web/core/i18n.ts'
import { useAsk } from '../../../../web/core/query.ts'
import { useProject } from '../../../../web/core/session.tsx'
import { StateTag } from '../../../../web/kit/Parts.tsx'
import { useSay } from '../../../../web/kit/Say.tsx'
import { CaseLink, Where } from '../../../../web/kit/Where.tsx'
import { Field } from '../../ui/CallRepair.tsx'
import type { Call, Calls } from '../../ui/calls.ts'
import { groups, reasonTitles, type SimilarMatter } from '../groups.contract.ts'
import './groups.css'

/** How long nothing is typed before the words are looked at. */
const PAUSE_MS = 350

/** Open matters like the one being noted: the caller's own is chased, others' work is joined, instead of opening more. */
export function SimilarStrip({ call, calls }: { call: Call; calls: Calls }) {
  const t = useT()
  const project = useProject()
  const content = usePaused(call.content.trim())
  const asks = content.length >= 2
  const { data } = useAsk(
    groups.similar,
    {
      params: { project },
      body: {
        content: content.slice(0, 2000),
        ...(call.unitId && !call.placeId ? { unit: call.unitId } : {}),
        ...(call.placeId ? { place: call.placeId } : {}),
        ...(call.personId ? { person: call.personId } : {}),
        ...(call.registered ? { matter: call.id } : {}),
      },
    },
    { enabled: asks && !call.join, keep: asks },
  )
  const like = asks && !call.join ? (data?.matters ?? []) : []
  if (like.length === 0) return null
  return (
    <section className="similar" aria-label={t('相似的未办结诉求')}>
      <h4>{t('相似的未办结诉求')}</h4>
      <ul className="plain-list">
        {like.map((one) => (
          <Similar key={one.case.id} one={one} call={call} calls={calls} />
        ))}
      </ul>
    </section>
  )
}

function Similar({ one, call, calls }: { one: SimilarMatter; call: Call; calls: Calls }) {
  const t = useT()
  const { case: of, head, members, own, reasons } = one
  return (
    <li className="similar-line">
      <CaseLink of={of} title />
      <StateTag state={of.state} title={of.stateTitle} final={of.final} />
      <Where of={of} />
      <span className="muted">
        <At at={of.openedAt} />
      </span>
      {reasons.map((reason) => (
        <Tag key={reason}>{t(reasonTitles[reason])}</Tag>
      ))}
      <span className="similar-act">
        {head && (
          <span className="muted">
            {members > 0 ? t('{number} 一并办理 {count} 件', { number: head.number, count: members }) : head.number}
          </span>
        )}
        {own && !call.registered ? (
          <Chase one={one} call={call} calls={calls} />
        ) : head ? (
          <Button
            size="small"
            aria-label={t('并入 {number}', { number: head.number })}
            onClick={() => calls.change(call.id, { join: { headId: head.id, number: head.number, title: head.title } })}
          >
            {t('并入')}
          </Button>
        ) : (
          <span className="muted">{t('还没有派办')}</span>
        )}
      </span>
    </li>
  )
}

/** The same flat asks again: no second matter, the one at work is reminded. */
function Chase({ one: { case: of }, call, calls }: { one: SimilarMatter; call: Call; calls: Calls }) {
  const t = useT()
  const message = useSay()
  const { perform, busy } = useAct()
  const chase = async () => {
    const words = call.content.trim().slice(0, 500)
    try {
      await perform({ procedure: 'matter', caseId: of.id, action: 'chase', form: words ? { words } : {} })
      message.success(t('已催单，并入 {number}，不另开新件', { number: of.number }))
      calls.close(call.id)
    } catch (error) {
      message.error(t((error as Error).message))
    }
  }
  return (
    <Button size="small" loading={busy} aria-label={t('催单 {number}', { number: of.number })} onClick={chase}>
      {t('本户已报，催单')}
    </Button>
  )
}

/** Instead of the forms of work: this matter needs none of its own. */
export function CallJoin({ call, join, calls }: { call: Call; join: NonNullable<Call['join']>; calls: Calls }) {
  const t = useT()
  return (
    <div className="call-fields">
      <div className="similar wide">
        <h4>{t('并入 {number} {title}', { number: join.number, title: join.title })}</h4>
        <p>{t('由这件工作一并办理；这位客户有自己的单号和答复时限，办结后单独答复。')}</p>
        <Button onClick={() => calls.change(call.id, { join: undefined })}>{t('不并入')}</Button>
      </div>
      <Field id={`${call.id}-content`} label={t('诉求内容')} rule="INT-08" wide>
        <Input.TextArea
          id={`${call.id}-content`}
          autoSize={{ minRows: 3, maxRows: 10 }}
          maxLength={5000}
          value={call.content}
          onChange={({ target }) => calls.change(call.id, { content: target.value })}
        />
      </Field>
    </div>
  )
}

/** The value once it has stood still for a moment. */
function usePaused(value: string): string {
  const [still, setStill] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return still
}
