import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { CaseLine, CasePage } from '../../kernel/case/case.contract.ts'
import { ComplaintLines } from '../../rooms/complaint/ui/ComplaintLines.tsx'
import { opinionAsked } from '../../rooms/complaint/ui/opinions.ts'
import { useT } from '../core/i18n.ts'
import { useAsk, useAskPages } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { Chips } from '../mobile-kit/ChoiceField.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { Empty, Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'
import { CaseHead } from './CaseHead.tsx'
import { CaseTask } from './CaseTask.tsx'
import { Ladder } from './Ladder.tsx'
import { customersFirst } from './order.ts'

/** What has climbed to me, one case a screen: see how it came here, take it in hand, pass it on, say what is to be done. */
export function Climbed() {
  const t = useT()
  const project = useProject()
  const navigate = useNavigate()
  const [later, setLater] = useState<readonly string[]>([])
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAskPages(
    doors.inbox,
    { params: { project }, query: { why: 'ladder', limit: 100 } },
    { follows: 'cases' },
  )
  const back = () => navigate({ to: '/' })
  const rows = customersFirst(data?.pages.flatMap((page) => page.rows) ?? [])
  const waiting = rows.filter(({ id }) => !later.includes(id))
  const [line] = waiting
  // What was put off does not hide what stands on the next page.
  useEffect(() => {
    if (!line && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [line, hasNextPage, isFetchingNextPage, fetchNextPage])
  if (line) {
    const rest = t(hasNextPage ? '还有 {count} 件以上' : '还有 {count} 件', { count: waiting.length - 1 })
    return <OneOf key={line.id} line={line} rest={rest} back={back} putOff={() => setLater([...later, line.id])} />
  }
  return (
    <Screen title={t('超时逐级到我')} back={back}>
      {error && !data ? <Unread problem={error} again={refetch} /> : null}
      {data || error ? null : <Waiting />}
      {data && later.length === 0 ? <Empty text={t('没有超时的事项升级到您')} /> : null}
      {data && later.length > 0 ? (
        <>
          <Empty text={t('都看过了，{count} 件留待以后', { count: later.length })} />
          <button type="button" className="btn" onClick={() => setLater([])}>
            {t('再看一遍')}
          </button>
        </>
      ) : null}
    </Screen>
  )
}

interface OneProps {
  line: CaseLine
  /** How many wait behind it, in words. */
  rest: string
  back: () => void
  putOff: () => void
}

function OneOf({ line, rest, back, putOff }: OneProps) {
  const t = useT()
  const project = useProject()
  const {
    data: page,
    error,
    refetch,
  } = useAsk(
    doors.casePage,
    { params: { project, procedure: line.procedure, id: line.id } },
    { follows: { caseId: line.id } },
  )
  const aside = (
    <button type="button" className="bar-side" onClick={putOff}>
      {t('下一件')}
    </button>
  )
  if (!page) {
    return (
      <Screen title={line.number} back={back} aside={aside}>
        {error ? <Unread problem={error} again={refetch} /> : <Waiting />}
      </Screen>
    )
  }
  return <Answering page={page} rest={rest} back={back} aside={aside} />
}

function Answering(props: { page: CasePage; rest: string; back: () => void; aside: React.ReactNode }) {
  const { page, rest, back, aside } = props
  const t = useT()
  const ways = waysOf(page)
  const [chosen, setChosen] = useState<string | null>(null)
  const way = ways.find(({ action }) => action === chosen) ?? ways[0]
  const frame = (body: React.ReactNode, foot: React.ReactNode) => (
    <Screen title={page.case.number} back={back} aside={aside} foot={foot}>
      <p className="quiet">{rest}</p>
      <CaseHead page={page} />
      <Ladder page={page} />
      {body}
      {page.case.procedure === 'complaint' ? <ComplaintLines page={page} /> : null}
    </Screen>
  )
  if (!way) return frame(<p className="quiet">{t('您这边没有要做的了')}</p>, null)
  return (
    <CaseTask key={way.action} page={page} action={way.action}>
      {({ body, foot }) =>
        frame(
          <>
            <h2 className="section">{t('您怎么处理')}</h2>
            <Chips
              choices={ways.map(({ action, title }) => ({ value: action, title }))}
              value={way.action}
              onChange={(next) => next && setChosen(next)}
            />
            {way.hint ? <p className="quiet">{t(way.hint)}</p> : null}
            {body}
          </>,
          foot,
        )
      }
    </CaseTask>
  )
}

/** An opinion that is asked for comes first; then to take the missed deadline in hand, or to pass it on. */
function waysOf(page: CasePage): CasePage['actions'] {
  const asked = page.case.procedure === 'complaint' ? opinionAsked(page) : null
  return [asked, 'acknowledge', 'delegate'].flatMap(
    (name) => page.actions.find(({ action, enabled }) => action === name && enabled) ?? [],
  )
}
