import { EyeOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import { useState } from 'react'
import type { CasePage, LogLine } from '../../kernel/case/case.contract.ts'
import { privacy } from '../../kernel/privacy/privacy.contract.ts'
import { useCommand } from '../core/command.ts'
import { useT } from '../core/i18n.ts'
import { useProject } from '../core/session.tsx'
import { WhyForm } from './Reveal.tsx'

/** The words of a line in which numbers are masked, as they were written: shown for a purpose, on record. */
export function Original({ page, line, field }: { page: CasePage; line: LogLine; field: string }) {
  const t = useT()
  const project = useProject()
  const [open, setOpen] = useState(false)
  const command = useCommand(privacy.revealText, { onDone: () => setOpen(false) })
  if (command.data) return <p className="revealed-lines">{command.data.value}</p>
  const { procedure, id } = page.case
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      title={t('查看用途')}
      content={
        <WhyForm
          busy={command.isPending}
          problem={command.error}
          approval={null}
          onShow={(why) =>
            command.mutate({ params: { project, procedure, id }, body: { seq: line.seq, field, ...why } })
          }
        />
      }
    >
      <Button type="link" size="small" className="flush" icon={<EyeOutlined />}>
        {t('看遮盖的号码')}
      </Button>
    </Popover>
  )
}
