import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { version } from './kernel/root.ts'
import type { ServeOptions } from './main.ts'

/**
 * `guanjia …`: the command line. Errors are one line for the administrator, not a stack. Each command fetches what it
 * needs: the server alone takes two seconds of processor time to load.
 */

const help = `guanjia ${version}

guanjia start [--port N] [--data DIR] [--no-demo | --demo-size small] [--host H --behind-proxy https://…] [--clock manual] [--log error|warn|info|debug|false]
    启动服务；日志是 JSON 行，写到标准输出。Serve; on an empty database fills the demo estate unless --no-demo.
guanjia init --company 名称 --project 小区名称 --code 代码 --login 账号 [--data DIR]
    开通自己的小区和第一位管理员；口令从环境变量 GUANJIA_PASSWORD 或标准输入读取。
    Make one's own estate and its first manager; the password comes from GUANJIA_PASSWORD or standard input.
guanjia migrate [--data DIR]
    只升级数据库。Bring the database up to date and stop.
guanjia import {buildings|units|parking|people|relations|staff|messages} FILE --project CODE [--check] [--report FILE] [--as 用户名] [--data DIR]
    先检查再导入；有问题列出行、列和改法，什么都不写入。--check 只检查。可以重复导入，不会重复。
    Check a file, then import it, everything or nothing; with --check only the first.
guanjia import template {buildings|units|parking|people|relations|staff} FILE
    把空白模板写成工作簿。Write the workbook to fill in.
guanjia privacy purge [--project 小区代码] [--dry-run] [--data DIR]
    删除超过保存期限的个人信息；--dry-run 只计数。Take away what is kept longer than the settings say.
guanjia search rebuild [--project 小区代码] [--data DIR]
    升级后更新住户的搜索词；可随时中断，再运行接着做，不用停机。Make search words of earlier rules anew.
guanjia audit verify [--project 小区代码] [--head FILE] [--data DIR]
    核对记录与封存链：指出被改、被删、互换和加塞的行，以及断开的块。Check the log against its seals.
guanjia audit head [--out FILE] [--data DIR]
    导出每条链的封存头，存到别处；日后核对时能发现尾部被截去。Take the heads out, to be kept elsewhere.
guanjia simulate [--units 800] [--days 30] [--seed 7] [--until 2026-03-11T10:00] [--workers 4] [--project 小区代码] [--data DIR]
    在空的或演示的数据目录里，让一个小区按真实流程过一段日子；演示小区先清空。最后一行是摘要值。
    Live an estate through some days in an empty or demo installation; the same seed and end give the same digest.
guanjia drill --data DIR [--port N] [--speed 4] [--recording 录音.yaml] [--log …]
    演练：在演示小区里放一个下午的来电给新接待员练手，最后看做得怎样。不能和真实的小区放在一起。
    A recorded afternoon for new receptionists, in a demo estate of its own, and how they did.
guanjia backup {FILE|DIR} [--data DIR]
    备份数据库和文件，不用停机；密钥 secrets.json 另外保管。Back everything up while it runs; the keys are kept apart.
guanjia backup verify FILE [--data DIR]
    检查备份是否完好、密钥是否对得上。Look through a backup.
guanjia restore FILE --data DIR
    恢复到空的地方；密钥不对、备份不完整都不会写入。Put a backup into an empty place.
guanjia restore drill FILE [--data DIR]
    恢复演练：恢复到临时位置，核对行数、封存、签字和文件，然后删除。Try it in a place of its own.
guanjia keys [rotate] [--data DIR]
    列出数据密钥的版本和指纹；rotate 更换数据密钥并重新加密，不用停机，可随时中断，再运行接着做。
    Tell the data keys; with rotate make a new one and seal everything anew, while people work.
guanjia version
`

/** Nobody guesses 20 random characters through a door that answers 600 times a minute. */
const SHORTEST_TOKEN = 20

const { values, positionals } = readArguments()
const command = positionals[0] ?? 'help'
const dataDir = resolve(values.data ?? (process.getuid?.() === 0 ? '/var/lib/guanjia' : 'data'))

