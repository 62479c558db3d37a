import { Button, DatePicker, Form, Input, Modal, Popconfirm, Radio, Segmented } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { businessDate } from '../../../kernel/clock/time.ts'
import { person } from '../../../kernel/person/person.contract.ts'
import { businessNow } from '../../core/clock.tsx'
import { newId, useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { queries } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { PersonPicker } from '../../kit/fields/Pickers.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { relations } from '../../kit/relations.ts'

interface Filled {
  personId?: string
  name?: string
  phone?: string
  relation: keyof typeof relations
  fromOn: Dayjs
}

/** Records that somebody belongs to a unit from a day on: a person on file, or a new one. */
export function MoveIn({ unitId, onClose }: { unitId: string; onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const [ids] = useState(() => ({ person: newId(), residence: newId() }))
  const [known, setKnown] = useState(false)
  const done = () => {
    queries.invalidateQueries()
    onClose()
  }
  const moving = useCommand(person.moveIn, { onDone: done })
  const adding = useCommand(person.add, { onDone: done })
  const save = ({ personId, name = '', phone, relation, fromOn }: Filled) => {
    const from = fromOn.format('YYYY-MM-DD')
    if (known && personId) {
      moving.mutate({
        params: { project, person: personId },
        body: { id: ids.residence, unitId, relation, fromOn: from },
      })
    } else {
      adding.mutate({
        params: { project },
        body: { id: ids.person, name, ...(phone ? { phone } : {}), residence: { unitId, relation, fromOn: from } },
      })
    }
  }
  return (
    <Modal title={t('登记住户')} open onCancel={onClose} footer={null}>
      <Segmented
        block
        value={known}
        onChange={setKnown}
        options={[
          { value: false, label: t('新住户') },
          { value: true, label: t('已建档的人') },
        ]}
        style={{ marginBottom: 16 }}
      />
      <Form<Filled>
        layout="vertical"
        requiredMark={false}
        initialValues={{ relation: 'owner', fromOn: dayjs(businessDate(businessNow())) }}
        onFinish={save}
      >
        {known ? (
          <Form.Item name="personId" label={t('住户')} rules={[{ required: true, message: t('请选住户') }]}>
            <PersonPicker />
          </Form.Item>
        ) : (
          <>
            <Form.Item
              name="name"
              label={t('姓名')}
              rules={[{ required: true, whitespace: true, message: t('请填写姓名') }]}
            >
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item name="phone" label={t('电话')}>
              <Input maxLength={20} inputMode="tel" />
            </Form.Item>
          </>
        )}
        <Form.Item name="relation" label={t('与房屋的关系')}>
          <Radio.Group
            optionType="button"
            options={Object.entries(relations).map(([value, label]) => ({ value, label: t(label) }))}
          />
        </Form.Item>
        <Form.Item name="fromOn" label={t('从哪天起')} rules={[{ required: true, message: t('请选日期') }]}>
          <DatePicker />
        </Form.Item>
        <ProblemAlert problem={moving.error ?? adding.error} />
        <Button type="primary" htmlType="submit" loading={moving.isPending || adding.isPending}>
          {t('登记')}
        </Button>
      </Form>
    </Modal>
  )
}

/** Records today as the last day of a relation; the history stays. */
export function MoveOut(props: { personId: string; residenceId: string; name: string }) {
  const t = useT()
  const project = useProject()
  const { personId, residenceId, name } = props
  const command = useCommand(person.moveOut, { onDone: () => queries.invalidateQueries() })
  const today = businessDate(businessNow())
  return (
    <>
      <Popconfirm
        title={t('{name} 今天搬出？', { name })}
        description={t('记录保留，只是从明天起不再是这里的住户。')}
        onConfirm={() =>
          command.mutate({ params: { project, person: personId, residence: residenceId }, body: { toOn: today } })
        }
      >
        <Button type="link" size="small" loading={command.isPending}>
          {t('搬出')}
        </Button>
      </Popconfirm>
      {command.error && <ProblemAlert problem={command.error} />}
    </>
  )
}
