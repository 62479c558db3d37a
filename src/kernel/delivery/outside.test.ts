import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startReceiver } from '../../../test/receivers.ts'
import { mayReach } from './address.ts'
import { Outside, type Resolve } from './outside.ts'

let receiver: Awaited<ReturnType<typeof startReceiver>>
beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver.close())

const post = (outside: Outside, url: string, body = '{}') => outside.post({ url, headers: {}, body })
const failure = async (sending: Promise<unknown>) => {
  const failed = await sending.then(
    () => null,
    (error: Error & { final: boolean }) => error,
  )
  return failed && [failed.constructor.name, failed.message]
}

describe('where a message may go', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1:248:1893:25c8:1946'])('to %s', (address) => {
    expect(mayReach(address)).toBe(true)
  })
  it.each([
    ...['127.0.0.1', '127.9.9.9', '10.0.0.1', '172.16.3.4', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
    ...['100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1', '203.0.113.9', '192.0.2.1'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::ffff:10.0.0.1',
      'fe80::1',
      'fc00::1',
      'fd12::1',
      'ff02::1',
    ],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', '2001::1', 'not an address', ''],
  ])('never to %s', (address) => {
    expect(mayReach(address)).toBe(false)
  })
  it('to the mail server in the house, never to the metadata of a cloud', () => {
    const house = { loopback: true, inHouse: true }
    expect(['127.0.0.1', '192.168.1.25', 'fd00::25', '169.254.169.254'].map((one) => mayReach(one, house))).toEqual([
      true,
      true,
      true,
      false,
    ])
  })
})

describe('a web call', () => {
  const refused = ['SendFailed', '这个网址指向内部网络，不能发送']

  it.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://localhost./',
  ])('to %s is refused', async (url) => {
    const outside = new Outside({ resolve: async () => ['127.0.0.1'] })
    expect(await failure(post(outside, url))).toEqual(refused)
  })

  it('to a name of which one address lies inside is refused', async () => {
    const outside = new Outside({ resolve: async () => ['93.184.216.34', '10.0.0.7'] })
    expect(await failure(post(outside, 'https://both.example/'))).toEqual(refused)
    expect(receiver.received).toEqual([])
  })

  it('asks for the address once and goes to the one that was checked, whatever the name says next', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.7'], ['93.184.216.34']]
    let asked = 0
    const resolve: Resolve = async () => answers[asked++] ?? []
    const outside = new Outside({ resolve, loopback: true })
    const { port } = new URL(receiver.url)
    expect((await post(outside, `http://rebound.example:${port}/first`)).status).toBe(200)
    expect([asked, receiver.received.at(-1)!.headers.host]).toEqual([1, `rebound.example:${port}`])
    expect(await failure(post(outside, `http://rebound.example:${port}/second`))).toEqual(refused)
    expect(receiver.received.map(({ path }) => path)).toEqual(['/first'])
  })

  it('follows no redirect, and gives it back as the answer', async () => {
    receiver.answers(() => ({ status: 302, headers: { location: `${receiver.url}/inside` } }))
    const { status } = await post(new Outside({ loopback: true }), `${receiver.url}/moved`)
    expect([status, receiver.received.at(-1)!.path]).toEqual([302, '/moved'])
  })

  it('reads 16 KB of an answer and sends 64 KB at most', async () => {
    receiver.answers(() => ({ status: 200, body: 'x'.repeat(1_000_000) }))
    const outside = new Outside({ loopback: true })
    expect((await post(outside, receiver.url)).text.length).toBe(16 * 1024)
    expect(await failure(post(outside, receiver.url, 'x'.repeat(70_000)))).toEqual(['SendFailed', '消息太长，没有发送'])
  })

  it('is given up when nobody answers', async () => {
    receiver.answers(() => 'hang')
    const stopping = AbortSignal.timeout(50)
    const outside = new Outside({ loopback: true })
    expect(await failure(outside.post({ url: receiver.url, headers: {}, body: '', signal: stopping }))).toEqual([
      'SendFailed',
      '连接中断',
    ])
  })

  it.each([
    ['http://93.184.216.34/', '网址须以 https:// 开头'],
    ['ftp://example.com/', '网址须以 https:// 开头'],
    ['https://user:pass@example.com/', '网址里不能带用户名和密码'],
    ['nonsense', '网址须以 https:// 开头'],
  ])('to %s is refused with a reason', async (url, reason) => {
    const outside = new Outside({ resolve: async () => ['93.184.216.34'] })
    expect(await failure(post(outside, url))).toEqual(['SendFailed', reason])
  })

  it('to a name that nobody knows, or a port where nobody listens, says so', async () => {
    const nowhere = new Outside({ resolve: async () => [] })
    expect(await failure(post(nowhere, 'https://nowhere.example/'))).toEqual([
      'SendFailed',
      '找不到这个主机名，请核对网址',
    ])
    expect(await failure(post(new Outside({ loopback: true }), 'http://127.0.0.1:9/'))).toEqual([
      'SendFailed',
      '对方拒绝连接，请核对地址和端口',
    ])
  })
})
