import { useNavigate } from '@tanstack/react-router'
import { Toast } from 'antd-mobile'
import { useState } from 'react'
import { newId } from '../../../web/core/command.ts'
import { useKept } from '../../../web/core/drafts.ts'
import { useT } from '../../../web/core/i18n.ts'
import { useStanding } from '../../../web/core/session.tsx'
import { PhoneIcon } from '../../../web/mobile-kit/icons.tsx'
import { PhotoField } from '../../../web/mobile-kit/PhotoField.tsx'
import { Screen } from '../../../web/mobile-kit/Screen.tsx'
import { useSend } from '../../../web/mobile-kit/send.ts'
import { Trouble } from '../../../web/mobile-kit/Task.tsx'
import { WhatStep, WhenStep, WhereStep } from './MyReportSteps.tsx'
import { emptyReport, formOf, type Report, whens } from './my-report.ts'

const steps = ['什么事', '在哪里', '什么时候'] as const

/** An owner reports in three steps: what, where, when with photos. What was typed survives a closed page. */
export function MyReport() {
  const t = useT()
  const navigate = useNavigate()
  const { me, project } = useStanding()
  const units = me.persons.filter((one) => one.project === project.id).flatMap((one) => one.units)
  const [report, setReport] = useKept<Report>('report', me.account.id, emptyReport(newId(), units[0]?.id ?? null))
  const [step, setStep] = useState(0)
  const [problem, setProblem] = useState<string | null>(null)
  const sending = useSend({
    onSent: ([outcome]) => {
      setReport(emptyReport(newId(), units[0]?.id ?? null))
      Toast.show({ icon: 'success', content: t('已收到，编号 {number}', { number: outcome!.number }) })
      void navigate({ to: '/owner/matter/$id', params: { id: outcome!.caseId }, replace: true })
    },
  })
  const via = { project: project.id }
  const change = (part: Partial<Report>) => {
    setProblem(null)
    setReport((was) => ({ ...was, ...part }))
  }
  const back = () => (step === 0 ? navigate({ to: '/owner' }) : setStep(step - 1))

  const next = () => {
    if (step === 0 && report.content.trim() === '') return setProblem('请说一说是什么事')
    if (step === 1 && report.where === 'place' && report.placeId === null) return setProblem('请选一个公共部位')
    setStep(step + 1)
  }
  const submit = () =>
    sending
      .send([{ via, procedure: 'matter', caseId: report.id, action: 'register', form: formOf(report, t) }])
      .catch(() => {})

  return (
    <Screen
      title={t('报修 / 反映问题')}
      back={back}
      foot={
        <>
          {problem ? (
            <div className="alert" role="alert">
              {t(problem)}
            </div>
          ) : null}
          {sending.problem ? <Trouble problem={sending.problem} /> : null}
          {step < 2 ? (
            <button type="button" className="btn btn-main" onClick={next}>
              {t('下一步')}
            </button>
          ) : (
            <button type="button" className="btn btn-main" disabled={sending.busy} onClick={submit}>
              {sending.busy ? t('正在提交…') : t('提交')}
            </button>
          )}
        </>
      }
    >
      <p className="quiet" role="status">
        {t('第 {step} 步，共 3 步：{title}', { step: step + 1, title: t(steps[step]!) })}
      </p>
      {step === 0 ? <WhatStep report={report} onChange={change} /> : null}
      {step === 1 ? <WhereStep report={report} units={units} project={project.id} onChange={change} /> : null}
      {step === 2 ? (
        <>
          <WhenStep value={report.when} choices={whens} onChange={(when) => change({ when })} />
          <PhotoField
            field={{
              name: 'photos',
              kind: 'files',
              label: '照片',
              required: false,
              hint: null,
              choices: [],
              most: null,
            }}
            value={report.photos}
            problem={undefined}
            onChange={(photos) => change({ photos: photos as string[] })}
            via={via}
            camera={false}
          />
        </>
      ) : null}
      {step === 0 && project.servicePhone ? (
        <a className="btn" href={`tel:${project.servicePhone}`} style={{ color: 'var(--danger)' }}>
          <PhoneIcon />
          {t('紧急情况请直接拨打')} <span className="num">{project.servicePhone}</span>
        </a>
      ) : null}
    </Screen>
  )
}
