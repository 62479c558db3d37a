export const doorNames: Readonly<Record<string, { area: string; title: string }>> = {}
