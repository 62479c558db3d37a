import type { ReactNode } from 'react'
import { useT } from '../core/i18n.ts'
import { BackIcon, DoneIcon } from './icons.tsx'

interface ScreenProps {
  title: string
  /** Where the arrow leads; none: the screen is a tab or the first one. */
  back?: () => void
  /** At the right of the title. */
  aside?: ReactNode
  /** What one does here; stays at the bottom, in reach of the thumb. */
  foot?: ReactNode
  /** The tabs of the face. */
  tabs?: ReactNode
  children: ReactNode
}

/** One screen of a phone: title above, what one reads in the middle, what one does at the bottom. */
export function Screen({ title, back, aside, foot, tabs, children }: ScreenProps) {
  const t = useT()
  return (
    <div className="screen">
      <header className="bar">
        {back ? (
          <button type="button" className="bar-side" aria-label={t('返回')} onClick={back}>
            <BackIcon />
          </button>
        ) : (
          <span />
        )}
        <h1>{title}</h1>
        {aside ?? <span />}
      </header>
      <main className="body">{children}</main>
      {foot || tabs ? (
        <div className="bottom">
          {foot ? <footer className="foot">{foot}</footer> : null}
          {tabs}
        </div>
      ) : null}
    </div>
  )
}

/** Shown while something is read. */
export function Waiting() {
  const t = useT()
  return (
    <div className="waiting" role="status">
      {t('正在读取…')}
    </div>
  )
}

/** Nothing here, and what to do about it. */
export function Empty({ text, hint, icon }: { text: string; hint?: string; icon?: ReactNode }) {
  return (
    <div className="empty">
      {icon ?? <DoneIcon />}
      <strong>{text}</strong>
      {hint ? <span className="quiet">{hint}</span> : null}
    </div>
  )
}

/** What could not be read, and a way to try again. */
export function Unread({ problem, again }: { problem: Error; again: () => void }) {
  const t = useT()
  return (
    <div className="empty" role="alert">
      <strong>{problem.message}</strong>
      <button type="button" className="btn" onClick={again}>
        {t('再试一次')}
      </button>
    </div>
  )
}

/** A page that broke, or could not be fetched after a new version: opening it anew mends both. */
export function Broken() {
  const t = useT()
  return (
    <div className="empty" role="alert">
      <strong>{t('页面没有打开')}</strong>
      <span className="quiet">{t('已经提交的内容不会丢失')}</span>
      <button type="button" className="btn btn-main" onClick={() => location.reload()}>
        {t('重新打开')}
      </button>
    </div>
  )
}

/** An address that leads nowhere. */
export function Missing({ home }: { home: string }) {
  const t = useT()
  return (
    <div className="empty">
      <strong>{t('没有这个页面')}</strong>
      <a className="btn btn-main" href={home}>
        {t('回到首页')}
      </a>
    </div>
  )
}
