import { useParams } from '@tanstack/react-router'
import { Problem } from '../../../web/api.ts'
import { At } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { doors } from '../../../web/mobile-kit/doors.ts'
import { Screen, Unread, Waiting } from '../../../web/mobile-kit/Screen.tsx'
import { announcementPath, announcementSections } from '../announcement.row.ts'

/** What everybody reads about the complaints of a month, without an account: the page behind the code on the poster. */
export function PublicAnnouncement() {
  const t = useT()
  const { project, id } = useParams({ strict: false }) as { project: string; id: string }
  const { data, error, refetch } = useAsk(doors.announcement, { params: { project, case: id } }, { follows: 'nothing' })
  if (!data) {
    return (
      <Screen title={t('投诉处理公布')}>
        {isNotThere(error) ? (
          <div className="empty" role="alert">
            <strong>{t('没有这份公布')}</strong>
            <span className="quiet">{t('可能还没有公布，或者网址没有抄全。请再扫一次公告栏上的二维码。')}</span>
          </div>
        ) : error ? (
          <Unread problem={error} again={refetch} />
        ) : (
          <Waiting />
        )}
      </Screen>
    )
  }
  const [year = '', month = ''] = data.period.split('-')
  return (
    <Screen title={data.project}>
      <header className="field">
        <span className="big">{t('{year} 年 {month} 月投诉处理公布', { year, month: Number(month) })}</span>
        <span className="quiet">{t('{from} 至 {to}', { from: data.fromOn, to: data.toOn })}</span>
      </header>
      {data.sections.map(({ section, text }) => (
        <section key={section} className="card" aria-label={t(announcementSections[section])}>
          <h2 className="section">{t(announcementSections[section])}</h2>
          <p className="words">{text}</p>
        </section>
      ))}
      <p className="quiet">
        {t('公布时间')} <At at={data.publishedAt} />
      </p>
      {data.servicePhone ? (
        <a className="btn btn-accent" href={`tel:${data.servicePhone}`}>
          {t('有意见请拨 {phone}', { phone: data.servicePhone })}
        </a>
      ) : null}
      {data.earlier.length > 0 ? (
        <>
          <h2 className="section">{t('以往公布')}</h2>
          <nav className="links" aria-label={t('以往公布')}>
            {data.earlier.map((one) => (
              <a key={one.id} href={announcementPath(Number(project), one.id)}>
                {one.period}
              </a>
            ))}
          </nav>
        </>
      ) : null}
    </Screen>
  )
}

const isNotThere = (error: Error | null) => error instanceof Problem && error.kind === 'not-found'
