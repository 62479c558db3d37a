/** The line that a case is known by in lists: the first of what was said, 40 characters at most. */
export function titleOf(content: string): string {
  return cut(content.split('\n')[0]!, 40)
}

/** At most so many UTF-16 units of a text, and never half a character: 🔧 and rare Chinese ones take two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const last = text.charCodeAt(most - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most)
}
