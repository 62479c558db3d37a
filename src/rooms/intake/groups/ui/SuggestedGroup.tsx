import { Button, Checkbox, Input, Radio } from 'antd'
import { useState } from 'react'
import type { CaseLine } from '../../../../kernel/case/case.contract.ts'
import type { AnswerOf } from '../../../../kernel/http/contract.ts'
import { paths } from '../../../../web/console/paths.ts'
import { At } from '../../../../web/core/clock.tsx'
import { newId, useCommand } from '../../../../web/core/command.ts'
import { useGo } from '../../../../web/core/Go.tsx'
import { useT } from '../../../../web/core/i18n.ts'
import { forget } from '../../../../web/core/query.ts'
import { useProject } from '../../../../web/core/session.tsx'
import { DepartmentPicker, StaffPicker } from '../../../../web/kit/fields/Pickers.tsx'
import { CaseMarks, ProblemAlert, StateTag } from '../../../../web/kit/Parts.tsx'
import { useSay } from '../../../../web/kit/Say.tsx'
import { CaseLink, Where, Who } from '../../../../web/kit/Where.tsx'
import { takeDoor } from '../../ui/take.ts'
import { type GroupRow, groups } from '../groups.contract.ts'
import { Refused } from './Refused.tsx'

type Group = AnswerOf<typeof groups.suggested>['groups'][number]

const NEW = 'new'

/** Matters that seem to be one thing: a person takes out what is not, chooses the head, and links them. */
export function SuggestedGroup({ group }: { group: Group }) {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const say = useSay()
  const works = group.head ? [group.head, ...group.works] : group.works
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [headId, setHeadId] = useState(works[0]?.id ?? NEW)
  const [slip, setSlip] = useState<Slip>({ content: group.matters[0]?.title ?? '' })
  const [refused, setRefused] = useState<readonly GroupRow[]>([])
  const taken = group.ids.filter((id) => !left.has(id))
  const link = useCommand(groups.link)
  const decline = useCommand(groups.decline, { onDone: () => forget(groups.suggested) })
  const open = useOpenSlip(slip)
  const missing =
    taken.length === 0
      ? '请至少选一件'
      : headId === NEW && (!slip.departmentId || !slip.handlerId || !slip.content.trim())
        ? '请填写工作联系单'
        : null
  const send = async () => {
    const [first] = taken
    const made = headId === NEW ? await open.send(first!) : headId
    const members = taken.filter((id) => (headId === NEW ? id !== first : !isOwn(works, headId, id)))
    if (members.length > 0) {
      const { rows } = await link.mutateAsync({ params: { project, head: made }, body: { matters: members } })
      const not = rows.filter((row) => row.refused !== null)
      setRefused(not)
      if (not.length > 0) return
    }
    say.success(t('已合并 {count} 件，由一件工作办理', { count: taken.length }))
    go(paths.groups({ head: made }), { replace: true })
    await Promise.all([forget(groups.suggested), forget(groups.list)])
  }
  return (
    <section className="card" aria-label={t('可能是同一件事')}>
      <h2>{t('{count} 件诉求可能是同一件事', { count: group.count })}</h2>
      <ul className="plain-list groups-matters">
        {group.matters.map((of) => (
          <li key={of.id}>
            <Checkbox
              aria-label={of.number}
              checked={!left.has(of.id)}
              onChange={({ target }) => setLeft(toggled(left, of.id, target.checked))}
            />
            <Matter of={of} />
          </li>
        ))}
      </ul>
      {group.count > group.matters.length && (
        <p className="muted">{t('另有 {count} 件未列出，一并合并', { count: group.count - group.matters.length })}</p>
      )}
      <h3>{t('由哪件工作牵头办理')}</h3>
      <Radio.Group
        className="groups-heads"
        aria-label={t('牵头事项')}
        value={headId}
        onChange={({ target }) => setHeadId(target.value)}
      >
        {works.map((work) => (
          <Radio key={work.id} value={work.id}>
            <CaseLink of={work} title /> <StateTag state={work.state} title={work.stateTitle} final={work.final} />
            {work.holder && <span className="muted">{work.holder.name}</span>}
          </Radio>
        ))}
        <Radio value={NEW}>{t('新开工作联系单')}</Radio>
      </Radio.Group>
      {headId === NEW && <SlipFields slip={slip} onChange={setSlip} />}
      <Refused rows={refused} />
      <ProblemAlert problem={link.error ?? open.error ?? decline.error} />
      <div className="groups-end">
        <Button
          type="primary"
          disabled={missing !== null}
          loading={link.isPending || open.isPending}
          onClick={() => send().catch(() => {})}
        >
          {t('合并办理 {count} 件', { count: taken.length })}
        </Button>
        <Button
          loading={decline.isPending}
          disabled={group.ids.length < 2}
          onClick={() => decline.mutate({ params: { project }, body: { matters: group.ids } })}
        >
          {t('不是同一件事')}
        </Button>
        {missing && <span className="muted">{t(missing)}</span>}
      </div>
    </section>
  )
}

function Matter({ of }: { of: CaseLine }) {
  return (
    <div className="groups-matter">
      <CaseLink of={of} title />
      <span className="case-line">
        <StateTag state={of.state} title={of.stateTitle} final={of.final} />
        <CaseMarks {...of} />
        <Where of={of} />
        <Who person={of.person} />
        <span className="muted">
          <At at={of.openedAt} />
        </span>
      </span>
    </div>
  )
}

interface Slip {
  content: string
  departmentId?: string | undefined
  handlerId?: string | undefined
}

function SlipFields({ slip, onChange }: { slip: Slip; onChange: (slip: Slip) => void }) {
  const t = useT()
  return (
    <div className="groups-slip">
      <Input.TextArea
        aria-label={t('事项内容')}
        placeholder={t('要责任部门办什么。不写业主姓名和电话。')}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={2000}
        value={slip.content}
        onChange={({ target }) => onChange({ ...slip, content: target.value })}
      />
      <DepartmentPicker
        aria-label={t('责任部门')}
        value={slip.departmentId}
        onChange={(departmentId) => onChange({ ...slip, departmentId })}
      />
      <StaffPicker
        aria-label={t('相关责任人')}
        value={slip.handlerId}
        onChange={(handlerId) => onChange({ ...slip, handlerId })}
      />
      <p className="muted">{t('联系单开在最早的一件诉求名下，其余的并入它。')}</p>
    </div>
  )
}

/** Opens the slip under the earliest matter, as the desk does. */
function useOpenSlip({ content, departmentId, handlerId }: Slip) {
  const project = useProject()
  const [id] = useState(newId)
  const command = useCommand(takeDoor)
  return {
    error: command.error,
    isPending: command.isPending,
    send: async (matterId: string): Promise<string> => {
      await command.mutateAsync({
        params: { project },
        body: {
          matterId,
          registered: true,
          register: { channel: 'phone', content: content.trim() },
          next: {
            as: 'contact',
            contactId: id,
            contact: { kind: 'complaint', departmentId: departmentId ?? '', handlerId: handlerId ?? '' },
          },
        },
      })
      return id
    },
  }
}

/** The matter that the chosen work came from is handled by it already. */
const isOwn = (works: readonly CaseLine[], headId: string, id: string) =>
  works.some((work) => work.id === headId && work.parentId === id)

function toggled(left: ReadonlySet<string>, id: string, isTaken: boolean): ReadonlySet<string> {
  const next = new Set(left)
  if (isTaken) next.delete(id)
  else next.add(id)
  return next
}
