import { useRouter, useRouterState } from '@tanstack/react-router'
import { type ComponentProps, type MouseEvent, useCallback, useMemo } from 'react'

/** Goes to an address of this face without loading the page anew. */
export function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const router = useRouter()
  return useCallback(
    (href, { replace = false } = {}) => {
      router.navigate({ href, replace } as never)
    },
    [router],
  )
}

/** A link within this face; opening it in a new tab works as with every link. */
export function Go({ href, onClick, ...rest }: ComponentProps<'a'> & { href: string }) {
  const go = useGo()
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    event.stopPropagation()
    onClick?.(event)
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (event.defaultPrevented || !plain || rest.target) return
    event.preventDefault()
    go(href)
  }
  return <a {...rest} href={href} onClick={follow} />
}

/** The query of the address: names and texts, as they stand there. */
export function useQueryOf(): Readonly<Record<string, string>> {
  return useRouterState({ select: ({ location }) => location.search as Record<string, string> })
}

/** What stands behind the # of the address, as a query. Browsers keep it to themselves. */
export function useHashOf(): Readonly<Record<string, string>> {
  const hash = useRouterState({ select: ({ location }) => location.hash })
  return useMemo(() => Object.fromEntries(new URLSearchParams(hash)), [hash])
}

export function usePath(): string {
  return useRouterState({ select: ({ location }) => location.pathname })
}

/** How faces read and write queries: plain texts, so that a telephone number stays one. */
export const queryTexts = {
  parseSearch: (query: string) => Object.fromEntries(new URLSearchParams(query)),
  stringifySearch: (query: Record<string, unknown>) => {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
    return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
  },
}
