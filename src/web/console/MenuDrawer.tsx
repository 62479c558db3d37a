import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import { useT } from '../core/i18n.ts'

/** The navigation on a narrow screen. */
export function MenuDrawer({ open, onClose, children }: { open: boolean; onClose: () => void; children: ReactNode }) {
  const t = useT()
  return (
    <Drawer placement="left" size={220} open={open} onClose={onClose} title={t('菜单')} destroyOnHidden>
      <nav className="drawer-nav" aria-label={t('菜单')} onClickCapture={() => setTimeout(onClose)}>
        {children}
      </nav>
    </Drawer>
  )
}
