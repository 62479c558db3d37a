import { Alert } from 'antd'
import { useT } from '../../../../web/core/i18n.ts'
import type { GroupRow } from '../groups.contract.ts'

/** What was not done, and why, per matter; the others were. */
export function Refused({ rows }: { rows: readonly GroupRow[] }) {
  const t = useT()
  const refused = rows.filter((row) => row.refused !== null)
  if (refused.length === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t('{count} 件没有办成，其余已办', { count: refused.length })}
      description={
        <ul className="plain-list">
          {refused.map((row) => (
            <li key={row.id}>
              <span className="number">{row.number}</span> {t(row.refused!)}
            </li>
          ))}
        </ul>
      }
    />
  )
}
