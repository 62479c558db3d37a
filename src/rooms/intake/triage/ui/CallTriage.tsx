import { useT } from '../../../../web/core/i18n.ts'
import type { MatterKind } from '../../matter.row.ts'
import type { Call, Calls } from '../../ui/calls.ts'
import type { Labels } from '../labels.ts'
import { Said, Take } from './SuggestedField.tsx'
import type { Triage } from './useTriage.ts'

/** What the words of a call suggest, beneath the kinds; one click takes kind, department and topic over. */
export function CallTriage({ call, calls, suggested }: { call: Call; calls: Calls; suggested: Triage | undefined }) {
  const t = useT()
  if (!suggested) return null
  const { kind, class: klass, department, topic } = suggested
  const besides = [kind?.label === 'complaint' ? klass : null, department, topic].filter((one) => one !== null)
  if (!kind && besides.length === 0) return null
  const sorted = {
    ...(department ? { department: department.label as Labels['department'] } : {}),
    ...(topic ? { topic: topic.label as Labels['topic'] } : {}),
  }
  const taken =
    (!kind || kind.label === call.kind) &&
    call.sorted?.department === sorted.department &&
    call.sorted?.topic === sorted.topic
  return (
    <div className="triage" role="note" aria-label={t('分类建议')}>
      {kind && <Said suggested={kind} />}
      {besides.map(({ title, reasons }) => (
        <span key={title} className="triage-besides" title={reasons.join(t('、'))}>
          {t(title)}
        </span>
      ))}
      {taken ? (
        <span className="muted">{t('已采用')}</span>
      ) : (
        <Take onTake={() => calls.change(call.id, { sorted, ...(kind ? { kind: kind.label as MatterKind } : {}) })} />
      )}
    </div>
  )
}
