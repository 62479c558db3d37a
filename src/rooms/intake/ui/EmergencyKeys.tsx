import { AlertOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useCommand } from '../../../web/core/command.ts'
import { useT } from '../../../web/core/i18n.ts'
import { useProject } from '../../../web/core/session.tsx'
import { useSay } from '../../../web/kit/Say.tsx'
import { emergencyPlans } from '../emergency.ts'
import type { Emergency } from '../matter.row.ts'
import type { Call, Calls } from './calls.ts'
import { emergencyOf, takeDoor } from './take.ts'

const kinds = Object.keys(emergencyPlans) as Emergency[]

/**
 * One key for each emergency: registers with what is known, opens the repair as urgent and pages those on duty, all
 * at once. The words for the caller and the details come after it.
 */
export function EmergencyKeys({ call, calls }: { call: Call | undefined; calls: Calls }) {
  const t = useT()
  const project = useProject()
  const message = useSay()
  const command = useCommand(takeDoor)
  const strike = async (emergency: Emergency) => {
    if (command.isPending) return
    const { title } = emergencyPlans[emergency]
    const current = call && !call.taken && !call.registered ? call : calls.open({ name: title })
    try {
      const { matter, work } = await command.mutateAsync({
        params: { project },
        body: emergencyOf(current, emergency),
      })
      calls.change(current.id, {
        emergency,
        name: current.name && current.name !== title ? `${title} ${current.name}` : title,
        content: '',
        keyPoints: '',
        taken: {
          matter: { id: matter.caseId, number: matter.number },
          work: work && { id: work.caseId, number: work.number, procedure: 'repair' },
        },
      })
      calls.show(current.id)
    } catch (error) {
      message.error(t((error as Error).message))
    }
  }
  const latest = useRef(strike)
  latest.current = strike
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey) return
      const struck = kinds.find((kind) => event.code === `Digit${emergencyPlans[kind].key}`)
      if (!struck) return
      event.preventDefault()
      latest.current(struck)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  return (
    <div className="emergency-keys" role="toolbar" aria-label={t('紧急情况')}>
      <span className="emergency-title">
        <AlertOutlined /> {t('紧急')}
      </span>
      {kinds.map((kind) => (
        <Button
          key={kind}
          danger
          size="small"
          aria-keyshortcuts={`Alt+${emergencyPlans[kind].key}`}
          title={t('按 Alt+{key}：立即登记并呼叫值班人员', { key: emergencyPlans[kind].key })}
          disabled={command.isPending}
          onClick={() => strike(kind)}
        >
          {t(emergencyPlans[kind].title)}
          <kbd className="only-wide">Alt {emergencyPlans[kind].key}</kbd>
        </Button>
      ))}
    </div>
  )
}
