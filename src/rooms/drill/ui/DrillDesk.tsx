import { PhoneFilled } from '@ant-design/icons'
import { Button, Popconfirm, Tag } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { paths } from '../../../web/console/paths.ts'
import { learnTime, useTicking } from '../../../web/core/clock.tsx'
import { useCommand } from '../../../web/core/command.ts'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { forget, useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { ProblemAlert } from '../../../web/kit/Parts.tsx'
import { drills } from '../drill.contract.ts'
import { type Question, questions } from '../drill.words.ts'
import './drill.css'

type Now = AnswerOf<(typeof drills)['now']>
type Run = NonNullable<Now['run']>
type Talk = Now['talks'][number]

interface Props {
  /** The call whose form is in front; its id is that of the matter. */
  front: string
  /** Opens the form of a call, with nothing filled in, or brings it to the front. */
  open: (call: { id: string; openedAt: string }) => void
}

/** The telephone of a drill over the desk: what rings, and what the caller says. Nothing while no drill goes on. */
export function DrillDesk({ front, open }: Props) {
  const t = useT()
  const project = useProject()
  const { data } = useAsk(drills.now, { params: { project } }, { everyMs: 1_000, follows: 'nothing' })
  const last = useRef<Run | null>(null)
  // Who goes to another call and comes back has not forgotten what was said.
  const [asked, setAsked] = useState<Readonly<Record<string, readonly Question[]>>>({})
  const now = data?.now
  useEffect(() => {
    // Between two looks at the session the clock of a drill runs on.
    if (now) learnTime(now, 'manual')
  }, [now])
  if (!data) return null
  if (!data.run) return last.current && <Ended run={last.current} />
  last.current = data.run
  const talk = data.talks.find(({ matterId }) => matterId === front)
  return (
    <section className="drill" aria-label={t('演练')}>
      <Head run={data.run} />
      <Ringing data={data} run={data.run} open={open} />
      <Waiting talks={data.talks.filter((one) => one !== talk && !one.registered)} open={open} />
      {talk && (
        <Talking
          talk={talk}
          asked={asked[talk.matterId] ?? []}
          ask={(question) =>
            setAsked((were) => ({ ...were, [talk.matterId]: [...(were[talk.matterId] ?? []), question] }))
          }
        />
      )}
    </section>
  )
}

function Head({ run }: { run: Run }) {
  const t = useT()
  const project = useProject()
  const end = useCommand(drills.end, { onDone: () => forget(drills.now) })
  const time = useTicking((at) =>
    at.toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', timeZone: ZONE }),
  )
  return (
    <div className="drill-head">
      <Tag color="purple">{t('演练')}</Tag>
      <b>{run.title}</b>
      <span className="number drill-clock">{time}</span>
      <span className="muted">
        {run.trainee} · {t('{speed} 倍速', { speed: run.speed })}
      </span>
      <Popconfirm
        title={t('现在就结束这次演练？')}
        description={t('还没有打来的电话不计分。')}
        onConfirm={() => end.mutate({ params: { project, drill: run.id } })}
      >
        <Button size="small" type="text" loading={end.isPending}>
          {t('结束演练')}
        </Button>
      </Popconfirm>
      <ProblemAlert problem={end.error} />
    </div>
  )
}

const ZONE = 'Asia/Shanghai'

function Ringing({ data, run, open }: { data: Now; run: Run; open: Props['open'] }) {
  const t = useT()
  const project = useProject()
  const take = useCommand(drills.take, {
    onDone: (talk) => {
      open({ id: talk.matterId, openedAt: talk.takenAt })
      return forget(drills.now)
    },
  })
  return (
    <>
      {data.ringing.map(({ nth, ringsAt }) => (
        <div key={nth} className="drill-ring" role="alert" aria-label={t('电话响了')}>
          <PhoneFilled className="drill-phone" />
          <b>{t('电话响了')}</b>
          <span className="muted number" aria-hidden>
            {t('已响 {seconds} 秒', { seconds: rungFor(ringsAt, data.now, run.speed) })}
          </span>
          <Button
            type="primary"
            size="large"
            loading={take.isPending}
            onClick={() => take.mutate({ params: { project, drill: run.id, nth: String(nth) } })}
          >
            {t('接听')}
          </Button>
        </div>
      ))}
      <ProblemAlert problem={take.error} />
    </>
  )
}

/** Seconds of the learner's own time. */
const rungFor = (from: string, now: string, speed: number) =>
  Math.max(0, Math.round((Date.parse(now) - Date.parse(from)) / 1000 / speed))

/** Callers who are still on the line while another form is in front. */
function Waiting({ talks, open }: { talks: readonly Talk[]; open: Props['open'] }) {
  const t = useT()
  if (talks.length === 0) return null
  return (
    <p className="drill-waiting">
      <span className="muted">{t('接了还没有登记的来电：')}</span>
      {talks.map(({ nth, matterId, takenAt, words }) => (
        <Button key={nth} size="small" onClick={() => open({ id: matterId, openedAt: takenAt })}>
          {words.slice(0, 14)}…
        </Button>
      ))}
    </p>
  )
}

/** What the caller says, and what he says when he is asked. */
function Talking(props: { talk: Talk; asked: readonly Question[]; ask: (question: Question) => void }) {
  const { talk, asked, ask } = props
  const t = useT()
  const answers = new Map(talk.answers.map(({ question, answer }) => [question, answer]))
  return (
    <div className="drill-talk">
      <blockquote aria-label={t('客户说')}>{talk.words}</blockquote>
      {asked.map((question) => (
        <div key={question} className="drill-asked">
          <span className="muted">{t(questions[question])}</span>
          <blockquote>{answers.get(question) ?? t('这个我说不上来。')}</blockquote>
        </div>
      ))}
      <p className="drill-questions">
        <span className="muted">{t('问客户：')}</span>
        {[...answers.keys()]
          .filter((question) => !asked.includes(question))
          .map((question) => (
            <Button key={question} size="small" onClick={() => ask(question)}>
              {t(questions[question])}
            </Button>
          ))}
      </p>
    </div>
  )
}

function Ended({ run }: { run: Run }) {
  const t = useT()
  return (
    <section className="drill drill-ended" aria-label={t('演练')}>
      <Tag color="purple">{t('演练')}</Tag>
      <b>{t('{title}：演练结束了', { title: run.title })}</b>
      <Go href={paths.drill(run.id)}>{t('看结果')}</Go>
    </section>
  )
}
