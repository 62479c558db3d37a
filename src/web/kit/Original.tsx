import type { CasePage, LogLine } from '../../kernel/case/case.contract.ts'
import { privacy } from '../../kernel/privacy/privacy.contract.ts'
import { useCommand } from '../core/command.ts'
import { useT } from '../core/i18n.ts'
import { useProject } from '../core/session.tsx'
import { LookFor } from './LookFor.tsx'

/** The words of a line in which numbers are masked, as they were written: shown for a purpose, on record. */
export function Original({ page, line, field }: { page: CasePage; line: LogLine; field: string }) {
  const t = useT()
  const project = useProject()
  const command = useCommand(privacy.revealText)
  if (command.data) return <p className="revealed-lines">{command.data.value}</p>
  const { procedure, id } = page.case
  return (
    <LookFor
      label={t('看遮盖的号码')}
      busy={command.isPending}
      problem={command.error}
      onShow={(why) => command.mutate({ params: { project, procedure, id }, body: { seq: line.seq, field, ...why } })}
    />
  )
}
