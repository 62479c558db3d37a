import { BlockList, isIP } from 'node:net'

/**
 * Which addresses a message may be sent to. Everything that is not plainly in the public internet is refused: a
 * webhook must not become a way into the network that the server stands in.
 */

/** What a way out may reach besides the public internet. */
export interface Allowed {
  /** 127.0.0.0/8 and ::1: for tests, and for the company's own mail server on this machine. */
  loopback?: boolean
  /** Networks of the company: 10/8, 172.16/12, 192.168/16, fc00::/7. A mail server often stands there. */
  inHouse?: boolean
}

/** Whether a connection to this IP address is allowed. */
export function mayReach(address: string, { loopback = false, inHouse = false }: Allowed = {}): boolean {
  const plain = unmapped(address)
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(plain) === 0) return false
  if (loopbacks.check(plain, family)) return loopback
  if (inHouses.check(plain, family)) return inHouse
  return family === 'ipv4' ? !closed.check(plain, family) : open6.check(plain, family) && !closed.check(plain, family)
}

/** An IPv4 address in the clothes of IPv6 (::ffff:127.0.0.1) is that IPv4 address. */
function unmapped(address: string): string {
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (dotted) return dotted[1]!
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address)
  if (!hex) return address
  const [high, low] = [Number.parseInt(hex[1]!, 16), Number.parseInt(hex[2]!, 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

const loopbacks = listOf(['127.0.0.0/8'], ['::1/128'])
const inHouses = listOf(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], ['fc00::/7'])
/** IPv6 that is given out to anybody; everything else there is special. */
const open6 = listOf([], ['2000::/3'])
/** IANA special-purpose registries: this network, shared, link-local (cloud metadata), documentation, benchmarks, multicast … */
const closed = listOf(
  [
    '0.0.0.0/8',
    '100.64.0.0/10',
    '169.254.0.0/16',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
)

function listOf(v4: readonly string[], v6: readonly string[]): BlockList {
  const list = new BlockList()
  const add = (type: 'ipv4' | 'ipv6') => (subnet: string) => {
    const [net, bits] = subnet.split('/')
    list.addSubnet(net!, Number(bits), type)
  }
  v4.forEach(add('ipv4'))
  v6.forEach(add('ipv6'))
  return list
}
