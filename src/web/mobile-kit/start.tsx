import { QueryClientProvider } from '@tanstack/react-query'
import { unstableSetRender } from 'antd-mobile'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startTexts } from '../core/i18n.ts'
import { queries } from '../core/query.ts'
import './mobile.css'

/** Starts a phone face: texts, light or dark by the phone's own setting, reads, and what the kit needs for React 19. */
export async function startFace(face: ReactNode): Promise<void> {
  await startTexts()
  followColours()
  renderLikeReact19()
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <QueryClientProvider client={queries}>{face}</QueryClientProvider>
    </StrictMode>,
  )
}

function followColours(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const show = () => {
    document.documentElement.dataset.prefersColorScheme = dark.matches ? 'dark' : 'light'
  }
  dark.addEventListener('change', show)
  show()
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
