import { normalizeIP } from '@fastify/rate-limit'

/**
 * What counts as one sender: an IPv4 address, or the /64 of an IPv6 address. A line is given a whole /64, so whoever has
 * one may send from more addresses than can be counted.
 */
export const networkOf = (address: string): string => normalizeIP(address, 64)
