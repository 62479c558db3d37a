import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { buildManual, renderPage } from '../scripts/manual.mjs'
import { serveManual } from '../src/kernel/http/static.ts'
import { root } from '../src/kernel/root.ts'

/** The user manual says what is there: its labels are those of the interface, its clauses those of the handbook. */

const folder = join(root, 'docs', 'manual')
const languages = ['zh-CN', 'en'] as const
const pages = Object.fromEntries(languages.map((language) => [language, readPages(language)])) as Record<
  (typeof languages)[number],
  Map<string, string>
>
const catalogue = readCatalogue()

function readPages(language: string): Map<string, string> {
  const names = readdirSync(join(folder, language)).filter((name) => name.endsWith('.md'))
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, language, name), 'utf8')]))
}

/** Every Chinese text of the interface with its English. */
function readCatalogue(): Map<string, string> {
  const files = ['common', 'office', 'server'].map((name) => join(root, 'src', 'web', 'locales', `en.${name}.json`))
  return new Map(files.flatMap((file) => Object.entries<string>(JSON.parse(readFileSync(file, 'utf8')))))
}

/** As the manual writes a label that carries figures. */
const dotted = (text: string) => text.replaceAll(/\{\w+\}/g, '…')
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, one]) => one!)

describe('the manual', () => {
  it('has the same pages, headings, pictures and clauses in both languages', () => {
    expect([...pages.en.keys()]).toEqual([...pages['zh-CN'].keys()])
    for (const [name, chinese] of pages['zh-CN']) {
      const english = pages.en.get(name)!
      const shape = (text: string) => found(text, /^(#+) /gm)
      expect(shape(english), name).toEqual(shape(chinese))
      for (const pattern of [/\.\.\/pictures\/([\w-]+\.webp)/g, /\b([A-Z]{3}-\d{2})\b(?=[^〔]*〕)/g])
        expect(found(english, pattern), name).toEqual(found(chinese, pattern))
    }
  })

  it('quotes labels that the interface has', () => {
    const said = {
      'zh-CN': new Set([...catalogue.keys()].map(dotted)),
      en: new Set([...catalogue.values()].map(dotted)),
    }
    const strange = languages.flatMap((language) =>
      [...pages[language]].flatMap(([name, text]) =>
        found(text, /「([^」]+)」/g)
          .filter((label) => !said[language].has(label))
          .map((label) => `${language}/${name}: ${label}`),
      ),
    )
    expect(strange).toEqual([])
  })

  it('names clauses of the handbook', () => {
    const rules = new Set(handbookRules())
    for (const [name, text] of pages['zh-CN'])
      for (const rule of found(text, /\b([A-Z]{3}-\d{2})\b/g)) expect(rules.has(rule), `${name} ${rule}`).toBe(true)
  })

  it('leads nowhere that is not there, and every page is reached from the first', () => {
    for (const language of languages) {
      const first = new Set(found(pages[language].get('index.md')!, /\]\(([a-z-]+\.md)\)/g))
      expect([...first, 'index.md'].sort()).toEqual([...pages[language].keys()])
      for (const [name, text] of pages[language])
        for (const to of found(text, /\]\(([^)]+)\)/g))
          expect(existsSync(join(folder, language, to)), `${language}/${name} → ${to}`).toBe(true)
    }
  })

  it('shows pictures of at most 100 KB, each of them somewhere', () => {
    const shown = new Set(
      [...pages['zh-CN'].values()].flatMap((text) => found(text, /\.\.\/pictures\/([\w-]+\.webp)/g)),
    )
    const there = readdirSync(join(folder, 'pictures')).sort()
    expect(there).toEqual([...shown].sort())
    for (const name of there) expect(statSync(join(folder, 'pictures', name)).size, name).toBeLessThanOrEqual(102_400)
  })

  it('is rendered without script or inline style', () => {
    for (const language of languages)
      for (const [name, text] of pages[language]) {
        const html = renderPage({
          ...{ language, text, page: name.replace('.md', '') },
          contents: pages[language].get('index.md')!,
        })
        expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:|〔|「/)
        expect(html).not.toMatch(/href="[^"]*\.md"/)
      }
  })

  it('is served beside the product', async () => {
    const to = mkdtempSync(join(tmpdir(), 'guanjia-manual-'))
    const app = fastify()
    try {
      buildManual(folder, to)
      await serveManual(app, to)
      const get = (url: string) => app.inject({ url })
      expect((await get('/manual')).headers.location).toBe('/manual/zh-CN/index.html')
      const page = await get('/manual/en/desk.html')
      expect(page.headers['content-type']).toContain('text/html')
      expect(page.body).toContain('<h1>The front desk')
      expect((await get('/manual/pictures/desk.webp')).headers['content-type']).toBe('image/webp')
      expect((await get('/manual/manual.css')).statusCode).toBe(200)
      expect((await get('/manual/en/nothing.html')).statusCode).toBe(404)
      expect((await get('/manual/..%2f..%2fpackage.json')).statusCode).toBeGreaterThanOrEqual(400)
    } finally {
      await app.close()
      rmSync(to, { recursive: true, force: true })
    }
  })
})

function handbookRules(): string[] {
  const rules = parse(readFileSync(join(root, 'handbook', 'rules.yaml'), 'utf8')) as { id: string }[]
  return rules.map(({ id }) => id)
}
