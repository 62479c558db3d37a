import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import type { CasePage } from '../../kernel/case/case.contract.ts'
import { ComplaintLines } from '../../rooms/complaint/ui/ComplaintLines.tsx'
import { opinionAsked } from '../../rooms/complaint/ui/opinions.ts'
import { JobHead } from '../../rooms/repair/ui/JobHead.tsx'
import { nextTask } from '../../rooms/repair/ui/JobTasks.ts'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { NextIcon } from '../mobile-kit/icons.tsx'
import { Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'
import { Steps } from '../mobile-kit/Steps.tsx'
import { CaseHead } from './CaseHead.tsx'
import { CaseTask } from './CaseTask.tsx'
import { HiddenNumbers } from './HiddenNumbers.tsx'
import { Ladder } from './Ladder.tsx'

/** One case: what it is about above, the one task that comes next at the thumb, everything else below. */
export function CaseScreen() {
  const { procedure, id } = useParams({ from: '/case/$procedure/$id' })
  const project = useProject()
  const navigate = useNavigate()
  const {
    data: page,
    error,
    refetch,
  } = useAsk(doors.casePage, { params: { project, procedure, id } }, { follows: { caseId: id } })
  const back = () => navigate({ to: '/' })
  if (!page) {
    return (
      <Screen title="" back={back}>
        {error ? <Unread problem={error} again={refetch} /> : <Waiting />}
      </Screen>
    )
  }
  return <OpenCase page={page} project={project} back={back} />
}

function OpenCase({ page, project, back }: { page: CasePage; project: number; back: () => void }) {
  const t = useT()
  const isRepair = page.case.procedure === 'repair'
  const { action, blocked } = isRepair ? nextTask(page) : firstMain(page)
  // The next task begins at the top, wherever the last one was left. While the task is the same, what was typed stays:
  // the owner may sign on his own phone while the charge is being noted on this one.
  const place = action ?? page.case.state
  useEffect(() => {
    window.scrollTo(0, 0)
  }, [place])
  const frame = (body: ReactNode, foot: ReactNode) => (
    <Screen title={page.case.number} back={back} foot={foot}>
      {isRepair ? <JobHead page={page} project={project} /> : <CaseHead page={page} />}
      {page.case.procedure === 'complaint' ? <ComplaintLines page={page} /> : null}
      {page.actions.some(({ action }) => action === 'acknowledge') ? <Ladder page={page} /> : null}
      <HiddenNumbers page={page} />
      {page.case.final ? <p className="note">{t('此单已结束')}</p> : null}
      {blocked ? <p className="note">{t(blocked)}</p> : null}
      {body}
      <OtherActions page={page} except={action} />
      <History page={page} />
    </Screen>
  )
  if (action === null) {
    const leave = (
      <button type="button" className="btn" onClick={back}>
        {t('回到工作列表')}
      </button>
    )
    return frame(blocked || page.case.final ? null : <p className="quiet">{t('您这边没有要做的了')}</p>, leave)
  }
  const hint = page.actions.find((one) => one.action === action)?.hint
  return (
    <CaseTask key={place} page={page} action={action}>
      {({ body, foot }) =>
        frame(
          <>
            {hint ? <p className="quiet">{t(hint)}</p> : null}
            {body}
          </>,
          foot,
        )
      }
    </CaseTask>
  )
}

function firstMain(page: CasePage): { action: string | null; blocked: string | null } {
  const asked = page.case.procedure === 'complaint' ? opinionAsked(page) : null
  if (asked !== null) return { action: asked, blocked: null }
  // Whom a missed deadline has reached says first that he has seen it, where no work of the case is his.
  const main =
    page.actions.find(({ primary, enabled }) => primary && enabled) ??
    page.actions.find(({ action, enabled }) => action === 'acknowledge' && enabled)
  const waiting = page.actions.find(({ primary }) => primary)
  return { action: main?.action ?? null, blocked: main ? null : (waiting?.reason ?? null) }
}

function OtherActions({ page, except }: { page: CasePage; except: string | null }) {
  const t = useT()
  const last = (name: string) => Number(name === 'note')
  const others = page.actions
    .filter(({ action }) => action !== except)
    .toSorted((a, b) => last(a.action) - last(b.action))
  const possible = others.filter(({ enabled }) => enabled)
  const blocked = others.filter(({ enabled }) => !enabled)
  const { procedure, id } = page.case
  return (
    <>
      {possible.length > 0 ? (
        <nav className="links" aria-label={t('其他操作')}>
          {possible.map(({ action, title, hint }) => (
            <Link key={action} to="/case/$procedure/$id/$action" params={{ procedure, id, action }}>
              <span>
                {t(title)}
                {hint ? <small className="quiet">{t(hint)}</small> : null}
              </span>
              <NextIcon />
            </Link>
          ))}
        </nav>
      ) : null}
      {blocked.length > 0 ? (
        <details className="small">
          <summary>{t('现在还不能做的 {count} 项', { count: blocked.length })}</summary>
          <dl className="pairs" style={{ marginTop: 8 }}>
            {blocked.map(({ action, title, reason }) => (
              <div key={action} style={{ display: 'contents' }}>
                <dt>{t(title)}</dt>
                <dd>{reason ? t(reason) : null}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
    </>
  )
}

function History({ page }: { page: CasePage }) {
  const t = useT()
  const steps = page.timeline.toReversed().map(({ seq, at, title, by, form }) => ({
    key: String(seq),
    at,
    text: t(title),
    by: by.name,
    words: wordsOf(form),
  }))
  return (
    <>
      <h2 className="section">{t('经过')}</h2>
      <Steps steps={steps} />
    </>
  )
}

/** What somebody wrote; ids, figures and times are left to the console. */
function wordsOf(form: Record<string, unknown> | null): string | null {
  const written = Object.values(form ?? {}).filter(
    (value): value is string => typeof value === 'string' && /\p{Script=Han}/u.test(value),
  )
  return written.length > 0 ? written.join('；') : null
}
