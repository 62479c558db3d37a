import { Checkbox, Popover } from 'antd'
import { type ReactNode, useState } from 'react'

/** The choice of a table's columns, open from the first. The number always stays: it opens the case. */
export function ColumnChoice(props: {
  columns: readonly { key: string; title: string }[]
  hidden: readonly string[]
  toggle: (column: string) => void
  children: ReactNode
}) {
  const { columns, hidden, toggle, children } = props
  const [open, setOpen] = useState(true)
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="column-choice">
          {columns.map(({ key, title }) => (
            <Checkbox
              key={key}
              checked={!hidden.includes(key)}
              disabled={key === 'number'}
              onChange={() => toggle(key)}
            >
              {title}
            </Checkbox>
          ))}
        </div>
      }
    >
      {children}
    </Popover>
  )
}
