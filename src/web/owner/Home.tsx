import { Link, useNavigate } from '@tanstack/react-router'
import type { OwnerMatter } from '../../kernel/owner/home.contract.ts'
import { At } from '../core/clock.tsx'
import { manualOf } from '../core/faces.ts'
import { i18n, useT } from '../core/i18n.ts'
import { Languages } from '../core/Languages.tsx'
import { useAsk } from '../core/query.ts'
import { useStanding } from '../core/session.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { BookIcon, EyeIcon, HomeIcon, NextIcon, PhoneIcon } from '../mobile-kit/icons.tsx'
import { Empty, Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'
import { followMatter } from './follow.ts'
import { askOf, isOwnerTask, ownerTasks } from './owner-tasks.ts'
import { Pledges } from './Pledges.tsx'

/** What is happening with my home. */
export function Home() {
  const t = useT()
  const navigate = useNavigate()
  const { me, project, signOut } = useStanding()
  const { data, error, refetch } = useAsk(doors.home, {}, { follows: 'cases' })
  const matters = data?.matters ?? []
  const open = matters.filter(({ final }) => !final)
  const ended = matters.filter(({ final }) => final)
  return (
    <Screen
      title={t('我的家')}
      foot={
        <button type="button" className="btn btn-main" onClick={() => navigate({ to: '/owner/report' })}>
          {t('报修 / 反映问题')}
        </button>
      }
    >
      <section className="row" aria-label={t('我的房屋')}>
        <div>
          <div className="big">{data?.units.map(({ code }) => code).join(t('、')) ?? ''}</div>
          <div className="quiet">
            {me.account.name} · {project.name}
          </div>
        </div>
        <HomeIconBox />
      </section>
      {error && !data ? <Unread problem={error} again={refetch} /> : data ? null : <Waiting />}
      <Asked matters={open} />
      {open.length > 0 ? <h2 className="section">{t('正在办理')}</h2> : null}
      {open.map((matter) => (
        <MatterCard key={matter.id} matter={matter} />
      ))}
      {data && open.length === 0 ? (
        <Empty text={t('家里一切正常')} hint={t('需要报修或反映问题，点下面的按钮，三步就好')} />
      ) : null}
      {ended.length > 0 ? <Ended matters={ended} /> : null}
      <nav className="links" aria-label={t('更多')}>
        <Link to="/owner/privacy">
          <span className="row-start">
            <span style={{ width: 22 }}>
              <EyeIcon />
            </span>
            {t('我的资料与谁看过')}
          </span>
          <NextIcon />
        </Link>
        <a href={manualOf(i18n.language, 'owner')} target="_blank" rel="noreferrer">
          <span className="row-start">
            <span style={{ width: 22 }}>
              <BookIcon />
            </span>
            {t('使用手册')}
          </span>
          <NextIcon />
        </a>
        {project.servicePhone ? (
          <a href={`tel:${project.servicePhone}`}>
            <span className="row-start">
              <span style={{ width: 22 }}>
                <PhoneIcon />
              </span>
              {t('服务电话')} <span className="num">{project.servicePhone}</span>
            </span>
            <NextIcon />
          </a>
        ) : null}
        <button type="button" onClick={() => void signOut()}>
          {t('退出登录')}
        </button>
      </nav>
      <Languages />
    </Screen>
  )
}

function HomeIconBox() {
  return (
    <span style={{ width: 40, color: 'var(--accent)' }}>
      <HomeIcon />
    </span>
  )
}

/** What waits for the owner's signature comes before everything else. */
function Asked({ matters }: { matters: readonly OwnerMatter[] }) {
  const t = useT()
  const asked = matters.flatMap((matter) =>
    matter.todos.filter(({ action }) => isOwnerTask(action)).map((todo) => ({ matter, todo })),
  )
  if (asked.length === 0) return null
  return (
    <>
      <h2 className="section">{t('请您确认')}</h2>
      {asked.map(({ matter, todo }) => (
        <Link
          key={`${todo.caseId} ${todo.action}`}
          to="/owner/matter/$id/$procedure/$caseId/$action"
          params={{ id: matter.id, procedure: todo.procedure, caseId: todo.caseId, action: todo.action }}
          className="card card-ask"
        >
          <span className="row">
            <span className="title">{t(askOf(ownerTasks, todo.action))}</span>
            <NextSmall />
          </span>
          <span>{matter.title}</span>
        </Link>
      ))}
    </>
  )
}

function NextSmall() {
  return (
    <span style={{ width: 22 }}>
      <NextIcon />
    </span>
  )
}

function MatterCard({ matter }: { matter: OwnerMatter }) {
  const t = useT()
  const { number, title, where, stateTitle, urgent, promises, steps } = followMatter(matter)
  const [latest] = steps
  return (
    <Link to="/owner/matter/$id" params={{ id: matter.id }} className={urgent ? 'card card-urgent' : 'card'}>
      <span className="row">
        <span className="title">{title}</span>
        <span className="tag tag-accent">{t(stateTitle)}</span>
      </span>
      {latest ? (
        <span className="quiet">
          {t(latest.text)} · <At at={latest.at} />
        </span>
      ) : null}
      <Pledges promises={promises.slice(0, 2)} />
      <span className="small num">
        {number}
        {where ? ` · ${where}` : ''}
      </span>
    </Link>
  )
}

function Ended({ matters }: { matters: readonly OwnerMatter[] }) {
  const t = useT()
  return (
    <>
      <h2 className="section">{t('已办结')}</h2>
      <div className="links">
        {matters.map((matter) => (
          <Link key={matter.id} to="/owner/matter/$id" params={{ id: matter.id }}>
            <span>
              {matter.title}
              <span className="small" style={{ display: 'block' }}>
                {t(matter.stateTitle)} · <At at={matter.closedAt ?? matter.openedAt} />
              </span>
            </span>
            <NextIcon />
          </Link>
        ))}
      </div>
    </>
  )
}
