import { Button, Drawer, Popconfirm } from 'antd'
import { handover } from '../../../kernel/org/handover.contract.ts'
import type { StaffLine } from '../../../kernel/org/org.contract.ts'
import { useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { queries, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'

/** Where somebody is signed in; each place can be ended, or all. Sessions live by the machine's clock. */
export function StaffSessions({ line, onClose }: { line: StaffLine; onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const params = { project, account: line.accountId }
  const { data, error } = useAsk(handover.sessions, { params }, { follows: 'nothing' })
  const onDone = () => queries.invalidateQueries()
  const one = useCommand(handover.endSession, { onDone })
  const all = useCommand(handover.endSessions, { onDone })
  return (
    <Drawer title={t('{name} 的登录', { name: line.name })} open onClose={onClose} size={440}>
      <ProblemAlert problem={error ?? one.error ?? all.error} />
      {data?.sessions.length === 0 && <p className="muted">{t('现在没有登录。')}</p>}
      <ul className="plain-list versions">
        {data?.sessions.map(({ session, seenAt, address, agent }) => (
          <li key={session}>
            <strong>{deviceOf(agent)}</strong> <span className="muted number">{address}</span>
            <div className="muted">
              {t('最近使用')} {new Date(seenAt).toLocaleString('zh-CN', { hour12: false })}
            </div>
            <Button size="small" onClick={() => one.mutate({ params: { ...params, session } })}>
              {t('退出这一处')}
            </Button>
          </li>
        ))}
      </ul>
      {data && data.sessions.length > 1 && (
        <Popconfirm title={t('全部退出？本人须重新登录。')} onConfirm={() => all.mutate({ params })}>
          <Button danger>{t('全部退出')}</Button>
        </Popconfirm>
      )}
    </Drawer>
  )
}

/** The browser and system out of what a browser says of itself. */
function deviceOf(agent: string | null): string {
  if (agent === null) return '—'
  const browser = /MicroMessenger|Edg|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? agent.slice(0, 20)
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(agent)?.[0]
  const names: Record<string, string> = { MicroMessenger: '微信', Edg: 'Edge' }
  return [names[browser] ?? browser, system].filter(Boolean).join(' · ')
}
