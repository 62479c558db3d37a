import type { Estate } from './estate.ts'
import type { Figure } from './figure.ts'
import type { Place } from './place.ts'

type OnEstate = (place: Place, estate: Estate, quick: boolean) => Promise<Figure[]>
type Alone = (quick: boolean, size: number) => Promise<Figure[]>

/** Each is fetched when it is asked for. In this order: reading finds the estate as it was filled. */
const benches: Record<string, () => Promise<OnEstate>> = {
  inbox: async () => (await import('./inbox.ts')).benchInbox,
  act: async () => (await import('./act.ts')).benchAct,
  sweep: async () => (await import('./sweep.ts')).benchSweep,
}

/** What needs no estate, or another one. */
const alone: Record<string, () => Promise<Alone>> = {
  triage: async () => (await import('./triage.ts')).benchTriage,
  groups: async () => (await import('./groups.ts')).benchGroups,
  search: async () => (await import('./search.ts')).benchSearch,
  storm: async () => (await import('./storm.ts')).benchStorm,
  import: async () => (await import('./import.ts')).benchImport,
  simulate: async () => (await import('./simulate.ts')).benchSimulate,
}

/** npm run bench -- NAME … [--size N] [--quick]: one JSON line per figure on standard output. */
async function main(args: readonly string[]): Promise<void> {
  const { names, size, quick } = parse(args)
  for (const name of names) {
    if (name in alone) print(await (await alone[name]!())(quick, size))
  }
  const onEstate = names.filter((name) => name in benches)
  if (onEstate.length === 0) return
  const [{ openPlace, say }, { fillEstate }] = await Promise.all([import('./place.ts'), import('./estate.ts')])
  const place = await openPlace()
  try {
    const estate = await fillEstate(place.superUrl, size)
    for (const name of onEstate) {
      say(name)
      print(await (await benches[name]!())(place, estate, quick))
    }
  } finally {
    await place.close()
  }
}

function print(figures: readonly Figure[]): void {
  for (const line of figures) process.stdout.write(`${JSON.stringify(line)}\n`)
}

function parse(args: readonly string[]): { names: string[]; size: number; quick: boolean } {
  const quick = args.includes('--quick')
  const at = args.indexOf('--size')
  const size = at === -1 ? (quick ? 20_000 : 1_000_000) : Number(args[at + 1])
  const names = args.filter((arg, index) => !arg.startsWith('--') && (at === -1 || index !== at + 1))
  const known = [...Object.keys(alone), ...Object.keys(benches)]
  const unknown = names.filter((name) => !known.includes(name))
  if (names.length === 0 || unknown.length > 0 || !Number.isSafeInteger(size) || size < 10_000) {
    throw new Error(`use: npm run bench -- NAME … [--size N, 10000 at least] [--quick]; names: ${known.join(', ')}`)
  }
  return { names: known.filter((name) => names.includes(name)), size, quick }
}

await main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error)
  process.exitCode = 1
})
