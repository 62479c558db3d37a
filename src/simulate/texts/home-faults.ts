import type { trades } from '../../rooms/repair/repair.public.ts'
import type { Subject } from '../pictures.ts'

/** A fault in a flat, from what the caller says to what the technician did. */
export interface Fault {
  trade: keyof typeof trades
  content: string
  /** What the desk asked (维修要点). */
  keyPoints: string
  finding: string
  workDone: string
  /** Items of the price list. */
  prices: readonly { code: string; quantity: number }[]
  materials: readonly Material[]
  picture: Subject
}

export interface Material {
  name: string
  specification: string
  model: string
  quantity: number
  unitPriceFen: string
}

/** trade | content | key points | finding | work done | code×quantity | material:spec:model:quantity:yuan | picture */
const HOME = `
water|厨房水龙头关紧了还在滴水|冷水侧，滴了三天，单把龙头，带阀芯|陶瓷阀芯磨损，密封不严|更换龙头，试水十分钟不滴|W-01×1|厨房龙头:4分单孔:JL-2102:1:128|tap
water|卫生间洗脸盆下面一圈都是水|软管接头处渗，地上接了盆，角阀能关|进水软管老化起鼓|更换两根编织软管，擦干观察无渗漏|W-03×2|编织软管:50cm:304不锈钢:2:18|pipe
water|马桶一直进水停不下来|水箱盖打开能看到水往溢流管里淌|浮球卡住，进水阀关不断|更换进水阀和排水阀，调好水位|W-06×1|水箱配件:通用:HD-66:1:65|toilet
water|主卫马桶堵了，冲不下去|昨晚开始，没有掉东西，另一个卫生间正常|弯管处堵塞|用疏通机疏通，冲水五次通畅|W-04×1||toilet
water|阳台地漏往上返水，洗衣机一排水就漫|只有洗衣机排水时返，有肥皂沫|地漏下弯被毛絮堵住|拆开地漏清理毛絮，排水正常|W-05×1||pipe
water|厨房洗菜池下水特别慢|饭后最慢，有油味，没拆过|S弯积油|拆洗S弯并疏通支管|W-13×1||pipe
water|花洒出水歪，软管接口喷水|浴室，软管接头喷，花洒三年了|软管内芯破裂|更换花洒和软管|W-07×1|手持花洒:三档:HS-18:1:59;花洒软管:1.5米:不锈钢:1:25|tap
water|热水器下面的角阀拧不动还渗水|热水器要换，阀门关不上|阀芯锈死|关总阀后更换角阀|W-02×1|角阀:4分:铜加厚:1:28|pipe
water|家里水压突然变小，邻居正常|全屋都小，水表前阀没人动过|表后阀闸板脱落半开|更换表后阀，各出水点水压正常|W-08×1|球阀:DN20:黄铜:1:46|pipe
water|楼下说我家卫生间漏水到他家顶上|主卫，淋浴后漏得多，已经停用|淋浴房角部密封胶开裂，水从墙根渗下|铲除旧胶重新打胶，闭水两小时无渗|Q-04×4|防霉玻璃胶:300ml:透明:2:32|wall
water|马桶底座一圈发黑渗水，有味道|次卫，地面没有裂缝，冲水时渗|法兰圈老化，底座胶脱落|拆装马桶，换法兰圈重新打胶|W-10×1|法兰密封圈:通用:加厚:1:25|toilet
water|洗衣机水龙头一开就漏|阳台，接头那里喷水|龙头螺纹滑丝|更换洗衣机专用龙头|W-12×1|洗衣机龙头:4分:自闭止水:1:35|tap
water|水表一直在转，家里没有用水|晚上全关了还在走，怀疑暗管|暗管在厨房到卫生间段失压|测漏定位在门口地面下，另约开槽处理|W-11×1||pipe
water|厨房台下盆的下水管掉下来了|橱柜里都是水，已经停用|下水接口卡扣断裂|更换整套下水管|W-09×1|下水管套装:双槽:PP:1:58|pipe
water|淋浴混水阀只出冷水不出热水|厨房热水正常，只有淋浴没有|阀芯热水侧堵塞|清洗滤网，更换恒温阀芯|W-01×1|混水阀芯:40mm:陶瓷:1:45|tap
water|空调冷凝水滴到楼下雨棚上很响|卧室外机，水管脱落|冷凝水管脱开|接好冷凝水管并固定|O-01×1||pipe
electric|客厅插座一插就跳闸|只有电视墙那一组，雨后出现|插座背后受潮短路|更换插座，绝缘测试合格|E-01×1|五孔插座:86型:10A:1:16|socket
electric|卧室吸顶灯不亮，换了灯泡也没用|主卧，开关有声音|驱动电源损坏|更换吸顶灯|E-03×1|LED吸顶灯:24W:圆形40cm:1:118|lamp
electric|厨房开关按下去会冒火花|灯还能亮，开关发热|触点烧蚀|更换双开开关|E-01×1|双联开关:86型:10A:1:22|socket
electric|家里一开空调总闸就跳|两台空调一起开就跳，总开是老的|空气开关老化，容量不足|更换空气开关，试运行半小时|E-04×1|空气开关:2P 40A:C40:1:68|socket
electric|卫生间浴霸不热，灯亮|两盏灯都亮，暖风不转|风机卡死|更换浴霸风机|E-07×1|浴霸风机:通用:20W:1:75|lamp
electric|漏电保护器按不上去|昨天打雷以后，邻居家正常|漏保损坏，线路绝缘正常|更换漏电保护器|E-06×1|漏电保护器:2P 63A:30mA:1:96|socket
electric|走廊三盏筒灯一闪一闪|晚上闪得厉害，都是去年换的|驱动老化|更换三只筒灯|E-02×3|LED筒灯:5W:开孔75mm:3:19|lamp
electric|门铃按了没有声音|有线门铃，电池换过|按钮接触不良|更换门铃|E-08×1|无线门铃:一拖一:自发电:1:69|phone
electric|卫生间排风扇声音大还有焦味|开了五分钟就有味道，已经关掉|电机轴承磨损|更换排风扇|E-09×1|排风扇:300×300:静音:1:88|lamp
electric|半边屋子没电，另外半边有|客厅和次卧没电，总闸没跳|分路开关接线松动打火|紧固接线，更换分路开关|E-04×1|空气开关:1P 20A:C20:1:36|socket
electric|想在阳台加一个插座给洗碗机用|离最近的插座四米，走明线可以|线路容量足够|敷设线槽加装插座一只|E-10×4;E-01×1|护套线:3×2.5:国标铜:5:9;五孔插座:86型:10A:1:16|socket
electric|过道感应灯常亮不灭|自家门口装的，白天也亮|光感损坏|更换感应灯|E-03×1|感应吸顶灯:12W:雷达感应:1:58|lamp
electric|厨房插座面板松动，插头插不稳|两个面板，背后盒子松|暗盒耳朵断裂|修复暗盒，重新固定面板|E-01×2||socket
door-window|入户门锁钥匙转不动，要很用力|两把钥匙都这样，锁用了七年|锁芯弹子磨损|更换锁芯，交五把钥匙|D-01×1|锁芯:70mm偏心:C级:1:120|lock
door-window|卧室门关不上，蹭地|梅雨天以后开始的，木门|合页下沉|更换合页并调校门扇|D-03×1|合页:4寸:不锈钢:2:14|lock
door-window|阳台推拉门很重，推不动|右边那扇，下面有响声|滑轮碎裂|更换两组滑轮，清理轨道|D-07×2|推拉门滑轮:80型:尼龙:2:22|window
door-window|窗户执手断了，窗关不紧|次卧，高层怕风|执手断裂|更换执手|D-04×1|窗执手:右开:锌合金:1:32|window
door-window|纱窗破了个洞，蚊子都进来|客厅大窗，金刚网不用，普通的就行|纱网破损|更换纱网|D-05×1|纱网:1.2米宽:玻纤:2:12|window
door-window|刮大风时窗户缝呜呜响，还进雨|主卧东窗，胶条翘起来了|密封胶条收缩|更换胶条六米|D-08×6|密封胶条:K型:三元乙丙:6:4|window
door-window|入户门关上要用力撞|门框边有摩擦的印子|门扇下垂|调整合页与锁舌扣板|D-09×1||lock
door-window|卫生间门锁反锁打不开|里面没有人，孩子带上的|锁舌弹簧断裂|开锁并更换弹簧|D-02×1||lock
door-window|卧室门没有门吸，风一吹就砰砰响|两个卧室|原门吸脱落|安装门吸两只|D-06×2|门吸:地装:不锈钢:2:15|lock
door-window|飘窗玻璃起雾，中空里有水|看不清外面，去年冬天开始|中空玻璃失封|量尺，报玻璃更换|O-01×1||window
wall|卫生间墙砖掉了一块|淋浴区，高度大概一米五|粘接层空鼓|补贴瓷砖一块并勾缝|Q-01×1|瓷砖胶:5kg:C1:1:28|wall
wall|客厅墙面鼓包，一碰掉粉|外墙那面，雨季后出现|外墙渗水引起返潮|铲除起鼓面，涂抗碱底漆补平|Q-02×1|抗碱底漆:1L:内墙:1:48|wall
wall|厨房吊顶有一块扣板往下掉|抽油烟机上面|龙骨卡扣松|重新固定扣板|O-01×1||wall
wall|卫生间浴缸边的胶发霉发黑|一圈大概三米|旧胶霉变|铲胶重打三米|Q-04×3|防霉玻璃胶:300ml:瓷白:1:32|wall
wall|卧室顶上有一小块水印|楼上刚装修完，只有巴掌大，干的|楼上试压渗水，已干|刷抗碱底漆并补漆|Q-03×1|内墙乳胶漆:1L:白:1:55|wall
wall|木地板有两块翘起来走上去响|餐桌下面，没有泡水|伸缩缝不足|拆换两块地板，修整伸缩缝|Q-05×2|强化地板:1.2米:浅橡:2:38|floor
wall|阳台地砖空鼓，踩上去有声|靠外侧三块|砂浆空鼓|灌浆处理，重铺三块|Q-01×3|瓷砖胶:20kg:C2:1:65|floor
network|可视对讲看不到画面，只有声音|室内机，屏幕黑的|显示屏排线松脱|重插排线，画面恢复|N-01×1||phone
network|对讲按开锁键楼下门不开|说话能听到，开锁没反应|分机开锁按键失效|更换对讲分机|N-04×1|对讲分机:7寸:总线型:1:260|phone
network|弱电箱里线太乱，路由器放不下|想请师傅整理一下，有三根网线|线缆未打标|整理打标，做水晶头四个|N-03×1;N-02×4|水晶头:六类:屏蔽:4:3|socket
network|书房网口没有信号|其他房间都有，墙插以前能用|墙插模块线序错|重做模块和水晶头|N-02×2|网络模块:六类:免打:1:18|socket
network|对讲半夜自己响|凌晨两三点，一周三次|室内机受潮误触发|清洁触点，更换分机|N-04×1|对讲分机:7寸:总线型:1:260|phone
gas|燃气软管老化有裂纹，想换掉|灶具下面，用了六年，没有闻到气味|橡胶软管超期|更换金属波纹软管，检漏合格|G-01×1|燃气波纹管:1.5米:不锈钢:1:58|pipe
other|升降晾衣架摇不动，一边高一边低|手摇的，钢丝好像断了|钢丝绳断股|更换钢丝绳，调平|O-02×1|钢丝绳:25米:包塑:1:30|lamp
other|油烟机倒灌别人家的油烟味|做饭时间味道大，公共烟道|止逆阀片变形|更换止逆阀|O-03×1|止逆阀:160mm:防火:1:45|pipe
other|信报箱钥匙丢了打不开|业主本人，没有备用钥匙|锁芯正常|核对身份后开锁并更换锁芯|D-02×1|信箱锁:16mm:转舌:1:12|lock
other|壁挂炉旁边的阀门包了隔热棉，散了|阳台，想重新包一下|保温棉老化脱落|重新包扎保温棉|O-01×1||pipe
`

export const homeFaults: readonly Fault[] = rowsOf(HOME)

export function rowsOf(table: string): Fault[] {
  return table
    .trim()
    .split('\n')
    .map((row) => {
      const [trade, content, keyPoints, finding, workDone, codes, materials, picture] = row.split('|') as string[]
      return {
        trade: trade as Fault['trade'],
        content: content!,
        keyPoints: keyPoints!,
        finding: finding!,
        workDone: workDone!,
        prices: listOf(codes!, '×').map(([code, quantity]) => ({ code: code!, quantity: Number(quantity) })),
        materials: listOf(materials!, ':').map(([name, specification, model, quantity, yuan]) => ({
          name: name!,
          specification: specification!,
          model: model!,
          quantity: Number(quantity),
          unitPriceFen: `${Number(yuan) * 100}`,
        })),
        picture: picture as Subject,
      }
    })
}

function listOf(text: string, mark: string): string[][] {
  return text === '' ? [] : text.split(';').map((one) => one.split(mark))
}
