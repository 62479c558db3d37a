import type { Ground } from '../../rooms/complaint/grounds.ts'
import type { MemberKey } from '../cast.ts'

/** A complaint from what the customer says to what was learned from it. */
export interface Grievance {
  complaintClass: '1' | '2' | '3'
  cause: 'own' | 'building' | 'outside' | 'customer' | 'unclear'
  serviceItem: string
  /** The head who gets the slip, or the person who follows those outside. */
  handler: MemberKey
  content: string
  facts: string
  process: string
  result: string
  analysis: string
  improvement: string
  ground: Ground
}

/** class | cause | service item | handler | content | facts | process | result | analysis | improvement | ground */
const GRIEVANCES = `
1|own|秩序维护|guardA|东门岗亭昨晚没有人，外卖车随便进|调看录像，二十一点至二十二点岗亭无人|约谈当班人员，重排岗次|东门恢复双人值守|交接班没有重叠时间，空了一个小时|交接班重叠十五分钟，领班到场签字|service-contract
1|own|秩序维护|guardA|车位被别人占了两天，打了三次电话没人管|通话记录三次，均未转交秩序部|联系车主挪车，向业主登门说明|车位已腾出，占用车辆登记在册|前台与秩序部之间没有转交记录|占位来电即时登记，半小时内到场|service-convention
1|own|秩序维护|guardA|快递员半夜敲错门，保安没有登记就放进来|访客登记本当晚无记录|对当班人员培训考核|夜间来访一律登记并电话核实|夜班没有执行来访流程|夜班来访抽查，每周两次|service-contract
1|own|前台服务|director|前台电话午休时间打不通，打了四次|话务记录中午占线三次、无人接听一次|调整午间排班|午间两人值守，增加一部分机|午间只有一人，排班没有考虑高峰|午间双岗，话务量每周统计|service-convention
1|own|前台服务|director|装修押金退款拖了一个月没有消息|申请单压在前台抽屉，未交财务|当日补交财务并办理退款|押金已退到业主账户|纸质单据交接没有清单|退款单当日移交并签收|mgmt-convention
1|own|公共设施|engineer|地下车库灯坏了一个星期没人修|巡查表上连续三天打勾，实际未查|更换灯管，复核全部回路|车库照明全部恢复|巡查流于形式，没有抽查|主管每周抽查巡查表一次|service-contract
1|own|公共设施|engineer|电梯里的空调一直不制冷，老人坐着难受|滤网堵塞，维保漏做一次|清洗滤网，责令维保单位补做|轿厢温度恢复正常|维保单位检查没有签认|维保到场由工程主管签认|service-contract
1|own|公共设施|engineer|单元门禁坏了三天，陌生人随便上楼|报修单已派，配件未到，未告知住户|临时值守，当天更换读卡器|门禁已恢复|设备故障期间没有告知和替代措施|停用超过半天须张贴告知并安排值守|service-convention
1|own|保洁绿化|director|楼道垃圾两天没有清，夏天味道很大|保洁员请假，替班未到位|当天清运消毒|垃圾每日两清，已恢复|人员请假没有替班安排|保洁请假须提前报替班人|service-contract
1|own|保洁绿化|director|绿化打药没有通知，孩子刚好在楼下玩|打药告知只贴了两个单元|补贴告知，向家长说明药剂|今后打药提前一天全员告知|告知流程漏了一半单元|打药前一天张贴并发业主手机|service-convention
1|unclear|收费管理|manager|物业费多收了一个月，解释不清楚|核对账目，系统入账与收据一致，业主手上收据缺一张|当面逐笔核对并补打收据|业主确认未多收|历史收据分散，沟通不充分|缴费凭证可在业主手机查询|service-contract
2|building|房屋质量|warranty|交房一年外墙渗水，卧室墙纸全发霉|现场查勘，外墙分格缝开裂渗水|书面报送地产公司，约定进场时间|地产公司已安排外墙维修|外墙防水施工质量问题，渗漏集中在西面|每月向地产公司汇总西面渗漏|quality-rules-40
2|building|房屋质量|warranty|阳台地砖空鼓十几块，走路咔咔响|空鼓十四块，在保修期内|书面报送地产公司|地产公司同意返工重铺|铺贴材料质量问题|交付查验增加空鼓敲击|quality-rules-40
2|building|房屋质量|warranty|卫生间顶上漏水，楼上说不是他家的问题|闭水试验确认为排水立管接口渗漏|书面报送地产公司并协调楼上配合|立管接口已更换|管道接口施工质量问题|同户型排查立管接口|quality-rules-40
2|building|房屋质量|warranty|入户门变形关不严，冬天冷风往里灌|门框与墙体开裂，门扇下垂|书面报送地产公司|厂家已更换铰链并调整|门体材料质量问题|同批次入户门普查|quality-rules-40
3|outside|周边环境|butler|东门外工地半夜打桩，老人整夜睡不着|工地夜间施工，有夜间许可至二十二点|与项目部和城管联系，要求按许可施工|项目部承诺二十二点后停止打桩|周边工地赶工，不在物业管理范围|与项目部建立联络人，夜间来电直接转告|noise-law
3|outside|周边环境|butler|小区门口的公交站取消了，出行不方便|公交公司线路调整，已在站牌公告|向公交公司和社区反映|公交公司答复将在下一次调整时研究|市政线路调整|整理住户意见按季反映|cc-943
3|outside|市政配套|butler|晚高峰自来水压力很低，洗澡没有水|市政管网压力低于标准，二次供水正常|向自来水公司报告并跟进|自来水公司调高区域压力|市政管网高峰压力不足|泵房每晚记录进水压力|cc-942
3|outside|市政配套|butler|东侧路口没有红绿灯，孩子过马路危险|路口属市政道路，交警已有计划|书面反映社区和交警部门|交警答复年内安装|市政规划未完成|上下学时段安排秩序员引导|cc-943
`

