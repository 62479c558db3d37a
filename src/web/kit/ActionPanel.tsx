import { Button, Card } from 'antd'
import { useMemo, useState } from 'react'
import type { CasePage } from '../../kernel/case/case.contract.ts'
import { Problem } from '../api.ts'
import { useAct } from '../core/act.ts'
import { useT } from '../core/i18n.ts'
import { useStanding } from '../core/session.tsx'
import { formOf } from '../procedures.ts'
import { CaseForm } from './CaseForm.tsx'
import { ClauseMarks } from './ClauseMark.tsx'
import type { FieldInputProps } from './fields/FieldInput.tsx'
import { ProblemAlert } from './Parts.tsx'
import { SheetDrawer } from './SheetPanel.tsx'
import { missingOf, SignaturePad, type Signed, signingOf } from './SignaturePad.tsx'

/** Fields of an action that a room draws itself: `repair.tellPrice` → its `items` as the price list. */
export type OwnFields = Readonly<Record<string, Readonly<Record<string, (props: FieldInputProps) => React.ReactNode>>>>

interface Props {
  page: CasePage
  action: CasePage['actions'][number]
  own: OwnFields
  onDone: () => void
  onClose: () => void
}

/** The form of an action, opened beside the time line, with the signature it carries. */
export function ActionPanel({ page, action, own, onDone, onClose }: Props) {
  const t = useT()
  const { me } = useStanding()
  const { perform, busy, problem } = useAct(onDone)
  const { procedure, id, lastSeq } = page.case
  const form = useMemo(() => formOf(procedure, action.action), [procedure, action.action])
  const [seenSeq] = useState(lastSeq)
  const [signed, setSigned] = useState<Signed>(() => signerOf(page, action, me.account.name))
  const [sheetShown, setSheetShown] = useState(false)
  const blocked = action.signedBy ? missingOf(signed) : undefined
  const send = (filled: Record<string, unknown>) =>
    perform({
      procedure,
      caseId: id,
      action: action.action,
      form: filled,
      // After a refusal as stale the newer page has been looked at.
      seenSeq: problem instanceof Problem && problem.kind === 'stale' ? lastSeq : seenSeq,
      ...(action.signedBy ? { signature: signingOf(signed) } : {}),
    }).catch(() => {})
  if (!form) return null
  return (
    <Card
      size="small"
      className="action-panel"
      title={
        <>
          {t(action.title)} <ClauseMarks rules={action.rules} />
        </>
      }
      extra={
        <Button type="text" size="small" onClick={onClose}>
          {t('收起')}
        </Button>
      }
    >
      {action.hint && <p className="muted">{t(action.hint)}</p>}
      {!action.enabled && action.reason && <ProblemAlert problem={problemOf(action.reason)} />}
      <CaseForm
        form={form}
        own={own[`${procedure}.${action.action}`] ?? {}}
        submit={t('确认{action}', { action: t(action.title) })}
        busy={busy}
        problem={problem}
        blocked={blocked && t(blocked)}
        onSubmit={send}
        onCancel={onClose}
      >
        {action.signedBy && (
          <>
            <Button type="link" className="flush" onClick={() => setSheetShown(true)}>
              {t('看看要签的单据')}
            </Button>
            <SignaturePad
              who={action.signedBy.who}
              value={signed}
              onChange={(change) => setSigned((was) => ({ ...was, ...change }))}
            />
            <SheetDrawer
              of={page.case}
              sheet={sheetShown ? action.signedBy.sheet : null}
              onClose={() => setSheetShown(false)}
            />
          </>
        )}
      </CaseForm>
    </Card>
  )
}

/** Acts without details need no form: one click does them. */
export function needsForm(page: CasePage, action: CasePage['actions'][number]): boolean {
  const form = formOf(page.case.procedure, action.action)
  return action.signedBy !== null || (form !== undefined && Object.keys(form.shape).length > 0)
}

function signerOf(page: CasePage, action: CasePage['actions'][number], me: string): Signed {
  if (!action.signedBy) return {}
  if (action.signedBy.who === 'owner') {
    const { person } = page.case
    return person ? { way: 'pad', signerName: person.name, relation: '业主', personId: person.id } : { way: 'pad' }
  }
  return { way: 'pad', signerName: me, relation: action.signedBy.who === 'zone-officer' ? '客户服务员' : '经办人' }
}

function problemOf(reason: string): Problem {
  return new Problem({ type: 'about:blank', title: reason, status: 409, kind: 'blocked' })
}
