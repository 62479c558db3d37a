import { Alert, Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import type { AnswerOf } from '../../../../kernel/http/contract.ts'
import { BetterWords } from '../../../../web/core/BetterWords.tsx'
import { useCommand } from '../../../../web/core/command.ts'
import { useT } from '../../../../web/core/i18n.ts'
import { useProject } from '../../../../web/core/session.tsx'
import { ProblemAlert } from '../../../../web/kit/Parts.tsx'
import { CaseLink, Where } from '../../../../web/kit/Where.tsx'
import { evasionsIn } from '../../evasion.ts'
import { groups } from '../groups.contract.ts'

type Told = AnswerOf<typeof groups.interim>

/** One word on how far it is to every owner of the group; afterwards, who has to be rung up. */
export function GroupInterim({ head, unanswered, onDone }: { head: string; unanswered: number; onDone: () => void }) {
  const t = useT()
  const project = useProject()
  const [words, setWords] = useState('')
  const [keptReason, setKeptReason] = useState('')
  const [told, setTold] = useState<Told | null>(null)
  const command = useCommand(groups.interim, {
    onDone: (answer, { body }) => {
      // Who was rung up afterwards is ticked off; the others stay on the list.
      const left = told?.untold.filter(({ case: of }) => !body.phoned?.includes(of.id)) ?? []
      setTold({ ...answer, told: (told?.told ?? 0) + answer.told, untold: [...left, ...answer.untold] })
      onDone()
    },
  })
  const evasive = evasionsIn(words).length > 0
  const said = { words: words.trim(), ...(evasive ? { keptReason: keptReason.trim() } : {}) }
  const missing = said.words === '' || (evasive && keptReason.trim() === '')
  if (told) {
    return (
      <Report
        told={told}
        busy={command.isPending}
        problem={command.error}
        onPhoned={(phoned) => command.mutate({ params: { project, head }, body: { ...said, phoned } })}
      />
    )
  }
  return (
    <div className="groups-answer">
      <Input.TextArea
        aria-label={t('进度回复')}
        placeholder={t('办到哪一步了，下一步是什么；每户看到的都是这段话，不写其他业主的姓名、房号')}
        autoSize={{ minRows: 3, maxRows: 8 }}
        maxLength={1000}
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      <BetterWords warns={evasionsIn} text={words} />
      {evasive && (
        <Input
          aria-label={t('仍要这样写的理由')}
          placeholder={t('仍要这样写的理由')}
          maxLength={200}
          value={keptReason}
          onChange={({ target }) => setKeptReason(target.value)}
        />
      )}
      <ProblemAlert problem={command.error} />
      <div className="groups-end">
        <Button
          type="primary"
          disabled={missing}
          loading={command.isPending}
          onClick={() => command.mutate({ params: { project, head }, body: said })}
        >
          {t('告知 {count} 户', { count: unanswered })}
        </Button>
        <span className="muted">{t('有手机账号的业主马上看到；没有的，发送后列出，请电话告知')}</span>
      </div>
    </div>
  )
}

interface ReportProps {
  told: Told
  busy: boolean
  problem: unknown
  onPhoned: (matters: string[]) => void
}

/** Whom it reached, and whom it did not: those are rung up and ticked off. */
function Report({ told, busy, problem, onPhoned }: ReportProps) {
  const t = useT()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const silent = told.untold.filter(({ why }) => why === 'no-account')
  return (
    <div className="groups-answer">
      <Alert
        type={told.untold.length === 0 ? 'success' : 'warning'}
        showIcon
        role="status"
        title={
          told.untold.length === 0
            ? t('已告知 {count} 户', { count: told.told })
            : t('已告知 {count} 户，还有 {left} 户没有告知到', { count: told.told, left: told.untold.length })
        }
        description={
          told.untold.length > 0 && (
            <ul className="plain-list">
              {told.untold.map(({ case: of, why, text }) => (
                <li key={of.id}>
                  {why === 'no-account' && (
                    <Checkbox
                      aria-label={t('{number} 已电话告知', { number: of.number })}
                      checked={chosen.includes(of.id)}
                      onChange={({ target }) =>
                        setChosen(target.checked ? [...chosen, of.id] : chosen.filter((id) => id !== of.id))
                      }
                    />
                  )}{' '}
                  <CaseLink of={of} /> <Where of={of} /> {of.person?.name} <span className="muted">{t(text)}</span>
                </li>
              ))}
            </ul>
          )
        }
      />
      <ProblemAlert problem={problem} />
      {silent.length > 0 && (
        <div className="groups-end">
          <Button disabled={chosen.length === 0} loading={busy} onClick={() => onPhoned([...chosen])}>
            {t('已电话告知 {count} 户', { count: chosen.length })}
          </Button>
        </div>
      )}
    </div>
  )
}
