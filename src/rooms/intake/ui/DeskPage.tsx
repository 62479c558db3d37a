import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { cases } from '../../../kernel/case/case.contract.ts'
import { search } from '../../../kernel/search/search.contract.ts'
import { call as ask } from '../../../web/api.ts'
import { useAnswersDrills } from '../../../web/console/home.ts'
import { paths } from '../../../web/console/paths.ts'
import { useGo, useHashOf, useQueryOf } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { Wait } from '../../../web/core/Start.tsx'
import { useProject } from '../../../web/core/session.tsx'
import { type Call, type Calls, isBlank, TODAY, useCalls } from './calls.ts'
import { DeskTabs } from './DeskTabs.tsx'
import './desk.css'
import { EmergencyKeys } from './EmergencyKeys.tsx'
import { TodayPanel } from './TodayPanel.tsx'

// The form of a call comes in while the desk is looked at.
const fetchCallPanel = () => import('./CallPanel.tsx')
const CallPanel = lazy(async () => ({ default: (await fetchCallPanel()).CallPanel }))

const DrillDesk = lazy(async () => ({ default: (await import('../../drill/ui/desk.public.ts')).DrillDesk }))

/** The front desk: today's work, and each call that is being taken as a tab of its own. */
export function DeskPage() {
  const t = useT()
  const calls = useCalls()
  const drills = useAnswersDrills()
  const front = calls.calls.find(({ id }) => id === calls.front)
  useArrivals(calls)
  useEffect(() => {
    const timer = setTimeout(fetchCallPanel, 1_000)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="desk">
      <EmergencyKeys call={front} calls={calls} />
      {drills && (
        <Suspense fallback={null}>
          <DrillDesk front={calls.front} open={calls.open} />
        </Suspense>
      )}
      <DeskTabs
        front={calls.front}
        show={calls.show}
        close={calls.close}
        tabs={[
          { id: TODAY, label: t('今日'), panel: <TodayPanel /> },
          ...calls.calls.map((call) => ({
            id: call.id,
            label: <CallName call={call} />,
            closeLabel: t('关闭来电 {name}', { name: call.name || t('未知') }),
            panel: (
              <Suspense fallback={<Wait />}>
                <CallPanel call={call} calls={calls} />
              </Suspense>
            ),
          })),
        ]}
      >
        <Button type="primary" icon={<PlusOutlined />} onClick={() => calls.open({})}>
          {t('新来电')}
        </Button>
      </DeskTabs>
    </div>
  )
}

function CallName({ call }: { call: Call }) {
  const t = useT()
  return (
    <span className={call.emergency ? 'call-name is-emergency' : 'call-name'}>
      {call.taken ? '✓ ' : isBlank(call) ? '' : '• '}
      {call.name || call.stranger?.name || call.stranger?.phone || t('新来电')}
    </span>
  )
}

/**
 * Calls that come by the address: /desk?unit=…&person=… from the search box, /desk#caller=13800138000 from any
 * telephone system (one that cannot write a # may write /desk?caller=…, which no log of this server keeps),
 * /desk?matter=… for what was reported before. Each opens one call, and the address is tidied at once.
 */
function useArrivals(calls: Calls): void {
  const go = useGo()
  const project = useProject()
  const { unit, person, place, matter, caller: asked } = useQueryOf()
  const { caller = asked } = useHashOf()
  const handled = useRef('')
  const arrived = [caller, unit, person, place, matter].filter(Boolean).join(' ')
  useEffect(() => {
    if (arrived === '') {
      handled.current = ''
      return
    }
    if (handled.current === arrived) return
    handled.current = arrived
    go(paths.desk(), { replace: true })
    if (unit || person || place) {
      calls.open({ unitId: unit, personId: person, placeId: place })
      return
    }
    if (matter) openMatter(project, matter, calls)
    else openCaller(project, caller ?? '', calls)
  }, [arrived, caller, unit, person, place, matter, project, calls, go])
}

/** What the owner wrote on the phone, or somebody of the staff has reported, to be handed out like a call. */
async function openMatter(project: number, id: string, calls: Calls): Promise<void> {
  const page = await ask(cases.page, { params: { project, procedure: 'matter', id } }).catch(() => null)
  if (!page) return
  const { case: of } = page
  const record = page.record as unknown as Pick<Call, 'channel' | 'content' | 'photos'> & {
    kind: Call['kind'] | null
    heardAt: string
  }
  calls.open({
    id,
    registered: of.number,
    openedAt: record.heardAt,
    channel: record.channel,
    content: record.content,
    photos: record.photos,
    kind: record.kind ?? 'repair',
    name: of.unit?.code ?? of.place?.name ?? of.number,
    unitId: of.unit?.id,
    placeId: of.place?.id,
    personId: of.person?.id,
  })
}

/** Looks the caller up by the number; somebody who is not on file is noted as a stranger with that number. */
async function openCaller(project: number, caller: string, calls: Calls): Promise<void> {
  const phone = caller.replace(/^\+?86(?=1\d{10}$)/, '').replace(/[\s-]/g, '')
  const found = await ask(search.find, { params: { project }, body: { q: phone, kind: 'person' } }).catch(() => null)
  const [only, another] = found?.hits ?? []
  if (only && !another) calls.open({ personId: only.id, unitId: only.unitId ?? undefined, name: only.title })
  else calls.open({ name: phone, stranger: { name: '', phone: /^\d[\d-]{6,}$/.test(phone) ? phone : '' } })
}
