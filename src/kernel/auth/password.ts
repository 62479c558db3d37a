import { hash, verify } from '@node-rs/argon2'
import { DoorProblem } from '../http/problems.ts'

/** Hashes computed at once: each takes 19 MB and a core for some 15 ms; more would only push the others aside. */
const AT_ONCE = 2
/** Sign-ins that may wait for a hash; whoever comes after is asked to come again. */
const MOST_WAITING = 64

/** argon2id with the library's parameters (19 MiB, 2 passes: the minimum of OWASP's password storage sheet). */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password))
}

/**
 * Whether the password fits. With no hash to compare (no such account) the same work is done for nothing, so that the
 * time does not tell which user names exist.
 */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  const fits = await inTurn(() => verify(stored ?? UNKNOWN, password))
  return fits && stored !== null
}

/** A hash that no password has, with the same parameters as real ones. */
const UNKNOWN = '$argon2id$v=19$m=19456,t=2,p=1$Z3VhbmppYS11bmtub3du$x2pT1T1Yk3oAIX4GnMPmxPZ6e0sKSBkzYMbGSCLKvvM'

/** Why a new password is refused, in Chinese; null when it may be used. */
export function passwordTrouble(password: string, login: string | null): string | null {
  const plain = password.toLowerCase()
  if (password.length < 8) return '密码至少 8 位'
  if (login !== null && login.length > 2 && plain.includes(login.toLowerCase())) return '密码里不能含有用户名'
  if (/^(.{1,3})\1+.?$/.test(plain) || isRun(plain) || COMMON.test(plain)) return '这个密码太常见，请换一个'
  return null
}

/** 12345678, abcdefgh, 87654321: every character follows the one before. */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((char, index) => char.charCodeAt(0) - text.charCodeAt(index))
  return steps.every((step) => step === 1) || steps.every((step) => step === -1)
}

/**
 * The heads of the published lists of leaked passwords, those with eight characters and more, with the digits and marks
 * that people put behind a word.
 */
const COMMON = new RegExp(
  `^(${[
    'p[a@]ssw[o0]rd',
    'passw0rd',
    'qwerty(uiop)?',
    'qwertyui',
    'asdfghjkl?',
    'zxcvbnm',
    '1q2w3e4r(5t)?(6y)?',
    '1qaz2wsx(3edc)?',
    'qazwsx(edc)?',
    '(0?123456789?0?){1,2}',
    '987654321',
    '147258369',
    '123123123',
    'admin(istrator)?',
    'guanjia',
    'wuye(guanli)?',
    'iloveyou',
    'woaini(1314|520)?',
    '5201314',
    '1314520',
    'letmein',
    'welcome',
    'sunshine',
    'princess',
    'football',
    'baseball',
    'superman',
    'monkey',
    'dragon',
    'master',
    'trustno1',
    'abc123?',
    'a?123456',
    'aa123456',
    'q?123456',
    '123456(abc|qwe|aa?|q)',
    'test(test)?',
    'changeme',
    'default',
    'computer',
    'starwars',
    'michael',
    'jordan',
    'taobao',
    'wangyi',
    'zhangwei',
    'liuyang',
    'abcd',
    'abcabc',
    'abcdef',
  ].join('|')})[\\d!@#$%.*_-]{0,6}$`,
)

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING) throw new DoorProblem('unavailable', 503, '登录的人太多，请稍后再试', 2)
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running += 1
  try {
    return await work()
  } finally {
    // The place is handed on, so that nobody slips in between.
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}
