import { SettingOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { CaseLine } from '../../kernel/case/case.contract.ts'
import { paths } from '../console/paths.ts'
import { At, Left } from '../core/clock.tsx'
import { useKept } from '../core/drafts.ts'
import { useGo } from '../core/Go.tsx'
import { useT } from '../core/i18n.ts'
import { useStanding } from '../core/session.tsx'
import { CaseMarks, More, StateTag } from './Parts.tsx'
import { CaseLink, Where, Who } from './Where.tsx'

const ColumnChoice = lazy(() => import('./ColumnChoice.tsx').then(({ ColumnChoice }) => ({ default: ColumnChoice })))

export type CaseColumn = 'number' | 'title' | 'where' | 'person' | 'state' | 'holder' | 'due' | 'opened' | 'last'

export interface LineColumn<Line> {
  key?: string
  title: string
  /** Pixels; the column without takes what the others leave. */
  width?: number
  /** One line, cut off. */
  ellipsis?: boolean
  render: (_: unknown, line: Line) => ReactNode
}

interface Props<Line extends CaseLine> {
  /** Names the table, for the choice of columns that this person made. */
  name: string
  lines: readonly Line[] | undefined
  columns: readonly CaseColumn[]
  /** More columns behind the others. */
  more?: readonly LineColumn<Line>[]
  loading?: boolean
  /** Leads to the next page; none when this was the last. */
  onMore?: (() => void) | undefined
  loadingMore?: boolean
  empty: ReactNode
}

const noneHidden: string[] = []

/**
 * Cases in a table: a row opens its case, columns can be chosen, paging goes on at the server's cursor. A plain table:
 * it stands on the first page that people see, and the kit's own weighs as much as the rest of that page.
 */
export function CaseTable<Line extends CaseLine>({ name, lines, columns, more = [], empty, ...props }: Props<Line>) {
  const t = useT()
  const go = useGo()
  const { me } = useStanding()
  const [hidden, setHidden] = useKept(`columns.${name}`, me.account.id, noneHidden)
  const all = useColumns<Line>()
  const shown: LineColumn<Line>[] = [
    ...columns.filter((column) => !hidden.includes(column)).map((column) => ({ key: column, ...all[column] })),
    ...more,
  ]
  const toggle = (column: string) =>
    setHidden((was) => (was.includes(column) ? was.filter((one) => one !== column) : [...was, column]))
  return (
    <div className="case-table" aria-busy={props.loading || !lines}>
      <table style={{ minWidth: widthOf(shown) }}>
        <colgroup>
          {shown.map(({ key, width }) => (
            <col key={key} {...(width === undefined ? {} : { width })} />
          ))}
          <col width={36} />
        </colgroup>
        <thead>
          <tr>
            {shown.map(({ key, title }) => (
              <th key={key} scope="col">
                {title}
              </th>
            ))}
            <th className="columns">
              <Chooser columns={columns.map((key) => ({ key, title: all[key].title }))} {...{ hidden, toggle }} />
            </th>
          </tr>
        </thead>
        <tbody>
          {lines?.map((line) => (
            <tr
              key={line.id}
              className={`case-row priority-${line.priority}`}
              onClick={() => go(paths.case({ procedure: line.procedure, id: line.id }))}
            >
              {shown.map(({ key, ellipsis, render }) => (
                <td key={key} className={ellipsis ? 'is-cut' : undefined}>
                  {render(undefined, line)}
                </td>
              ))}
              <td />
            </tr>
          ))}
          {(!lines || lines.length === 0) && (
            <tr>
              <td colSpan={shown.length + 1}>{lines ? empty : <div className="nothing">{t('正在打开…')}</div>}</td>
            </tr>
          )}
        </tbody>
      </table>
      {props.onMore && <More loading={props.loadingMore ?? false} onMore={props.onMore} />}
    </div>
  )
}

/** Which columns to show; fetched when somebody asks for it. */
function Chooser(props: {
  columns: readonly { key: string; title: string }[]
  hidden: readonly string[]
  toggle: (column: string) => void
}) {
  const t = useT()
  const [asked, setAsked] = useState(false)
  const button = (
    <Button
      type="text"
      size="small"
      icon={<SettingOutlined />}
      aria-label={t('选择列')}
      {...(asked ? {} : { onClick: () => setAsked(true) })}
    />
  )
  if (!asked) return button
  return (
    <Suspense fallback={button}>
      <ColumnChoice {...props}>{button}</ColumnChoice>
    </Suspense>
  )
}

/** Room for the title, which takes what the other columns leave. */
const TITLE_WIDTH = 220

function widthOf(columns: readonly { width?: number }[]): number {
  return columns.reduce((sum, { width = TITLE_WIDTH }) => sum + width, 36)
}

function useColumns<Line extends CaseLine>(): Record<CaseColumn, LineColumn<Line>> {
  const t = useT()
  return {
    number: { title: t('编号'), width: 160, render: (_, line) => <CaseLink of={line} /> },
    title: {
      title: t('事由'),
      ellipsis: true,
      render: (_, line) => (
        <span className="case-title">
          <CaseMarks {...line} /> {line.title}
        </span>
      ),
    },
    where: { title: t('位置'), width: 120, render: (_, line) => <Where of={line} /> },
    person: { title: t('客户'), width: 90, render: (_, line) => <Who person={line.person} /> },
    state: {
      title: t('状态'),
      width: 130,
      render: (_, line) => <StateTag state={line.state} title={line.stateTitle} final={line.final} />,
    },
    holder: {
      title: t('经手人'),
      width: 90,
      render: (_, line) => line.holder?.name ?? <span className="muted">{t('待分派')}</span>,
    },
    due: {
      title: t('时限'),
      width: 150,
      render: (_, { nextDueAt }) => (nextDueAt ? <Left due={nextDueAt} /> : <span className="muted">—</span>),
    },
    opened: { title: t('登记时间'), width: 120, render: (_, line) => <At at={line.openedAt} /> },
    last: { title: t('最近进展'), width: 120, render: (_, line) => <At at={line.lastAt} /> },
  }
}
