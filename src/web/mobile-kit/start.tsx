import { QueryClientProvider } from '@tanstack/react-query'
import { ConfigProvider, reduceMotion, restoreMotion, unstableSetRender } from 'antd-mobile'
import zhCN from 'antd-mobile/es/locales/zh-CN'
import { type ComponentProps, type ReactNode, StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { startTexts } from '../core/i18n.ts'
import { queries } from '../core/query.ts'
import './mobile.css'

/** Starts a phone face: texts, light or dark by the phone's own setting, reads, and what the kit needs for React 19. */
export async function startFace(face: ReactNode): Promise<void> {
  await startTexts()
  followColours()
  followMotion()
  renderLikeReact19()
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <InKitTexts>{face}</InKitTexts>
      </QueryClientProvider>
    </StrictMode>,
  )
}

type KitTexts = NonNullable<ComponentProps<typeof ConfigProvider>['locale']>

/** The kit's own texts in the other languages, fetched when one is chosen. */
const kitTexts: Readonly<Record<string, () => Promise<{ default: KitTexts }>>> = {
  'zh-TW': () => import('antd-mobile/es/locales/zh-TW'),
  en: () => import('antd-mobile/es/locales/en-US'),
}

function InKitTexts({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation()
  const { language } = i18n
  const [texts, setTexts] = useState<KitTexts>(zhCN)
  useEffect(() => {
    let current = true
    const load = kitTexts[language]
    if (load) load().then((loaded) => current && setTexts(loaded.default))
    else setTexts(zhCN)
    return () => {
      current = false
    }
  }, [language])
  return <ConfigProvider locale={texts}>{children}</ConfigProvider>
}

function followColours(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const show = () => {
    document.documentElement.dataset.prefersColorScheme = dark.matches ? 'dark' : 'light'
  }
  dark.addEventListener('change', show)
  show()
}

/** The kit moves by script, which no style sheet stills. */
function followMotion(): void {
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  const follow = () => (still.matches ? reduceMotion() : restoreMotion())
  still.addEventListener('change', follow)
  follow()
}

/** The kit's Toast and Dialog call ReactDOM.render, which React 19 has no more. */
function renderLikeReact19(): void {
  unstableSetRender((node, container) => {
    const root = createRoot(container)
    root.render(node)
    return async () => {
      await Promise.resolve()
      root.unmount()
    }
  })
}
