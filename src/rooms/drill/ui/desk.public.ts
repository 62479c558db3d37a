/** The telephone of a drill, for the desk. */
export { DrillDesk } from './DrillDesk.tsx'
