import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { filesOf, type Manifest, readManifest } from '../scripts/web-manifest.ts'
import { root } from '../src/kernel/root.ts'
import { pages } from '../src/web/core/faces.ts'

/** What a browser must fetch before a page is usable, from the manifest of the build; goals: docs of quality, KB = 1024 bytes. */
const dist = join(root, 'dist', 'web')
const built = existsSync(join(dist, '.vite', 'manifest.json'))
const KB = 1024

const console = ['console.html', 'console/Console.tsx']
const first = [
  ['the sign-in page', ['console.html'], 130 * KB],
  ['the console at the front desk', [...console, '../rooms/intake/ui/DeskPage.tsx'], 430 * KB],
  ['the console at the inbox', [...console, 'console/pages/InboxPage.tsx'], 430 * KB],
  ['the staff phone', ['staff.html'], 200 * KB],
  ['the owner phone', ['owner.html'], 200 * KB],
] as const

it.skipIf(!built).each(first)('first load of %s keeps its goal', (_page, modules, most) => {
  const files = [...filesOf(readManifest(dist), modules)]
  const sizes = files.map((file) => ({ file, bytes: gzipSync(readFileSync(join(dist, file))).length }))
  const heaviest = [...sizes].sort((a, b) => b.bytes - a.bytes).slice(0, 12)
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  expect(total, heaviest.map(({ file, bytes }) => `${bytes} ${file}`).join('\n')).toBeLessThanOrEqual(most)
})

it.skipIf(!built)('the owner phone loads no procedure of the staff', () => {
  const files = [...filesOf(readManifest(dist), ['owner.html'])]
  expect(files.filter((file) => /procedure|staff/i.test(file))).toEqual([])
})

it.skipIf(!built)(
  'the worker of the staff phone keeps every file that its screens can need, and no other face’s',
  () => {
    const manifest = readManifest(dist)
    const worker = readFileSync(join(dist, 'staff-worker.js'), 'utf8')
    const kept = new Set([...worker.matchAll(/url:\s*"([^"]+)"/g)].map(([, url]) => url!))
    const needed = [...filesOf(manifest, ['staff.html'], { later: true }), pages.staff]
    expect(needed.filter((file) => !kept.has(file))).toEqual([])
    const others = Object.values(manifest).map(({ file }) => file)
    expect(others.filter((file) => kept.has(file) && !needed.includes(file))).toEqual([])
    expect([...kept].filter((file) => /console|owner/.test(file))).toEqual([])
  },
)

it('the closure of a module follows what it imports and, when asked, what it fetches later', () => {
  const manifest: Manifest = {
    a: { file: 'a.js', css: ['a.css'], imports: ['b'], dynamicImports: ['c'] },
    b: { file: 'b.js', imports: ['a'] },
    c: { file: 'c.js' },
  }
  expect([...filesOf(manifest, ['a'])]).toEqual(['a.js', 'a.css', 'b.js'])
  expect([...filesOf(manifest, ['a'], { later: true })]).toContain('c.js')
  expect(() => filesOf(manifest, ['gone'])).toThrow('the build has no gone')
})
