import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** The text of each page of a PDF, without white space: the layout puts its own between the pieces. */
export async function pdfPages(pdf: Uint8Array): Promise<string[]> {
  const document = await getDocument({ data: new Uint8Array(pdf), useSystemFonts: false }).promise
  const pages = await Promise.all(Array.from({ length: document.numPages }, (_, index) => document.getPage(index + 1)))
  const contents = await Promise.all(pages.map((page) => page.getTextContent()))
  return contents.map(({ items }) => squeeze(items.map((item) => ('str' in item ? item.str : '')).join('')))
}

/** A text as `pdfPages` would give it. */
export const squeeze = (text: string) => text.replace(/\s/g, '')
