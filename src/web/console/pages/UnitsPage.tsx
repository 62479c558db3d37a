import { Input, Select, Table } from 'antd'
import { property, type UnitLine } from '../../../kernel/property/property.contract.ts'
import { Go, useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { useAsk, useAskPages } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { More, Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { paths } from '../paths.ts'

/** The units of the estate: flats, shops, parking spaces. */
export function UnitsPage() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const query = useQueryOf()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useAskPages(
    property.units,
    { params: { project }, query: { ...query, limit: 50 } as never },
    { keep: true, follows: 'nothing' },
  )
  const buildings = useAsk(property.buildings, { params: { project } }, { follows: 'nothing', freshMs: 600_000 })
  const set = (change: Record<string, string | undefined>) =>
    go(paths.units({ ...query, ...change }), { replace: true })
  const kinds = { flat: t('住宅'), shop: t('商铺'), parking: t('车位') }
  return (
    <>
      <div className="page-head">
        <h1>{t('房屋')}</h1>
      </div>
      <search className="filters" aria-label={t('筛选房屋')}>
        <Input.Search
          aria-label={t('房号')}
          placeholder={t('房号，如 1-2-301')}
          allowClear
          defaultValue={query.q ?? ''}
          key={query.q ?? ''}
          onSearch={(q) => set({ q: q.trim() || undefined })}
          style={{ width: 200 }}
        />
        <Select
          aria-label={t('楼栋')}
          allowClear
          placeholder={t('全部楼栋')}
          value={query.building ?? null}
          onChange={(building) => set({ building: building ?? undefined })}
          options={(buildings.data?.buildings ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          style={{ width: 140 }}
        />
        <Select
          aria-label={t('房屋类型')}
          allowClear
          placeholder={t('全部类型')}
          value={query.kind ?? null}
          onChange={(kind) => set({ kind: kind ?? undefined })}
          options={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
          style={{ width: 130 }}
        />
      </search>
      <ProblemAlert problem={error} />
      <div className="case-table">
        <Table<UnitLine>
          size="small"
          rowKey="id"
          loading={!data && !error}
          dataSource={data?.pages.flatMap(({ rows }) => rows) ?? []}
          pagination={false}
          sticky={{ offsetHeader: 56 }}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Nothing text={t('没有符合条件的房屋，请放宽筛选。')} /> }}
          rowClassName="case-row"
          onRow={({ id }) => ({ onClick: () => go(paths.unit(id)) })}
          columns={[
            { title: t('房号'), width: 160, render: (_, { id, code }) => <Go href={paths.unit(id)}>{code}</Go> },
            { title: t('类型'), width: 120, render: (_, { kind }) => kinds[kind] },
            { title: t('楼层'), width: 100, render: (_, { floor }) => floor ?? '—' },
            { title: t('片区'), render: (_, { zone }) => zone.name },
          ]}
        />
        {hasNextPage && <More loading={isFetchingNextPage} onMore={fetchNextPage} />}
      </div>
    </>
  )
}
