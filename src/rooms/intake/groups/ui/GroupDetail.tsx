import { Button, Input, Popover, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { useHas } from '../../../../web/console/home.ts'
import { useAct } from '../../../../web/core/act.ts'
import { At, Left } from '../../../../web/core/clock.tsx'
import { useT } from '../../../../web/core/i18n.ts'
import { forget, useAsk, useAskPages } from '../../../../web/core/query.ts'
import { useProject } from '../../../../web/core/session.tsx'
import { Facts } from '../../../../web/kit/Facts.tsx'
import { CaseMarks, More, Nothing, ProblemAlert, StateTag } from '../../../../web/kit/Parts.tsx'
import { CaseLink, Where, Who } from '../../../../web/kit/Where.tsx'
import { type GroupMember, groups } from '../groups.contract.ts'
import { GroupAnswer } from './GroupAnswer.tsx'
import { GroupInterim } from './GroupInterim.tsx'

/** A head and the matters it handles: how far it is, who has been answered, and the answer to all of them. */
export function GroupDetail({ head: headId }: { head: string }) {
  const t = useT()
  const project = useProject()
  const mayAnswer = useHas('receptionist', 'service-officer')
  const params = { project, head: headId }
  const { data: group, error } = useAsk(groups.one, { params }, { keep: true })
  const pages = useAskPages(groups.members, { params, query: { limit: 50 } }, { keep: true })
  const members = pages.data?.pages.flatMap(({ rows }) => rows) ?? []
  const [open, setOpen] = useState<'answer' | 'interim' | null>(null)
  if (error && !group) return <ProblemAlert problem={error} />
  if (!group) return <Skeleton active />
  const { head } = group
  const waiting = members.filter(({ answeredAt, case: of }) => answeredAt === null && !of.final)
  return (
    <section className="card" aria-label={t('群诉')}>
      <h2>
        <CaseLink of={head} title />
      </h2>
      <div className="case-line">
        <StateTag state={head.state} title={head.stateTitle} final={head.final} />
        <CaseMarks {...head} />
        <Tag>{t(head.procedureTitle)}</Tag>
      </div>
      <Facts
        facts={[
          { label: t('牵头人'), value: head.holder?.name ?? <span className="muted">{t('待分派')}</span> },
          head.nextDueAt !== null && !head.final && { label: t('时限'), value: <Left due={head.nextDueAt} /> },
          { label: t('并入'), value: t('{count} 件', { count: group.members }) },
          { label: t('未答复'), value: t('{count} 件', { count: group.unanswered }) },
          { label: t('未办结'), value: t('{count} 件', { count: group.open }) },
        ]}
      />
      {mayAnswer && waiting.length > 0 && (
        <div className="groups-end">
          <Button
            type={head.final ? 'primary' : 'default'}
            onClick={() => setOpen(open === 'answer' ? null : 'answer')}
          >
            {t('一并答复')}
          </Button>
          {!head.final && group.members > 0 && (
            <Button onClick={() => setOpen(open === 'interim' ? null : 'interim')}>{t('进度回复')}</Button>
          )}
          {!head.final && <span className="muted">{t('牵头事项还没有办结；现在答复的，办结时自动归档。')}</span>}
        </div>
      )}
      {open === 'interim' && (
        <GroupInterim
          head={headId}
          unanswered={group.unanswered}
          onDone={() => void Promise.all([forget(groups.members), forget(groups.one)])}
        />
      )}
      {open === 'answer' && (
        <GroupAnswer
          head={headId}
          members={waiting}
          more={pages.hasNextPage}
          onDone={() => {
            setOpen(null)
            forget(groups.members)
          }}
        />
      )}
      {group.members === 0 && <Nothing text={t('没有并入的诉求。')} />}
      <table className="groups-table">
        <thead>
          <tr>
            <th scope="col">{t('编号')}</th>
            <th scope="col">{t('位置')}</th>
            <th scope="col">{t('客户')}</th>
            <th scope="col">{t('状态')}</th>
            <th scope="col">{t('答复')}</th>
            <th scope="col">{t('时限')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <Row key={member.case.id} member={member} />
          ))}
        </tbody>
      </table>
      {pages.hasNextPage && <More loading={pages.isFetchingNextPage} onMore={pages.fetchNextPage} />}
    </section>
  )
}

function Row({ member: { case: of, origin, answeredAt } }: { member: GroupMember }) {
  const t = useT()
  return (
    <tr>
      <td>
        <CaseLink of={of} /> {origin && <Tag color="geekblue">{t('牵头来源')}</Tag>}
        <div className="groups-row-title">{of.title}</div>
      </td>
      <td>
        <Where of={of} />
      </td>
      <td>
        <Who person={of.person} />
      </td>
      <td>
        <StateTag state={of.state} title={of.stateTitle} final={of.final} />
        <CaseMarks {...of} />
      </td>
      <td>{answeredAt ? <At at={answeredAt} /> : <span className="muted">{t('未答复')}</span>}</td>
      <td>{of.nextDueAt && !of.final ? <Left due={of.nextDueAt} /> : <span className="muted">—</span>}</td>
      <td>{!origin && !of.final && <Leave id={of.id} number={of.number} />}</td>
    </tr>
  )
}

/** One that is another thing, or whose owner wants it handled alone. */
function Leave({ id, number }: { id: string; number: string }) {
  const t = useT()
  const { perform, busy } = useAct()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<unknown>(null)
  const leave = async () => {
    try {
      await perform({ procedure: 'matter', caseId: id, action: 'leave', form: { reason: reason.trim() } })
      setOpen(false)
      await Promise.all([forget(groups.members), forget(groups.one), forget(groups.suggested)])
    } catch (error) {
      setProblem(error)
    }
  }
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      title={t('{number} 退出群诉，另行派办', { number })}
      content={
        <div className="groups-leave">
          <Input
            aria-label={t('退出原因')}
            placeholder={t('退出原因')}
            maxLength={200}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <ProblemAlert problem={problem} />
          <Button type="primary" size="small" disabled={reason.trim() === ''} loading={busy} onClick={leave}>
            {t('退出')}
          </Button>
        </div>
      }
    >
      <Button type="link" size="small" aria-label={t('{number} 退出群诉', { number })}>
        {t('退出')}
      </Button>
    </Popover>
  )
}
