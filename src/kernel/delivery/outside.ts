import { lookup } from 'node:dns/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { type Allowed, mayReach } from './address.ts'
import { SendFailed } from './failed.ts'

/** Addresses of a name, as the system's resolver gives them. */
export type Resolve = (host: string) => Promise<readonly string[]>

export interface OutsideOptions {
  resolve?: Resolve
  /** For tests: webhooks may go to this machine, by http too. An installation has no way to switch it on. */
  loopback?: boolean
}

export interface Posted {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
  signal?: AbortSignal | undefined
}

/** What came back; at most 16 KB of it. */
export interface Reply {
  status: number
  text: string
  /** What Retry-After asks for. */
  retryAfterMs: number
}

const ANSWER_LIMIT_MS = 8_000
const RESOLVE_LIMIT_MS = 3_000
const MOST_SENT_BYTES = 64 * 1024
const MOST_READ_BYTES = 16 * 1024

/**
 * The only way to the internet: a name is resolved once, every address it has must be allowed, and the connection goes
 * to the very address that was checked. Redirects are not followed.
 */
export class Outside {
  readonly #resolve: Resolve
  readonly #loopback: boolean

  constructor({ resolve = systemResolve, loopback = false }: OutsideOptions = {}) {
    this.#resolve = resolve
    this.#loopback = loopback
  }

  /** Sends one POST. Throws SendFailed when nothing came back, or the address is not allowed. */
  async post({ url, headers, body, signal }: Posted): Promise<Reply> {
    const target = this.#checked(url)
    if (Buffer.byteLength(body) > MOST_SENT_BYTES) throw new SendFailed('消息太长，没有发送', { final: true })
    const address = await this.addressOf(hostOf(target), { loopback: this.#loopback })
    const secure = target.protocol === 'https:'
    const send = secure ? httpsRequest : httpRequest
    const limit = AbortSignal.timeout(ANSWER_LIMIT_MS)
    return new Promise((resolve, reject) => {
      const failed = (error: Error) => reject(failureOf(error, limit.aborted))
      const going = send(
        {
          host: address,
          port: target.port || (secure ? 443 : 80),
          path: `${target.pathname}${target.search}`,
          method: 'POST',
          headers: { ...headers, host: target.host, 'content-length': Buffer.byteLength(body) },
          signal: signal ? AbortSignal.any([signal, limit]) : limit,
          agent: false,
          ...(secure && isIP(hostOf(target)) === 0 ? { servername: hostOf(target) } : {}),
        },
        (reply) => read(reply).then(resolve, failed),
      )
      going.on('error', failed)
      going.end(body)
    })
  }

  /** The address to connect to for a name. Throws SendFailed for a name that has none, or one that is not allowed. */
  async addressOf(host: string, allowed: Allowed): Promise<string> {
    const addresses = isIP(host) === 0 ? await this.#ask(host) : [host]
    const [first] = addresses
    if (first === undefined) throw new SendFailed('找不到这个主机名，请核对网址')
    if (!addresses.every((address) => mayReach(address, allowed)))
      throw new SendFailed('这个网址指向内部网络，不能发送', { final: true, endpoint: true })
    return first
  }

  #checked(url: string): URL {
    const target = URL.canParse(url) ? new URL(url) : null
    if (!target || (target.protocol !== 'https:' && !(this.#loopback && target.protocol === 'http:')))
      throw new SendFailed('网址须以 https:// 开头', { final: true, endpoint: true })
    if (target.username || target.password)
      throw new SendFailed('网址里不能带用户名和密码', { final: true, endpoint: true })
    return target
  }

  async #ask(host: string): Promise<readonly string[]> {
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new SendFailed('查询主机名超时')), RESOLVE_LIMIT_MS).unref()
    })
    try {
      return await Promise.race([this.#resolve(host), late])
    } catch (error) {
      if (error instanceof SendFailed) throw error
      throw new SendFailed('找不到这个主机名，请核对网址')
    }
  }
}

const systemResolve: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address)

/** `[::1]` of an address stands in brackets. */
const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, '')

async function read(reply: IncomingMessage): Promise<Reply> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of reply) {
    parts.push(part as Buffer)
    size += (part as Buffer).length
    if (size >= MOST_READ_BYTES) break
  }
  reply.destroy()
  const seconds = Number(reply.headers['retry-after'])
  return {
    status: reply.statusCode ?? 0,
    text: Buffer.concat(parts).subarray(0, MOST_READ_BYTES).toString('utf8'),
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0,
  }
}

/** What went wrong, in words that tell nothing of the network in between. */
export function failureOf(error: Error, late: boolean): SendFailed {
  if (error instanceof SendFailed) return error
  const { code = '' } = error as { code?: string }
  if (late || code === 'ETIMEDOUT' || code === 'ESOCKET_TIMEOUT') return new SendFailed('对方没有及时应答')
  if (code === 'ECONNREFUSED') return new SendFailed('对方拒绝连接，请核对地址和端口')
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return new SendFailed('对方的证书不可信，没有发送')
  if (/SSL|TLS|EPROTO/.test(code)) return new SendFailed('加密连接没有建立，请核对端口和加密方式')
  return new SendFailed('连接中断')
}
