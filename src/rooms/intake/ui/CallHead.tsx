import { UserAddOutlined } from '@ant-design/icons'
import { Button, DatePicker, Input, Select, Space } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { person } from '../../../kernel/person/person.contract.ts'
import { paths } from '../../../web/console/paths.ts'
import { At } from '../../../web/core/clock.tsx'
import { newId, useCommand } from '../../../web/core/command.ts'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useProject } from '../../../web/core/session.tsx'
import { PlacePicker, UnitPicker } from '../../../web/kit/fields/Pickers.tsx'
import { ProblemAlert } from '../../../web/kit/Parts.tsx'
import { channels } from '../matter.row.ts'
import type { Call, Calls } from './calls.ts'

/** By which way, since when, where, and who. */
export function CallHead({ call, calls }: { call: Call; calls: Calls }) {
  const t = useT()
  const desk = ['phone', 'hotline', 'counter', 'visit', 'letter', 'email', 'web', 'network'] as const
  return (
    <div className="call-head">
      {call.registered ? (
        <span className="nowrap">
          <Go href={paths.case({ procedure: 'matter', id: call.id })}>{call.registered}</Go> {t(channels[call.channel])}
        </span>
      ) : (
        <Select
          aria-label={t('来源')}
          value={call.channel}
          onChange={(channel) =>
            calls.change(call.id, { channel, answerWay: channel === 'counter' ? 'counter' : 'phone' })
          }
          options={desk.map((channel) => ({ value: channel, label: t(channels[channel]) }))}
          popupMatchSelectWidth={false}
        />
      )}
      {call.channel === 'network' && !call.registered && (
        <Input
          className="call-site"
          aria-label={t('网站或平台')}
          placeholder={t('网站或平台')}
          maxLength={100}
          value={call.site}
          onChange={({ target }) => calls.change(call.id, { site: target.value })}
        />
      )}
      {call.channel === 'network' && !call.registered && (
        <DatePicker
          aria-label={t('发帖时间')}
          placeholder={t('发帖时间')}
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          value={call.postedAt ? dayjs(call.postedAt) : null}
          onChange={(at) => calls.change(call.id, { postedAt: at?.toISOString() })}
        />
      )}
      <span className="muted">
        <At at={call.openedAt} /> {call.registered ? t('接到') : t('来电')}
      </span>
      <Space.Compact className="call-where">
        <UnitPicker
          aria-label={t('房号')}
          value={call.unitId}
          onChange={(unitId) => calls.change(call.id, { unitId, personId: unitId ? call.personId : undefined })}
        />
        <PlacePicker
          aria-label={t('公共部位')}
          value={call.placeId}
          onChange={(placeId) => calls.change(call.id, { placeId })}
        />
      </Space.Compact>
      {!call.personId && !call.registered && <Stranger call={call} calls={calls} />}
    </div>
  )
}

/** Somebody who is not on file: name and phone make the person. */
function Stranger({ call, calls }: { call: Call; calls: Calls }) {
  const t = useT()
  const project = useProject()
  const [id] = useState(newId)
  const { stranger } = call
  const command = useCommand(person.add, {
    onDone: () =>
      calls.change(call.id, { personId: id, stranger: undefined, name: call.name || (stranger?.name ?? '').trim() }),
  })
  if (!stranger) {
    return (
      <Button
        type="dashed"
        icon={<UserAddOutlined />}
        onClick={() => calls.change(call.id, { stranger: { name: '', phone: '' } })}
      >
        {t('陌生来电')}
      </Button>
    )
  }
  const note = (change: Partial<typeof stranger>) => calls.change(call.id, { stranger: { ...stranger, ...change } })
  const keep = () => {
    const { name, phone } = stranger
    // The caller is not put into the household of the flat: who lives there is recorded on the flat's page.
    const body = { id, name: name.trim(), ...(phone.trim() ? { phone: phone.trim() } : {}) }
    command.mutate({ params: { project }, body })
  }
  return (
    <div className="stranger">
      <Input
        aria-label={t('来电人姓名')}
        placeholder={t('姓名')}
        value={stranger.name}
        maxLength={60}
        onChange={({ target }) => note({ name: target.value })}
      />
      <Input
        aria-label={t('来电人电话')}
        placeholder={t('电话')}
        inputMode="tel"
        value={stranger.phone}
        maxLength={20}
        onChange={({ target }) => note({ phone: target.value })}
        onPressEnter={(event) => {
          event.preventDefault()
          keep()
        }}
      />
      <Button onClick={keep} loading={command.isPending} disabled={stranger.name.trim() === ''}>
        {t('建档')}
      </Button>
      <Button type="text" onClick={() => calls.change(call.id, { stranger: undefined })}>
        {t('不建档')}
      </Button>
      <ProblemAlert problem={command.error} />
    </div>
  )
}
