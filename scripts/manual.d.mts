/** Types of manual.mjs, which runs without a build. */
export function buildManual(from?: string, to?: string): void
export function renderPage(page: { language: string; page: string; text: string; contents: string }): string
