import type { MatterKind } from '../../rooms/intake/matter.row.ts'
import type { MemberKey } from '../cast.ts'

/** What people ask besides repairs, and what the department says to it. */
export interface Request {
  kind: MatterKind
  content: string
  /** Said at once; for work that goes to a department, said when its reply is back. */
  answer: string
  /** Who gets the 《工作联系单》; none: the desk answers. */
  handler: MemberKey | null
  /** What that department writes back. */
  reply: string
}

/** kind | content | answer | handler | reply */
const REQUESTS = `
inquiry|请问装修押金什么时候可以退|装修验收满三个月后凭收据到前台办理，周一至周五都可以||
inquiry|车位月租到期了怎么续|可以在前台或业主手机上续费，现在续到年底有车位证更换||
inquiry|暖气什么时候开始试压|供热公司通知下周二上午试压，请家里留人||
inquiry|快递柜的取件码收不到怎么办|请核对绑定手机号，已把柜机客服电话发给您||
inquiry|家里来亲戚开车，访客车怎么登记|业主手机里登记车牌，当天有效，过夜请到前台说明||
inquiry|物业费可以按季度交吗|可以，合同约定按季预缴，前台能开票||
inquiry|新房装修需要办哪些手续|请带产权证明、施工队资料和图纸来前台，当天可以受理||
inquiry|孩子的门禁卡丢了，补一张多少钱|补卡工本费十五元，带业主身份证明即可，旧卡同时停用||
inquiry|小区什么时候灭蚊|每月第一个周五傍晚，届时请关好窗户||
inquiry|家里要安装充电桩，需要什么材料|请先向供电公司报装，取得答复单后到前台登记||
inquiry|停水通知说明天上午，具体几点到几点|上午九点到十一点半，供水管网检修，请提前备水||
inquiry|租户搬走了要办什么手续|请业主或受托人到前台结清费用，办理放行条||
inquiry|游泳馆今年开不开|六月中旬开放，开放前会在大堂公示||
inquiry|大件垃圾放在哪里收|请预约，放在南门垃圾房旁的大件投放点，每周三清运||
complaint|楼上半夜十二点还在拖家具，连着三天了|已上门提醒楼上住户并张贴作息提示，今晚会再巡一次|officer1|已上门与楼上沟通，住户承诺晚十点后不挪动家具，并加装桌脚垫
complaint|单元门口总有人停电动车，推婴儿车出不去|已清理并划了禁停线，每天两次巡查|guardA|已清走五辆，粘贴告知单，划禁停线，纳入每日巡查
complaint|垃圾房夏天味道太大，一楼开不了窗|已调整清运为一天两次并加装除味设备|admin|清运改为每日两次，增加冲洗消毒，除味喷雾已安装
complaint|有人在楼道里堆鞋柜和纸箱，消防隐患|已通知限期清理，逾期由物业协助清理|officer2|已发整改通知，住户三日内清理完毕，复查合格
complaint|前台电话打了三次都没人接|向您致歉，已核对话务记录，午间增加一人值守|supervisor|查话务记录，午间占线。已调整午间排班，增加一部分机
complaint|保洁拖完地很滑，老人差点摔倒|已要求保洁错峰拖地并放置警示牌|admin|保洁已培训，拖地避开早高峰，每层配警示牌
complaint|遛狗不牵绳，孩子被吓哭|已约谈养犬业主并在花园加派巡逻|guardB|调取监控找到犬主，已当面告知并登记，傍晚加派巡逻
complaint|隔壁空置房一直有霉味传过来|已联系业主开窗通风并安排除霉|officer3|已联系业主授权入户，开窗通风，清理积水
complaint|车位被别人占了两天，车主电话打不通|已联系占位车主挪车，并将在入口核对|guardA|已联系到车主挪车，登记并提醒
complaint|维修师傅进门没有穿鞋套|向您致歉，已对当事人批评并重申入户规范|quality|核实属实，当事人已检讨，班组重学入户服务规范
complaint|楼下商铺油烟直接排到二楼窗口|已会同商铺整改，加装净化器|officer1|商铺已清洗烟道并加装净化器，复测合格
complaint|装修队中午十二点半还在敲墙|已责令停工并重申施工时间|officer2|已到场制止，施工队签收整改单
suggestion|建议在南门增加一个非机动车充电棚|感谢建议，已列入下半年改造征询|director|已列入改造计划，拟在业主大会征询
suggestion|希望大堂放一个雨伞架|已在各单元大堂配备雨伞架|admin|已采购并放置
suggestion|花园能不能多放几张长椅|已选定三处位置，本月安装|admin|踏勘后选定三处，报批中
suggestion|建议电梯里贴上年检和维保电话|感谢建议，已全部补贴||
suggestion|能不能把缴费通知发成大字版给老人|已经为登记的老人住户改发大字版||
suggestion|儿童乐园晚上灯关得太早|已把熄灯时间延到九点半||
suggestion|建议每季度公示一次公共收益|公共收益已按季在公示栏张贴，电子版可在业主手机查看||
opinion|这次电梯改造前没有充分通知|意见已转主任，今后改造提前七天公示并逐户告知|director|已复盘，改造类事项通知期改为七天
opinion|绿化修剪得太狠，夏天没有树荫了|已与绿化单位沟通，调整修剪高度||
opinion|巡逻岗晚上打瞌睡|已核实并处理，增加夜间查岗|guardB|已核实，当班人员批评教育，夜间查岗加密
service|请帮忙联系正规的开锁公司|已推荐在公安备案的开锁单位并告知电话||
service|家里老人一个人，想请管家这几天多看看|管家每天上午上门或电话问候一次，已登记|butler|已连续看望，老人身体良好
service|需要借一辆平板推车搬书|推车已登记借出，请当天归还||
service|想预约周末的会议室给孩子办活动|周六下午已留，请提前半小时来取钥匙||
service|产权证复印件需要物业盖章证明居住|请带身份证来前台，当场开具||
feedback|落实主任例会：东门岗亭空调噪声处理情况|空调已加装减震垫，噪声已消除|engineer|已加装减震垫并紧固风罩
feedback|落实品质检查：3栋大堂公示栏资料过期|公示栏资料已全部更新|officer1|已更新，并列入每月核对
feedback|落实整改：车库反光镜擦拭|全部反光镜已擦拭，列入周保洁|admin|已完成，列入周计划
feedback|落实回访：上月维修不满意户跟进|三户均已上门，业主表示认可|butler|三户已上门，认可两户，一户约下周复查
dispute|和楼下因为空调滴水吵起来了，请物业协调|已组织双方见面，达成一致并接好冷凝水管|officer3|双方见面，楼上已接冷凝水管
dispute|邻居说我家孩子划了他的车|已调取监控核实并协助双方沟通|guardA|调取监控，非该户孩子所为，双方谅解
`

