/**
 * The catalogue of texts: finds every Chinese text in src/ that reaches a person, and the file of each language that it
 * belongs to. A text is a Chinese string literal of the product, whatever it is called with: declared titles, reasons,
 * labels and refusals count as much as `t('…')`. `node --import tsx scripts/texts.ts` lists what is missing or no longer
 * used; `--write` drops what is no longer used, moves texts to the file they belong to and puts them in order.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { partsOfLabel } from '../src/kernel/policy/policy.fields.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Files by who fetches them: `common` is all that an owner's phone can say, `office` what console and staff phone say
 * besides; only the server reads `server`.
 */
export const parts = ['common', 'office', 'server'] as const
export type Part = (typeof parts)[number]

/** Languages that have files. */
export const translated = ['zh-TW', 'en'] as const
export type Translated = (typeof translated)[number]

/** Chinese that is no text of the interface, by file, with the reason. */
const others: readonly { files: RegExp; why: string }[] = [
  { files: /^src\/simulate\//, why: 'people, places and stories of the demo estate: data' },
  {
    files: /^src\/(?!rooms\.ts$)[^/]+\.ts$|^src\/(backup|embedded)\//,
    why: 'words for the operator at the terminal',
  },
  { files: /^src\/rooms\/drill\/recording\.ts$/, why: 'what is wrong with a file, told at the terminal' },
  {
    files: /^src\/kernel\/(db\/(db|migrate)|secrets|http\/(static|describe|openapi))\.ts$/,
    why: 'words for the operator',
  },
  { files: /\.samples\.ts$|^src\/kernel\/sheet\/samples\.ts$/, why: 'sample data of printed forms' },
  {
    files:
      /^src\/rooms\/intake\/(evasion|groups\/(desk-pairs|estate-names|likeness|things|whereabouts)|import\/(estate|claimed-time)|triage\/(desk-entries|features|lexicon|reasons|start-letters|start-corpus))\.ts$/,
    why: 'words that are looked for in what residents write in Chinese',
  },
  {
    files: /^src\/kernel\/(search\/(fold|room|tokens)|privacy\/mask-text|vehicle\/plate)\.ts$/,
    why: 'characters that are looked for',
  },
  {
    files: /^src\/kernel\/(import\/sheets|excel\/write)\.ts$/,
    why: 'templates in Excel are read by their Chinese column names',
  },
]

/** Names of national holidays, which come from a package. */
const fromData = ['元旦', '春节', '清明', '劳动节', '端午', '中秋', '国庆节']

/** Chinese literals that no person reads as a sentence: numerals of amounts, names of languages, search examples. */
const notTexts = new Set(['简体中文', '繁體中文', '零壹贰叁肆伍陆柒捌玖'])

/** What is written into the handbook's forms on paper stays Chinese; only their titles and labels are texts. */
const PAPER =
  /\.sheets?\.ts$|repair\.slip(-data)?\.ts$|complaint\.reads\.ts$|kernel\/(money|sheet\/\w+)\.tsx?$|\/import\/kinds\//

const HAN = /[\u3400-\u9fff、，；：（）]/

/** Every text of the product with the part of the catalogue that it stands in. */
export function collect(): Map<string, Part> {
  const owner = reachedFrom('src/web/owner/main.tsx')
  const staff = new Set([...reachedFrom('src/web/console/main.tsx'), ...reachedFrom('src/web/staff/main.tsx')])
  const found = new Map<string, Part>()
  for (const path of sources()) {
    if (others.some(({ files }) => files.test(path))) continue
    const part = owner.has(path) ? 'common' : staff.has(path) ? 'office' : 'server'
    for (const text of path === POLICY ? textsOf(path).flatMap(partsOf) : textsOf(path)) {
      const known = found.get(text)
      if (!known || parts.indexOf(part) < parts.indexOf(known)) found.set(text, part)
    }
  }
  for (const text of fromData) found.set(text, 'office')
  return found
}

/** Labels of settings are shown without what stands behind them in brackets; the unit stands with the figure. */
const POLICY = 'src/kernel/policy/policy.ts'
const partsOf = (label: string): string[] => {
  const { name, words } = partsOfLabel(label)
  return [name, ...words]
}

/** Sentences put together with `${}`: nobody can translate those; they are to be written `say('… {name} …', { name })`. */
export function glued(): string[] {
  return sources()
    .filter((path) => !others.some(({ files }) => files.test(path)) && !PAPER.test(path))
    .flatMap((path) => gluedIn(path))
}

/** A language's texts by part. */
export function readLanguage(language: Translated): Record<Part, Record<string, string>> {
  return Object.fromEntries(parts.map((part) => [part, readPart(language, part)])) as Record<
    Part,
    Record<string, string>
  >
}

/** A key of the catalogue without the plural that i18next adds. */
export const plain = (key: string): string => key.replace(/_(one|other)$/, '')

function readPart(language: Translated, part: Part): Record<string, string> {
  try {
    return JSON.parse(readFileSync(fileOf(language, part), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

const fileOf = (language: Translated, part: Part) => join(root, 'src/web/locales', `${language}.${part}.json`)

const sources = (): string[] =>
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
    .sort()

const parsed = new Map<string, ts.SourceFile>()

function parse(path: string): ts.SourceFile {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const known = parsed.get(path)
  if (known) return known
  const file = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true, kind)
  parsed.set(path, file)
  return file
}

function textsOf(path: string): string[] {
  const texts: string[] = []
  visit(parse(path), (node) => {
    if (isSql(node))
      for (const [, text] of node.getText().matchAll(/'([^'\n]*[\u3400-\u9fff][^'\n]*)'/g)) texts.push(text!)
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && HAN.test(node.name.text))
      texts.push(node.name.text)
    if (!ts.isStringLiteral(node) && !ts.isNoSubstitutionTemplateLiteral(node) && !ts.isJsxText(node)) return
    if (HAN.test(node.text) && !notTexts.has(node.text) && !isForMachines(node)) texts.push(node.text.trim())
  })
  return texts
}

/** Sentences that a statement writes stand in it in quotes. */
const isSql = (node: ts.Node) => ts.isTemplateLiteral(node) && ts.isTaggedTemplateExpression(node.parent)

/** SQL, regular expressions and documentation of the API are read by machines and programmers. */
function isForMachines(node: ts.Node): boolean {
  const { parent } = node
  if (ts.isTaggedTemplateExpression(parent)) return true
  if (ts.isCallExpression(parent) && parent.expression.getText().endsWith('.describe')) return true
  if (ts.isPropertyAssignment(parent) && parent.name.getText() === 'description') return true
  return ts.isNewExpression(parent) && parent.expression.getText() === 'RegExp'
}

function gluedIn(path: string): string[] {
  const found: string[] = []
  visit(parse(path), (node) => {
    if (!ts.isTemplateExpression(node) || isForMachines(node)) return
    const literal = [node.head, ...node.templateSpans.map((span) => span.literal)].map(({ text }) => text).join('')
    if (HAN.test(literal))
      found.push(`${path}:${node.getSourceFile().getLineAndCharacterOfPosition(node.pos).line + 1} ${node.getText()}`)
  })
  return found
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}

/** Source files that a page can come to load, by their imports; types are not loaded. */
function reachedFrom(entry: string): Set<string> {
  const seen = new Set<string>()
  const wait = [entry]
  for (let path = wait.pop(); path !== undefined; path = wait.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    for (const wanted of importsOf(path))
      wait.push(relative(root, join(root, dirname(path), wanted)).replaceAll('\\', '/'))
  }
  return seen
}

function importsOf(path: string): string[] {
  const found: string[] = []
  visit(parse(path), (node) => {
    if (ts.isImportDeclaration(node) && !node.importClause?.isTypeOnly)
      found.push((node.moduleSpecifier as ts.StringLiteral).text)
    if (ts.isExportDeclaration(node) && !node.isTypeOnly && node.moduleSpecifier)
      found.push((node.moduleSpecifier as ts.StringLiteral).text)
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      found.push((node.arguments[0] as ts.StringLiteral).text)
  })
  return found.filter((name) => name.startsWith('.') && /\.tsx?$/.test(name))
}

/** Puts every kept text into the part it belongs to, in order; texts that are no longer used go. */
function write(texts: Map<string, Part>, language: Translated): void {
  const all = Object.assign({}, ...Object.values(readLanguage(language)).reverse()) as Record<string, string>
  for (const part of parts) {
    const kept = Object.entries(all)
      .filter(([key]) => texts.get(plain(key)) === part)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    writeFileSync(fileOf(language, part), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const texts = collect()
  for (const language of translated) {
    if (process.argv.includes('--write')) write(texts, language)
    const have = Object.assign({}, ...Object.values(readLanguage(language))) as Record<string, string>
    const missing = [...texts.keys()].filter((text) => !(text in have))
    const unused = Object.keys(have).filter((key) => !texts.has(plain(key)))
    process.stdout.write(`${language}: ${texts.size} texts, ${missing.length} missing, ${unused.length} not used\n`)
    for (const text of missing) process.stdout.write(`  missing: ${text}\n`)
    for (const text of unused) process.stdout.write(`  not used: ${text}\n`)
  }
  for (const line of glued()) process.stdout.write(`  put together: ${line}\n`)
}
