import { Button, Segmented } from 'antd'
import { useEffect } from 'react'
import { useCommand } from '../../../web/core/command.ts'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { ClauseMark } from '../../../web/kit/ClauseMark.tsx'
import { ProblemAlert } from '../../../web/kit/Parts.tsx'
import { useSay } from '../../../web/kit/Say.tsx'
import type { trades } from '../../repair/repair.public.ts'
import { CallJoin, SimilarStrip } from '../groups/ui/SimilarStrip.tsx'
import { desk } from '../intake.contract.ts'
import { kinds, type MatterKind } from '../matter.row.ts'
import { CallTriage } from '../triage/ui/CallTriage.tsx'
import { type Triage, useTriage } from '../triage/ui/useTriage.ts'
import { CallContext } from './CallContext.tsx'
import { CallHead } from './CallHead.tsx'
import { CallOther } from './CallOther.tsx'
import { CallRepair } from './CallRepair.tsx'
import type { Call, Calls } from './calls.ts'
import { EmergencyPanel } from './EmergencyPanel.tsx'
import { wayOf } from './own-case.ts'
import { TakenPanel } from './TakenPanel.tsx'
import { handToOf, LATER, missingFrom, payerOf, type Suggested, takeDoor, takeOf, tradeOf } from './take.ts'

/** One call: what is asked on the left, who is calling and what is known of the flat on the right. */
export function CallPanel({ call, calls }: { call: Call; calls: Calls }) {
  const t = useT()
  const project = useProject()
  const about = { unit: call.unitId, person: call.personId, place: call.placeId }
  const isAbout = Boolean(call.unitId || call.personId || call.placeId)
  const context = useAsk(desk.context, { params: { project }, query: about }, { enabled: isAbout, keep: isAbout })
  const known = isAbout ? context.data : undefined
  useKnown(call, calls, known)
  const triage = useTriage(call.taken ? '' : `${call.content}\n${call.keyPoints}`)
  if (call.taken) {
    return call.emergency ? (
      <EmergencyPanel call={call} emergency={call.emergency} calls={calls} />
    ) : (
      <TakenPanel call={call} taken={call.taken} calls={calls} />
    )
  }
  return (
    <div className="call">
      <section className="call-form" aria-label={t('来电登记')}>
        <CallHead call={call} calls={calls} />
        <div className="call-kind">
          <Segmented<MatterKind>
            aria-label={t('类别')}
            value={call.kind}
            onChange={(kind) => calls.change(call.id, { kind })}
            options={(Object.keys(kinds) as MatterKind[]).map((kind) => ({ value: kind, label: t(kinds[kind]) }))}
          />
          <ClauseMark rule="INT-12" />
        </div>
        <CallTriage call={call} calls={calls} suggested={triage} />
        <SimilarStrip call={call} calls={calls} />
        <CallBody call={call} calls={calls} payer={known?.payer ?? null} triage={triage} />
      </section>
      <aside className="call-context" aria-label={t('房屋与住户')}>
        <ProblemAlert problem={context.error} />
        <CallContext call={call} calls={calls} context={known} />
      </aside>
    </div>
  )
}

