import { type Fault, rowsOf } from './home-faults.ts'

/** Where in the estate a public fault is; the estate has places of each kind. */
export type Spot = 'hall' | 'stairs' | 'lift' | 'garage' | 'garden' | 'pump' | 'gate' | 'play'

export interface PublicFault extends Fault {
  spot: Spot
}

/** spot | trade | content | key points | finding | work done | | material:spec:model:quantity:yuan | picture */
const PUBLIC = `
hall|electric|大堂吊灯有两盏不亮|左边那组，开关正常，带梯子|驱动电源烧坏|更换两只灯||LED球泡:12W:E27:2:15|lamp
hall|door-window|单元门关不上，一直开着|闭门器漏油，门自己弹回来|闭门器失效|更换闭门器并调节速度||闭门器:60-85kg:液压:1:145|lock
hall|network|单元门禁刷卡没有反应|早上还好，显示屏亮着|读卡器接线脱落|重新接线，测试十张卡||接线端子:2位:弹簧式:2:3|phone
hall|wall|大堂地砖翘起一块会绊人|靠信报箱，已放警示牌|空鼓起拱|重新铺贴并压实||瓷砖胶:20kg:C2:1:65|floor
hall|other|信报箱整排松动往外倾|左边固定螺丝掉了|膨胀螺栓松脱|重新打孔固定||膨胀螺栓:M10:镀锌:6:2|lock
hall|wall|大堂顶棚有水渍往下滴|正对二楼卫生间管井|立管接口渗水|更换接口密封圈，补漆||密封圈:DN110:橡胶:2:8|pipe
stairs|electric|楼道声控灯不亮，黑得看不见台阶|7楼到8楼，三天了|声控开关损坏|更换声控灯两盏||声控灯:9W:吸顶:2:26|lamp
stairs|electric|楼梯间应急灯一直闪|5楼，闪红灯|电池失效|更换应急灯电池组||应急灯电池:3.7V:锂电:2:22|lamp
stairs|wall|楼道墙皮脱落一大片|12楼消火栓旁边|抹灰空鼓|铲除空鼓，抹平刷漆||腻子粉:20kg:耐水:1:35|wall
stairs|door-window|防火门关不严，一直响|9楼，顺位器坏了|顺位器变形|更换顺位器||顺位器:通用:不锈钢:1:38|lock
stairs|water|管道井里有滴水声，地上潮|15楼，水表后面|表前接头渗水|更换垫圈并紧固||垫圈:DN20:四氟:4:2|pipe
stairs|door-window|楼道窗户玻璃裂了一条缝|3楼半平台，已贴胶带|玻璃自裂|更换玻璃||平板玻璃:5mm:定尺:1:90|window
stairs|other|楼梯扶手松动，晃得厉害|11楼转角，老人不敢扶|立柱焊点开裂|补焊立柱并打磨刷漆||防锈漆:1L:银灰:1:30|wall
lift|lift|电梯运行时有异响，到7楼抖一下|上行时明显，今天早上开始|导靴磨损|调整导靴并加注润滑|||lift
lift|lift|电梯按钮按了不亮|3楼外呼，下行|按钮微动失效|更换外呼按钮||外呼按钮:圆形:不锈钢:1:85|lift
lift|electric|轿厢里灯灭了一半|右侧灯带|灯带驱动损坏|更换驱动电源||驱动电源:24W:恒流:1:45|lift
lift|lift|电梯门关到一半又打开|反复多次，没有东西挡|光幕积灰|清洁光幕并校正|||lift
lift|lift|电梯到1楼平层不准，高出一截|大概两公分，老人差点绊倒|平层感应器偏移|校正平层感应器|||lift
garage|electric|地下车库有一排灯全黑|B区，靠近消防门那一排|照明回路跳闸|查明短路灯具并更换，恢复供电||LED灯管:16W:T8:4:13|lamp
garage|water|车库排水沟堵了，积了一滩水|C区坡道口，雨后|沟内落叶淤泥|清掏排水沟八米|||pipe
garage|door-window|车库道闸抬到一半不动|出口，岗亭已手动抬起|限位开关失灵|更换限位开关||限位开关:通用:10A:1:58|lock
garage|wall|车库柱子护角掉了，露出铁皮|A区12号旁，刮到车|护角胶条脱落|重新安装橡胶护角||橡胶护角:80cm:反光:2:24|wall
garage|water|车库顶部管道滴水滴到车上|B区36号位上方，业主已挪车|喷淋支管接头渗水|紧固并加缠密封||生料带:20米:加厚:2:3|pipe
garden|water|花园喷灌头断了，水喷到路上|东侧步道旁，已关分阀|喷头被碾断|更换喷头||喷头:4分:地埋式:2:28|tap
garden|electric|小路草坪灯倒了三盏|湖边步道，像被车碰的|灯杆底座断裂|重新固定并更换一盏||草坪灯:60cm:LED:1:128|lamp
garden|wall|花坛边的石板松了，孩子踩上去会晃|广场西侧|砂浆脱落|重新坐浆铺平||水泥:50kg:42.5:1:28|floor
play|other|滑梯侧板有一颗螺丝露出来|儿童乐园，会划到手|螺帽缺失|补装螺帽并检查全部紧固件||防盗螺帽:M8:不锈钢:4:3|floor
play|other|健身器材的漫步机松动有响声|广场东边那台|轴承磨损|更换轴承并加油||轴承:6204:双面密封:2:16|lift
pump|water|水泵房一号泵有异响|巡检时发现，压力正常|联轴器弹性圈磨损|更换弹性圈，试运行一小时||弹性圈:6爪:聚氨酯:1:40|pump
pump|electric|水泵房控制柜指示灯不亮|二号泵运行灯|指示灯损坏|更换指示灯||指示灯:22mm:24V绿:1:9|pump
gate|network|大门口人脸识别认不出人|东门，傍晚逆光时|摄像头镜头脏污且角度偏|清洁镜头，调整角度|||phone
gate|door-window|东门人行闸摆臂歪了|早上有电动车撞到|摆臂连接件变形|校正并更换连接件||连接件:摆闸用:铸铝:1:120|lock
`

export const publicFaults: readonly PublicFault[] = PUBLIC.trim()
  .split('\n')
  .map((row) => {
    const at = row.indexOf('|')
    const [fault] = rowsOf(row.slice(at + 1))
    // Nobody is charged for a public place, whatever the work is worth.
    return { ...fault!, prices: [], spot: row.slice(0, at) as Spot }
  })
