import { FilePdfOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button, Drawer, Skeleton, Space, Tag } from 'antd'
import { cases } from '../../kernel/case/case.contract.ts'
import { file } from '../../kernel/file/file.contract.ts'
import type { FilledSheet } from '../../kernel/sheet/fill.ts'
import { PrintableSheet } from '../../kernel/sheet/SheetView.tsx'
import { urlOf } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { ChineseOriginal } from './ChineseOriginal.tsx'
import { ProblemAlert } from './Parts.tsx'

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
  const imageUrl = (fileId: string) => urlOf(file.read, { params: { project: params.project, file: fileId } })
  if (error) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active paragraph={{ rows: 12 }} />
  return (
    <>
      {data.gaps.length > 0 && (
        <p className="no-print">
          {t('还没有填的栏：')}
          {data.gaps.map(({ label }) => (
            <Tag key={label} color="gold">
              {t(label)}
            </Tag>
          ))}
        </p>
      )}
      <ChineseOriginal />
      <PrintableSheet sheet={data.sheet as unknown as FilledSheet} t={t} imageUrl={imageUrl} />
    </>
  )
}