function CallBody(props: { call: Call; calls: Calls; payer: Suggested['payer']; triage: Triage | undefined }) {
  const { call, calls, payer, triage } = props
  const t = useT()
  const project = useProject()
  const message = useSay()
  const isRepair = call.kind === 'repair'
  const trade = triage?.trade?.label as keyof typeof trades | undefined
  const place = call.placeId ? { place: call.placeId } : call.unitId ? { unit: call.unitId } : {}
  const technicians = useAsk(
    desk.technicians,
    {
      params: { project },
      query: { trade: tradeOf(call, { trade }), ...place, ...(call.appointmentAt ? { at: call.appointmentAt } : {}) },
    },
    { enabled: isRepair, keep: true },
  )
  const suggested: Suggested = { payer, technicians: technicians.data?.technicians ?? [], trade }
  const command = useCommand(takeDoor, {
    onDone: ({ matter, work }) => {
      const procedure = isRepair ? 'repair' : wayOf(call) === 'own' ? call.kind : 'contact'
      calls.change(call.id, {
        taken: {
          matter: { id: matter.caseId, number: matter.number },
          work: work && { id: work.caseId, number: work.number, procedure },
        },
      })
      message.success(t('已登记 {number}', { number: matter.number }))
    },
  })
  const missing = missingFrom(call, suggested)
  const send = () => {
    if (missing === null) command.mutate({ params: { project }, body: takeOf(call, suggested) })
  }
  return (
    <form
      className="call-body"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      onKeyDown={(event) => {
        // ⌘Enter registers from any field.
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) send()
      }}
    >
      {call.join ? (
        <CallJoin call={call} join={call.join} calls={calls} />
      ) : isRepair ? (
        <CallRepair call={call} calls={calls} suggested={suggested} />
      ) : (
        <CallOther call={call} calls={calls} />
      )}
      <ProblemAlert problem={command.error} />
      <div className="call-end">
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          disabled={missing !== null}
          loading={command.isPending}
          {...(missing ? { 'aria-description': t(missing) } : {})}
        >
          {t(submitOf(call, suggested))}
        </Button>
        {missing && <span className="muted">{t(missing)}</span>}
      </div>
    </form>
  )
}

function submitOf(call: Call, suggested: Suggested): string {
  if (call.join) return call.registered ? '并入群诉' : '登记，并入群诉'
  if (call.registered) return handOutOf(call, suggested)
  if (call.kind !== 'repair') {
    return { own: '登记并开单', answer: '登记并办结', contact: '登记并开联系单', sort: '登记' }[wayOf(call)]
  }
  if (payerOf(call, suggested) === 'owner' && call.agreed === false) return '登记，业主不同意价格'
  return handToOf(call, suggested) === LATER ? '登记报修' : '登记并派单'
}

/** The same for a matter that is registered already. */
function handOutOf(call: Call, suggested: Suggested): string {
  if (call.kind !== 'repair') {
    return { own: '开单', answer: '答复并办结', contact: '开联系单', sort: '判别' }[wayOf(call)]
  }
  if (payerOf(call, suggested) === 'owner' && call.agreed === false) return '业主不同意价格'
  return handToOf(call, suggested) === LATER ? '开维修单' : '派单'
}

type Known = {
  unit: { code: string } | null
  person: { name: string; units: readonly { id: string; kind: string }[] } | null
  place: { name: string } | null
  residents: readonly { person: { id: string; name: string } }[]
}

/** Takes over what the server knows: the name of the tab, the only flat of a person, the only resident of a flat. */
function useKnown(call: Call, calls: Calls, known: Known | undefined): void {
  const { change } = calls
  useEffect(() => {
    if (!known || call.taken) return
    const person = known.person?.name ?? ''
    const name = [known.place?.name ?? known.unit?.code, person].filter(Boolean).join(' ')
    // A parking space beside the flat leaves no doubt which home is meant.
    const owned = known.person?.units ?? []
    const homes = owned.some(({ kind }) => kind !== 'parking') ? owned.filter(({ kind }) => kind !== 'parking') : owned
    const onlyUnit = homes.length === 1 ? homes[0]!.id : undefined
    const onlyResident = known.residents.length === 1 ? known.residents[0]!.person.id : undefined
    const learnt: Partial<Call> = {
      ...(name !== '' && name !== call.name ? { name } : {}),
      ...(call.unitId === undefined && call.placeId === undefined && onlyUnit ? { unitId: onlyUnit } : {}),
      ...(call.personId === undefined && call.stranger === undefined && onlyResident ? { personId: onlyResident } : {}),
    }
    if (Object.keys(learnt).length > 0) change(call.id, learnt)
  }, [known, call, change])
}
