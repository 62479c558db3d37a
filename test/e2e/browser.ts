import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { root } from '../../src/kernel/root.ts'

/** Chromium of the system, or the one that ships inside @sparticuz/chromium. GUANJIA_CHROMIUM names another. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await chromiumPath()
  return chromium.launch({
    executablePath,
    // The rest keeps Chromium from calling home, which a closed network refuses many times over.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

async function chromiumPath(): Promise<string> {
  const named = process.env.GUANJIA_CHROMIUM
  if (named && named !== 'bundled') return named
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  )
  if (installed && named !== 'bundled') return installed
  const { default: bundled } = await import('@sparticuz/chromium')
  return bundled.executablePath()
}

/** The product as users start it: `guanjia start` in its own process, on a free port, in a fresh data folder. */
export interface RunningProduct {
  url: string
  /** Moves business time; the one thing that a story does outside the pages. */
  setTime(at: Date): Promise<void>
  /** What the server wrote to standard error. */
  log: string[]
  stop(): Promise<void>
}

export async function startProduct(): Promise<RunningProduct> {
  buildProduct()
  const dataDir = mkdtempSync(join(tmpdir(), 'guanjia-e2e-'))
  const args = [
    join(root, 'dist', 'cli.mjs'),
    'start',
    '--port',
    '0',
    '--data',
    dataDir,
    '--clock',
    'manual',
    '--demo-size',
    'small',
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const log: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line))
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  const url = await new Promise<string>((ready, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = /^Guanjia ready at (http\S+)$/.exec(line)?.[1]
      if (address) ready(address)
    })
    child.once('exit', (code) => failed(new Error(`the server ended with ${code}:\n${log.join('\n')}`)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(dataDir, { recursive: true, force: true })
  }
  process.once('exit', () => child.kill('SIGKILL'))
  await filled(url)
  const setTime = async (at: Date) => {
    const response = await fetch(`${url}/api/test/time`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ at: at.toISOString() }),
    })
    if (!response.ok) throw new Error(`the time door answered ${response.status}: ${await response.text()}`)
  }
  return { url, log, setTime, stop }
}

/** Builds what has changed since the last build, as the two commands do. */
function buildProduct(): void {
  const build = "import('./scripts/prepare.mjs').then(({ build }) => build())"
  const { status, stderr } = spawnSync(process.execPath, ['-e', build], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the product does not build:\n${stderr}`)
}

/** Waits until the demo estate is complete. */
async function filled(url: string): Promise<void> {
  for (;;) {
    const health = (await (await fetch(`${url}/api/health`)).json()) as { filling: boolean }
    if (!health.filling) return
    await new Promise((done) => setTimeout(done, 200))
  }
}

/** A phone (390×844) or a desk (1440×900) with its own session. */
export async function device(
  browser: Browser,
  url: string,
  kind: 'phone' | 'desk',
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // Pictures that move cost a shared machine more than all else.
    reducedMotion: 'reduce',
    viewport: kind === 'phone' ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    ...(kind === 'phone' ? { hasTouch: true, isMobile: true } : {}),
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  return { context, page }
}