export const grievances: readonly Grievance[] = GRIEVANCES.trim()
  .split('\n')
  .map((row) => {
    const [
      complaintClass,
      cause,
      serviceItem,
      handler,
      content,
      facts,
      process,
      result,
      analysis,
      improvement,
      ground,
    ] = row.split('|') as string[]
    return {
      complaintClass: complaintClass as Grievance['complaintClass'],
      cause: cause as Grievance['cause'],
      serviceItem: serviceItem!,
      handler: handler as MemberKey,
      content: content!,
      facts: facts!,
      process: process!,
      result: result!,
      analysis: analysis!,
      improvement: improvement!,
      ground: ground as Ground,
    }
  })

export const classOne = grievances.filter(({ complaintClass }) => complaintClass === '1')
export const classTwo = grievances.filter(({ complaintClass }) => complaintClass === '2')
export const classThree = grievances.filter(({ complaintClass }) => complaintClass === '3')

/** Complaints about one of the staff: whom, to whom the slip goes, what he is said to have done, what was found. */
export const accusations: readonly { accused: MemberKey; handler: MemberKey; content: string; facts: string }[] = [
  {
    accused: 'guardC',
    handler: 'guardA',
    content: '南门保安对我母亲大声呵斥，态度非常恶劣',
    facts: '录像显示双方争执，当班人员语气生硬，未按标准用语',
  },
  {
    accused: 'ma',
    handler: 'engineer',
    content: '马师傅修门铃时在我家抽烟，还不穿鞋套',
    facts: '当事人承认在阳台抽烟，未带鞋套',
  },
  {
    accused: 'huang',
    handler: 'engineer',
    content: '黄师傅私下收了我两百块，没有开票',
    facts: '系统无收费记录，当事人称为材料垫付，款项已退回',
  },
]

/** The other side of a neighbours' quarrel: what is said of it, topic, and how it was settled. */
export const quarrels = [
  {
    topic: 'noise',
    content: '楼上每天晚上十一点拖椅子，说了几次不听',
    other: '楼上住户',
    course: '双方当面沟通，楼上同意加装脚垫，二十二点后不拖动家具',
  },
  {
    topic: 'pet',
    content: '隔壁的狗整天叫，孩子没法午睡',
    other: '隔壁住户',
    course: '邻居同意白天把狗送到亲戚家，并训练止吠',
  },
  {
    topic: 'passage',
    content: '对门把鞋柜和婴儿车堆在公共走道',
    other: '对门住户',
    course: '对门当场搬走鞋柜，婴儿车改放储藏间',
  },
  {
    topic: 'leak',
    content: '楼上卫生间漏水到我家，天花板都黄了',
    other: '楼上住户',
    course: '楼上同意重做防水，补偿吊顶维修费用',
  },
  {
    topic: 'parking',
    content: '隔壁车位的车老压线，我开不了车门',
    other: '相邻车位车主',
    course: '重新划线并加装限位，双方约定停车位置',
  },
  {
    topic: 'renovation',
    content: '楼下装修午休时间敲墙，老人心脏受不了',
    other: '楼下装修户',
    course: '装修户调整施工时间，向老人道歉',
  },
] as const

/** What the storm brought, from many flats at once. */
export const stormWords = [
  '地下车库进水了，我的车停在低处',
  '车库积水没过脚面，电动车泡了',
  '暴雨后车库全是水，什么时候能抽干',
  '车库出口积水，车开不出去',
  '地库进水，电梯下到负一层有水声',
  '车库排水沟堵了，水往里倒灌',
  '昨晚大雨车库又淹了，去年也是这样',
  '车库里水很深，能不能先通知大家挪车',
  '雨水倒灌车库，排水泵有没有开',
  '地库积水有味道，怕泡坏配电箱',
] as const
