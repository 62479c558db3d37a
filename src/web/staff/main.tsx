import { startFace } from '../mobile-kit/start.tsx'
import { keepOffline } from './keep.ts'
import { StaffApp } from './StaffApp.tsx'

await startFace(<StaffApp />)
keepOffline()
