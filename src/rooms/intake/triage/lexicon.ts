/**
 * What the trade knows: words that speak of the same party, thing or wish. The model sees each group as one more
 * feature beside the characters, so that a word it has never met counts like its kin. Nothing is decided here: what a
 * group weighs is learned.
 */
export const lexicon: Readonly<Record<string, readonly string[]>> = {
  // Parties
  developer: words('开发商 地产 房产公司 置业 售楼 楼盘 销售人员 售房 建设单位 施工单位 总包 房企'),
  management: words('物业 管理处 管家 客服 前台 物管 小区管理 项目经理'),
  authority: words(
    '政府 街道 住建局 城管 规划局 国土局 教育局 环保局 自然资源 领导 书记 市长 区长 主管部门 相关部门 职能部门 执法',
  ),
  committee: words('业委会 业主委员会 业主大会 筹备组 换届 选举 备案 维修基金 维修资金 公共收益 投票'),
  neighbour: words('楼上 楼下 隔壁 邻居 对门 住户 租户 租客 业主在'),
  guard: words('保安 门岗 巡逻 岗亭 门卫 秩序员 监控室'),
  cleaner: words('保洁 清洁 清运 扫地 拖地 环卫'),
  // The building and what was promised
  handover: words('交房 收房 延期 逾期 停工 烂尾 复工 竣工 验收 预售 购房合同 买卖合同 首付 网签 房款'),
  title: words('房产证 产权证 不动产证 不动产权 办证 过户 两证 土地证 大产权'),
  promise: words('虚假宣传 承诺 宣传 沙盘 样板间 样板房 精装 货不对板 缩水 减配 交付标准 配套'),
  defect: words('质量 开裂 裂缝 空鼓 渗水 渗漏 漏水 脱落 起砂 鼓包 倾斜 沉降 保修 质保 维保期'),
  // Town
  works: words('工地 施工 打桩 搅拌站 渣土 夜间施工 拆迁 征收 征地 红线 提质改造 棚改'),
  planning: words('规划 调规 容积率 用地 地块 公示 日照 采光 高压线 变电站 垃圾站 加油站 基站 选址'),
  school: words('学校 小学 中学 幼儿园 学位 入学 学区 普惠 开学 入园 上学 教育'),
  transport: words('公交 地铁 道路 马路 拥堵 红绿灯 斑马线 天桥 出行 路口 出租 通车 人行道'),
  // Misuse
  building: words('违建 违章 违规搭建 私自 加建 扩建 改建 占用 侵占 搭建 圈占 雨棚 阳光房 私搭 违规建'),
  business: words('住改商 民宿 旅馆 餐馆 饭店 餐饮 商铺 门面 培训班 托管 群租 棋牌 麻将 日租 公寓 营业 经营 执照 无证'),
  smoke: words('油烟 烟道 异味 臭味 恶臭 臭气 粉尘 刺鼻 废气 烧烤 气味 难闻'),
  noise: words('噪音 噪声 扰民 吵 低频 轰鸣 喇叭 广场舞 休息 睡觉 半夜 深夜 凌晨'),
  pets: words('狗 犬 遛狗 养鸡 养鸽 猫 牵绳 狗屎'),
  // Services
  parking: words('车位 停车 车库 占位 挪车 道闸 月租 临停 停车费 人防 乱停 充电桩 车主 车牌'),
  fees: words('物业费 收费 缴费 涨价 退费 押金 发票 欠费 账单 交费 退款 多收 乱收 水电费 单价 滞纳金 减免'),
  cleaning: words('垃圾 卫生 脏 臭虫 蟑螂 老鼠 灭蚊 绿化 树 草坪 落叶 修剪 杂物 垃圾桶 杂草'),
  security: words('被盗 偷 小偷 入室 盗窃 陌生人 推销 围墙 监控 治安 安保 外来人员 丢了'),
  fire: words('消防 灭火器 消防通道 烟感 喷淋 疏散 堵塞通道 飞线 消火栓 电动车充电 火灾 防火门'),
  card: words('门禁 门卡 刷卡 人脸 访客 钥匙 放行条 装修证 出入证'),
  manner: words('态度 不理 没人管 不作为 敷衍 推诿 踢皮球 没人接 爱理不理 骂人 不解决 没有回复'),
  // Trades
  water: words('水管 龙头 马桶 地漏 下水 堵 漏水 停水 水压 花洒 阀门 水表 反水 管道 污水 热水器 没水 滴水'),
  electric: words('跳闸 插座 开关 电路 线路 停电 灯 短路 没电 电表 空开 照明 电箱 漏电'),
  lift: words('电梯 轿厢 困梯 梯门 掉层 关人 按键 货梯 困人'),
  gas: words('燃气 煤气 天然气 灶'),
  network: words('对讲 可视 宽带 网络 信号 网线 电视 摄像头 光纤 门铃 wifi'),
  joinery: words('门锁 窗户 玻璃 把手 合页 纱窗 关不上 门禁机 锁芯 防盗门 推拉门 门框 窗框'),
  surface: words('墙皮 瓷砖 地砖 吊顶 天花板 外墙 墙面 地板 墙砖 掉皮 空鼓 发霉'),
  broken: words('坏了 坏 修 不亮 打不开 修理 故障 失灵 松动 掉了 断了 失效 师傅 报修 维修'),
  // Wishes
  asks: words(
    '请问 咨询 想问 怎么办理 什么时候 何时 多少钱 需要什么 是否可以 在哪里 能不能 几点 吗 什么手续 如何 想了解',
  ),
  proposes: words('建议 希望 能否增设 最好 可不可以加 增加 优化 提议 恳请 盼 请求增设 增设 要是能'),
  objects: words('投诉 举报 强烈 反对 严重 不合理 无良 违规 欺骗 维权 侵犯 损害 坑'),
  opinion: words('意见 觉得 认为 不合适 不太好 满意度'),
  quarrel: words('纠纷 吵架 打架 赔偿 调解 争执 协商 赔 理论 剐蹭 砸坏 责任'),
  done: words('已处理 已完成 落实 回复 反馈 已整改 跟进 完毕 复查 交办 已派'),
  favour: words('代收 帮忙 借 搬运 保管 代办 寄存 预约 帮我 家政 开锁 打印 轮椅'),
}

function words(list: string): readonly string[] {
  return list.split(' ')
}
