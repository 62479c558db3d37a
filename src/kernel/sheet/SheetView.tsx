import QRCode from 'qrcode'
import { createPortal } from 'react-dom'
import type { Translate } from '../clock/relative.ts'
import type { FilledCell, FilledSection, FilledSheet } from './fill.ts'
import './sheet.css'

interface Props {
  sheet: FilledSheet
  t: Translate
  /** Where the browser gets the image of a signature. */
  imageUrl: (fileId: string) => string
}

/**
 * The sheet on the page, and once more behind it for the printer: the copy stands directly in the body, so that a long
 * form runs over as many pages as it needs whatever box the page shows it in.
 */
export function PrintableSheet(props: Props) {
  return (
    <>
      <SheetView {...props} />
      {createPortal(
        <div className="paper-print">
          <SheetView {...props} />
        </div>,
        document.body,
      )}
    </>
  )
}

/** The sheet as an office files it: heading, number, QR to the case, ruled tables, signatures. */
export function SheetView({ sheet, t, imageUrl }: Props) {
  return (
    <article className={sheet.paper === 'A4' ? 'paper' : 'paper paper-across'}>
      <header>
        <p>
          {sheet.companyName}
          <br />
          {sheet.projectName}
        </p>
        <div>
          <h2>{sheet.title}</h2>
          {sheet.subtitle && <p>{sheet.subtitle}</p>}
          {sheet.number && <p>№ {sheet.number}</p>}
        </div>
        <div>{sheet.caseUrl && <CaseCode url={sheet.caseUrl} title={t('扫码打开这件事项')} />}</div>
      </header>
      {sheet.sections.map((section, index) => (
        <SectionTable key={index} section={section} columns={sheet.columns} imageUrl={imageUrl} />
      ))}
      <footer>
        {sheet.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        <p>{sheet.printed}</p>
      </footer>
    </article>
  )
}

function SectionTable({
  section,
  columns,
  imageUrl,
}: {
  section: FilledSection
  columns: number
  imageUrl: Props['imageUrl']
}) {
  const draw = (rows: FilledCell[][]) =>
    rows.map((row, line) => (
      <tr key={line}>
        {row.map((cell, column) => (
          <SheetCell key={column} cell={cell} imageUrl={imageUrl} />
        ))}
      </tr>
    ))
  return (
    <table>
      <colgroup>
        <col span={columns} style={{ width: `${100 / columns}%` }} />
      </colgroup>
      {section.headRows > 0 && <thead>{draw(section.rows.slice(0, section.headRows))}</thead>}
      <tbody>{draw(section.rows.slice(section.headRows))}</tbody>
    </table>
  )
}

function SheetCell({ cell, imageUrl }: { cell: FilledCell; imageUrl: Props['imageUrl'] }) {
  const Tag = cell.role === 'value' ? 'td' : 'th'
  return (
    <Tag
      colSpan={cell.span}
      className={cell.role === 'heading' ? 'paper-heading' : undefined}
      style={{ textAlign: cell.align, ...(cell.lines > 1 ? { height: `${cell.lines * 1.6}em` } : {}) }}
    >
      {cell.imageFileId && <img src={imageUrl(cell.imageFileId)} alt={cell.text.split('\n')[0]} />}
      {cell.imageFileId ? <small>{cell.text}</small> : cell.text}
      {cell.choices?.map(({ label, chosen }) => (
        <span key={label} className="paper-choice">
          {chosen ? '☑' : '□'}
          {label}
        </span>
      ))}
    </Tag>
  )
}

/** The QR code as one path, so that it prints sharp and needs no picture of its own. */
function CaseCode({ url, title }: { url: string; title: string }) {
  const { modules } = QRCode.create(url, { errorCorrectionLevel: 'M' })
  const { size } = modules
  const path = Array.from({ length: size * size }, (_, at) =>
    modules.data[at] ? `M${at % size} ${Math.floor(at / size)}h1v1h-1z` : '',
  ).join('')
  return (
    <svg
      className="paper-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={title}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#000" />
    </svg>
  )
}
