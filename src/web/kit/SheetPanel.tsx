import { FilePdfOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button, Drawer, Skeleton, Space, Tag } from 'antd'
import { cases } from '../../kernel/case/case.contract.ts'
import { file } from '../../kernel/file/file.contract.ts'
import type { FilledCell, FilledSheet } from '../../kernel/sheet/fill.ts'
import { urlOf } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { Nothing, ProblemAlert } from './Parts.tsx'

interface Props {
  of: { procedure: string; id: string }
  /** The sheet that is shown; null: closed. */
  sheet: string | null
  onClose: () => void
}

/** A form of the case as it prints, with its gaps; printed by the browser or opened as PDF. */
export function SheetDrawer({ of, sheet, onClose }: Props) {
  const t = useT()
  const project = useProject()
  const params = { project, procedure: of.procedure, id: of.id, sheet: sheet ?? '' }
  return (
    <Drawer
      title={t('单据')}
      size={880}
      open={sheet !== null}
      onClose={onClose}
      destroyOnHidden
      extra={
        <Space>
          <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
            {t('打印')}
          </Button>
          <Button icon={<FilePdfOutlined />} href={urlOf(cases.sheetPdf, { params })} target="_blank">
            PDF
          </Button>
        </Space>
      }
    >
      {sheet !== null && <SheetOfCase params={params} />}
    </Drawer>
  )
}

function SheetOfCase({ params }: { params: { project: number; procedure: string; id: string; sheet: string } }) {
  const t = useT()
  const { data, error } = useAsk(cases.sheet, { params }, { follows: { caseId: params.id } })
  if (error) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active paragraph={{ rows: 12 }} />
  return (
    <>
      {data.gaps.length > 0 && (
        <p className="no-print">
          {t('还没有填的栏：')}
          {data.gaps.map(({ field, label }) => (
            <Tag key={field} color="gold">
              {t(label)}
            </Tag>
          ))}
        </p>
      )}
      <SheetView sheet={data.sheet as unknown as FilledSheet} />
    </>
  )
}

/** The sheet as paper: title, number, ruled table, signatures. */
export function SheetView({ sheet }: { sheet: FilledSheet }) {
  const t = useT()
  if (!sheet.sections) return <Nothing text={t('这张单据还没有内容。')} />
  return (
    <article className="sheet print-this">
      <header>
        <small>
          {sheet.companyName}　{sheet.projectName}
        </small>
        <h2>{sheet.title}</h2>
        <p>
          {sheet.subtitle && <span>{sheet.subtitle}</span>}
          {sheet.number && (
            <span>
              {t('编号')} {sheet.number}
            </span>
          )}
        </p>
      </header>
      <table>
        <colgroup>
          {Array.from({ length: sheet.columns }, (_, column) => (
            <col key={column} style={{ width: `${100 / sheet.columns}%` }} />
          ))}
        </colgroup>
        <tbody>
          {sheet.sections.flatMap((section, at) =>
            section.rows.map((row, line) => (
              <tr key={`${at}-${line}`}>
                {row.map((cell, column) => (
                  <SheetCell key={`${at}-${line}-${column}`} cell={cell} />
                ))}
              </tr>
            )),
          )}
        </tbody>
      </table>
      <footer>
        {sheet.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        <p>{sheet.printed}</p>
      </footer>
    </article>
  )
}

function SheetCell({ cell }: { cell: FilledCell }) {
  const project = useProject()
  const Tag = cell.role === 'value' ? 'td' : 'th'
  return (
    <Tag
      colSpan={cell.span}
      className={`sheet-${cell.role}`}
      style={{ textAlign: cell.align, ...(cell.lines > 1 ? { height: `${cell.lines * 1.7}em` } : {}) }}
    >
      {cell.imageFileId && (
        <img src={urlOf(file.read, { params: { project, file: cell.imageFileId } })} alt={cell.text.split('\n')[0]} />
      )}
      {cell.text}
      {cell.choices?.map(({ label, chosen }) => (
        <span key={label} className="sheet-choice">
          {chosen ? '☑' : '☐'} {label}
        </span>
      ))}
    </Tag>
  )
}
