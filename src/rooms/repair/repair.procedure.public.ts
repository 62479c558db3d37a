/** The procedure for other rooms, apart from the words: it brings all its forms with it. */
export { repair } from './repair.procedure.ts'
