import { SettingOutlined } from '@ant-design/icons'

import { Button, Checkbox, Popover, Table, type TableColumnType } from 'antd'
import type { ReactNode } from 'react'
import type { CaseLine } from '../../kernel/case/case.contract.ts'
import { paths } from '../console/paths.ts'
import { At, Left } from '../core/clock.tsx'
import { useKept } from '../core/drafts.ts'
import { useGo } from '../core/Go.tsx'
import { useT } from '../core/i18n.ts'
import { useStanding } from '../core/session.tsx'
import { CaseMarks, StateTag } from './Parts.tsx'
import { CaseLink, Where, Who } from './Where.tsx'

export type CaseColumn = 'number' | 'title' | 'where' | 'person' | 'state' | 'holder' | 'due' | 'opened' | 'last'

interface Props<Line extends CaseLine> {
  /** Names the table, for the choice of columns that this person made. */
  name: string
  lines: readonly Line[] | undefined
  columns: readonly CaseColumn[]
  /** More columns behind the others. */
  more?: TableColumnType<Line>[]
  loading?: boolean
  /** Leads to the next page; none when this was the last. */
  onMore?: (() => void) | undefined
  loadingMore?: boolean
  empty: ReactNode
}

const noneHidden: string[] = []

/** Cases in a table: a row opens its case, columns can be chosen, paging goes on at the server's cursor. */
export function CaseTable<Line extends CaseLine>({ name, lines, columns, more = [], empty, ...props }: Props<Line>) {
  const t = useT()
  const go = useGo()
  const { me } = useStanding()
  const [hidden, setHidden] = useKept(`columns.${name}`, me.account.id, noneHidden)
  const all = useColumns<Line>()
  const shown = columns.filter((column) => !hidden.includes(column)).map((column) => ({ key: column, ...all[column] }))
  const toggle = (column: string) =>
    setHidden((was) => (was.includes(column) ? was.filter((one) => one !== column) : [...was, column]))
  return (
    <div className="case-table">
      <Table<Line>
        size="small"
        rowKey="id"
        columns={[
          ...shown,
          ...more,
          {
            key: 'columns',
            width: 36,
            title: (
              <Popover
                trigger="click"
                placement="bottomRight"
                content={
                  <div className="column-choice">
                    {columns.map((column) => (
                      <Checkbox
                        key={column}
                        checked={!hidden.includes(column)}
                        disabled={column === 'number'}
                        onChange={() => toggle(column)}
                      >
                        {all[column].title as string}
                      </Checkbox>
                    ))}
                  </div>
                }
              >
                <Button type="text" size="small" icon={<SettingOutlined />} aria-label={t('选择列')} />
              </Popover>
            ),
          },
        ]}
        dataSource={lines ? [...lines] : []}
        loading={props.loading || !lines}
        pagination={false}
        sticky={{ offsetHeader: 56 }}
        scroll={{ x: widthOf([...shown, ...more]) }}
        locale={{ emptyText: lines ? empty : ' ' }}
        rowClassName={(line) => `case-row priority-${line.priority}`}
        onRow={({ procedure, id }) => ({
          onClick: () => go(paths.case({ procedure, id })),
        })}
      />
      {props.onMore && (
        <Button block type="text" onClick={props.onMore} loading={props.loadingMore ?? false}>
          {t('显示更多')}
        </Button>
      )}
    </div>
  )
}

/** Room for the title, which takes what the other columns leave. */
const TITLE_WIDTH = 220

function widthOf(columns: readonly { width?: number | string }[]): number {
  return columns.reduce((sum, { width }) => sum + (typeof width === 'number' ? width : TITLE_WIDTH), 36)
}

function useColumns<Line extends CaseLine>(): Record<CaseColumn, TableColumnType<Line>> {
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
