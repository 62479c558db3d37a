/** Types of boundaries.mjs, which runs without a build. */
export function checkBoundaries(folder?: string): Promise<{ modules: number; violations: string[] }>
