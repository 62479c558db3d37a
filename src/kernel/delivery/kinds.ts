import { z } from 'zod'
import { deliveryKinds, digests, noticeKinds, statusTitles, wayTitles } from './words.ts'

/** The words of words.ts as they stand in contracts and settings. */
const oneOf = <Word extends string>(words: Readonly<Record<Word, string>>) =>
  z.enum(Object.keys(words) as [Word, ...Word[]])

export const way = oneOf(wayTitles)
export const noticeKind = oneOf(noticeKinds)
/** Kinds that a group robot may carry: what concerns one person alone is not for a group. */
export const groupKind = noticeKind.exclude(['privacy'])
export const deliveryKind = oneOf(deliveryKinds)
export const deliveryStatus = oneOf(statusTitles)
export const digest = oneOf(digests)
