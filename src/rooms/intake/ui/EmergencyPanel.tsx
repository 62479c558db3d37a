import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { cases } from '../../../kernel/case/case.contract.ts'
import { paths } from '../../../web/console/paths.ts'
import { useAct } from '../../../web/core/act.ts'
import { Left } from '../../../web/core/clock.tsx'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { PlacePicker, UnitPicker } from '../../../web/kit/fields/Pickers.tsx'
import { ProblemAlert, StateTag } from '../../../web/kit/Parts.tsx'
import { emergencyPlans } from '../emergency.ts'
import type { Emergency } from '../matter.row.ts'
import type { Call, Calls } from './calls.ts'

/** An emergency that has been registered: the words for the caller, who is on the way, and the details afterwards. */
export function EmergencyPanel({ call, emergency, calls }: { call: Call; emergency: Emergency; calls: Calls }) {
  const t = useT()
  const plan = emergencyPlans[emergency]
  return (
    <div className="call emergency">
      <section className="script" aria-label={t('请对客户说')}>
        <h3>
          {t(plan.title)}
          {t('：')}
          {t('请对客户说')}
        </h3>
        <ol>
          {plan.say.map((line) => (
            <li key={line}>{t(line)}</li>
          ))}
        </ol>
        <h4>{t('同时问清')}</h4>
        <ul>
          {plan.ask.map((line) => (
            <li key={line}>{t(line)}</li>
          ))}
        </ul>
      </section>
      <section className="emergency-side">
        <Answering call={call} />
        <Details call={call} calls={calls} />
      </section>
    </div>
  )
}

/** Who has answered the page; live. */
function Answering({ call }: { call: Call }) {
  const t = useT()
  const project = useProject()
  const work = call.taken?.work
  const { data, error } = useAsk(
    cases.page,
    { params: { project, procedure: 'repair', id: work?.id ?? '' } },
    { enabled: Boolean(work), follows: { caseId: work?.id ?? '' } },
  )
  if (!work) return null
  if (error) return <ProblemAlert problem={error} />
  const holder = data?.case.holder
  const clock = data?.clocks.find(({ clock: name, status }) => name === 'respond' && status === 'open')
  return (
    <Alert
      type={holder ? 'success' : 'warning'}
      showIcon
      title={holder ? t('{name} 已响应，正在赶来', { name: holder.name }) : t('已登记并呼叫值班人员，等待响应')}
      description={
        <>
          <Go href={paths.case(work)}>{work.number}</Go>{' '}
          {data && <StateTag state={data.case.state} title={data.case.stateTitle} final={data.case.final} />}{' '}
          {clock?.dueAt && <Left due={clock.dueAt} />}
        </>
      }
    />
  )
}

/** Details that were asked after the page went out; they reach the matter and whoever is on the way. */
function Details({ call, calls }: { call: Call; calls: Calls }) {
  const t = useT()
  const { perform, busy, problem } = useAct()
  const [told, setTold] = useState(false)
  const matter = call.taken?.matter
  const work = call.taken?.work
  const words = call.content.trim()
  const tell = async () => {
    if (!matter) return
    const where = {
      ...(call.unitId ? { unitId: call.unitId } : {}),
      ...(call.placeId ? { placeId: call.placeId } : {}),
    }
    await perform({ procedure: 'matter', caseId: matter.id, action: 'fillIn', form: { content: words, ...where } })
    if (work) {
      await perform({
        procedure: 'repair',
        caseId: work.id,
        action: 'describe',
        form: { keyPoints: words.slice(0, 500) },
      })
    }
    calls.change(call.id, { content: '' })
    setTold(true)
  }
  return (
    <Form layout="vertical" className="emergency-details" onFinish={() => tell().catch(() => {})}>
      <h4>{t('补充情况')}</h4>
      <Form.Item label={t('房号')}>
        <UnitPicker
          aria-label={t('房号')}
          value={call.unitId}
          onChange={(unitId) => calls.change(call.id, { unitId })}
        />
      </Form.Item>
      <Form.Item label={t('公共部位')}>
        <PlacePicker
          aria-label={t('公共部位')}
          value={call.placeId}
          onChange={(placeId) => calls.change(call.id, { placeId })}
        />
      </Form.Item>
      <Form.Item label={t('具体情况')}>
        <Input.TextArea
          aria-label={t('具体情况')}
          autoFocus
          autoSize={{ minRows: 3, maxRows: 8 }}
          maxLength={500}
          value={call.content}
          onChange={({ target }) => {
            setTold(false)
            calls.change(call.id, { content: target.value })
          }}
        />
      </Form.Item>
      <ProblemAlert problem={problem} />
      <div className="call-end">
        <Button type="primary" htmlType="submit" disabled={words === ''} loading={busy}>
          {t('补充并告知值班人员')}
        </Button>
        <Button onClick={() => calls.close(call.id)}>{t('完成，关闭本次来电')}</Button>
        {told && <span className="muted">{t('已补充')}</span>}
      </div>
    </Form>
  )
}
