import { PrinterOutlined } from '@ant-design/icons'
import { Button, Result, Space } from 'antd'
import { useState } from 'react'
import { paths } from '../../../web/console/paths.ts'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { SheetDrawer } from '../../../web/kit/SheetPanel.tsx'
import type { Call, Calls } from './calls.ts'

interface Props {
  call: Call
  taken: NonNullable<Call['taken']>
  calls: Calls
}

/** What the call became: the numbers to tell the caller, the slip to print, and on to the next. */
export function TakenPanel({ call, taken, calls }: Props) {
  const t = useT()
  const [sheet, setSheet] = useState<string | null>(null)
  const { matter, work } = taken
  return (
    <Result
      status="success"
      title={t('已登记 {number}', { number: matter.number })}
      subTitle={
        work ? (
          <>
            {work.procedure === 'repair' ? t('维修单') : t('工作联系单')} <Go href={paths.case(work)}>{work.number}</Go>
          </>
        ) : (
          t('可以把编号告诉客户，方便查询。')
        )
      }
      extra={
        <Space wrap>
          <Button type="primary" onClick={() => calls.close(call.id)}>
            {t('完成，关闭本次来电')}
          </Button>
          <Go href={paths.case({ procedure: 'matter', id: matter.id })}>{t('打开诉求')}</Go>
          {work && (
            <Button
              icon={<PrinterOutlined />}
              onClick={() => setSheet(work.procedure === 'repair' ? 'repair-slip' : 'work-contact-slip')}
            >
              {work.procedure === 'repair' ? t('打印维修单') : t('打印工作联系单')}
            </Button>
          )}
        </Space>
      }
    >
      {work && <SheetDrawer of={work} sheet={sheet} onClose={() => setSheet(null)} />}
    </Result>
  )
}
