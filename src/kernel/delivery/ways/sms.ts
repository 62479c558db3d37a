import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { maskPhone } from '../../person/phone.ts'
import { say } from '../../text/translate.ts'
import type { HttpSmsSettings, SmsSettings } from '../endpoint.contract.ts'
import { SendFailed } from '../failed.ts'
import type { Outside } from '../outside.ts'
import type { Message, Opened, Way } from './way.ts'

/** Text messages: one adapter for gateways that take JSON by HTTP, one that writes to a file for drills. */
export function smsWay(outside: Outside, dataDir: string): Way<SmsSettings> {
  return {
    send: ({ settings, ...kept }, message, signal) =>
      settings.adapter === 'file'
        ? toFile(join(dataDir, 'sms-drill.jsonl'), settings.sign, message)
        : byHttp(outside, { settings, ...kept }, message, signal),
  }
}

/** Longer texts cost as several messages each. */
const MOST_CHARACTERS = 300

function textOf(sign: string | null, { lines }: Message): string {
  const said = lines.map(({ text, url }) => (lines.length === 1 && url ? `${text} ${url}` : text)).join('；')
  return `${sign === null ? '' : `【${sign}】`}${said}`.slice(0, MOST_CHARACTERS)
}

async function toFile(path: string, sign: string | null, message: Message): Promise<void> {
  const line = { id: message.id, to: maskPhone(message.to ?? ''), text: textOf(sign, message) }
  await appendFile(path, `${JSON.stringify(line)}\n`, { mode: 0o600 }).catch(() => {
    throw new SendFailed('数据目录写不进去')
  })
}

async function byHttp(
  outside: Outside,
  { settings, secret }: Opened<HttpSmsSettings>,
  message: Message,
  signal?: AbortSignal,
): Promise<void> {
  const { url, headers, body, okPath, okValue, sign } = settings
  const values = { phone: message.to ?? '', text: textOf(sign, message), id: message.id, key: secret ?? '' }
  const { status, text, retryAfterMs } = await outside.post({
    url: filled(url, values, encodeURIComponent),
    headers: {
      'content-type': 'application/json',
      ...Object.fromEntries(headers.map(({ name, value }) => [name, filled(value, values, headerSafe)])),
    },
    body: JSON.stringify(filledIn(JSON.parse(body), values)),
    signal,
  })
  if (status < 200 || status >= 300) throw new SendFailed(say('短信平台应答 {status}', { status }), { retryAfterMs })
  if (okPath !== null && said(text, okPath) !== okValue)
    throw new SendFailed(say('短信平台没有接受（{code}）', { code: said(text, okPath)?.slice(0, 40) ?? '?' }), {
      endpoint: false,
    })
}

type Values = Readonly<Record<string, string>>

const filled = (template: string, values: Values, safe: (text: string) => string) =>
  template.replace(/\{(phone|text|id|key)\}/g, (_, name: string) => safe(values[name]!))

const headerSafe = (text: string) => text.replace(/[^\x20-\x7e]/g, '')

/** Fills the texts of a JSON value; what is put in cannot break out of its text. */
function filledIn(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return filled(value, values, (text) => text)
  if (Array.isArray(value)) return value.map((one) => filledIn(one, values))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filledIn(one, values)]))
}

/** What an answer says at `result.code`, as text. */
function said(text: string, path: string): string | null {
  try {
    const value = path
      .split('.')
      .reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], JSON.parse(text))
    return value === undefined || value === null ? null : String(value)
  } catch {
    return null
  }
}
