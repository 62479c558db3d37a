import { Button, Radio, Skeleton, Tag } from 'antd'
import type { CaseLine } from '../../../kernel/case/case.contract.ts'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { paths } from '../../../web/console/paths.ts'
import { useAct } from '../../../web/core/act.ts'
import { At, Left } from '../../../web/core/clock.tsx'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { ClauseMark } from '../../../web/kit/ClauseMark.tsx'
import { CaseMarks, Nothing, StateTag } from '../../../web/kit/Parts.tsx'
import { Reveal } from '../../../web/kit/Reveal.tsx'
import { relations } from '../../../web/kit/relations.ts'
import { useSay } from '../../../web/kit/Say.tsx'
import { CaseLink } from '../../../web/kit/Where.tsx'
import type { desk } from '../intake.contract.ts'
import { type Call, type Calls, isBlank } from './calls.ts'

type Context = AnswerOf<(typeof desk)['context']>

/** What is known of the flat, the place or the person, and what is open there already. */
export function CallContext({ call, calls, context }: { call: Call; calls: Calls; context: Context | undefined }) {
  const t = useT()
  if (!call.unitId && !call.personId && !call.placeId) {
    return <Nothing text={t('选房号或公共部位后，这里显示住户、保修和未办结的事项。')} />
  }
  if (!context) return <Skeleton active />
  return (
    <>
      {context.unit && <UnitCard unit={context.unit} />}
      {context.place && (
        <h3>
          {context.place.name} <small className="muted">{context.place.zone}</small>
        </h3>
      )}
      {context.person && !context.unit && <PersonCard person={context.person} call={call} calls={calls} />}
      {context.unit && <Residents call={call} calls={calls} context={context} />}
      <OpenCases call={call} calls={calls} cases={context.openCases} />
      {context.recentCases.length > 0 && (
        <section>
          <h4>{t('最近办结')}</h4>
          <ul className="context-cases">
            {context.recentCases.map((line) => (
              <li key={line.id}>
                <CaseLink of={line} title />
                {line.closedAt && (
                  <span className="muted">
                    <At at={line.closedAt} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function UnitCard({ unit }: { unit: NonNullable<Context['unit']> }) {
  const t = useT()
  return (
    <section className="context-unit">
      <h3>
        <Go href={paths.unit(unit.id)}>{unit.code}</Go> <small className="muted">{unit.zone.name}</small>
      </h3>
      <p>
        {unit.underWarranty ? (
          <Tag color="green">{t('保修期内，至 {date}', { date: unit.warrantyUntil ?? '' })}</Tag>
        ) : (
          <Tag>{unit.warrantyUntil ? t('保修期已过（{date}）', { date: unit.warrantyUntil }) : t('没有保修登记')}</Tag>
        )}
        {unit.officer && <span className="muted">{t('片区客服 {name}', { name: unit.officer })}</span>}
      </p>
    </section>
  )
}

function PersonCard({ person, call, calls }: { person: NonNullable<Context['person']>; call: Call; calls: Calls }) {
  const t = useT()
  return (
    <section>
      <h3>
        <Go href={paths.person(person.id)}>{person.name}</Go>
      </h3>
      {person.phones.map(({ id, masked }) => (
        <p key={id}>
          <Reveal personId={person.id} kind="phone" itemId={id} masked={masked} />
        </p>
      ))}
      {person.units.length > 0 && (
        <p>
          {t('哪套房的事？')}{' '}
          {person.units.map(({ id, code }) => (
            <Button key={id} size="small" onClick={() => calls.change(call.id, { unitId: id })}>
              {code}
            </Button>
          ))}
        </p>
      )}
    </section>
  )
}

/** Who lives there; the caller is chosen with one click. */
function Residents({ call, calls, context }: { call: Call; calls: Calls; context: Context }) {
  const t = useT()
  const { residents, person } = context
  const outsider = person && !residents.some((one) => one.person.id === person.id) ? person : null
  return (
    <section>
      <h4>{t('来电的是谁')}</h4>
      {residents.length === 0 && !outsider && <p className="muted">{t('没有登记住户。可在左侧登记陌生来电。')}</p>}
      <Radio.Group
        className="residents"
        aria-label={t('来电人')}
        value={call.personId}
        onChange={({ target }) => calls.change(call.id, { personId: target.value, stranger: undefined })}
      >
        {residents.map((resident) => (
          <div key={resident.residenceId} className="resident">
            <Radio value={resident.person.id}>
              {resident.person.name} <Tag>{t(relations[resident.relation])}</Tag>
            </Radio>
            {resident.phones.slice(0, 1).map(({ id, masked }) => (
              <Reveal key={id} personId={resident.person.id} kind="phone" itemId={id} masked={masked} />
            ))}
          </div>
        ))}
        {outsider && (
          <div className="resident">
            <Radio value={outsider.id}>
              {outsider.name} <Tag>{t('非本房住户')}</Tag>
            </Radio>
          </div>
        )}
      </Radio.Group>
    </section>
  )
}

/** Open cases there: a caller who asks again chases the open case instead of getting a second one. */
function OpenCases({ call, calls, cases }: { call: Call; calls: Calls; cases: readonly CaseLine[] }) {
  const t = useT()
  const message = useSay()
  const { perform, busy } = useAct()
  const ids = new Set(cases.map(({ id }) => id))
  const roots = cases.filter(({ id, parentId }) => id !== call.id && (parentId === null || !ids.has(parentId)))
  const chase = async (matterId: string, number: string) => {
    const words = call.content.trim()
    try {
      await perform({
        procedure: 'matter',
        caseId: matterId,
        action: 'chase',
        form: words ? { words: words.slice(0, 500) } : {},
      })
      message.success(t('已催单，并入 {number}，不另开新件', { number }))
      if (isBlank(call) || words) calls.close(call.id)
    } catch (error) {
      message.error(t((error as Error).message))
    }
  }
  return (
    <section>
      <h4>
        {t('未办结的事项')} <ClauseMark rule="INT-09" />
      </h4>
      {roots.length === 0 && <p className="muted">{t('没有未办结的事项。')}</p>}
      <ul className="context-cases">
        {roots.map((line) => {
          const work = cases.filter(({ parentId }) => parentId === line.id)
          const shown = work[0] ?? line
          const matterId = line.procedure === 'matter' ? line.id : line.parentId
          return (
            <li key={line.id} className="open-case">
              <div>
                <CaseLink of={line} title />
              </div>
              <div className="open-case-foot">
                <StateTag state={shown.state} title={shown.stateTitle} final={shown.final} />
                <CaseMarks priority={line.priority} chaseCount={line.chaseCount} flags={shown.flags} />
                {shown.holder && <span className="muted">{shown.holder.name}</span>}
                {shown.nextDueAt && <Left due={shown.nextDueAt} />}
                {matterId && (
                  <Button
                    size="small"
                    loading={busy}
                    aria-label={t('催单 {number}', { number: line.number })}
                    onClick={() => chase(matterId, line.number)}
                  >
                    {t('催单')}
                  </Button>
                )}
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
