import { CustomerServiceOutlined, UserAddOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { Button, DatePicker, Skeleton, Space, Tag } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { property } from '../../../kernel/property/property.contract.ts'
import { Go, useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { useAsk, useAskPages } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { CaseTable } from '../../kit/CaseTable.tsx'
import { Facts } from '../../kit/Facts.tsx'
import { Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { Reveal } from '../../kit/Reveal.tsx'
import { relations } from '../../kit/relations.ts'
import { useHas } from '../home.ts'
import { paths } from '../paths.ts'
import { ReportMatter } from './ReportMatter.tsx'
import { MoveIn, MoveOut } from './Residence.tsx'

type Unit = AnswerOf<(typeof property)['unit']>
type Resident = Unit['residents'][number]

/** One flat, one page: who lives there, or did on any day, its warranty, and everything that ever happened there. */
export function UnitPage() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const { unit: id } = useParams({ strict: false }) as { unit: string }
  const { on } = useQueryOf()
  const params = { project, unit: id }
  const { data, error } = useAsk(property.unit, { params, query: on ? { on } : {} }, { keep: true })
  if (error && !data) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <>
      <UnitHead data={data} />
      <div className="two-columns">
        <div>
          <section className="card" aria-label={t('事项与来往')}>
            <h2>{t('事项与来往')}</h2>
            <UnitTimeline params={params} />
          </section>
        </div>
        <aside>
          <section className="card" aria-label={t('住户')}>
            <h2>{on ? t('{date} 的住户', { date: on }) : t('现在的住户')}</h2>
            <DatePicker
              size="small"
              aria-label={t('看某一天谁住在这里')}
              placeholder={t('看某一天谁住在这里')}
              value={on ? dayjs(on) : null}
              onChange={(day) => go(paths.unit(id, day ? { on: day.format('YYYY-MM-DD') } : {}), { replace: true })}
              style={{ width: '100%', marginBottom: 8 }}
            />
            {data.residents.length === 0 && <Nothing text={t('这一天没有登记住户。')} />}
            {data.residents.map((resident) => (
              <OneResident key={resident.residenceId} resident={resident} />
            ))}
          </section>
          {data.others.length > 0 && (
            <section className="card" aria-label={t('从前和以后的住户')}>
              <h2>{t('从前和以后的住户')}</h2>
              {data.others.map((resident) => (
                <OneResident key={resident.residenceId} resident={resident} past />
              ))}
            </section>
          )}
        </aside>
      </div>
    </>
  )
}

function UnitHead({ data }: { data: Unit }) {
  const t = useT()
  const go = useGo()
  const { unit } = data
  const takesCalls = useHas('receptionist')
  const keepsFile = useHas(
    'receptionist',
    'service-officer',
    'butler',
    'service-supervisor',
    'service-director',
    'manager',
  )
  const [dialog, setDialog] = useState<'report' | 'move-in' | null>(null)
  return (
    <header className="case-head">
      <div className="page-head" style={{ margin: 0 }}>
        <h1>{unit.code}</h1>
        {unit.underWarranty ? (
          <Tag color="green">{t('保修期内')}</Tag>
        ) : (
          unit.warrantyUntil && <Tag>{t('保修期已过')}</Tag>
        )}
        <Space style={{ marginLeft: 'auto' }}>
          {takesCalls ? (
            <Button type="primary" icon={<CustomerServiceOutlined />} onClick={() => go(paths.desk({ unit: unit.id }))}>
              {t('登记来电')}
            </Button>
          ) : (
            <Button type="primary" onClick={() => setDialog('report')}>
              {t('登记诉求')}
            </Button>
          )}
          {keepsFile && (
            <Button icon={<UserAddOutlined />} onClick={() => setDialog('move-in')}>
              {t('登记住户')}
            </Button>
          )}
        </Space>
      </div>
      <div style={{ marginTop: 10 }}>
        <Facts
          facts={[
            { label: t('楼栋'), value: unit.building?.name },
            { label: t('片区'), value: unit.zone.name },
            { label: t('片区客服'), value: unit.officer?.name ?? t('未指定') },
            { label: t('建筑面积'), value: unit.areaSqm && `${unit.areaSqm} ㎡` },
            { label: t('交付日期'), value: unit.handedOverOn ?? t('未交付') },
            { label: t('开发商保修至'), value: unit.warrantyUntil },
          ]}
        />
      </div>
      {dialog === 'report' && <ReportMatter unitId={unit.id} onClose={() => setDialog(null)} />}
      {dialog === 'move-in' && <MoveIn unitId={unit.id} onClose={() => setDialog(null)} />}
    </header>
  )
}

function OneResident({ resident, past = false }: { resident: Resident; past?: boolean }) {
  const t = useT()
  const keepsFile = useHas(
    'receptionist',
    'service-officer',
    'butler',
    'service-supervisor',
    'service-director',
    'manager',
  )
  const { person, fromOn, toOn } = resident
  return (
    <div className="person-line">
      <div>
        <Go href={paths.person(person.id)}>{person.name}</Go> <Tag>{t(relations[resident.relation])}</Tag>
        <small className="muted">{toOn ? `${fromOn} – ${toOn}` : t('{date} 起', { date: fromOn })}</small>
      </div>
      {!past &&
        resident.phones.map(({ id, masked }) => (
          <Reveal key={id} personId={person.id} kind="phone" itemId={id} masked={masked} />
        ))}
      {!past && keepsFile && toOn === null && (
        <MoveOut personId={person.id} residenceId={resident.residenceId} name={person.name} />
      )}
    </div>
  )
}

function UnitTimeline({ params }: { params: { project: number; unit: string } }) {
  const t = useT()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useAskPages(property.timeline, {
    params,
    query: { limit: 30 },
  })
  if (error) return <ProblemAlert problem={error} />
  return (
    <CaseTable
      name="unit"
      lines={data?.pages.flatMap(({ rows }) => rows)}
      columns={['number', 'title', 'state', 'holder', 'due']}
      onMore={hasNextPage ? () => fetchNextPage() : undefined}
      loadingMore={isFetchingNextPage}
      empty={<Nothing text={t('这套房还没有任何事项。')} />}
    />
  )
}
