/**
 * What many owners can have in common, as the trade names it. Two people say the same thing in other words (升降机又停了,
 * 电梯坏了); that both speak of one thing weighs more than the characters they share. Nothing is decided by a word alone.
 */
const things: Readonly<Record<string, RegExp>> = {
  lift: /电梯|升降机|轿厢|困梯|货梯/g,
  kindergarten: /幼儿园|幼稚园|入园/g,
  school: /小学|中学|入学|学位|学区|上学|教育/g,
  plant: /搅拌站|水泥厂|工厂|扬尘|粉尘|灰尘|尘土/g,
  site: /工地|施工|打桩|渣土|挖机|塔吊/g,
  mahjong: /麻将|棋牌/g,
  food: /餐饮|餐馆|饭店|餐厅|油烟|烟道|夜宵|烧烤|早餐/g,
  extension: /违建|违章建|违规建|违法建|搭建|加建|改建|扩建|违规改|违法改|圈占|侵占|占用公|阳光房/g,
  hospital: /医院|医疗机构|诊所/g,
  handover: /烂尾|停工|延期交房|延迟交房|迟交房|未交房|不交房|交不了房/g,
  title: /房产证|产权证|两证|不动产证|办证/g,
  parkingFee: /停车费|车位费/g,
  parking: /车位|停车|车库|车坪|占位|挪车/g,
  gate: /门禁|单元门|道闸|刷卡|人脸/g,
  fee: /物业费|管理费|服务费|收费标准/g,
  water: /停水|没水|断水|供水|用水|自来水|二次供水|泵房/g,
  pressure: /水压|水小|水很小|水太小|没压力/g,
  leak: /漏水|渗水|渗漏|滴水|爆管|跑水|水管/g,
  drain: /堵塞|堵了|下水|反水|返水|污水|化粪池|雨水管|管道/g,
  hotWater: /热水|暖气|供暖|地暖/g,
  power: /停电|没电|断电|跳闸|供电|变电|变压器|配电/g,
  light: /路灯|照明|灯不亮|灯坏|没有灯|不亮|摸黑|黑漆漆|声控灯/g,
  noise: /噪音|噪声|扰民|喧哗|吵|轰鸣|睡不着|响个不停/g,
  dance: /广场舞|跳舞|音响|喇叭/g,
  garbage: /垃圾|臭/g,
  pest: /蟑螂|老鼠|蚊子|白蚁|虫/g,
  defect: /质量|开裂|裂缝|沉降|空鼓|墙体|墙面|楼板|外墙|瓷砖|墙皮/g,
  decoration: /精装|全装修|装修价|质价/g,
  committee: /业委会|业主委员会|业主大会|选聘/g,
  tutoring: /托管|补习|培训/g,
  gas: /燃气|天然气|煤气/g,
  rail: /高铁|地铁|轻轨/g,
  expropriation: /拆迁|征收|征地|安置/g,
  green: /绿化|草坪|绿地|树/g,
  pets: /犬|狗|宠物/g,
  fire: /消防|火灾|灭火|烟感|喷淋/g,
  charging: /电动车|电瓶车|充电/g,
  stalls: /摆摊|摊贩|占道|早市|流动摊/g,
  security: /偷|盗|保安|监控|治安/g,
  way: /出行|通道|大门|东门|西门|南门|北门|出入口|路面|坑/g,
  promise: /虚假宣传|霸王|欺诈|诈骗|欺骗|违约/g,
  lease: /群租|旅馆|民宿|住改商|出租|商用|商铺|门面/g,
  court: /法院|判决|复议/g,
  disclosure: /公开|公示/g,
  renewal: /提质改造|旧改|改造/g,
  loan: /公积金|贷款/g,
  price: /降价|涨价|房价/g,
  pool: /泳池|游泳/g,
  network: /宽带|网络|信号|光纤/g,
  falling: /高空抛物|抛物|扔下来|掉下来/g,
}

/** How much a text speaks of each thing. What stands in its first line counts three times. */
export function thingsIn(text: string): Map<string, number> {
  const [first = ''] = text.split('\n', 1)
  const found = new Map<string, number>()
  for (const [thing, words] of Object.entries(things)) {
    const times = (text.match(words)?.length ?? 0) + 2 * (first.match(words)?.length ?? 0)
    if (times > 0) found.set(thing, 1 + Math.log(times))
  }
  return found
}
