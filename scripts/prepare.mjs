import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the two commands need before anything else, with nothing but Node and npm on the machine. */

export const root = fileURLToPath(new URL('..', import.meta.url))

/** pnpm is fetched by npm at this version: its lock is complete on every platform and installs in seconds. */
const PNPM = 'pnpm@12.21.0'

/** Ends with a message when this Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(
    `管家需要 Node 20.19 或更新的版本，现在是 ${process.versions.node}。 Guanjia needs Node 20.19 or newer.`,
  )
  process.exit(1)
}

/** Installs the packages of the lock file when they are not there yet, or when the lock has changed. */
export function install() {
  const stamp = join(root, 'node_modules', '.guanjia-installed')
  const wanted = hashOf(['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((name) => join(root, name)))
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('installing packages …')
  run('npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--ignore-scripts', '--reporter=append-only'])
  writeFileSync(stamp, wanted)
}

/** Builds server and pages when a source has changed since the last build. */
export function build() {
  const stamp = join(root, 'dist', '.built')
  const sources = [
    'src',
    'docs/manual',
    'openapi.json',
    'package.json',
    'pnpm-lock.yaml',
    'vite.config.ts',
    'scripts/build.mjs',
    'scripts/manual.mjs',
    'scripts/web-manifest.ts',
  ].flatMap(filesIn)
  const wanted = hashOf(sources)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('building …')
  run(process.execPath, [join(root, 'scripts', 'build.mjs')])
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

function run(command, args) {
  const windows = process.platform === 'win32'
  // What the tools say goes to standard error: standard output carries the one line that tells the address.
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: windows })
  if (status !== 0) process.exit(status ?? 1)
}

function filesIn(name) {
  const path = join(root, name)
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}
