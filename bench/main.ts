import { benchAct } from './act.ts'
import { type Estate, fillEstate } from './estate.ts'
import type { Figure } from './figure.ts'
import { benchInbox } from './inbox.ts'
import { openPlace, type Place, say } from './place.ts'
import { benchSweep } from './sweep.ts'

/** In this order: reading finds the estate as it was filled. */
const benches: Record<string, (place: Place, estate: Estate, quick: boolean) => Promise<Figure[]>> = {
  inbox: benchInbox,
  act: benchAct,
  sweep: benchSweep,
}

/** npm run bench -- NAME … [--size N] [--quick]: one JSON line per figure on standard output. */
async function main(args: readonly string[]): Promise<void> {
  const { names, size, quick } = parse(args)
  const place = await openPlace()
  try {
    const estate = await fillEstate(place.superUrl, size)
    for (const name of names) {
      say(name)
      for (const line of await benches[name]!(place, estate, quick)) process.stdout.write(`${JSON.stringify(line)}\n`)
    }
  } finally {
    await place.close()
  }
}

function parse(args: readonly string[]): { names: string[]; size: number; quick: boolean } {
  const quick = args.includes('--quick')
  const at = args.indexOf('--size')
  const size = at === -1 ? (quick ? 20_000 : 1_000_000) : Number(args[at + 1])
  const names = args.filter((arg, index) => !arg.startsWith('--') && (at === -1 || index !== at + 1))
  const unknown = names.filter((name) => !(name in benches))
  if (names.length === 0 || unknown.length > 0 || !Number.isSafeInteger(size) || size < 10_000) {
    throw new Error(
      `use: npm run bench -- NAME … [--size N, 10000 at least] [--quick]; names: ${Object.keys(benches).join(', ')}`,
    )
  }
  return { names: Object.keys(benches).filter((name) => names.includes(name)), size, quick }
}

await main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error)
  process.exitCode = 1
})
