import { DownloadOutlined } from '@ant-design/icons'
import { Button, Drawer, Space } from 'antd'
import { type DataRequest, privacy } from '../../../kernel/privacy/privacy.contract.ts'
import type { FilledSheet } from '../../../kernel/sheet/fill.ts'
import { PrintableSheet } from '../../../kernel/sheet/SheetView.tsx'
import { useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { saveJson } from '../../kit/save-json.ts'

/** An approved copy, handed over at the desk: to read and print, and as a file for machines. */
export function CopyButton({ request }: { request: DataRequest }) {
  const t = useT()
  const project = useProject()
  const command = useCommand(privacy.copy)
  const { data } = command
  return (
    <>
      <Button
        size="small"
        icon={<DownloadOutlined />}
        loading={command.isPending}
        onClick={() => command.mutate({ params: { project, request: request.id } })}
      >
        {t('领取副本')}
      </Button>
      <ProblemAlert problem={command.error} />
      <Drawer
        open={data !== undefined}
        onClose={() => command.reset()}
        size={900}
        title={t('个人信息副本')}
        extra={
          <Space>
            <Button onClick={() => window.print()}>{t('打印')}</Button>
            <Button onClick={() => data && saveJson(data.data, t('个人信息副本'))}>{t('下载数据文件')}</Button>
          </Space>
        }
      >
        {data && <PrintableSheet sheet={data.sheet as FilledSheet} t={t} imageUrl={() => ''} />}
      </Drawer>
    </>
  )
}
