/**
 * 150 entries as they are typed at a front desk, written for this project and sorted by hand: what a fresh
 * installation begins with, and what the model is measured on. No resident ever said them.
 *
 * kind | class | department | topic | trade | text
 */
export const deskEntries: Readonly<Record<string, string>> = {
  /** Notes taken while the caller speaks. */
  'call notes': `
repair||engineering|water|water|王姐来电，厨房龙头关不紧一直滴，下午三点后在家
repair||engineering|water|water|3-2-502 主卫马桶冲不下去，已自己捅过没用，要今天来
repair||engineering|power|electric|客厅插座冒火花，已让拉总闸，催电工
repair||engineering|power|electric|业主称一开空调就跳闸，换过空开，仍跳
repair||engineering|elevator|lift|2栋1单元东梯门关到一半弹开，反复，梯内无人
repair||engineering|elevator|lift|电梯按键5楼、8楼不灵，要按很多次
repair||engineering|building-defect|wall|过道吊顶鼓了一块，怕砸人，公共部位
repair||engineering|building-defect|wall|北卧墙皮受潮发霉掉粉，疑外墙渗进来
repair||engineering|security|network|单元门对讲听不见声音，能开门，屏幕不亮
repair||engineering|security|door-window|入户门锁芯卡住，钥匙拔不出来，人在门外等
repair||engineering|gas|gas|灶台打不着火，燃气表显示没气，已充值
repair||engineering|water|water|地库负一层顶上管子漏水，滴到车上了，B区
repair||engineering|power|electric|楼道3到5层灯不亮，晚上看不见台阶
repair||engineering|water|water|顶楼水压小，热水器点不着，早晚高峰严重
repair||engineering|other|door-window|阳台推拉门轨道坏，推不动，老人一个人在家
complaint|1|order|parking||私家车位被白色越野占了，打挪车电话不接，要求保安处理
complaint|1|order|noise||楼上凌晨还在打麻将，第二次来电，昨天巡逻去过没效果
complaint|1|environment|greening-cleaning||电梯厅三天没人拖，地上有痰，业主很生气
complaint|1|environment|greening-cleaning||垃圾桶满了没换，招苍蝇，7栋楼下
complaint|1|service|property-service||反映前台小姑娘说话冲，问装修押金让他自己看公告
complaint|1|cashier|fees||物业费多扣了一个季度，要求退，手上有收据
complaint|1|order|fire-safety||消防通道停了两排电动车，推车出不去
complaint|1|order|pets||大狗不拴绳在滑梯那边，小孩吓哭，没有人管
complaint|1|order|security||外来推销的敲门发传单，问门岗怎么放进来的
complaint|2|developer|building-defect||收房才半年，飘窗一圈开裂，找过地产维修两次没弄好
complaint|2|developer|delivery-title||问了好几次产权证什么时候办，说开发商拖着不交资料
complaint|3|municipal|noise||马路对面工地夜里打桩，要求物业去找城管
complaint|3|municipal|transport||门口公交站取消了，上班要走二十分钟，让帮忙向上反映
inquiry||service|other||问装修要交什么资料，押金多少，周末能不能办
inquiry||cashier|fees||问能不能按季度交管理费，发票开公司抬头行不行
inquiry||order|parking||亲戚开车来住三天，访客车牌怎么登记
inquiry||service|property-service||问门禁卡掉了补办多少钱，要不要本人来
suggestion||environment|greening-cleaning||建议大堂门口放个雨伞架，下雨天地上滑
suggestion||order|parking||希望在北门加一排非机动车棚，现在没地方放
service||service|other||请代收一个冰箱，送货的两点到，家里没人
service||service|other||搬家，周六上午要用货梯，请开放行条
dispute||service|noise||跟楼下为漏水赔多少钱吵起来了，要物业去调解
dispute||order|parking||倒车剐了邻居的车，双方说不拢，请客服到场
opinion||service|property-service||对这次满意度调查的问法有意见，觉得不记名才敢说
feedback||environment|greening-cleaning||保洁主管回话：3栋大堂玻璃已擦完，请前台销单
`,
  /** As residents write in a chat group. */
  chat: `
repair||engineering|water|water|在吗？我家洗菜池下面一直往外冒水😭快点来人吧
repair||engineering|power|electric|家里突然没电了 隔壁有 啥情况
repair||engineering|elevator|lift|一号梯又不动了！！！卡在12楼灯还亮着
repair||engineering|security|network|人脸识别刷了八百遍不认我 门禁修一下好不好
repair||engineering|water|water|浴室地漏返味还反水，洗个澡水漫金山了
repair||engineering|building-defect|door-window|窗户把手断了关不严，今天刮大风求安排
repair||engineering|power|electric|小区步道的路灯瞎了仨，遛弯黑咕隆咚的
repair||engineering|security|network|家里电视没信号 网也断断续续 是楼里设备坏了吗
complaint|1|order|parking||@客服 我的固定车位天天被蹭，道闸是摆设吗
complaint|1|order|noise||楼上那家装修周日早上七点就电钻，规定是摆着看的？
complaint|1|environment|odour-smoke||楼道里有人堆剩饭，馊味一层都是，管不管啊
complaint|1|environment|greening-cleaning||草坪都快成菜地了，落叶一个礼拜没扫
complaint|1|service|property-service||问了一上午没一个人回，管家是机器人吧
complaint|1|cashier|fees||电费公摊怎么比上月翻倍 能给个明细不 感觉乱收
complaint|1|order|commercial-use||我们这层有家开日租房的，半夜拖箱子，陌生人进进出出
complaint|1|order|illegal-construction||一楼把花园圈起来搭棚子了，这也行？
complaint|1|committee|committee||业委会选完就没见公示过公共收益，钱去哪了
complaint|1|order|security||电动车停楼下电瓶被偷了，监控还说没拍到，服了
complaint|2|developer|building-defect||精装的木地板一踩一个坑，说好的品牌呢，货不对板
complaint|2|developer|planning||当初沙盘上画的游泳池现在成停车位了，售楼的嘴骗人的鬼
complaint|2|developer|delivery-title||说好六月交房，现在工地一个人都没有，急死了
complaint|3|municipal|odour-smoke||晚上外面化工味飘进来，开窗头疼，该找哪个部门啊
complaint|3|municipal|school||划片划到那么远的小学，咱们业主一起去反映吧
complaint|3|municipal|noise||楼下广场舞音响震天，不在小区里面，保安说管不了
inquiry||service|water||请问明天几点停水呀，要不要提前接
inquiry||service|committee||想了解下业主大会怎么投票，租客可以吗
inquiry||engineering|power||装充电桩找谁办，需要物业盖章吗？
inquiry||municipal|school||这边明年对口的初中是哪所，有人知道吗
suggestion||service|property-service||能不能做个线上报事的入口，群里刷屏容易漏
suggestion||order|fire-safety||提议给电动车装几个棚外充电插头，省得飞线
service||order|security||我出差一周，麻烦晚上巡逻多看一眼我家门口
service||environment|other||有旧沙发要扔，能帮忙约人来搬吗，给钱也行
dispute||service|water||楼上漏水泡了我家柜子，他不认账不赔，物业出个面
opinion||service|fees||新的停车收费方案我不太认可，感觉没听过大家意见
feedback||order|parking||秩序队已跟进：占位的车挪走了，告知单也贴了
`,
  /** The room or the place is said wrongly, or corrected in the same breath. */
  'wrong room': `
repair||engineering|water|water|1203，不对是1302，洗手盆下水堵了
repair||engineering|power|electric|六栋……我是九栋的，说错了，玄关灯带全灭
repair||engineering|water|water|业主报的是B座801，系统查是A座801，卫生间顶上滴水
repair||engineering|elevator|lift|说是3单元其实我们只有两个单元，货梯里面风扇异响
repair||engineering|building-defect|wall|房号报成十八楼，实际是八楼走廊墙砖掉了两块
repair||engineering|security|door-window|打电话的是租户，记不清门牌，好像2104，卧室窗锁扣不上
complaint|1|order|noise||投诉1505吵，后来又说应该是1605，半夜跳绳咚咚响
complaint|1|environment|greening-cleaning||她说四号楼后面，保洁去看是五号楼，建筑垃圾堆半个月
complaint|1|order|parking||车位号说A086，查登记是A068，被陌生车占了一天
complaint|2|developer|building-defect||名下两套房，先报错了那套，要说的是新的这套外墙渗水
complaint|1|order|commercial-use||反映2栋17楼开培训班，核对后是2栋7楼，孩子成天在走道跑
inquiry||cashier|fees||问11栋的账，报成10栋了，想查欠多少物业费
service||service|other||留错电话的那位，302不是203，快递要改放前台
suggestion||engineering|power||说的是西门不是南门，建议把坡道的灯调亮一点
repair||engineering|gas|gas|先说煤气灶后来说是油烟机，厨房有点燃气味，地址改为5-1-401
`,
  /** Two things in one breath; sorted by what has to be done first. */
  'two in one': `
repair||engineering|water|water|马桶堵了，还有阳台灯也不亮，一起来看看
repair||engineering|power|electric|书房没电，顺便纱窗破了个洞能不能换
repair||engineering|elevator|lift|电梯抖得厉害，而且里面的灯一闪一闪
repair||engineering|water|water|水表前面的阀门渗水，另外物业费单子没收到
repair||engineering|building-defect|wall|瓷砖空鼓翘边，门也关不上了，感觉是地面拱起来
repair||engineering|security|network|可视对讲黑屏，楼下大门也自己关不拢
complaint|1|order|parking||门口乱停车，出去的时候保安还在玩手机
complaint|1|environment|odour-smoke||垃圾房臭得开不了窗，收物业费倒是准时
complaint|1|service|property-service||报修三天没人来，打电话还被挂断，我要投诉
complaint|1|cashier|fees||停车月租重复扣款，去前台问态度又差，先把钱退我
complaint|1|order|fire-safety||楼梯间堆满纸箱，防火门也用砖头顶着
complaint|1|order|noise||楼下商铺放喇叭叫卖，油烟还往上窜，先把声音关了
complaint|2|developer|building-defect||卫生间漏到客厅，地板也泡起来了，才交付三个月开发商说等通知
complaint|2|developer|delivery-title||逾期交付违约金没给，绿化也没做完就喊我们收房
complaint|3|municipal|transport||门前路挖了半年没修好，灰大，公交也绕着走
complaint|3|municipal|odour-smoke||隔壁地块搅拌车整夜进出，灰尘噪声都受不了
inquiry||cashier|fees||物业费怎么交，顺便问下车位还有没有空的可以租
inquiry||service|property-service||租客退租要什么手续，门禁卡是不是也要交回
suggestion||environment|greening-cleaning||希望树修一修，蚊子太多，也可以多放两个垃圾桶
dispute||order|pets||他家狗咬了我家猫，他还骂人，医药费谁出，来评评理
`,
  /** As people talk at home. */
  dialect: `
repair||engineering|water|water|师傅哎，屋头水管子爆咯，水流得到处都是，搞快点来嘛
repair||engineering|power|electric|灯泡子莫得亮咯，换老新的也不得行，怕是线烧咯
repair||engineering|elevator|lift|电梯又搞么子名堂咯，上不克下不来，我腿脚不方便
repair||engineering|water|water|唔该，厕所去水好慢，成日倒返上嚟
repair||engineering|security|door-window|把手甩脱咧，门打不开，俺搁屋里头出不去
repair||engineering|building-defect|wall|墙根儿那块儿返潮，墙皮子老往下掉渣
repair||engineering|power|electric|咱这楼道灯咋整的，黑灯瞎火的，差点卡个大跟头
repair||engineering|other|network|屋里头网咋个又断咯，电视也莫得台
complaint|1|order|noise||楼上那屋整天叮咣的，还让不让人睡觉了，你们到底管不管哪
complaint|1|order|parking||俺那车位让人家给占了，喊他挪他还横
complaint|1|environment|greening-cleaning||垃圾堆起好几天没得人收，苍蝇嗡嗡的，恼火得很
complaint|1|service|property-service||侬额物业哪能嘎拎勿清，讲了三趟了还勿来
complaint|1|cashier|fees||搞么子又涨物业费咯，服务又冇得，钱倒收得快
complaint|2|developer|building-defect||新屋子咧，墙上裂那么大条缝，开发商佬冇人理我
complaint|3|municipal|noise||对过工地一宿一宿地咣咣，城管来了也白搭
inquiry||cashier|fees||妹儿，我想问哈子，物业费到底交到好久了
inquiry||order|parking||靓女，访客泊车点样计钱嘅
suggestion||order|transport||要是能在坡坡那里装个扶手就好咯，老人家上下遭罪
service||service|other||大妹子，帮俺捎句话给管家，钥匙搁前台中不
dispute||service|water||楼上漏水到我屋里，喊他赔他不干，你们来讲哈道理嘛
`,
  /** As a telephone hears it: wrong characters of the right sound, no stops. */
  'voice to text': `
repair||engineering|water|water|喂你好我家那个洗手间的水龙投坏了关不上一直在流你们派个师父来
repair||engineering|power|electric|就是那个电匣子老跳扎冰箱里东西都化了能不能快一点
repair||engineering|elevator|lift|电提坏了门开着不关发出滴滴滴的声音在十六层
repair||engineering|water|water|厨房下水到堵了水漫出来流到木地版上了
repair||engineering|security|network|门进卡刷不上显示无笑是不是要重新寿权
repair||engineering|building-defect|wall|卫生间天花版上面有水印子越来越大可能是楼上露的
repair||engineering|gas|gas|我闻到有没气的味道就是煤气总阀那里麻烦来查一查
repair||engineering|building-defect|door-window|窗户波璃裂了一条缝怕掉下去砸到人你们看看怎么弄
complaint|1|order|noise||楼上小孩天天蹦嗯就是跑来跑去晚上十一点多了我说过他们不听你们给管一下
complaint|1|order|parking||地下车裤我的车卫让别人停了我现在车堵在路口进不去
complaint|1|environment|greening-cleaning||单元门口那个拉圾好几天了都有味道了宝洁是不是不上班
complaint|1|service|property-service||我打你们全台打了五个都没人接然后接了又说让我等这什么福务
complaint|1|order|security||昨天晚上有陌生人跟着我进了单元宝安坐在那里都没有问一声
complaint|1|cashier|fees||那个物业废我已经教过了为什么还发短信吹我你们帐是怎么记的
complaint|2|developer|building-defect||交放的时候就说了这个墙是空古的现在保修期都快过了还没人来
complaint|3|municipal|school||就是那个小学学为的问题我们这边划到很远的地方去了想让你们帮忙往上面反应
inquiry||service|other||请问一下那个装休的押金什么时候可以退我是去年装的
inquiry||order|parking||我想问问那个月保车位现在还有没有多少钱一个月
suggestion||environment|greening-cleaning||我提个建意啊就是那个健身区能不能铺点软的地垫孩子老摔
service||service|other||你好帮我开一下放心条我下午要搬点家具出去
`,
}
