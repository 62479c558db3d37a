import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What vite writes of a build: each module that became a file, with the files it needs at once. */
export type Manifest = Readonly<
  Record<string, { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] }>
>

/** Reads the manifest of the pages built into `dist`; vite puts it where no page asks for it. */
export function readManifest(dist: string): Manifest {
  return JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8')) as Manifest
}

/**
 * The files that come in with some modules: the module itself, what it imports, their styles. With `later` also what
 * they fetch when it is needed.
 */
export function filesOf(manifest: Manifest, modules: readonly string[], { later = false } = {}): Set<string> {
  const seen = new Set<string>()
  const files = new Set<string>()
  const visit = (name: string) => {
    if (seen.has(name)) return
    seen.add(name)
    const chunk = manifest[name]
    if (!chunk) throw new Error(`the build has no ${name}`)
    files.add(chunk.file)
    for (const style of chunk.css ?? []) files.add(style)
    for (const next of [...(chunk.imports ?? []), ...(later ? (chunk.dynamicImports ?? []) : [])]) visit(next)
  }
  for (const name of modules) visit(name)
  return files
}
