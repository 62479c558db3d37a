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

/** What work is called, and the slip that is printed at once. */
const opened: Readonly<Record<string, { title: string; slip?: { sheet: string; print: string } }>> = {
  repair: { title: '维修单', slip: { sheet: 'repair-slip', print: '打印维修单' } },
  contact: { title: '工作联系单', slip: { sheet: 'work-contact-slip', print: '打印工作联系单' } },
  complaint: { title: '投诉' },
  suggestion: { title: '建议需求' },
  dispute: { title: '邻里纠纷' },
}

/** What the call became: the numbers to tell the caller, the slip to print, and on to the next. */
export function TakenPanel({ call, taken, calls }: Props) {
  const t = useT()
  const [sheet, setSheet] = useState<string | null>(null)
  const { matter, work } = taken
  const slip = work ? opened[work.procedure]?.slip : undefined
  return (
    <Result
      status="success"
      title={t('已登记 {number}', { number: matter.number })}
      subTitle={
        work ? (
          <>
            {t(opened[work.procedure]?.title ?? '')} <Go href={paths.case(work)}>{work.number}</Go>
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
          {work && slip && (
            <Button icon={<PrinterOutlined />} onClick={() => setSheet(slip.sheet)}>
              {t(slip.print)}
            </Button>
          )}
        </Space>
      }
    >
      {work && <SheetDrawer of={work} sheet={sheet} onClose={() => setSheet(null)} />}
    </Result>
  )
}
