/**
 * The estate that a message names, as it writes it: 反映A3区江滨家园小区… names 江滨家园. A guess by the words around a name
 * and by how estates are called; null when nothing looks like one. Shown as what the message says, never used to decide.
 */
export function estateIn(subject: string, text: string): string | null {
  const head = subject.slice(0, READ_CHARS)
  const heard = [...candidates(head, 3), ...loosely(head), ...candidates(text.slice(0, READ_CHARS), 1)]
  const votes = new Map<string, number>()
  for (const { name, weight } of heard) votes.set(name, (votes.get(name) ?? 0) + weight)
  let best: string | null = null
  // What stands before 小区 once, and is not called like an estate, is more often a word than a name.
  for (const [name, weight] of [...votes]) if (weight <= 2 && !CALLED.test(name)) votes.delete(name)
  for (const [name, weight] of votes) {
    // 江滨家园 and 江滨家园二期 speak of one estate.
    const inside = [...votes].reduce(
      (sum, [other, more]) => (other !== name && other.includes(name) ? sum + more : sum),
      0,
    )
    votes.set(name, weight + inside / 2)
    if (best === null || votes.get(name)! > votes.get(best)!) best = name
  }
  return best
}

/** Writers name the estate early. */
const READ_CHARS = 400

/** How estates are called in China; the longer words first. */
const ENDINGS = [
  '花园|家园|嘉园|佳园|景园|雅园|庄园|公园|名园|庭园|御园|翠园|学园',
  '小镇|新村|新城|星城|之城|国际|广场|大厦|公寓|公馆|中心|时代|世家|世纪|山庄|山林|华庭|豪庭|雅庭|庭院|别墅|名邸|官邸',
  '雅苑|嘉苑|佳苑|花苑|华苑|名苑|学府|华府|首府|金茂府|水郡|水岸|海岸|湖畔|湾畔|半岛|绿洲|春天|阳光|外滩|花都|美地|天下|印象|原著|林语|壹号|一号|天池|方舟|三角洲',
  '苑|府|城|庭|湾|园|轩|居|院|邸|墅|郡|阁|里|汇|座|都|村',
].join('|')

/** Before a name stands a place, or a word that asks, complains or tells. */
const BEFORE =
  /^.*(?:[A-Z]\d*(?:市|区|县|镇|乡)|[县市镇乡]|街道|社区|大道|路口|[路街巷弄]|\d+号|关于|反映|请求|恳请|希望|建议|投诉|举报|咨询|反对|质疑|求助|询问|制止|督促|处理|解决|清理|拆除|取缔|强烈|再次|严禁|居住在|位于|住在|购买了?|我们|我是|本人|这里是|有关|附近|旁边|对面|门口|[的是在被对把和与及从向将给让由为就了你您我他她它请有去到])/u

/** What stands in front of 小区 or ends like a name and is none. */
const NONE =
  /^(?:[本该此这那各整全我老新旧贵同个多某每几]|住宅|安置|老旧|居民|封闭|开放|商业|商住|整个|所有|其他|许多|高档|品牌|一些|部分|物业|业主|楼盘|二期|一期|三期|成熟|附近|我们|全市|别墅|公寓|广场|中心|公园|购物中心|社区|大厦|国际|时代|新村|花园|家园|院|园|城|村|里|湾|都|府|居|庭|苑|汇|座|医院|法院|学院|幼儿园|产业园|工业园|城里|家里|屋里|那里|这里|哪里|房里|心里|眼里|手里|电梯里|小区里|楼里|夜里|县城|全城|进城|商城|家都|大家都|全都|住都|成都|首都|定居|邻居|民居|宜居|新居|旧居|安居|乔迁新居|农村|乡村|街道办|公里|哪座|一座|两座|这座)$/u
const WITHIN =
  /(?:医院|法院|检察院|学院|幼儿园|产业园|工业园|科技园|售楼部|派出所|公司|政府|购物中心|服务中心|委员会|业主|物业|开发商|小区|没有|不能|什么|怎么)/u

function candidates(text: string, weight: number): { name: string; weight: number }[] {
  const plain = text.normalize('NFKC')
  const before = [...plain.matchAll(/([\p{Script=Han}A-Z\d·]{2,16})小区/gu)].flatMap(([, raw = '']) =>
    named(raw, weight * 2),
  )
  return [...before, ...[...plain.matchAll(NAMED)].flatMap(([, raw = '']) => named(raw, weight))]
}

function named(raw: string, weight: number): { name: string; weight: number }[] {
  const name = raw
    .replace(BEFORE, '')
    .replace(/^[\d.、]+(?=\p{Script=Han})/u, '')
    .replace(/(?:[一二三四五六七八九十\d]+期|小区)$/u, '')
  const letters = [...name].length
  return letters < 2 || letters > 10 || NONE.test(name) || WITHIN.test(name) ? [] : [{ name, weight }]
}

/** A subject is short: what is called like an estate there is one, whatever follows. */
function loosely(subject: string): { name: string; weight: number }[] {
  const found = [
    ...subject.normalize('NFKC').matchAll(new RegExp(`[\\p{Script=Han}\\d·A-Z]{1,14}?(?:${ENDINGS})`, 'gu')),
  ]
  return found.flatMap(([raw]) => named(raw, 2))
}

const CALLED = new RegExp(`(?:${ENDINGS})$`, 'u')

const NAMED = new RegExp(
  `([\\p{Script=Han}A-Z\\d·]{1,14}?(?:${ENDINGS}))(?=小区|楼盘|社区|业主|物业|居民|开发商|[一二三四五六七八九十\\d]+[期栋幢号楼区]|[A-Z]\\d*[区栋座]|[的，。,、“”"（(]|$)`,
  'gu',
)
