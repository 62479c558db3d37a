import {
  type InfiniteData,
  QueryClient,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query'
import type { AnswerOf, AnyContract } from '../../kernel/http/contract.ts'
import { type CallInput, call, Problem } from '../api.ts'

/** What a live event must touch for an answer to be read again: any case, one case, or my notices. */
export type Follows = 'cases' | 'notices' | { caseId: string } | 'nothing'

/** Reads are tried again while the server is away, never when it has refused. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      gcTime: 10 * 60_000,
      retry: (failures, error) => failures < 4 && isAway(error),
      retryDelay: (attempt) => Math.min(8_000, 500 * 2 ** attempt),
    },
    mutations: { retry: false },
  },
})

/** The server could not be reached, or says that it cannot answer just now. */
export function isAway(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 503 || error.status === 502)
}

interface AskOptions {
  /** Which live events make it be read again; default `cases` within a project, else nothing. */
  follows?: Follows
  enabled?: boolean
  /** Keeps showing the last answer while the next one (another filter, another page) is on its way. */
  keep?: boolean
  /** Milliseconds an answer counts as fresh. */
  freshMs?: number
  everyMs?: number
}

/** Reads a contract: `const { data } = useAsk(cases.page, { params: { project, procedure, id } })`. */
export function useAsk<C extends AnyContract>(
  contract: C,
  input: CallInput<C>,
  options: AskOptions = {},
): UseQueryResult<AnswerOf<C>, Error> {
  return useQuery({
    queryKey: keyOf(contract, input),
    queryFn: ({ signal }: { signal: AbortSignal }) => call(contract, { ...input, signal }),
    ...settings(contract, options),
    ...(options.keep ? { placeholderData: (previous: AnswerOf<C> | undefined) => previous } : {}),
    // biome-ignore lint/suspicious/noExplicitAny: the placeholder's type is the answer's
  } as any) as UseQueryResult<AnswerOf<C>, Error>
}

/** Reads a paged contract page after page by its cursor. */
export function useAskPages<C extends AnyContract>(
  contract: C,
  input: CallInput<C>,
  options: AskOptions = {},
): UseInfiniteQueryResult<InfiniteData<AnswerOf<C>>, Error> {
  return useInfiniteQuery({
    queryKey: [...keyOf(contract, input), 'pages'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | undefined }) => {
      const { query } = input as { query?: Record<string, unknown> }
      return call(contract, { ...input, query: { ...query, after: pageParam }, signal } as CallInput<C>)
    },
    getNextPageParam: (page: AnswerOf<C>) => (page as { next: string | null }).next ?? undefined,
    ...settings(contract, options),
    ...(options.keep ? { placeholderData: (previous: unknown) => previous } : {}),
    // biome-ignore lint/suspicious/noExplicitAny: the placeholder's type is the answer's
  } as any) as unknown as UseInfiniteQueryResult<InfiniteData<AnswerOf<C>>, Error>
}

/** The key of an answer in the cache. */
export function keyOf<C extends AnyContract>(contract: C, input: CallInput<C>): readonly unknown[] {
  const { params = {}, query = {}, body } = input as { params?: object; query?: object; body?: object }
  return [contract.path, contract.method, params, query, ...(body === undefined ? [] : [body])]
}

/** Reads again what was read from this contract, whatever its parameters. */
export function forget(contract: AnyContract): Promise<void> {
  return queries.invalidateQueries({ queryKey: [contract.path] })
}

function settings(contract: AnyContract, { follows, enabled, freshMs, everyMs }: AskOptions) {
  return {
    meta: { follows: follows ?? (contract.path.startsWith('/api/projects/') ? 'cases' : 'nothing') },
    ...(enabled === undefined ? {} : { enabled }),
    ...(freshMs === undefined ? {} : { staleTime: freshMs }),
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  }
}
