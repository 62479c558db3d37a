import { z } from 'zod'
import { contract, id } from '../http/contract.ts'

/** Pictures: photos and signatures. The web uploads with `upload(file.upload, { params, file })` of src/web/api.ts. */
export const file = {
  upload: contract({
    method: 'POST',
    path: '/api/projects/:project/files',
    title: 'Upload one picture (multipart field `file`; JPEG, PNG or WebP); it is re-encoded without its metadata',
    may: ['staff', 'owner'],
    upload: true,
    answer: z.strictObject({ id, width: z.int().nullable(), height: z.int().nullable() }),
  }),
  read: contract({
    method: 'GET',
    path: '/api/projects/:project/files/:file',
    title: 'A picture; owners only see those of their cases and their own',
    may: ['staff', 'owner'],
    media: 'image/*',
    answer: z.unknown(),
  }),
}
