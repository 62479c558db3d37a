import { Button, Checkbox, Input, Radio } from 'antd'
import { useState } from 'react'
import { BetterWords } from '../../../../web/core/BetterWords.tsx'
import { useCommand } from '../../../../web/core/command.ts'
import { useT } from '../../../../web/core/i18n.ts'
import { useProject } from '../../../../web/core/session.tsx'
import { ProblemAlert } from '../../../../web/kit/Parts.tsx'
import { useSay } from '../../../../web/kit/Say.tsx'
import { evasionsIn } from '../../evasion.ts'
import { type GroupMember, type GroupRow, groups } from '../groups.contract.ts'
import { Refused } from './Refused.tsx'

const ways = { phone: '电话', counter: '当面', visit: '上门', app: '业主手机', letter: '书面' } as const

/** One answer to several owners, each on his own matter; who gets it is seen before it goes out. */
export function GroupAnswer(props: {
  head: string
  members: readonly GroupMember[]
  /** There are more than are shown. */
  more: boolean
  onDone: () => void
}) {
  const t = useT()
  const say = useSay()
  const project = useProject()
  const [answer, setAnswer] = useState('')
  const [keptReason, setKeptReason] = useState('')
  const [way, setWay] = useState<keyof typeof ways>('phone')
  const [left, setLeft] = useState<readonly string[]>([])
  const [rows, setRows] = useState<readonly GroupRow[]>([])
  const command = useCommand(groups.answer, {
    onDone: (done) => {
      setRows(done.rows)
      if (done.rows.some(({ refused }) => refused !== null)) return
      say.success(t('已答复 {count} 户', { count: done.rows.length }))
      props.onDone()
    },
  })
  const chosen = props.members.filter(({ case: of }) => !left.includes(of.id))
  const evasions = evasionsIn(answer)
  const missing =
    answer.trim() === ''
      ? '请写下给客户的答复'
      : evasions.length > 0 && keptReason.trim() === ''
        ? '答复里有推诿用语，请改写，或写明仍要这样写的理由'
        : chosen.length === 0
          ? '请至少选一户'
          : null
  const send = () =>
    command.mutate({
      params: { project, head: props.head },
      body: {
        answer: answer.trim(),
        way,
        ...(evasions.length > 0 ? { keptReason: keptReason.trim() } : {}),
        matters: chosen.map(({ case: of }) => ({ id: of.id, seenSeq: of.lastSeq })),
      },
    })
  return (
    <div className="groups-answer">
      <Input.TextArea
        aria-label={t('答复内容')}
        placeholder={t('每户看到的都是这段话，不写其他业主的姓名、房号')}
        autoSize={{ minRows: 3, maxRows: 10 }}
        maxLength={2000}
        value={answer}
        onChange={({ target }) => setAnswer(target.value)}
      />
      <BetterWords warns={evasionsIn} text={answer} />
      {evasions.length > 0 && (
        <Input
          aria-label={t('仍要这样写的理由')}
          placeholder={t('仍要这样写的理由')}
          maxLength={200}
          value={keptReason}
          onChange={({ target }) => setKeptReason(target.value)}
        />
      )}
      <Radio.Group
        aria-label={t('答复方式')}
        optionType="button"
        value={way}
        onChange={({ target }) => setWay(target.value)}
        options={Object.entries(ways).map(([value, label]) => ({ value, label: t(label) }))}
      />
      <fieldset className="groups-preview">
        <legend>{t('将逐户答复 {count} 户', { count: chosen.length })}</legend>
        {props.members.map(({ case: of }) => (
          <Checkbox
            key={of.id}
            checked={!left.includes(of.id)}
            onChange={({ target }) => setLeft(target.checked ? left.filter((id) => id !== of.id) : [...left, of.id])}
          >
            <span className="number">{of.number}</span> {of.unit?.code ?? of.place?.name} {of.person?.name}
          </Checkbox>
        ))}
        {props.more && <p className="muted">{t('还有未列出的，请先点“显示更多”。')}</p>}
      </fieldset>
      <Refused rows={rows} />
      <ProblemAlert problem={command.error} />
      <div className="groups-end">
        <Button type="primary" disabled={missing !== null} loading={command.isPending} onClick={send}>
          {t('答复 {count} 户', { count: chosen.length })}
        </Button>
        {missing && <span className="muted">{t(missing)}</span>}
      </div>
    </div>
  )
}
