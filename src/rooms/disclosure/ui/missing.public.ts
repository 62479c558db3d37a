/** The warning at the desk that something which must hang does not. */
export { MissingPublications } from './MissingPublications.tsx'
