import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { inChinese } from '../clock/relative.ts'
import { fillSheet } from './fill.ts'
import { SheetView } from './SheetView.tsx'
import { filedHandover, frame, handover } from './samples.ts'

const filled = fillSheet(handover, filedHandover, frame)
const html = renderToStaticMarkup(<SheetView sheet={filled} t={inChinese} imageUrl={(id) => `/files/${id}`} />)

describe('a sheet on the page', () => {
  it('shows every label, value and note that the PDF shows', () => {
    const text = html.replace(/<[^>]*>/g, '')
    for (const { text: shown, choices = [] } of filled.sections.flatMap(({ rows }) => rows.flat())) {
      expect(text).toContain(shown)
      for (const { label, chosen } of choices) expect(text).toContain(`${chosen ? '☑' : '□'}${label}`)
    }
    for (const shown of ['交接单', '№ JJ-1', '一式两份', filled.printed, frame.companyName])
      expect(text).toContain(shown)
  })

  it('shows the image of the signature with its signer, and the code of the case', () => {
    expect(html).toContain('<img src="/files/image-1" alt="王小明（业主）"/>')
    expect(html).toMatch(/<svg class="paper-code"[^>]*aria-label="扫码打开这件事项"/)
  })

  it('repeats the head of a table on every printed page', () => {
    expect(html).toMatch(/<thead>.*?钥匙.*?名称.*?<\/thead><tbody>/)
  })

  it('shows markup in a value as text', () => {
    const sheet = fillSheet(handover, { ...filedHandover, room: '<img src=x onerror=alert(1)>' }, frame)
    const shown = renderToStaticMarkup(<SheetView sheet={sheet} t={inChinese} imageUrl={(id) => id} />)
    expect(shown).not.toContain('<img src=x')
  })
})
