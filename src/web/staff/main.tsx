import { startFace } from '../mobile-kit/start.tsx'
import { StaffApp } from './StaffApp.tsx'

await startFace(<StaffApp />)
