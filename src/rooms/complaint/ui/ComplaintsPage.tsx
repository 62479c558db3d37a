import { Button, Checkbox, Radio, Select, Tag } from 'antd'
import { useHas } from '../../../web/console/home.ts'
import { paths } from '../../../web/console/paths.ts'
import { Left } from '../../../web/core/clock.tsx'
import { Go, useGo, useQueryOf } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk, useAskPages } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { CaseTable, type LineColumn } from '../../../web/kit/CaseTable.tsx'
import { DepartmentPicker } from '../../../web/kit/fields/Pickers.tsx'
import { Nothing, ProblemAlert } from '../../../web/kit/Parts.tsx'
import { type ComplaintLine, complaints } from '../complaint.contract.ts'
import { classes, parties } from '../complaint.row.ts'
import './complaint.css'

/** 投诉台: open complaints, what has run out first. All filters stand in the address. */
export function ComplaintsPage() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const query = useQueryOf()
  const reads = useHas('service-supervisor', 'service-director', 'manager', 'quality-dept', 'executive')
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useAskPages(
    complaints.open,
    { params: { project }, query: { ...query, limit: 50 } as never },
    { keep: true },
  )
  const set = (change: Record<string, string | undefined>) =>
    go(paths.complaints({ ...query, ...change }), { replace: true })
  const isFiltered = Object.keys(query).length > 0
  return (
    <>
      <div className="page-head">
        <h1>{t('投诉台')}</h1>
        {isFiltered && (
          <Button type="link" onClick={() => go(paths.complaints(), { replace: true })}>
            {t('清除筛选')}
          </Button>
        )}
        {reads && (
          <span style={{ marginLeft: 'auto' }}>
            <Go href={paths.complaintFigures()}>{t('投诉统计')}</Go>
          </span>
        )}
      </div>
      <Today query={query} set={set} />
      <Filters query={query} set={set} />
      <ProblemAlert problem={error} />
      <CaseTable
        name="complaints"
        lines={data?.pages.flatMap(({ rows }) => rows)}
        columns={['number', 'title', 'where', 'state', 'holder', 'due']}
        more={useMore()}
        onMore={hasNextPage ? () => fetchNextPage() : undefined}
        loadingMore={isFetchingNextPage}
        empty={<Nothing text={isFiltered ? t('没有符合条件的投诉，请放宽筛选。') : t('没有未办结的投诉。')} />}
      />
    </>
  )
}

interface FilterProps {
  query: Readonly<Record<string, string>>
  set: (change: Record<string, string | undefined>) => void
}

/** The day's counts, and the open complaints by state, which are a filter too. */
function Today({ query, set }: FilterProps) {
  const t = useT()
  const project = useProject()
  const { data } = useAsk(complaints.today, { params: { project } }, { keep: true, follows: 'cases' })
  const open = data?.states.reduce((sum, { count }) => sum + count, 0) ?? 0
  const counts: readonly [string, number | undefined][] = [
    ['今日受理', data?.received],
    ['今日答复', data?.answered],
    ['今日关闭', data?.closed],
    ['已超时', data?.late],
    ['疑难', data?.hard],
    ['重大', data?.major],
    ['越级', data?.over],
  ]
  return (
    <section className="card complaint-today" aria-label={t('今日投诉')}>
      <dl>
        {counts.map(([label, count]) => (
          <div key={label} className={label === '已超时' && count ? 'is-late' : ''}>
            <dt>{t(label)}</dt>
            <dd>{count ?? '—'}</dd>
          </div>
        ))}
      </dl>
      <Radio.Group
        aria-label={t('状态')}
        size="small"
        optionType="button"
        value={query.state ?? ''}
        onChange={({ target }) => set({ state: target.value || undefined })}
        options={[
          { value: '', label: t('全部 {count}', { count: open }) },
          ...(data?.states ?? []).map(({ state, title, count, late }) => ({
            value: state,
            label: (
              <>
                {t(title)} {count}
                {late > 0 && <span className="is-late"> {t('超时 {count}', { count: late })}</span>}
              </>
            ),
          })),
        ]}
      />
    </section>
  )
}

const flags = { overdue: '只看超时', hard: '疑难', major: '重大', over: '越级', mine: '只看我经手' } as const

function Filters({ query, set }: FilterProps) {
  const t = useT()
  const choice = (name: 'class' | 'party', label: string, all: string, options: Readonly<Record<string, string>>) => (
    <Select
      aria-label={t(label)}
      allowClear
      placeholder={t(all)}
      value={query[name] ?? null}
      onChange={(value) => set({ [name]: value ?? undefined })}
      options={Object.entries(options).map(([value, title]) => ({ value, label: t(title) }))}
      style={{ width: name === 'class' ? 220 : 130 }}
    />
  )
  return (
    <search className="filters" aria-label={t('筛选投诉')}>
      {choice('class', '投诉类别', '全部类别', classes)}
      {choice('party', '责任方', '全部责任方', parties)}
      <div style={{ width: 160 }}>
        <DepartmentPicker
          aria-label={t('责任部门')}
          value={query.department}
          onChange={(department) => set({ department })}
        />
      </div>
      {Object.entries(flags).map(([name, label]) => (
        <Checkbox
          key={name}
          checked={query[name] === 'true'}
          onChange={({ target }) => set({ [name]: target.checked ? 'true' : undefined })}
        >
          {t(label)}
        </Checkbox>
      ))}
    </search>
  )
}

const classNames = { '1': '一类', '2': '二类', '3': '三类' } as const

function useMore(): LineColumn<ComplaintLine>[] {
  const t = useT()
  return [
    {
      key: 'class',
      title: t('类别'),
      width: 110,
      render: (_, { complaintClass, hard, major, over }) => (
        <>
          {complaintClass ? t(classNames[complaintClass]) : <span className="muted">{t('未分类')}</span>}{' '}
          {major && <Tag color="red">{t('重大')}</Tag>}
          {hard && <Tag color="orange">{t('疑难')}</Tag>}
          {over && <Tag color="purple">{t('越级')}</Tag>}
        </>
      ),
    },
    {
      key: 'handle',
      title: t('类别时限'),
      width: 150,
      render: (_, { handleDueAt }) => (handleDueAt ? <Left due={handleDueAt} /> : <span className="muted">—</span>),
    },
    {
      key: 'department',
      title: t('责任方'),
      width: 100,
      render: (_, { department, party }) =>
        department ?? (party ? t(parties[party]) : <span className="muted">{t('未分流')}</span>),
    },
  ]
}
