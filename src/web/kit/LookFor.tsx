import { EyeOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import { type ComponentProps, useState } from 'react'
import { useT } from '../core/i18n.ts'
import { WhyForm } from './Reveal.tsx'

type Props = Pick<ComponentProps<typeof WhyForm>, 'busy' | 'problem' | 'onShow'> & { label: string }

/** A button that shows something kept back once a purpose is named; the caller puts what it shows in its place. */
export function LookFor({ label, ...why }: Props) {
  const t = useT()
  const [open, setOpen] = useState(false)
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      title={t('查看用途')}
      content={<WhyForm approval={null} {...why} />}
    >
      <Button type="link" size="small" className="flush" icon={<EyeOutlined />}>
        {label}
      </Button>
    </Popover>
  )
}