export const requests: readonly Request[] = REQUESTS.trim()
  .split('\n')
  .map((row) => {
    const [kind, content, answer, handler, reply] = row.split('|') as string[]
    return {
      kind: kind as MatterKind,
      content: content!,
      answer: answer!,
      handler: handler === '' ? null : (handler as MemberKey),
      reply: reply!,
    }
  })

export const answeredAtOnce = requests.filter(({ handler }) => handler === null)
export const sentToDepartments = requests.filter(({ handler }) => handler !== null)

/** The request with this piece in it. Throws when there is none. */
export function requestThatSays(piece: string): Request {
  const found = sentToDepartments.find(({ content }) => content.includes(piece))
  if (!found) throw new Error(`no request says ${piece}`)
  return found
}

/** How people chase. */
export const chases = [
  '师傅怎么还没来，我下午要出门',
  '已经等了半天了，到底什么时候到',
  '昨天就报了，麻烦催一下',
  '孩子等着洗澡，能不能快点',
  '我上午打过电话的，有没有安排',
  '再不来我就自己找人修了',
]

/** What the desk hears when it asks after the work. */
export const progresses = [
  '问过师傅，已约好时间，按时上门',
  '师傅正在现场，预计半小时内完成',
  '与班组核对，已派单，师傅已领单',
  '师傅在上一户，结束后直接过去',
  '材料已领，师傅在路上',
  '责任人已联系诉求人，正在处理',
]

export const thanks = [
  '业主表示满意，师傅态度好',
  '修得很好，业主感谢',
  '业主认可，无其他问题',
  '电话回访，使用正常，业主满意',
  '业主说来得快，修得仔细',
  '回访时已无漏水，业主认可',
]

export const opinions = ['师傅很仔细', '来得及时', '下次希望提前打个电话', '价格公道', '收拾得很干净']

export const failures = [
  { fault: '修后第二天同一位置又出现', cause: '密封处理不到位' },
  { fault: '噪声仍在，没有完全消除', cause: '固定不牢' },
  { fault: '接口处还有轻微渗水', cause: '垫圈规格不符' },
  { fault: '补漆颜色与原墙面不一致', cause: '调色偏差' },
]
