import { relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { cruise } from 'dependency-cruiser'
import { boundaries, purity } from '../architecture.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * Checks the imports of a source tree against architecture.mjs.
 *
 * Answers how many modules were looked at and one line per violation: `rule: from → to`. Throws when nothing was
 * looked at, since a check of nothing finds nothing.
 *
 * @param {string} [folder] the folder that holds `src`; this project when left out
 * @returns {Promise<{ modules: number, violations: string[] }>}
 */
export async function checkBoundaries(folder = ROOT) {
  const imported = await cruiseWith(folder, boundaries, true)
  const loaded = await cruiseWith(folder, purity, false)
  const violations = [...new Set([...imported.violations, ...loaded.violations])].sort()
  return { modules: Math.min(imported.modules, loaded.modules), violations }
}

/** Type imports vanish when a program runs: they count for who knows whom, not for what is loaded. */
async function cruiseWith(folder, forbidden, countTypes) {
  const { output } = await cruise(
    ['src'],
    {
      baseDir: resolve(folder),
      ruleSet: { forbidden },
      validate: true,
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: countTypes,
    },
    { conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'] },
  )
  const { modules, summary } = output
  const own = modules.filter(({ source }) => source.startsWith('src/'))
  if (own.length === 0)
    throw new Error(`no module under ${relative(process.cwd(), resolve(folder, 'src'))} was looked at`)
  const violations = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
  return { modules: own.length, violations }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { modules, violations } = await checkBoundaries(process.argv[2])
  for (const violation of violations) console.error(violation)
  console.log(`${modules} modules, ${violations.length} forbidden imports`)
  if (violations.length > 0) process.exitCode = 1
}
