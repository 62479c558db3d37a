import { z } from 'zod'
import { contract, done, id, instant, pageOf, pageQuery } from '../http/contract.ts'

/** Everybody who may import some kind of file; each kind names its own among them. */
const may = ['manager', 'service-director', 'service-supervisor', 'department-admin', 'receptionist'] as const
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const kind = z.string().regex(/^[a-z]{1,20}$/)

export const importRun = z
  .strictObject({
    id,
    kind: z.string(),
    state: z.enum(['checking', 'refused', 'checked', 'applying', 'applied', 'failed']),
    fileName: z.string(),
    fileBytes: z.int(),
    madeBy: z.string(),
    madeAt: instant,
    /** What is being done, in Chinese, and how far. */
    phase: z.string(),
    doneRows: z.int(),
    totalRows: z.int().nullable(),
    stagedRows: z.int(),
    troubleCount: z.int(),
    outcome: z
      .strictObject({ added: z.int(), changed: z.int(), unchanged: z.int(), notes: z.array(z.string()) })
      .nullable(),
    failure: z.string().nullable(),
    /** At work without a sign of life: a check is uploaded anew, an application may be started again. */
    interrupted: z.boolean(),
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'ImportRun' })

export const imports = {
  kinds: contract({
    method: 'GET',
    path: '/api/projects/:project/import-kinds',
    title: 'Kinds of files that I may import, in the order in which they build on each other',
    may: [...may],
    answer: z.strictObject({
      kinds: z.array(
        z.strictObject({
          kind: z.string(),
          title: z.string(),
          accepts: z.enum(['.xlsx', '.json']),
          mostBytes: z.int(),
          /** Headings of the workbook; empty for other files. */
          columns: z.array(z.strictObject({ title: z.string(), required: z.boolean(), note: z.string() })),
          notes: z.array(z.string()),
        }),
      ),
    }),
  }),
  template: contract({
    method: 'GET',
    path: '/api/projects/:project/import-kinds/:kind/template',
    title: 'The workbook to fill in, with an explanation sheet and lists to choose from',
    may: [...may],
    params: { kind },
    media: xlsx,
    answer: z.unknown(),
  }),
  upload: contract({
    method: 'POST',
    path: '/api/projects/:project/import-kinds/:kind/files',
    title: 'Upload a file (multipart field `file`) to be checked; nothing is written to the estate yet',
    may: [...may],
    params: { kind },
    upload: true,
    answer: z.strictObject({ importId: id }),
  }),
  list: contract({
    method: 'GET',
    path: '/api/projects/:project/imports',
    title: 'Files that were checked or applied, newest first',
    may: [...may],
    query: z.strictObject(pageQuery),
    answer: pageOf(importRun),
  }),
  one: contract({
    method: 'GET',
    path: '/api/projects/:project/imports/:import',
    title: 'One file: how far it is, and what came of it',
    may: [...may],
    answer: importRun,
  }),
  troubles: contract({
    method: 'GET',
    path: '/api/projects/:project/imports/:import/troubles',
    title: 'What is wrong with a file, row by row, and what to do',
    may: [...may],
    query: z.strictObject(pageQuery),
    answer: pageOf(
      z.strictObject({
        nth: z.int(),
        row: z.int().nullable(),
        column: z.string().nullable(),
        wrong: z.string(),
        mend: z.string(),
      }),
    ),
  }),
  report: contract({
    method: 'GET',
    path: '/api/projects/:project/imports/:import/report',
    title: 'The same as a workbook',
    may: [...may],
    media: xlsx,
    answer: z.unknown(),
  }),
  apply: contract({
    method: 'POST',
    path: '/api/projects/:project/imports/:import/apply',
    title: 'Apply a checked file: everything or nothing; it goes on when the page is closed',
    may: [...may],
    answer: done,
  }),
}
