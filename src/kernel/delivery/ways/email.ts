import { createTransport } from 'nodemailer'
import { say } from '../../text/translate.ts'
import type { EmailSettings } from '../endpoint.contract.ts'
import { SendFailed } from '../failed.ts'
import { failureOf, type Outside } from '../outside.ts'
import type { Message, Opened, Way } from './way.ts'

const CONNECT_LIMIT_MS = 5_000
const ANSWER_LIMIT_MS = 8_000

/** E-mail through the company's own server. */
export function emailWay(outside: Outside, publicUrl: string): Way<EmailSettings> {
  const domain = new URL(publicUrl).hostname
  return {
    send: async (endpoint, message, signal) => {
      // The company's mail server may stand in its own network or on this machine.
      const address = await outside.addressOf(endpoint.settings.host, { loopback: true, inHouse: true })
      const transport = createTransport(transportOf(endpoint, address))
      const stop = () => transport.close()
      signal?.addEventListener('abort', stop)
      try {
        await transport.sendMail(mailOf(endpoint.settings, message, domain))
      } catch (error) {
        throw mailFailure(error as MailError)
      } finally {
        signal?.removeEventListener('abort', stop)
        transport.close()
      }
    },
  }
}

function transportOf({ settings, secret }: Opened<EmailSettings>, address: string) {
  const { host, port, security, user } = settings
  return {
    host: address,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { servername: host },
    ...(user === null ? {} : { auth: { user, pass: secret ?? '' } }),
    connectionTimeout: CONNECT_LIMIT_MS,
    greetingTimeout: CONNECT_LIMIT_MS,
    socketTimeout: ANSWER_LIMIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function mailOf({ sender, senderName }: EmailSettings, message: Message, domain: string) {
  const lines = message.lines.map(({ text, url }) => (url ? `${text}\n${url}` : text))
  return {
    from: { name: senderName ?? '', address: sender },
    to: { name: '', address: message.to ?? '' },
    subject: message.subject,
    text: `${lines.join('\n\n')}\n\n${message.footer}\n`,
    messageId: `<${message.id}@${domain}>`,
    // Keeps out-of-office answers from coming back (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

/** nodemailer calls every trouble of a connection ESOCKET; what it was stands in the sentence. */
function causeOf({ code = '', message }: MailError): string {
  if (code !== 'ESOCKET' && code !== 'ECONNECTION') return code
  if (/certificate/i.test(message)) return 'CERT'
  return /\bE[A-Z]{4,}\b/.exec(message)?.[0] ?? (/ssl|tls|wrong version/i.test(message) ? 'TLS' : code)
}

interface MailError extends Error {
  code?: string
  responseCode?: number
  command?: string
}

function mailFailure(error: MailError): SendFailed {
  const { code = '', responseCode = 0, command = '' } = error
  if (code === 'EAUTH') return new SendFailed('邮件服务器不接受用户名或密码')
  if (code === 'ETLS') return new SendFailed('加密连接没有建立，请核对端口和加密方式')
  if (code === 'EENVELOPE' || responseCode >= 550) {
    // What is said to the recipient concerns this message alone; to the sender, every one.
    if (/^MAIL/.test(command)) return new SendFailed('邮件服务器不接受发件人，请核对发件地址')
    if (responseCode >= 500) return new SendFailed('收件地址不存在或拒收', { final: true })
    return new SendFailed('邮件服务器暂时不收这封邮件', { endpoint: false })
  }
  if (responseCode >= 500) return new SendFailed(say('邮件服务器拒收（{code}）', { code: responseCode }))
  if (responseCode >= 400) return new SendFailed(say('邮件服务器暂时不收（{code}）', { code: responseCode }))
  return failureOf(Object.assign(error, { code: causeOf(error) }), false)
}
