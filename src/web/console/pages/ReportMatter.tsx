import { Modal } from 'antd'
import { useState } from 'react'
import { matter } from '../../../rooms/intake/intake.procedure.ts'
import { useAct } from '../../core/act.ts'
import { newId } from '../../core/command.ts'
import { useGo } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { CaseForm } from '../../kit/CaseForm.tsx'
import { paths } from '../paths.ts'

/** Whoever hears of something hands it to the desk: a matter is registered, the desk sorts it (INT-11). */
export function ReportMatter({ unitId, onClose }: { unitId: string; onClose: () => void }) {
  const t = useT()
  const go = useGo()
  const [caseId] = useState(newId)
  const { perform, busy, problem } = useAct(() => {
    onClose()
    go(paths.case({ procedure: 'matter', id: caseId }))
  })
  return (
    <Modal title={t('登记诉求')} open onCancel={onClose} footer={null}>
      <CaseForm
        form={matter.actions.register.form}
        initial={{ unitId, channel: 'staff' }}
        omit={omitted}
        submit={t('登记并交前台')}
        busy={busy}
        problem={problem}
        onSubmit={(form) => perform({ procedure: 'matter', caseId, action: 'register', form }).catch(() => {})}
        onCancel={onClose}
      />
    </Modal>
  )
}

const omitted = [
  'unitId',
  'placeId',
  'emergency',
  'sourceRef',
  'writtenAtClaimed',
  'estateAsWritten',
  'originalFileId',
  'site',
  'postedAt',
  'foundAt',
]
