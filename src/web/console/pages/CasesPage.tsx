import { Button, Checkbox, DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { cases } from '../../../kernel/case/case.contract.ts'
import { useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { useAskPages } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { CaseTable } from '../../kit/CaseTable.tsx'
import { PlacePicker, StaffPicker, UnitPicker } from '../../kit/fields/Pickers.tsx'
import { Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { procedures } from '../../procedures.ts'
import { paths } from '../paths.ts'

/** Every case of the project, newest first. All filters stand in the address, so that a view can be kept and sent. */
export function CasesPage() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const query = useQueryOf()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useAskPages(
    cases.list,
    { params: { project }, query: { ...query, limit: 50 } as never },
    { keep: true },
  )
  const set = (change: Record<string, string | undefined>) =>
    go(paths.cases({ ...query, ...change }), { replace: true })
  const isFiltered = Object.keys(query).length > 0
  return (
    <>
      <div className="page-head">
        <h1>{t('事项')}</h1>
        {isFiltered && (
          <Button type="link" onClick={() => go(paths.cases(), { replace: true })}>
            {t('清除筛选')}
          </Button>
        )}
      </div>
      <Filters query={query} set={set} />
      <ProblemAlert problem={error} />
      <CaseTable
        name="cases"
        lines={data?.pages.flatMap(({ rows }) => rows)}
        columns={['number', 'title', 'where', 'person', 'state', 'holder', 'due', 'opened', 'last']}
        onMore={hasNextPage ? () => fetchNextPage() : undefined}
        loadingMore={isFetchingNextPage}
        empty={
          <Nothing
            text={isFiltered ? t('没有符合条件的事项，请放宽筛选。') : t('还没有事项。前台登记来电后，会出现在这里。')}
          />
        }
      />
    </>
  )
}

interface FilterProps {
  query: Readonly<Record<string, string>>
  set: (change: Record<string, string | undefined>) => void
}

function Filters({ query, set }: FilterProps) {
  const t = useT()
  const chosen = query.procedure?.split(',') ?? []
  const states = Object.values(procedures)
    .filter(({ name }) => chosen.length === 0 || chosen.includes(name))
    .map((procedure) => ({
      label: t(procedure.title),
      options: procedure.states.map((state) => ({ value: state, label: t(procedure.stateTitles[state] ?? state) })),
    }))
  const seen = new Set<string>()
  const distinct = states.map((group) => ({
    ...group,
    options: group.options.filter(({ value }) => !seen.has(value) && seen.add(value)),
  }))
  return (
    <search className="filters" aria-label={t('筛选事项')}>
      <Input.Search
        aria-label={t('单号')}
        placeholder={t('单号')}
        allowClear
        defaultValue={query.q ?? ''}
        key={query.q ?? ''}
        onSearch={(q) => set({ q: q.trim() || undefined })}
        style={{ width: 180 }}
      />
      <Select
        aria-label={t('类别')}
        mode="multiple"
        allowClear
        placeholder={t('全部类别')}
        value={chosen}
        onChange={(names: string[]) => set({ procedure: names.join(',') || undefined, state: undefined })}
        options={Object.values(procedures).map(({ name, title }) => ({ value: name, label: t(title) }))}
        style={{ minWidth: 150 }}
      />
      <Select
        aria-label={t('状态')}
        mode="multiple"
        allowClear
        placeholder={t('全部状态')}
        value={query.state?.split(',') ?? []}
        onChange={(names: string[]) => set({ state: names.join(',') || undefined })}
        options={distinct}
        showSearch={{ optionFilterProp: 'label' }}
        style={{ minWidth: 160 }}
      />
      <Select
        aria-label={t('优先级')}
        allowClear
        placeholder={t('全部优先级')}
        value={query.priority ?? null}
        onChange={(priority) => set({ priority: priority ?? undefined })}
        options={[
          { value: 'emergency', label: t('紧急') },
          { value: 'high', label: t('优先') },
          { value: 'normal', label: t('普通') },
        ]}
        style={{ width: 130 }}
      />
      <div style={{ width: 150 }}>
        <UnitPicker aria-label={t('房号')} value={query.unit} onChange={(unit) => set({ unit })} />
      </div>
      <div style={{ width: 150 }}>
        <PlacePicker aria-label={t('公共部位')} value={query.place} onChange={(place) => set({ place })} />
      </div>
      <div style={{ width: 130 }}>
        <StaffPicker aria-label={t('经手人')} value={query.holder} onChange={(holder) => set({ holder })} />
      </div>
      <DatePicker.RangePicker
        aria-label={t('登记日期')}
        placeholder={[t('登记日期从'), t('到')]}
        allowEmpty={[true, true]}
        value={[query.openedFrom ? dayjs(query.openedFrom) : null, query.openedTo ? dayjs(query.openedTo) : null]}
        onChange={(range) =>
          set({ openedFrom: range?.[0]?.format('YYYY-MM-DD'), openedTo: range?.[1]?.format('YYYY-MM-DD') })
        }
      />
      <Checkbox
        checked={query.open === 'true'}
        onChange={({ target }) => set({ open: target.checked ? 'true' : undefined })}
      >
        {t('只看未办结')}
      </Checkbox>
      <Checkbox
        checked={query.mine === 'true'}
        onChange={({ target }) => set({ mine: target.checked ? 'true' : undefined })}
      >
        {t('只看我经手')}
      </Checkbox>
      <Checkbox
        checked={query.overdue === 'true'}
        onChange={({ target }) => set({ overdue: target.checked ? 'true' : undefined })}
      >
        {t('只看超时')}
      </Checkbox>
    </search>
  )
}
