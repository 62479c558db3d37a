import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { build as buildWeb } from 'vite'
import { buildManual } from './manual.mjs'
import { root } from './prepare.mjs'

// A build that a test asks for is a build like any other.
delete process.env.VITEST
delete process.env.NODE_ENV

/** Builds dist/: the server in one file with its packages beside it, the three faces in dist/web, the manual. */
rmSync(join(root, 'dist', '.built'), { force: true })
for (const old of existing()) rmSync(join(root, 'dist', old), { force: true })
await build({
  entryPoints: {
    cli: join(root, 'src', 'cli.ts'),
    // A thread of its own, found beside whatever starts it.
    'aside.thread': join(root, 'src', 'kernel', 'excel', 'aside.thread.ts'),
  },
  outdir: join(root, 'dist'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // Each command fetches what it needs, as it does from source.
  splitting: true,
  chunkNames: 'server-[hash]',
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
})
buildManual()
await buildWeb({ root: undefined, configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })

/** The files of the server that the last build has left. */
function existing() {
  const dist = join(root, 'dist')
  return existsSync(dist)
    ? readdirSync(dist).filter((name) => /^(cli|aside\.thread|server-\w+)\.mjs(\.map)?$/.test(name))
    : []
}
