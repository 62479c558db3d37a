import { z } from 'zod'
import { contract, day, id, instant } from '../../kernel/http/contract.ts'
import { type AnnouncementSection, announcementSections, markKinds } from './announcement.row.ts'

const section = z.enum(Object.keys(announcementSections) as [AnnouncementSection, ...AnnouncementSection[]])
const markKind = z.enum(Object.keys(markKinds) as [keyof typeof markKinds, ...(keyof typeof markKinds)[]])

const sections = z.array(
  z.strictObject({
    section,
    text: z.string(),
    /** Fragments by which somebody could be known, in order; UTF-16 indices, `end` not included. */
    marks: z.array(z.strictObject({ kind: markKind, start: z.int(), end: z.int() })),
  }),
)
export type MarkedSection = z.infer<typeof sections>[number]

export const announcements = {
  preview: contract({
    method: 'GET',
    path: '/api/projects/:project/announcements/:case/preview',
    title: 'Exactly what will be public of an announcement, with the fragments by which somebody could be known',
    may: ['staff'],
    answer: z.strictObject({
      project: z.string(),
      period: z.string(),
      sections,
      /** Where it is or will be read by everybody. */
      url: z.string(),
    }),
  }),
  /** The public page. Nothing of it is anybody's: it was drafted for everybody and checked by a second person. */
  read: contract({
    method: 'GET',
    path: '/api/projects/:project/announcements/:case/public',
    title: 'A published announcement about the complaints of a month, for everybody; 404 before it is published',
    may: ['public'],
    answer: z.strictObject({
      project: z.string(),
      servicePhone: z.string().nullable(),
      period: z.string(),
      fromOn: day,
      toOn: day,
      sections: z.array(z.strictObject({ section, text: z.string() })),
      publishedAt: instant,
      /** The ones before it, the newest first. */
      earlier: z.array(z.strictObject({ id, period: z.string() })).max(12),
    }),
  }),
} as const
