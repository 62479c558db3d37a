import { readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { atBusinessTime, businessDate, systemTime } from './kernel/clock/time.ts'
import type { Database } from './kernel/db/db.ts'
import { root } from './kernel/root.ts'
import { goOnFrom } from './rooms/drill/drill.pace.ts'
import type { DrillSettings } from './rooms/drill/drill.routes.ts'
import { speeds, USUAL_SPEED } from './rooms/drill/drill.words.ts'
import { minutesOf, type Recording, readRecording } from './rooms/drill/recording.ts'
import { procedures } from './rooms.ts'
import { requireFree } from './simulate/simulate.ts'

/** `guanjia drill`: what it is started with, and what the terminal says. */

/** Recordings that come with the program. */
const FOLDER = join(root, 'drills')

/** Reads the recordings, the company's own first. Throws, with a line for each thing that is wrong with a file. */
export function drillSettings(given: { speed?: string | undefined; recording?: string | undefined }): DrillSettings {
  const speed = given.speed === undefined ? USUAL_SPEED : speeds.find((one) => String(one) === given.speed)
  if (speed === undefined) throw new Error(`--speed 只能是 ${speeds.join('、')}`)
  const own = given.recording === undefined ? [] : [resolve(given.recording)]
  const shipped = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(FOLDER, name))
  return { speed, recordings: new Map([...own, ...shipped].map((file) => [nameOf(file), read(file)])) }
}

/** The name of a recording is that of its file. */
const nameOf = (file: string) => basename(file, extname(file)).slice(0, 60)

function read(file: string): Recording {
  try {
    return readRecording(readFileSync(file, 'utf8'), procedures)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Error(`没有录音文件 ${file}`)
    throw new Error(`录音文件 ${file} 不能用：\n${message}`)
  }
}

/** Shortly before the afternoons that are recorded mostly; a drill moves the clock to its own beginning. */
const BEFORE = '13:20'

/** Where the clock of a drill begins: where it was left, else today. Throws in Chinese beside anything real. */
export async function drillTime(db: Database): Promise<Date> {
  await requireFree(db, { doing: '演练' })
  return (await goOnFrom(db)) ?? atBusinessTime(businessDate(systemTime.now()), BEFORE)
}

/** What the trainer reads on the terminal when everything stands. */
export function howToBegin(url: string, { recordings, speed }: DrillSettings): string[] {
  const known = [...recordings.values()].map((recording) => {
    const minutes = minutesOf(recording)
    const { title, calls } = recording
    return `  ${title}：${calls.length} 个来电，${minutes} 分钟，${speed} 倍速约 ${Math.ceil(minutes / speed)} 分钟`
  })
  return [
    `演练准备好了：${url}`,
    '  学员：点“客户接待员”登录，在“前台”等电话；自己练可以在“演练”里自己开始',
    '  带教：另开一个浏览器窗口，点“客服主管”登录，打开“演练”，填学员姓名，点“开始演练”',
    '录音：',
    ...known,
    '结束后在“演练”里看结果、打印。按 Ctrl+C 停止，下次用同一个文件夹接着练。',
  ]
}
