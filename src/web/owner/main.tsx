import { RouterProvider } from '@tanstack/react-router'
import { startFace } from '../mobile-kit/start.tsx'
import { router } from './router.tsx'

await startFace(<RouterProvider router={router} />)
