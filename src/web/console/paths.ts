/** Every address of the console, made in one place. */
export const paths = {
  /** A caller's number stands behind the #: no server and no proxy on the way is sent it. */
  desk: ({
    caller,
    ...query
  }: {
    caller?: string
    unit?: string
    person?: string
    place?: string
    matter?: string
  } = {}) => `/desk${queryOf(query)}${caller ? `#caller=${encodeURIComponent(caller)}` : ''}`,
  inbox: (query: { why?: string } = {}) => `/inbox${queryOf(query)}`,
  cases: (query: Record<string, string | undefined> = {}) => `/cases${queryOf(query)}`,
  case: ({ procedure, id }: { procedure: string; id: string }, query: { act?: string } = {}) =>
    `/cases/${procedure}/${id}${queryOf(query)}`,
  complaints: (query: Record<string, string | undefined> = {}) => `/complaints${queryOf(query)}`,
  complaintFigures: (query: Record<string, string | undefined> = {}) => `/complaint-figures${queryOf(query)}`,
  groups: (query: { head?: string; suggested?: string } = {}) => `/groups${queryOf(query)}`,
  drills: () => '/drills',
  drill: (id: string) => `/drills/${id}`,
  units: (query: Record<string, string | undefined> = {}) => `/units${queryOf(query)}`,
  unit: (id: string, query: { on?: string } = {}) => `/units/${id}${queryOf(query)}`,
  person: (id: string) => `/persons/${id}`,
  service: () => '/service',
  imports: (query: { kind?: string; run?: string } = {}) => `/imports${queryOf(query)}`,
  registers: (query: Record<string, string | undefined> = {}) => `/registers${queryOf(query)}`,
  org: (query: Record<string, string | undefined> = {}) => `/org${queryOf(query)}`,
  settings: (query: Record<string, string | undefined> = {}) => `/settings${queryOf(query)}`,
  calendar: (query: Record<string, string | undefined> = {}) => `/calendar${queryOf(query)}`,
  privacy: () => '/privacy',
  delivery: (query: Record<string, string | undefined> = {}) => `/delivery${queryOf(query)}`,
  account: () => '/account',
} as const

function queryOf(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
