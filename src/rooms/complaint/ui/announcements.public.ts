/** The announcements of the month, for the page of what is made public. */
export { Announcements } from './Announcements.tsx'
