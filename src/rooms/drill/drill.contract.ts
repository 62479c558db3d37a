import { z } from 'zod'
import { contract, done, id, instant, pageOf, pageQuery, text } from '../../kernel/http/contract.ts'
import { lineNames, questions, speeds } from './drill.words.ts'

const nameOf = <K extends string>(table: Readonly<Record<K, string>>) => z.enum(Object.keys(table) as [K, ...K[]])
/** Who runs drills and reads how others did; a receptionist runs her own and reads her own. */
const may = ['receptionist', 'service-supervisor', 'service-director'] as const

const run = z.strictObject({
  id,
  /** Of the recording. */
  title: z.string(),
  /** Who learns, as the trainer wrote it: at the desk sits an account of the demo estate. */
  trainee: z.string(),
  desk: z.strictObject({ accountId: id, name: z.string() }),
  speed: z.int(),
  startedAt: instant,
  /** When it ends by itself, or was ended. */
  endsAt: instant,
  over: z.boolean(),
})

/** A call that was taken: what the caller said, and what he says when he is asked. */
const talk = z.strictObject({
  nth: z.int(),
  matterId: id,
  takenAt: instant,
  words: z.string(),
  answers: z.array(z.strictObject({ question: nameOf(questions), answer: z.string().nullable() })),
  registered: z.boolean(),
})

export const drillResult = z
  .strictObject({
    run,
    /** How many lines were kept, of how many. */
    kept: z.int(),
    total: z.int(),
    lost: z.int(),
    /** Seconds of the learner's own time until a call was taken, in the middle of all. */
    seconds: z.int().nullable(),
    calls: z.array(
      z.strictObject({
        nth: z.int(),
        title: z.string(),
        words: z.string(),
        why: z.string(),
        where: z.string(),
        ringsAt: instant,
        seconds: z.int().nullable(),
        /** The matter that she registered. */
        matter: z.strictObject({ id, number: z.string() }).nullable(),
        lines: z.array(z.strictObject({ line: z.enum(lineNames), kept: z.boolean(), said: z.string() })),
      }),
    ),
  })
  .meta({ id: 'DrillResult' })
export type DrillResult = z.infer<typeof drillResult>

export const drills = {
  list: contract({
    method: 'GET',
    path: '/api/projects/:project/drills',
    title: 'Drills, newest first, and what one can be started with',
    may,
    query: z.strictObject(pageQuery),
    answer: pageOf(run).extend({
      /** Null: drills are started on a server of `guanjia drill` only. */
      start: z
        .strictObject({
          recordings: z.array(
            z.strictObject({ name: z.string(), title: z.string(), calls: z.int(), minutes: z.int() }),
          ),
          desks: z.array(z.strictObject({ accountId: id, name: z.string() })),
          speed: z.int(),
        })
        .nullable(),
    }),
  }),
  start: contract({
    method: 'POST',
    path: '/api/projects/:project/drills',
    title: 'Start a drill: the clock goes to the beginning of the recorded afternoon and runs at the chosen speed',
    may,
    body: z.strictObject({
      id,
      recording: z.string().min(1).max(60),
      trainee: text(40),
      /** Whose desk rings. */
      deskId: id,
      speed: z.union(
        speeds.map((speed) => z.literal(speed)),
        '请选速度',
      ),
    }),
    answer: done,
  }),
  now: contract({
    method: 'GET',
    path: '/api/projects/:project/desk/drill',
    title: 'The drill that goes on at my desk: what rings, and whom I am talking with',
    may: ['receptionist'],
    answer: z.strictObject({
      now: instant,
      run: run.nullable(),
      ringing: z.array(z.strictObject({ nth: z.int(), ringsAt: instant, ringsUntil: instant })),
      talks: z.array(talk),
    }),
  }),
  take: contract({
    method: 'POST',
    path: '/api/projects/:project/drills/:drill/calls/:nth/take',
    title: 'Take a ringing call of a drill; its matter is registered under the id that this answers',
    may: ['receptionist'],
    params: { nth: z.string().regex(/^[1-9]\d?$/) },
    answer: talk,
  }),
  end: contract({
    method: 'POST',
    path: '/api/projects/:project/drills/:drill/end',
    title: 'End a drill before its time; the clock stands still again',
    may,
    answer: done,
  }),
  result: contract({
    method: 'GET',
    path: '/api/projects/:project/drills/:drill',
    title: 'How she did, computed from the log',
    may,
    answer: drillResult,
  }),
  sheet: contract({
    method: 'GET',
    path: '/api/projects/:project/drills/:drill/sheet',
    title: 'The result as the sheet of the training file',
    may,
    answer: z.strictObject({ sheet: z.unknown() }),
  }),
  pdf: contract({
    method: 'GET',
    path: '/api/projects/:project/drills/:drill/pdf',
    title: 'The sheet of the training file on A4',
    may,
    media: 'application/pdf',
    answer: z.unknown(),
  }),
}
