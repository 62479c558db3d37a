import { type RefObject, useEffect, useRef, useState } from 'react'
import { useT } from '../core/i18n.ts'
import { SearchBox } from './SearchBox.tsx'

/**
 * The one search: the box in the head of every page, which / goes to, and the same box over whatever is open, by ⌘K or
 * Ctrl K. At the desk Enter opens a new call about what was found; elsewhere it opens its page.
 */
export function HeaderSearch() {
  const head = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  useShortcuts(head, () => setOver(true))
  return (
    <search className="header-search">
      <SearchBox input={head} suffix={<kbd className="only-wide">⌘K</kbd>} />
      {over && <Palette onClose={() => setOver(false)} />}
    </search>
  )
}

/** Above drawers and dialogs too: the browser's own top layer. It closes when something is opened, or by Escape. */
function Palette({ onClose }: { onClose: () => void }) {
  const t = useT()
  const dialog = useRef<HTMLDialogElement>(null)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    input.current?.focus()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; the click is on the veil beside it
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t('查找')}
      onClose={onClose}
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
    >
      <SearchBox input={input} stays onLeave={() => dialog.current?.close()} suffix={<kbd>Esc</kbd>} />
    </dialog>
  )
}

function useShortcuts(head: RefObject<HTMLInputElement | null>, openOver: () => void): void {
  const open = useRef(openOver)
  open.current = openOver
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]')
      const combined = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k'
      if (!combined && (event.key !== '/' || typing)) return
      event.preventDefault()
      if (combined) open.current()
      else head.current?.focus()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [head])
}
