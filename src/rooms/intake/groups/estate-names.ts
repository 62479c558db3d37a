/**
 * Names by which a long text may call its estate. Letters come from many estates in one file, and write the name without
 * any mark; so whatever stands where a name would stand, and comes again, is a candidate. Whether two texts share one
 * is seen by looking for it in the other text.
 */
export function estateNamesIn(text: string, own: string): string[] {
  if (text.length < LETTER) return []
  const [first = ''] = text.split('\n', 1)
  const head = headOf(text)
  const found = [...new Set(candidates(head))].filter((name) => !own.includes(name) && !name.includes(own))
  return found
    .map((name) => ({ name, times: head.split(name).length - 1 + (first.includes(name) ? 2 : 0) }))
    .filter(({ times }) => times >= 2)
    .sort((a, b) => b.times - a.times)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** The part of a text in which names are looked for. */
export const headOf = (text: string): string => text.slice(0, 420)

/** Two ways to write one name: one within the other, or most of the shorter one in common. A builder's name alone is less. */
export function isAlike(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  const most = Math.max(3, Math.ceil(short.length * 0.6))
  for (let from = 0; from + most <= short.length; from++) if (long.includes(short.slice(from, from + most))) return true
  return false
}

/** Shorter ones are notes of the desk: they speak of the estate they are taken in. */
const LETTER = 60

const HAN = '[\\u4e00-\\u9fa5]'
const BEFORE_SUFFIX = /([\u4e00-\u9fa5A-Z0-9·]{2,14})(?:小区|楼盘)/gu
const AFTER_PLACE =
  /(?:[A-Z]\d*\s*[市区县镇]|[市区县镇]|街道|社区|\d+号|我是|我们是|作为|购买了?)([\u4e00-\u9fa5A-Z0-9]{2,12})/gu
const BEFORE_NUMBER = new RegExp(`(${HAN}{2,10})(?:[一二三四五六七八九两\\d]{1,2}期|\\d{1,2}[栋幢#])`, 'gu')

function candidates(head: string): string[] {
  const found = [
    ...[...head.matchAll(BEFORE_SUFFIX)].map(([, run]) => trimmed(run!)),
    ...[...head.matchAll(AFTER_PLACE)].map(([, run]) => cut(trimmed(run!))),
    ...[...head.matchAll(BEFORE_NUMBER)].map(([, run]) => trimmed(run!)),
  ]
  return found.filter((name) => name.length >= 3 && name.length <= 8 && !NO_NAME.test(name))
}

/** Authorities, dates, and words of every letter. */
const NO_NAME =
  /^\d|^[年月日]|政府|领导|市民|居民|业主|物业|社区|小区|局|人民|法院|办事处|部门|支队|文件|办学|办园|情况|门面|公司|中心|学校|小学|中学|幼儿园/

/** Words that stand before a name and do not belong to it. */
const LEADS = [
  /^.*[A-Z]\d*\s*[市区县镇]/u,
  /^[市区县镇号路]/u,
  /^.*(?:街道|镇)/u,
  /^(?:我们是|我们|我是|我|本人是|本人|作为|位于|住在|反映|投诉|举报|关于|请求|请|咨询|坚决反对|反对|恳请|解决|处理|在|购买|的|对|有|给|为|和|与|及|这个|该|本|整个|各|同|全|个|是|里|到|市|省)/u,
]

function trimmed(run: string): string {
  let left = run
  for (let round = 0; round < 4; round++) {
    const before = left
    for (const lead of LEADS) left = left.replace(lead, '')
    if (left === before) break
  }
  return left
}

/** Where a name has ended at the latest. */
const END =
  /小区|社区|楼盘|项目|业主|物业|开发商|住户|居民|房屋|房子|商铺|地下|配套|的|电梯|别墅|公寓楼|[一二三四五六七八九十两0-9]+\s*[期栋幢#号区层楼]|[A-Za-z]\d*[栋区座]|是否|有|什么|没|不|迟|将|被|在|里|内|旁|附近|周边|门口|楼下|楼顶|违|非法|存在|多|前|后|东|西门|南门|北门|车库|停车|车位|幼儿园|小学|学校|房产|延期|烂尾|精装|全体|部分|购房|售|虚假|质量|规划|建设|交房/u

function cut(run: string): string {
  const at = run.search(END)
  return at > 1 ? run.slice(0, at) : at < 0 ? run.slice(0, 6) : ''
}