try {
  if (command === 'start') await start()
  else if (command === 'init') await initialise()
  else if (command === 'migrate') await migrateOnly()
  else if (command === 'import') await importFile()
  else if (command === 'privacy') await purgeOld()
  else if (command === 'audit') await audit()
  else if (command === 'search') await rebuild()
  else if (command === 'simulate') await simulateEstate()
  else if (command === 'drill') await drillAfternoon()
  else if (command === 'backup') await backup()
  else if (command === 'restore') await restore()
  else if (command === 'keys') await keys()
  else if (command === 'version') console.log(version)
  else console.log(help)
} catch (error) {
  console.error(`guanjia: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '8420' },
        host: { type: 'string', default: '127.0.0.1' },
        data: { type: 'string' },
        'no-demo': { type: 'boolean', default: false },
        'demo-size': { type: 'string', default: 'full' },
        clock: { type: 'string', default: 'system' },
        'behind-proxy': { type: 'string' },
        log: { type: 'string', default: 'warn' },
        company: { type: 'string' },
        project: { type: 'string' },
        code: { type: 'string' },
        login: { type: 'string' },
        name: { type: 'string' },
        check: { type: 'boolean', default: false },
        report: { type: 'string' },
        as: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        units: { type: 'string', default: '800' },
        days: { type: 'string', default: '30' },
        seed: { type: 'string', default: '7' },
        until: { type: 'string' },
        workers: { type: 'string', default: '4' },
        head: { type: 'string' },
        out: { type: 'string' },
        speed: { type: 'string' },
        recording: { type: 'string' },
      },
    })
  } catch (error) {
    console.error(`guanjia: ${(error as Error).message}\n\n${help}`)
    process.exit(2)
  }
}

async function start(): Promise<void> {
  if (values.clock !== 'system' && values.clock !== 'manual') throw new Error('--clock 只能是 system 或 manual')
  const metricsToken = process.env.GUANJIA_METRICS_TOKEN
  if (metricsToken && metricsToken.length < SHORTEST_TOKEN)
    throw new Error(`GUANJIA_METRICS_TOKEN 至少要 ${SHORTEST_TOKEN} 个字符：随机生成一个`)
  const url = await serveUntilEnded({
    port: portGiven(),
    host: values.host,
    dataDir,
    demo: values['no-demo'] ? false : values['demo-size'] === 'small' ? 'small' : 'full',
    clock: values.clock,
    behindProxy: values['behind-proxy'] ?? null,
    log: await logGiven(),
    ...(metricsToken ? { metricsToken } : {}),
  })
  console.log(`Guanjia ready at ${url}`)
}

async function drillAfternoon(): Promise<void> {
  if (!values.data) throw new Error('drill 需要 --data：演练小区放在哪个文件夹（空的，或者以前演练用过的）')
  const { drillSettings, howToBegin } = await import('./drill.ts')
  const drill = drillSettings(values)
  const fixed = { host: '127.0.0.1', demo: 'small', clock: 'manual', behindProxy: null } as const
  const url = await serveUntilEnded({ ...fixed, port: portGiven(), dataDir, log: await logGiven(), drill })
  for (const line of howToBegin(url, drill)) console.log(line)
}

function portGiven(): number {
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} 不是端口号`)
  return port
}

async function logGiven() {
  const { logLevels } = await import('./kernel/http/doors.ts')
  const log = values.log === 'false' ? false : logLevels.find((level) => level === values.log)
  if (log === undefined) throw new Error(`--log 只能是 ${logLevels.join('、')} 或 false`)
  return log
}

