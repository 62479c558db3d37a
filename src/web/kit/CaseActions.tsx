import { Button, Tooltip } from 'antd'
import type { CasePage } from '../../kernel/case/case.contract.ts'
import { useT } from '../core/i18n.ts'
import { ClauseMarks } from './ClauseMark.tsx'

type Action = CasePage['actions'][number]

/** Main acts first, then what follows from them; notes and taking back stand at the end. */
function rank({ action, primary, enabled }: Action): number {
  if (primary && enabled) return 0
  if (action === 'acknowledge' || action === 'delegate') return 1
  if (action === 'note') return 4
  if (action === 'cancel' || action === 'withdraw') return 5
  return enabled ? 2 : 3
}

interface Props {
  actions: readonly Action[]
  /** The action whose form is open. */
  open: string | null
  onChoose: (action: Action) => void
  /** Actions that the page offers elsewhere. */
  omit?: readonly string[]
}

/** What may be done now, main acts first; what is not possible yet says why. */
export function CaseActions({ actions, open, onChoose, omit = [] }: Props) {
  const t = useT()
  const shown = actions.filter(({ action }) => !omit.includes(action)).toSorted((a, b) => rank(a) - rank(b))
  if (shown.length === 0) return <p className="muted">{t('现在没有需要您办理的步骤。')}</p>
  return (
    <div className="case-actions" role="toolbar" aria-label={t('可办理的步骤')}>
      {shown.map((action) => (
        <span key={action.action} className="case-action">
          <Tooltip title={action.reason ? t(action.reason) : action.hint ? t(action.hint) : null}>
            <Button
              type={action.primary && action.enabled ? 'primary' : 'default'}
              className={open === action.action ? 'is-open' : ''}
              disabled={!action.enabled}
              aria-pressed={open === action.action}
              {...(action.reason ? { 'aria-description': t(action.reason) } : {})}
              onClick={() => onChoose(action)}
            >
              {t(action.title)}
            </Button>
          </Tooltip>
          <ClauseMarks rules={action.rules} />
        </span>
      ))}
    </div>
  )
}
