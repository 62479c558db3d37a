import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const MOST_BYTES = 4000

/** What was written to the log since `from`, for the message about a failed start; at most the last few lines. */
export function tailOf(logPath: string, from: number): string {
  try {
    const fd = openSync(logPath, 'r')
    try {
      const { size } = fstatSync(fd)
      const start = Math.max(from, size - MOST_BYTES)
      const buffer = Buffer.alloc(Math.max(0, size - start))
      readSync(fd, buffer, 0, buffer.length, start)
      return buffer.toString('utf8').trim()
    } finally {
      closeSync(fd)
    }
  } catch {
    return ''
  }
}
