import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, checkNode, install, root } from './prepare.mjs'

/**
 * `npm test`: installs and runs everything in one readable run: types, lint, boundaries, what is generated, what is
 * unused, then all tests (unit, story, database, browser). Ends with the line `N passed, N failed, N skipped`.
 */
checkNode()
install()
process.chdir(root)
build()

const checks = [
  ['boundaries', ['scripts/boundaries.mjs']],
  ['types', ['node_modules/typescript-native/bin/tsc', '--noEmit', '-p', '.']],
  ['lint and format', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['generated files', ['--import', 'tsx', 'scripts/generate.ts', '--check']],
  ['nothing unused', ['node_modules/knip/bin/knip.js', '--no-progress']],
]
let passed = 0
let failed = 0
const checkOneByOne = async () => {
  for (let next = checks.shift(); next; next = checks.shift()) {
    const [title, args] = next
    const started = Date.now()
    const { status, output } = await run(args, false)
    if (status === 0) passed++
    else failed++
    console.log(`${status === 0 ? '✓' : '✗'} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
    if (status !== 0) console.log(output)
  }
}
await Promise.all([checkOneByOne(), checkOneByOne()])

const folder = mkdtempSync(join(tmpdir(), 'guanjia-npm-test-'))
const answer = join(folder, 'report.json')
const { status } = await run(
  ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${answer}`],
  true,
)
const report = readReport(answer)
rmSync(folder, { recursive: true, force: true })
passed += report.passed
failed += report.failed
if (status !== 0 && report.failed === 0) failed++
const unexpected = unexpectedSkips(report.skipped)
for (const title of unexpected) console.log(`✗ skipped, but not listed in test/skips.json: ${title}`)
failed += unexpected.length
console.log(`${passed} passed, ${failed} failed, ${report.skipped.length} skipped`)
process.exit(failed === 0 ? 0 : 1)

function readReport(path) {
  try {
    const { testResults } = JSON.parse(readFileSync(path, 'utf8'))
    const tests = testResults.flatMap((file) => file.assertionResults)
    const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
    const count = (wanted) => tests.filter((test) => test.status === wanted).length
    const skipped = tests
      .filter((test) => ['skipped', 'pending', 'todo'].includes(test.status))
      .map((test) => test.fullName)
    return { passed: count('passed'), failed: count('failed') + broken, skipped }
  } catch {
    return { passed: 0, failed: 1, skipped: [] }
  }
}

/** Skips are named in a committed list, each with what it needs; any other skip is a failure. */
function unexpectedSkips(skipped) {
  const listed = JSON.parse(readFileSync(join(root, 'test', 'skips.json'), 'utf8'))
  return skipped.filter((title) => !(title in listed))
}

function run(args, shown) {
  return new Promise((done) => {
    const env = { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' }
    const child = spawn(process.execPath, args, {
      env,
      stdio: shown ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
    })
    child.stderr?.on('data', (chunk) => {
      output += chunk
    })
    child.on('exit', (status) => done({ status: status ?? 1, output }))
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal))
  })
}
