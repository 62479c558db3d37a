import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** What arrived at a receiver of web calls. */
export interface Received {
  path: string
  headers: Record<string, string>
  body: string
}

/** What a receiver answers; `hang` never does. */
export type Answering = { status: number; body?: string; headers?: Record<string, string> } | 'hang'

/** A web server on this machine that keeps what it gets. */
export async function startReceiver() {
  const received: Received[] = []
  let answer: (request: Received) => Answering = () => ({ status: 200, body: '{"errcode":0}' })
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const headers = request.headers as Record<string, string>
      const one = { path: request.url ?? '', headers, body: Buffer.concat(parts).toString() }
      received.push(one)
      const answered = answer(one)
      if (answered === 'hang') return
      response.writeHead(answered.status, answered.headers)
      response.end(answered.body ?? '')
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers: (next: typeof answer) => {
      answer = next
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

export interface Mail {
  from: string
  to: string[]
  raw: string
  /** Header by name. */
  header(name: string): string | undefined
  /** The text, decoded. */
  text: string
}

/** A mail server on this machine. It knows one user, 管家 with the password `right`, and no address that begins with `nobody`. */
export async function startMailServer() {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('no')),
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('nobody') ? done(Object.assign(new Error('unknown'), { responseCode: 550 })) : done(),
    onData: (stream, { envelope }, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        mails.push(mailOf(Buffer.concat(parts).toString(), envelope))
        done()
      })
    },
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

function mailOf(raw: string, envelope: { mailFrom: { address: string } | false; rcptTo: { address: string }[] }): Mail {
  const [head = '', ...body] = raw.split('\r\n\r\n')
  const headers = new Map(
    head
      .replace(/\r\n\s+/g, ' ')
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const content = body.join('\r\n\r\n')
  const base64 = headers.get('content-transfer-encoding') === 'base64'
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : '',
    to: envelope.rcptTo.map(({ address }) => address),
    raw,
    header: (name) => decoded(headers.get(name.toLowerCase())),
    text: base64 ? Buffer.from(content, 'base64').toString() : unquoted(content),
  }
}

/** Words of a header in base64 or quoted-printable (RFC 2047). */
function decoded(value: string | undefined): string | undefined {
  return value
    ?.replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, way: string, text: string) =>
      way.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : unquoted(text.replace(/_/g, ' ')),
    )
}

function unquoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
