import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Marked } from 'marked'
import { root } from './prepare.mjs'

/** The manual's languages, with what its frame says in each. */
const frames = {
  'zh-CN': { title: '管家使用手册', contents: '目录', other: 'en', otherName: 'English', back: '回到管家' },
  en: {
    title: 'The manual of Guanjia',
    contents: 'Contents',
    other: 'zh-CN',
    otherName: '简体中文',
    back: 'To Guanjia',
  },
}

/** Writes docs/manual as pages without script or inline style into dist/manual, where the server has them from. */
export function buildManual(from = join(root, 'docs', 'manual'), to = join(root, 'dist', 'manual')) {
  rmSync(to, { recursive: true, force: true })
  for (const language of Object.keys(frames)) {
    mkdirSync(join(to, language), { recursive: true })
    const contents = readFileSync(join(from, language, 'index.md'), 'utf8')
    for (const file of readdirSync(join(from, language)).filter((name) => name.endsWith('.md'))) {
      const page = file.replace(/\.md$/, '')
      const text = readFileSync(join(from, language, file), 'utf8')
      writeFileSync(join(to, language, `${page}.html`), renderPage({ language, page, text, contents }))
    }
  }
  cpSync(join(from, 'manual.css'), join(to, 'manual.css'))
  if (existsSync(join(from, 'pictures'))) cpSync(join(from, 'pictures'), join(to, 'pictures'), { recursive: true })
}

/** One page as HTML: `contents` is the index page, whose lists of pages stand beside the text. */
export function renderPage({ language, page, text, contents }) {
  const { title, contents: heading, other, otherName, back } = frames[language]
  const name = /^# (.+)$/m.exec(text)?.[1] ?? title
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page === 'index' ? title : `${name} · ${title}`}</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/manual/manual.css">
</head>
<body>
<header>
<a class="brand" href="index.html"><img src="/icon.svg" alt="" width="28" height="28">${title}</a>
<nav><a href="/manual/${other}/${page}.html" hreflang="${other}" lang="${other}">${otherName}</a> <a href="/">${back}</a></nav>
</header>
<div class="columns">
<nav class="contents" aria-label="${heading}">
${listsOf(contents, page)}
</nav>
<main>
${html(text)}
</main>
</div>
</body>
</html>
`
}

/** The lists of the index page under their headings; the page that is open is marked. */
function listsOf(contents, page) {
  const lists = contents.slice(contents.indexOf('\n## '))
  return html(lists).replace(`href="${page}.html"`, `href="${page}.html" aria-current="page"`)
}

const marked = new Marked({ gfm: true })

/** Markdown as HTML. 「…」 is a label of the interface; 〔…〕 names the clauses that a passage is about, for the margin. */
function html(markdown) {
  return marked
    .parse(markdown)
    .replaceAll(/<p>〔([^〕]+)〕<\/p>/g, (_, rules) => `<p>${clauses(rules)}</p>`)
    .replaceAll(/〔([^〕]+)〕/g, (_, rules) => clauses(rules))
    .replaceAll(/「([^」]+)」/g, '<b class="label">$1</b>')
    .replaceAll(/href="([a-z-]+)\.md"/g, 'href="$1.html"')
    .replaceAll('<table>', '<div class="table"><table>')
    .replaceAll('</table>', '</table></div>')
    .replaceAll('<img src="../pictures/staff-', '<img class="phone" src="../pictures/staff-')
    .replaceAll('<img src="../pictures/owner-', '<img class="phone" src="../pictures/owner-')
    .replaceAll('<img src="../pictures/link', '<img class="phone" src="../pictures/link')
    .replaceAll('<img ', '<img loading="lazy" ')
}

const clauses = (rules) => `<small class="clauses">${rules}</small>`
