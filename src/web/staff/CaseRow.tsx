import { Link } from '@tanstack/react-router'
import type { CaseLine } from '../../kernel/case/case.contract.ts'
import { Left } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import { whereOf } from './order.ts'

/** A case of any procedure in a list. */
export function CaseRow({ line }: { line: CaseLine }) {
  const t = useT()
  return (
    <Link
      to="/case/$procedure/$id"
      params={{ procedure: line.procedure, id: line.id }}
      className={line.priority === 'emergency' ? 'card card-urgent' : 'card'}
    >
      <span className="row">
        <span className="title">{t(whereOf(line))}</span>
        <span className="tag">{t(line.stateTitle)}</span>
      </span>
      <span>{line.title}</span>
      <span className="row">
        <span className="small num">{line.number}</span>
        {line.nextDueAt ? <Left due={line.nextDueAt} /> : null}
      </span>
    </Link>
  )
}
