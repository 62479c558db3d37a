import { PlusOutlined } from '@ant-design/icons'
import { Button, Modal, Table, Tag } from 'antd'
import { useState } from 'react'
import { useHas } from '../../../web/console/home.ts'
import { paths } from '../../../web/console/paths.ts'
import { useAct } from '../../../web/core/act.ts'
import { At } from '../../../web/core/clock.tsx'
import { newId } from '../../../web/core/command.ts'
import { Go, useGo } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { CaseForm } from '../../../web/kit/CaseForm.tsx'
import { ClauseMark } from '../../../web/kit/ClauseMark.tsx'
import { PhotoStrip } from '../../../web/kit/FieldValue.tsx'
import { Nothing, ProblemAlert } from '../../../web/kit/Parts.tsx'
import { formOf } from '../../../web/procedures.ts'
import { Announcements } from '../../complaint/ui/announcements.public.ts'
import { disclosure } from '../disclosure.contract.ts'
import { kinds } from '../publication.row.ts'
import { Evidence } from './Evidence.tsx'
import { MissingPublications } from './MissingPublications.tsx'
import './service.css'

/** What is made public and where it hangs, how matters were received, and how customers are treated. */
export function ServicePage() {
  const t = useT()
  const inspects = useHas('service-supervisor', 'service-director', 'manager', 'quality-dept')
  const [opening, setOpening] = useState<'publication' | 'manners' | null>(null)
  return (
    <div className="service">
      <div className="page-head">
        <h1>{t('公示接待')}</h1>
        <span style={{ marginLeft: 'auto' }}>
          {inspects && <Button onClick={() => setOpening('manners')}>{t('礼仪抽查')}</Button>}{' '}
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening('publication')}>
            {t('登记公示')}
          </Button>
        </span>
      </div>
      <MissingPublications linked={false} />
      <Publications />
      <Announcements />
      <Evidence />
      {opening === 'publication' && (
        <Opening title="登记公示" procedure="publication" action="post" onClose={() => setOpening(null)} />
      )}
      {opening === 'manners' && (
        <Opening title="礼仪抽查" procedure="manners" action="inspect" onClose={() => setOpening(null)} />
      )}
    </div>
  )
}

/** Opens a case by its first form, and goes there. */
function Opening(props: { title: string; procedure: string; action: string; onClose: () => void }) {
  const t = useT()
  const go = useGo()
  const [caseId] = useState(newId)
  const { procedure, action } = props
  const { perform, busy, problem } = useAct(() => {
    props.onClose()
    go(paths.case({ procedure, id: caseId }))
  })
  return (
    <Modal title={t(props.title)} open onCancel={props.onClose} footer={null}>
      <CaseForm
        form={formOf(procedure, action)!}
        submit={t(props.title)}
        busy={busy}
        problem={problem}
        onSubmit={(form) => perform({ procedure, caseId, action, form }).catch(() => {})}
        onCancel={props.onClose}
      />
    </Modal>
  )
}

function Publications() {
  const t = useT()
  const project = useProject()
  const { data, error } = useAsk(disclosure.standing, { params: { project } }, { follows: 'cases' })
  return (
    <section className="card" aria-label={t('正在公示')}>
      <h2>
        {t('正在公示')} <ClauseMark rule="INT-07" />
      </h2>
      {error && !data ? <ProblemAlert problem={error} /> : null}
      <Table
        size="small"
        rowKey="id"
        loading={!data && !error}
        dataSource={data?.current ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Nothing text={t('还没有登记过公示。')} /> }}
        columns={[
          {
            title: t('编号'),
            render: (_, { id, number }) => <Go href={paths.case({ procedure: 'publication', id })}>{number}</Go>,
          },
          {
            title: t('公示什么'),
            render: (_, { kind, phone }) => (
              <>
                {t(kinds[kind])} {phone && <b className="nowrap">{phone}</b>}
              </>
            ),
          },
          { title: t('公示位置'), dataIndex: 'places', ellipsis: true },
          { title: t('照片'), render: (_, { photos }) => <PhotoStrip ids={photos.slice(0, 2)} label={t('照片')} /> },
          { title: t('公示时间'), render: (_, { postedAt }) => <At at={postedAt} /> },
          { title: t('最近复查'), render: (_, { checkedAt }) => <At at={checkedAt} /> },
          {
            title: t('状态'),
            render: (_, { state }) =>
              state === 'posted' ? <Tag color="green">{t('公示中')}</Tag> : <Tag color="red">{t('缺失待补')}</Tag>,
          },
        ]}
      />
    </section>
  )
}