/** Serves until somebody ends the process; answers the address. */
async function serveUntilEnded(options: ServeOptions): Promise<string> {
  const { serve } = await import('./main.ts')
  const serving = await serve(options)
  // Node would print the message and what hangs on it, which may be a row.
  process.on('uncaughtException', (err) => {
    serving.log.fatal({ err }, 'the server fails and ends')
    process.exit(1)
  })
  const end = () => {
    serving.stop().then(
      () => process.exit(0),
      (error: Error) => {
        console.error(`guanjia: ${error.message}`)
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  if (options.drill) await serving.filled
  return serving.url
}

async function initialise(): Promise<void> {
  const { company, project, code, login, name } = values
  if (!company || !project || !code || !login) throw new Error('init 需要 --company、--project、--code 和 --login')
  const [{ openStore }, { init }, { loadSecrets }] = await Promise.all([
    import('./main.ts'),
    import('./init.ts'),
    import('./kernel/secrets.ts'),
  ])
  const store = await openStore(dataDir, () => {})
  try {
    // An installation has its keys from the beginning: a backup makes none.
    loadSecrets(dataDir)
    await init(
      store.db,
      { company, project, code, login, name: name ?? login, password: await readPassword() },
      new Date(),
    )
    console.log(`已开通 ${project}（${code}），管理员 ${login}`)
  } finally {
    await store.close()
  }
}

async function importFile(): Promise<void> {
  const [, kind, file, target] = positionals
  const { importFromFile, writeTemplate } = await import('./import.ts')
  if (kind === 'template') {
    if (!file || !target) throw new Error('用法：import template 种类 文件.xlsx')
    await writeTemplate(file, resolve(target))
    console.log(`模板写在 ${target}`)
    return
  }
  if (!kind || !file || !values.project) throw new Error('用法：import 种类 文件 --project 小区代码 [--check]')
  const { store, engine } = await openEngine()
  try {
    const good = await importFromFile(
      engine,
      {
        kind,
        file: resolve(file),
        projectCode: values.project,
        checkOnly: values.check,
        as: values.as ?? null,
        report: values.report ? resolve(values.report) : null,
      },
      (line) => console.log(line),
    )
    if (!good) process.exitCode = 1
  } finally {
    await store.close()
  }
}

async function purgeOld(): Promise<void> {
  if (positionals[1] !== 'purge') throw new Error('用法：privacy purge [--project 小区代码] [--dry-run]')
  const { purgeProjects } = await import('./purge.ts')
  const { store, engine } = await openEngine()
  try {
    await purgeProjects(engine, values.project ?? null, values['dry-run'], (line) => console.log(line))
  } finally {
    await store.close()
  }
}

async function rebuild(): Promise<void> {
  if (positionals[1] !== 'rebuild') throw new Error('用法：search rebuild [--project 小区代码]')
  const { rebuildSearch } = await import('./search.ts')
  const { store } = await openEngine()
  try {
    await rebuildSearch(store.db, values.project ?? null, (line) => console.log(line))
  } finally {
    await store.close()
  }
}

async function audit(): Promise<void> {
  const what = positionals[1]
  if (what !== 'verify' && what !== 'head')
    throw new Error('用法：audit verify [--project 小区代码] [--head 文件]，或 audit head [--out 文件]')
  const { exportHeads, verifyAudit } = await import('./audit.ts')
  const { store, engine } = await openEngine()
  try {
    if (what === 'head') {
      const text = await exportHeads(engine, values.out ? resolve(values.out) : null)
      console.log(values.out ? `封存头写在 ${values.out}，请存到这台机器以外的地方` : text.trimEnd())
    } else if (!(await verifyAudit(engine, values.project ?? null, values.head ?? null, (line) => console.log(line))))
      process.exitCode = 1
  } finally {
    await store.close()
  }
}

async function simulateEstate(): Promise<void> {
  const [{ simulate }, { progressOn }, { linesOf }, { duties, procedures }] = await Promise.all([
    import('./simulate/simulate.ts'),
    import('./simulate/progress.ts'),
    import('./simulate/summary.ts'),
    import('./rooms.ts'),
  ])
  const { store, engine } = await openEngine()
  try {
    const { units, days, seed, workers, until, project } = values
    const { summary, digest, refused } = await simulate(engine, {
      ...{ units: Number(units), days: Number(days), seed: Number(seed), workers: Number(workers), project },
      until: until === undefined ? engine.time.now() : new Date(/[Z+]/.test(until) ? until : `${until}+08:00`),
      ...{ dataDir, ownerUrl: store.ownerUrl, duties, onProgress: progressOn(process.stderr) },
    })
    for (const { act, why } of refused) console.error(`没有做成：${act} ${why}`)
    for (const line of linesOf(summary, procedures)) console.log(line)
    console.log(`digest ${digest}`)
  } finally {
    await store.close()
  }
}

async function backup(): Promise<void> {
  const [, first, second] = positionals
  if (!first || (first === 'verify' && !second)) throw new Error('用法：backup 文件或文件夹，或 backup verify 文件')
  const { backUpTo, verifyBackup } = await import('./backup/run.ts')
  const say = (line: string) => console.log(line)
  if (first === 'verify') await verifyBackup(dataDir, resolve(second!), say)
  else if (!(await backUpTo(dataDir, resolve(first), say))) process.exitCode = 1
}

async function restore(): Promise<void> {
  const [, first, second] = positionals
  if (!first || (first === 'drill' && !second))
    throw new Error('用法：restore 文件 --data 空文件夹，或 restore drill 文件')
  const { drill, restoreTo } = await import('./backup/run.ts')
  const say = (line: string) => console.log(line)
  if (first !== 'drill' && !values.data) throw new Error('restore 需要 --data：恢复到哪个空文件夹')
  const good =
    first === 'drill' ? await drill(dataDir, resolve(second!), say) : await restoreTo(dataDir, resolve(first), say)
  if (!good) process.exitCode = 1
}

async function keys(): Promise<void> {
  const what = positionals[1]
  if (what !== undefined && what !== 'rotate') throw new Error('用法：keys，或 keys rotate')
  const { listKeys, rotateKeys } = await import('./keys.ts')
  const say = (line: string) => console.log(line)
  if (what === undefined) {
    listKeys(dataDir, say)
    return
  }
  const { importKinds } = await import('./import.ts')
  const { store, engine } = await openEngine()
  try {
    const { db, appUrl } = store
    if (!(await rotateKeys({ db, appUrl, dataDir, kinds: importKinds(engine) }, say))) process.exitCode = 1
  } finally {
    await store.close()
  }
}

/** What commands work with that act as the server does, beside one that may be running. */
async function openEngine() {
  const [{ makeEngine, openStore }, { Changes }, { systemTime }] = await Promise.all([
    import('./main.ts'),
    import('./kernel/case/changes.ts'),
    import('./kernel/clock/time.ts'),
  ])
  const store = await openStore(dataDir, () => {})
  try {
    return { store, engine: await makeEngine(store.db, dataDir, systemTime, new Changes()) }
  } catch (error) {
    await store.close()
    throw error
  }
}

async function migrateOnly(): Promise<void> {
  const { openStore } = await import('./main.ts')
  const store = await openStore(dataDir, () => {})
  await store.close()
  console.log('数据库已是最新')
}

async function readPassword(): Promise<string> {
  if (process.env.GUANJIA_PASSWORD) return process.env.GUANJIA_PASSWORD
  let text = ''
  for await (const chunk of process.stdin) text += chunk
  return text.trim()
}
