import { say } from '../../text/translate.ts'
import type { WecomSettings } from '../endpoint.contract.ts'
import { SendFailed } from '../failed.ts'
import type { Outside } from '../outside.ts'
import type { Message, Way } from './way.ts'

/** A robot's message may have 4096 bytes of UTF-8 (企业微信 群机器人配置说明). */
const MOST_BYTES = 4096

/** A group robot of WeCom (企业微信). The address holds its key, so it is kept as the secret. */
export function wecomWay(outside: Outside): Way<WecomSettings> {
  return {
    send: async ({ secret }, message, signal) => {
      const { status, text, retryAfterMs } = await outside.post({
        url: secret ?? '',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ msgtype: 'markdown', markdown: { content: markdownOf(message) } }),
        signal,
      })
      if (status !== 200) throw new SendFailed(say('企业微信应答 {status}', { status }), { retryAfterMs })
      const code = codeOf(text)
      if (code === 0) return
      // 45009: more than 20 messages a minute.
      if (code === 45009) throw new SendFailed('企业微信限制每分钟 20 条，稍后再发', { retryAfterMs: 60_000 })
      if (code === 93000) throw new SendFailed('群机器人已被移除，或地址不对')
      throw new SendFailed(say('企业微信不接受（{code}）', { code: code ?? '?' }))
    },
  }
}

function markdownOf({ subject, lines }: Message): string {
  let content = `**${plain(subject)}**`
  for (const { text, url } of lines) {
    const line = `\n> ${url ? `[${plain(text)}](${url})` : plain(text)}`
    if (Buffer.byteLength(content + line) > MOST_BYTES) break
    content += line
  }
  return content
}

/** Nothing in a text may act as markup. */
const plain = (text: string) => text.replace(/[[\]()*`<>\\]/g, ' ')

function codeOf(text: string): number | null {
  try {
    const { errcode } = JSON.parse(text) as { errcode?: unknown }
    return typeof errcode === 'number' ? errcode : null
  } catch {
    return null
  }
}
