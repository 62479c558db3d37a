import { Link, useParams } from '@tanstack/react-router'
import type { CaseLine } from '../../kernel/case/case.contract.ts'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { relations } from '../kit/relations.ts'
import { doors } from '../mobile-kit/doors.ts'
import { Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'
import { CaseRow } from './CaseRow.tsx'

/** A flat, a resident or a public place with what is open there: what one wants to know at the door. */
export function About() {
  const { kind, id } = useParams({ strict: false }) as { kind: string; id: string }
  if (kind === 'unit') return <AboutUnit id={id} />
  return kind === 'person' ? <AboutPerson id={id} /> : <AboutPlace id={id} />
}

function AboutUnit({ id }: { id: string }) {
  const t = useT()
  const project = useProject()
  const { data, error, refetch } = useAsk(doors.unit, { params: { project, unit: id } })
  return (
    <Screen title={data?.unit.code ?? t('房屋')} back={() => history.back()}>
      {error && !data ? <Unread problem={error} again={refetch} /> : data ? null : <Waiting />}
      {data ? (
        <>
          <section className="card" aria-label={t('住户')}>
            {data.residents.length === 0 ? <span className="quiet">{t('没有登记住户')}</span> : null}
            {data.residents.map(({ residenceId, person, relation }) => (
              <span key={residenceId} className="row">
                <Link to="/about/$kind/$id" params={{ kind: 'person', id: person.id }} className="title">
                  {person.name}
                </Link>
                <span className="tag">{t(relations[relation])}</span>
              </span>
            ))}
            {data.unit.officer ? (
              <span className="quiet">{t('客户服务员：{name}', { name: data.unit.officer.name })}</span>
            ) : null}
          </section>
          <Open lines={data.openCases} />
        </>
      ) : null}
    </Screen>
  )
}

function AboutPerson({ id }: { id: string }) {
  const t = useT()
  const project = useProject()
  const { data, error, refetch } = useAsk(doors.person, { params: { project, person: id } })
  return (
    <Screen title={data?.person.name ?? t('住户')} back={() => history.back()}>
      {error && !data ? <Unread problem={error} again={refetch} /> : data ? null : <Waiting />}
      {data ? (
        <>
          <section className="card" aria-label={t('房屋')}>
            {data.residences.length === 0 ? <span className="quiet">{t('没有登记房屋')}</span> : null}
            {data.residences.map(({ id: residence, unit, relation, toOn }) => (
              <span key={residence} className="row">
                <Link to="/about/$kind/$id" params={{ kind: 'unit', id: unit.id }} className="title num">
                  {unit.code}
                </Link>
                <span className="tag">
                  {t(relations[relation])}
                  {toOn ? ` ${t('至 {date}', { date: toOn })}` : ''}
                </span>
              </span>
            ))}
            {data.phones.map(({ id: phone, masked, label }) => (
              <span key={phone} className="row">
                <span className="quiet">{t(label)}</span>
                <span className="num">{masked}</span>
              </span>
            ))}
          </section>
          <Open lines={data.openCases} />
        </>
      ) : null}
    </Screen>
  )
}

function AboutPlace({ id }: { id: string }) {
  const t = useT()
  const project = useProject()
  const query = { place: id, open: true, limit: 50 }
  const { data, error, refetch } = useAsk(doors.cases, { params: { project }, query })
  return (
    <Screen title={data?.rows[0]?.place?.name ?? t('公共部位')} back={() => history.back()}>
      {error && !data ? <Unread problem={error} again={refetch} /> : data ? null : <Waiting />}
      {data ? <Open lines={data.rows} /> : null}
    </Screen>
  )
}

function Open({ lines }: { lines: readonly CaseLine[] }) {
  const t = useT()
  return (
    <>
      <h2 className="section">{t('未办结的事项')}</h2>
      {lines.length === 0 ? <span className="quiet">{t('没有未办结的事项')}</span> : null}
      {lines.map((line) => (
        <CaseRow key={line.id} line={line} />
      ))}
    </>
  )
}
