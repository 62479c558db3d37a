import { readFile } from 'node:fs/promises'
import { importFromFile } from '../src/import.ts'
import { readSheet } from '../src/kernel/excel/read.ts'
import { ownCpuMs } from './meter.ts'
import { engineAt } from './server.ts'

/**
 * One file in a process of its own, so that its peak of memory is its own: parsed alone, or imported as the command line
 * does. Tells milliseconds, its processor time and bytes.
 */
const [appUrl, dataDir, kind, file, projectCode] = process.argv.slice(2) as [string, string, string, string, string]
if (kind === 'parse') {
  const bytes = await readFile(file)
  const cpuBefore = ownCpuMs()
  const began = performance.now()
  const sheet = await readSheet(bytes, () => true)
  let rows = 0
  for await (const row of sheet.rows) rows += row.cells.length > 0 ? 1 : 0
  tell(performance.now() - began, ownCpuMs() - cpuBefore, rows - 1)
} else {
  const engine = await engineAt({ appUrl, dataDir })
  // A server has its connections and its code already: the first statements are not what is measured.
  await importFromFile(engine, { kind: 'staff', file, projectCode, checkOnly: true, as: null, report: null }, () => {})
  const said: string[] = []
  const cpuBefore = ownCpuMs()
  const began = performance.now()
  const wish = { kind, file, projectCode, checkOnly: false, as: null, report: null }
  const good = await importFromFile(engine, wish, (line) => said.push(line))
  const ms = performance.now() - began
  const cpuMs = ownCpuMs() - cpuBefore
  const done = said.find((line) => line.startsWith('导入完成')) ?? ''
  if (!good) throw new Error(said.join('\n'))
  await engine.db.close()
  tell(ms, cpuMs, Number(/新增 (\d+)/.exec(done)?.[1]))
}

function tell(ms: number, cpuMs: number, rows: number): void {
  process.send!({ ms, cpuMs, rows, peakBytes: process.resourceUsage().maxRSS * 1024 })
}
