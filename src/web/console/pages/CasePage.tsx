import { LinkOutlined, PrinterOutlined, SendOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { Button, Dropdown, Skeleton } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { cases, type CasePage as Page } from '../../../kernel/case/case.contract.ts'
import { notices } from '../../../kernel/notice/notice.contract.ts'
import { AnnouncementRecord } from '../../../rooms/complaint/ui/AnnouncementRecord.tsx'
import { DisputeRecord, SuggestionRecord } from '../../../rooms/complaint/ui/BesideRecords.tsx'
import { ComplaintRecord } from '../../../rooms/complaint/ui/ComplaintRecord.tsx'
import { ReportRecord, StudyRecord } from '../../../rooms/complaint/ui/PaperRecords.tsx'
import { PublicationRecord } from '../../../rooms/disclosure/ui/PublicationRecord.tsx'
import { GroupMark } from '../../../rooms/intake/groups/ui/GroupMark.tsx'
import { HeadField } from '../../../rooms/intake/groups/ui/HeadField.tsx'
import { CaseWords, SuggestedField } from '../../../rooms/intake/triage/ui/SuggestedField.tsx'
import { ContactRecord, MatterRecord } from '../../../rooms/intake/ui/IntakeRecords.tsx'
import { MannersRecord } from '../../../rooms/intake/ui/MannersRecord.tsx'
import { RepairRecord } from '../../../rooms/repair/ui/RepairRecord.tsx'
import { call } from '../../api.ts'
import { useAct } from '../../core/act.ts'
import { At, Left } from '../../core/clock.tsx'
import { useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { forget, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ActionPanel, needsForm, type OwnFields } from '../../kit/ActionPanel.tsx'
import { CaseActions } from '../../kit/CaseActions.tsx'
import { CaseTimeline } from '../../kit/CaseTimeline.tsx'
import { Clocks } from '../../kit/Clocks.tsx'
import { PriceItems } from '../../kit/fields/PriceItems.tsx'
import { LinkDialog } from '../../kit/LinkDialog.tsx'
import { CaseMarks, ProblemAlert, StateTag } from '../../kit/Parts.tsx'
import { useSay } from '../../kit/Say.tsx'
import { SheetDrawer } from '../../kit/SheetPanel.tsx'
import { CaseLink, Where, Who } from '../../kit/Where.tsx'
import { useHas } from '../home.ts'
import { paths } from '../paths.ts'
import { CasePerson } from './CasePerson.tsx'

const CaseDeliveries = lazy(() =>
  import('./CaseDeliveries.tsx').then(({ CaseDeliveries }) => ({ default: CaseDeliveries })),
)

/** What each room shows of its record. */
const records: Readonly<Record<string, (props: { page: Page }) => React.ReactNode>> = {
  matter: MatterRecord,
  contact: ContactRecord,
  repair: RepairRecord,
  manners: MannersRecord,
  publication: PublicationRecord,
  complaint: ComplaintRecord,
  suggestion: SuggestionRecord,
  dispute: DisputeRecord,
  announcement: AnnouncementRecord,
  study: StudyRecord,
  'complaint-report': ReportRecord,
}

/** Fields that rooms draw themselves. */
const ownFields: OwnFields = {
  'matter.sort': {
    kind: (input) => <SuggestedField head="kind" {...input} />,
    department: (input) => <SuggestedField head="department" {...input} />,
    topic: (input) => <SuggestedField head="topic" {...input} />,
  },
  'matter.join': { headId: (input) => <HeadField {...input} /> },
  'complaint.classify': {
    complaintClass: (input) => <SuggestedField head="class" {...input} />,
  },
  'repair.tellPrice': {
    items: ({ id, value, onChange }) => <PriceItems id={id ?? ''} value={value} onChange={onChange ?? (() => {})} />,
  },
}

/** One case: state, promise and holder on top, the next acts as buttons, their form beside the time line. */
export function CasePage() {
  const { procedure, id } = useParams({ strict: false }) as { procedure: string; id: string }
  const project = useProject()
  const { data, error } = useAsk(cases.page, { params: { project, procedure, id } }, { follows: { caseId: id } })
  useSeen(project, data?.case.id)
  if (error && !data) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />
  return <CaseBody key={id} page={data} />
}

/** Whoever looks at a case has read what he was told of it. */
function useSeen(project: number, caseId: string | undefined): void {
  useEffect(() => {
    if (caseId === undefined) return
    call(notices.read, { params: { project }, body: { caseId } })
      .then(async ({ read }) => {
        if (read > 0) await Promise.all([forget(notices.list), forget(notices.count)])
      })
      // The bell goes on counting; nothing is lost.
      .catch(() => {})
  }, [project, caseId])
}

function CaseBody({ page }: { page: Page }) {
  const t = useT()
  const go = useGo()
  const { act } = useQueryOf()
  const message = useSay()
  const { perform, busy } = useAct()
  const open = page.actions.find(({ action }) => action === act) ?? null
  const show = (action: string | undefined) =>
    go(paths.case(page.case, action ? { act: action } : {}), { replace: true })
  const choose = async (action: Page['actions'][number]) => {
    if (needsForm(page, action)) return show(open?.action === action.action ? undefined : action.action)
    if (busy) return
    try {
      await perform({
        procedure: page.case.procedure,
        caseId: page.case.id,
        action: action.action,
        form: {},
        seenSeq: page.case.lastSeq,
      })
      message.success(t('{action}：已办', { action: t(action.title) }))
    } catch (error) {
      message.error(t((error as Error).message))
    }
  }
  const Record = records[page.case.procedure]
  return (
    <>
      <CaseHead page={page}>
        <CaseActions actions={page.actions} open={open?.action ?? null} onChoose={choose} />
      </CaseHead>
      <div className="case-grid">
        <div>
          {open && (
            <CaseWords value={(page.record as { content?: string } | null)?.content ?? ''}>
              <ActionPanel
                key={open.action}
                page={page}
                action={open}
                own={ownFields}
                onClose={() => show(undefined)}
                onDone={() => {
                  message.success(t('{action}：已办', { action: t(open.title) }))
                  show(undefined)
                }}
              />
            </CaseWords>
          )}
          {Record && (
            <section className="card" aria-label={t(page.case.recordName)}>
              <h2>{t(page.case.recordName)}</h2>
              <Record page={page} />
            </section>
          )}
          <section className="card" aria-label={t('经过')}>
            <h2>{t('经过')}</h2>
            <CaseTimeline page={page} />
          </section>
        </div>
        <aside>
          <section className="card" aria-label={t('时限')}>
            <h2>{t('时限')}</h2>
            <Clocks procedure={page.case.procedure} caseId={page.case.id} clocks={page.clocks} />
          </section>
          <CasePerson page={page} />
          <Suspense fallback={null}>
            <CaseDeliveries procedure={page.case.procedure} id={page.case.id} />
          </Suspense>
          <Related page={page} />
        </aside>
      </div>
    </>
  )
}

function CaseHead({ page, children }: { page: Page; children: React.ReactNode }) {
  const t = useT()
  const { case: of } = page
  const [sheet, setSheet] = useState<string | null>(null)
  const [linking, setLinking] = useState(false)
  const go = useGo()
  const handsOut = useHas('receptionist')
  const next = page.clocks
    .filter(({ status, dueAt }) => status === 'open' && dueAt !== null)
    .toSorted((a, b) => a.dueAt!.localeCompare(b.dueAt!))[0]
  const promise = page.clocks.find((clock) => clock.status === 'open' && clock.promise !== null && clock.dueAt !== null)
  return (
    <header className="case-head">
      <div className="page-head" style={{ margin: 0 }}>
        <h1>
          <span className="number">{of.number}</span> {of.title}
        </h1>
        <span style={{ marginLeft: 'auto' }}>
          <Dropdown
            disabled={page.sheets.length === 0}
            menu={{
              items: page.sheets.map(({ sheet: key, name }) => ({ key, label: t(name) })),
              onClick: ({ key }) => setSheet(key),
            }}
            trigger={page.sheets.length > 1 ? ['click'] : []}
          >
            <Button
              icon={<PrinterOutlined />}
              onClick={() => page.sheets.length === 1 && setSheet(page.sheets[0]!.sheet)}
            >
              {t('打印单据')}
            </Button>
          </Dropdown>{' '}
          {handsOut && (of.state === 'registered' || of.state === 'sorted') && of.procedure === 'matter' && (
            <Button type="primary" icon={<SendOutlined />} onClick={() => go(paths.desk({ matter: of.id }))}>
              {t('派办')}
            </Button>
          )}{' '}
          {!of.final && (
            <Button icon={<LinkOutlined />} onClick={() => setLinking(true)}>
              {t('事项链接')}
            </Button>
          )}
        </span>
      </div>
      <div className="case-line">
        <StateTag state={of.state} title={of.stateTitle} final={of.final} />
        <CaseMarks {...of} />
        <GroupMark of={of} />
        <Where of={of} />
        <Who person={of.person} />
        {of.zone && <span className="muted">{of.zone.name}</span>}
      </div>
      <dl className="case-promise">
        <div>
          <dt>{t('经手人')}</dt>
          <dd>{of.holder?.name ?? <span className="muted">{t('待分派')}</span>}</dd>
        </div>
        {promise && (
          <div>
            <dt>{t('对客户的承诺')}</dt>
            <dd>
              {t(promise.promise!)} <At at={promise.dueAt!} />
            </dd>
          </div>
        )}
        {next && (
          <div>
            <dt>{t(next.title)}</dt>
            <dd>
              <Left due={next.dueAt!} />
            </dd>
          </div>
        )}
        {of.firstResponder && (
          <div>
            <dt>{t('首问责任人')}</dt>
            <dd>{of.firstResponder.name}</dd>
          </div>
        )}
        <div>
          <dt>{of.closedAt ? t('办结于') : t('登记于')}</dt>
          <dd>
            <At at={of.closedAt ?? of.openedAt} />
          </dd>
        </div>
      </dl>
      {children}
      <SheetDrawer of={of} sheet={sheet} onClose={() => setSheet(null)} />
      <LinkDialog page={page} open={linking} onClose={() => setLinking(false)} />
    </header>
  )
}

/** The matter above, and the work below it. */
function Related({ page }: { page: Page }) {
  const t = useT()
  const lines = [...(page.parent ? [page.parent] : []), ...page.children]
  if (lines.length === 0) return null
  return (
    <section className="card" aria-label={t('相关事项')}>
      <h2>{t('相关事项')}</h2>
      <ul className="plain-list">
        {lines.map((line) => (
          <li key={line.id} className="case-line">
            <CaseLink of={line} title />
            <StateTag state={line.state} title={line.stateTitle} final={line.final} />
          </li>
        ))}
      </ul>
    </section>
  )
}
