import { FilePdfOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button, Drawer, Skeleton, Space } from 'antd'
import type { FilledSheet } from '../../../kernel/sheet/fill.ts'
import { PrintableSheet } from '../../../kernel/sheet/SheetView.tsx'
import { urlOf } from '../../../web/api.ts'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { ChineseOriginal } from '../../../web/kit/ChineseOriginal.tsx'
import { ProblemAlert } from '../../../web/kit/Parts.tsx'
import { drills } from '../drill.contract.ts'

/** The sheet of the training file as it prints. */
export function DrillSheet({ drill, onClose }: { drill: string; onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const params = { project, drill }
  const { data, error } = useAsk(drills.sheet, { params })
  return (
    <Drawer
      title={t('演练记录')}
      size={880}
      open
      onClose={onClose}
      extra={
        <Space>
          <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
            {t('打印')}
          </Button>
          <Button icon={<FilePdfOutlined />} href={urlOf(drills.pdf, { params })} target="_blank">
            PDF
          </Button>
        </Space>
      }
    >
      <ProblemAlert problem={error} />
      {!data && !error && <Skeleton active paragraph={{ rows: 12 }} />}
      {data && (
        <>
          <ChineseOriginal />
          <PrintableSheet sheet={data.sheet as FilledSheet} t={t} imageUrl={() => ''} />
        </>
      )}
    </Drawer>
  )
}
