import { expect } from 'vitest'

/** Matches a refusal of this kind that says `text` and cites `rules`, for `rejects.toEqual`. */
export const refused = (kind: string, text?: string | RegExp, rules?: string[]) =>
  expect.objectContaining({
    kind,
    ...(text ? { message: expect.stringMatching(text) } : {}),
    ...(rules ? { rules } : {}),
  })
