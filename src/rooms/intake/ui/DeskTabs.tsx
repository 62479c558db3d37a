import { CloseOutlined } from '@ant-design/icons'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { useT } from '../../../web/core/i18n.ts'

export interface DeskTab {
  id: string
  label: ReactNode
  panel: ReactNode
  /** Says what the cross closes; a tab without cannot be closed. */
  closeLabel?: string
}

interface Props {
  tabs: readonly DeskTab[]
  front: string
  show: (id: string) => void
  close: (id: string) => void
  /** Behind the last tab. */
  children: ReactNode
}

/**
 * Today and the calls side by side. Arrows go from tab to tab, Delete closes one. A list of tabs may hold nothing but
 * tabs, and the kit's own holds their crosses too; here the list owns the tabs and the crosses stand beside it. A panel
 * that was shown stays as it was left.
 */
export function DeskTabs({ tabs, front, show, close, children }: Props) {
  const t = useT()
  const list = useRef<HTMLDivElement>(null)
  const seen = useRef(new Set<string>())
  seen.current.add(front)
  const press = (event: KeyboardEvent, at: number) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const next = step && tabs[(at + step + tabs.length) % tabs.length]
    if (next) {
      show(next.id)
      list.current?.querySelector<HTMLElement>(`#${idOf(next.id)}`)?.focus()
    } else if (event.key === 'Delete' && tabs[at]?.closeLabel) close(tabs[at].id)
  }
  return (
    <>
      <div className="desk-tabs" ref={list}>
        <div role="tablist" aria-label={t('来电')} aria-owns={tabs.map(({ id }) => idOf(id)).join(' ')} />
        {tabs.map(({ id, label, closeLabel }, at) => (
          <span key={id} className={id === front ? 'desk-tab is-front' : 'desk-tab'}>
            <button
              type="button"
              role="tab"
              id={idOf(id)}
              aria-selected={id === front}
              aria-controls={seen.current.has(id) ? `${idOf(id)}-panel` : undefined}
              tabIndex={id === front ? 0 : -1}
              onClick={() => show(id)}
              onKeyDown={(event) => press(event, at)}
            >
              {label}
            </button>
            {closeLabel && (
              <button type="button" className="desk-tab-close" aria-label={closeLabel} onClick={() => close(id)}>
                <CloseOutlined />
              </button>
            )}
          </span>
        ))}
        <span className="desk-tabs-end">{children}</span>
      </div>
      {tabs
        .filter(({ id }) => seen.current.has(id))
        .map(({ id, panel }) => (
          <div key={id} role="tabpanel" id={`${idOf(id)}-panel`} aria-labelledby={idOf(id)} hidden={id !== front}>
            {panel}
          </div>
        ))}
    </>
  )
}

const idOf = (id: string) => `desk-tab-${id}`
