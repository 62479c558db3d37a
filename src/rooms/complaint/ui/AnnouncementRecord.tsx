import { Alert, Button, Tag } from 'antd'
import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { At } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { Facts, type InJson } from '../../../web/kit/Facts.tsx'
import { PhotoStrip } from '../../../web/kit/FieldValue.tsx'
import { Nothing, ProblemAlert } from '../../../web/kit/Parts.tsx'
import { announcements, type MarkedSection } from '../announcement.contract.ts'
import type { Announcement } from '../announcement.procedure.ts'
import { announcementSections, markKinds } from '../announcement.row.ts'
import './complaint.css'

/** The announcement of a month: exactly what everybody will read, with what somebody could be known by marked in it. */
export function AnnouncementRecord({ page }: { page: CasePage }) {
  const t = useT()
  const project = useProject()
  const row = page.record as unknown as InJson<Announcement> | null
  const { data, error } = useAsk(
    announcements.preview,
    { params: { project, case: page.case.id } },
    { follows: { caseId: page.case.id } },
  )
  if (!row) return null
  return (
    <>
      <ProblemAlert problem={error} />
      {data && data.sections.length === 0 && <Nothing text={t('还没有拟稿。拟好后在这里预览公布的样子。')} />}
      {data && data.sections.length > 0 && (
        <>
          <Standing row={row} sections={data.sections} url={data.url} />
          <article className="announcement" aria-label={t('公布的样子')}>
            <header>
              <p>{data.project}</p>
              <h3>{t('投诉处理情况公布')}</h3>
              <p>{t('{year} 年 {month} 月', { year: data.period.slice(0, 4), month: Number(data.period.slice(5)) })}</p>
            </header>
            {data.sections.map((section) => (
              <section key={section.section}>
                <h4>{t(announcementSections[section.section])}</h4>
                <p className="free-text">
                  <Marked {...section} />
                </p>
              </section>
            ))}
          </article>
        </>
      )}
      <Facts
        facts={[
          { label: t('统计期'), value: `${row.fromOn} — ${row.toOn}` },
          { label: t('公布期限'), value: <At at={row.dueAt} /> },
          row.draftedBy !== null && { label: t('拟稿人'), value: page.names[row.draftedBy] ?? '' },
          row.draftedAt !== null && { label: t('拟稿时间'), value: <At at={row.draftedAt} /> },
          row.checkedAt !== null && { label: t('核对时间'), value: <At at={row.checkedAt} /> },
          row.checkWords !== null && { label: t('核对说明'), value: row.checkWords, wide: true },
          row.hangsAt !== null && { label: t('公布位置'), value: row.hangsAt },
          row.publishedAt !== null && { label: t('公布时间'), value: <At at={row.publishedAt} /> },
          row.photos.length > 0 && {
            label: t('公布位置照片'),
            value: <PhotoStrip ids={row.photos} label={t('公布位置照片')} />,
            wide: true,
          },
        ]}
      />
    </>
  )
}

interface StandingProps {
  row: InJson<Announcement>
  sections: readonly MarkedSection[]
  url: string
}

/** Whether it can go out: published, or what of it still has to be looked at. */
function Standing({ row, sections, url }: StandingProps) {
  const t = useT()
  if (row.publishedAt !== null) {
    return (
      <Alert
        type="success"
        showIcon
        title={t('已公布，所有人都能看到')}
        action={
          <Button size="small" href={url} target="_blank">
            {t('打开公布页')}
          </Button>
        }
      />
    )
  }
  const found = sections.flatMap(({ text, marks }) =>
    marks.map(({ kind, start, end }) => ({ kind, words: text.slice(start, end) })),
  )
  if (found.length === 0) {
    return <Alert type="info" showIcon title={t('没有发现姓名、房号、电话一类的字句；请再逐句看一遍')} />
  }
  return (
    <Alert
      type="warning"
      showIcon
      title={t('有 {count} 处像个人信息，请改稿；确可公布的，核对时写明理由', { count: found.length })}
      description={found.map(({ kind, words }, index) => (
        <Tag key={index} color="gold">
          {t(markKinds[kind])}：{words}
        </Tag>
      ))}
    />
  )
}

/** A section with its marks as highlighter strokes, each saying what it looks like. */
function Marked({ text, marks }: MarkedSection) {
  const t = useT()
  const parts: React.ReactNode[] = []
  let at = 0
  for (const { kind, start, end } of marks) {
    parts.push(
      text.slice(at, start),
      <mark key={start} title={t(markKinds[kind])}>
        {text.slice(start, end)}
      </mark>,
    )
    at = end
  }
  return [...parts, text.slice(at)]
}
