import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startTexts } from '../core/i18n.ts'

await startTexts()
createRoot(document.getElementById('root')!).render(<StrictMode>{null}</StrictMode>)
