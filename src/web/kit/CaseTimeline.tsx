import { Tag, Timeline } from 'antd'
import type { CasePage, LogLine } from '../../kernel/case/case.contract.ts'
import { At } from '../core/clock.tsx'
import { type Field, fieldsOf } from '../core/form.ts'
import { useT } from '../core/i18n.ts'
import { formOf } from '../procedures.ts'
import { FieldValue } from './FieldValue.tsx'
import { Original } from './Original.tsx'
import { SignatureLine } from './SignatureLine.tsx'

/** What happened to a case, newest first: who, when, what was said, what the owner was told. */
export function CaseTimeline({ page }: { page: CasePage }) {
  const lines = page.timeline.toSorted((a, b) => b.seq - a.seq)
  return (
    <Timeline
      className="timeline"
      items={lines.map((line) => ({
        color: colourOf(line),
        content: <Entry line={line} page={page} />,
      }))}
    />
  )
}

function Entry({ line, page }: { line: LogLine; page: CasePage }) {
  const t = useT()
  const signatures = page.signatures.filter(({ actionId }) => actionId === line.actionId)
  return (
    <div className="entry">
      <div className="entry-head">
        <b>{t(line.title)}</b>
        {line.fromState !== line.toState && line.fromState !== null && (
          <span className="muted">→ {t(line.toStateTitle)}</span>
        )}
        <span className="muted">{line.by.kind === 'clock' ? t('系统') : line.by.name}</span>
        <span className="muted">
          <At at={line.at} />
        </span>
        {line.recordedAt && (
          <Tag>
            {t('补录于')} <At at={line.recordedAt} />
          </Tag>
        )}
      </div>
      {line.action === 'recordBreach' && <Missed line={line} page={page} />}
      {line.form && line.action !== 'recordBreach' && <Said procedure={page.case.procedure} line={line} page={page} />}
      {line.erased && <p className="muted">{t('文字内容已应本人要求删除')}</p>}
      {signatures.map((signature) => (
        <SignatureLine key={signature.id} signature={signature} />
      ))}
      {line.told && (
        <p className="told">
          {t('告知客户：')}
          {t(line.told)}
        </p>
      )}
    </div>
  )
}

/** Which deadline was missed, and how far its ladder climbed then. */
function Missed({ line, page }: { line: LogLine; page: CasePage }) {
  const t = useT()
  const { clock, level } = line.form ?? {}
  const title = page.clocks.find((one) => one.clock === clock)?.title
  if (title === undefined) return null
  return (
    <p className="muted">
      {t(title)} {level === 0 ? t('到期') : t('第 {level} 级提醒', { level: Number(level) })}
    </p>
  )
}

/** Fields that the head of the page shows already. */
const shownAbove = new Set(['unitId', 'placeId', 'personId', 'parentId', 'complaintId', 'writer'])

function Said({ procedure, line, page }: { procedure: string; line: LogLine; page: CasePage }) {
  const t = useT()
  const form = formOf(procedure, line.action)
  const fields = form ? fieldsOf(form) : []
  const given = fields.filter(
    ({ name, kind }) =>
      !shownAbove.has(name) && isGiven(line.form?.[name]) && (kind !== 'id' || isNamed(page, line.form?.[name])),
  )
  if (given.length === 0) return null
  return (
    <dl className="said">
      {given.map((field: Field) => (
        <div key={field.name}>
          <dt>{t(field.label)}</dt>
          <dd>
            <FieldValue field={field} value={line.form?.[field.name]} names={page.names} />
            {line.hidden.includes(field.name) && <Original page={page} line={line} field={field.name} />}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** An id says nothing to people: what it stands for is linked from the head of the page. */
const isNamed = (page: CasePage, value: unknown) => String(value) in page.names

const isGiven = (value: unknown) =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

function colourOf(line: LogLine): string {
  if (line.action === 'recordBreach') return 'red'
  if (line.by.kind === 'clock' || line.by.kind === 'reaction') return 'gray'
  return line.told ? 'green' : 'blue'
}
