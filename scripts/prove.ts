import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dutyKeepers, type Keeper, keepersOf, reactionKeepers } from '../src/kernel/case/keepers.ts'
import { duties, procedures, reactions } from '../src/rooms.ts'
import { readOtherKeepers, readRuleIds } from './keepers.ts'

/**
 * `npm run prove -- REP INT-01 …`: shows that each clause is really enforced. Takes away, one at a time, every
 * declaration that cites a rule, runs the tests whose title names the rule, and expects one of them to fail. A rule
 * without a proved keeper is unproved unless handbook/keepers.yaml says what keeps it and why no declaration can.
 */

interface Proof {
  keeper: Keeper
  rule: string
  proved: boolean
  tests: number
}

const asked = process.argv.slice(2)
const wanted = new Set(
  readRuleIds().filter(
    (id) => asked.length === 0 || asked.some((prefix) => id === prefix || id.startsWith(`${prefix}-`)),
  ),
)
if (wanted.size === 0) fail(`no rule begins with ${asked.join(' or ')}`)

const keepers = [
  ...Object.values(procedures).flatMap(keepersOf),
  ...reactionKeepers(reactions),
  ...dutyKeepers(duties),
].filter((keeper) => keeper.rules.some((rule) => wanted.has(rule)))
const testFiles = storyFiles('src')
await ordinaryRuns()
const proofs = await proveAll(keepers)
report(proofs)

/**
 * The tests of every keeper's rules must pass with all keepers in place, and without the tests of other rules before
 * them, or a failure proves nothing.
 */
async function ordinaryRuns(): Promise<void> {
  const queue = [...new Set(keepers.map((keeper) => citedBy(keeper).join(' ')))]
  const already: string[] = []
  await twoAtATime(queue, async (rules) => {
    const { failed } = await run(null, rules.split(' '))
    already.push(...failed.map((title) => `${rules}: ${title}`))
  })
  if (already.length > 0)
    fail(`these tests fail already, run with those of their own rules alone:\n${already.join('\n')}`)
}

async function proveAll(list: readonly Keeper[]): Promise<Proof[]> {
  const proofs: Proof[] = []
  await twoAtATime(list, async (keeper) => {
    const cited = citedBy(keeper)
    const { failed, passed } = await run(keeper, cited)
    for (const rule of cited) {
      const proved = failed.some((title) => names(title, rule))
      const tests = [...failed, ...passed].filter((title) => names(title, rule)).length
      proofs.push({ keeper, rule, proved, tests })
      process.stderr.write(`${proved ? 'kept    ' : 'UNPROVED'} ${rule} ${say(keeper)}\n`)
    }
  })
  return proofs
}

/** The wanted rules that a keeper cites. */
function citedBy(keeper: Keeper): string[] {
  return keeper.rules.filter((rule) => wanted.has(rule))
}

async function twoAtATime<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const queue = [...list]
  const worker = async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await work(one)
  }
  await Promise.all([worker(), worker()])
}

async function run(without: Keeper | null, cited: readonly string[]): Promise<{ failed: string[]; passed: string[] }> {
  const files = testFiles.filter((file) => cited.some((rule) => file.text.includes(rule))).map((file) => file.path)
  if (files.length === 0) return { failed: [], passed: [] }
  const folder = mkdtempSync(join(tmpdir(), 'guanjia-prove-'))
  const answer = join(folder, 'report.json')
  const env = { ...process.env, ...(without ? { GUANJIA_WITHOUT: JSON.stringify(without) } : {}) }
  const pattern = cited.map((rule) => `${rule}\\b`).join('|')
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...files,
    '-t',
    pattern,
    '--reporter=json',
    `--outputFile=${answer}`,
    '--no-file-parallelism',
    '--no-isolate',
    // Of one rule the first failure tells enough; of several each must be seen.
    ...(without && cited.length === 1 ? ['--bail=1'] : []),
  ]
  await new Promise<void>((done) => spawn(process.execPath, vitest, { env, stdio: 'ignore' }).on('exit', () => done()))
  try {
    const { testResults } = JSON.parse(readFileSync(answer, 'utf8')) as {
      testResults: { assertionResults: { status: string; fullName: string }[] }[]
    }
    const tests = testResults.flatMap((file) => file.assertionResults)
    const titles = (status: string) => tests.filter((test) => test.status === status).map((test) => test.fullName)
    return { failed: titles('failed'), passed: titles('passed') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function report(proofs: readonly Proof[]): void {
  const explained = readOtherKeepers()
  const unproved = proofs.filter((proof) => !proof.proved)
  const bare = [...wanted].filter((rule) => !proofs.some((proof) => proof.rule === rule))
  for (const { rule, keeper, tests } of unproved)
    console.log(`unproved ${rule} ${say(keeper)} (${tests} tests name the rule)`)
  for (const rule of bare)
    console.log(
      explained.has(rule)
        ? `by other means ${rule}: ${explained.get(rule)}`
        : `unproved ${rule}: no declaration cites it`,
    )
  const open = unproved.length + bare.filter((rule) => !explained.has(rule)).length
  console.log(`${proofs.length - unproved.length} keepers proved, ${open} unproved`)
  process.exit(open === 0 ? 0 : 1)
}

function storyFiles(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }))
}

function names(title: string, rule: string): boolean {
  return new RegExp(`\\b${rule}\\b`).test(title)
}

function say({ procedure, kind, name, part }: Keeper): string {
  return `${kind} ${procedure}.${name}${part === undefined ? '' : `.${part}`}`
}

function fail(why: string): never {
  console.error(why)
  process.exit(1)
}
