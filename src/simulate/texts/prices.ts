/** The demo's paid repairs: code | name | unit | yuan | warranty of the work. Figures are the demo's own. */
const LIST = `
W-01|更换水龙头|只|30|三个月
W-02|更换角阀|只|20|三个月
W-03|更换进水软管|根|15|三个月
W-04|疏通马桶|次|80|七天
W-05|疏通地漏、洗脸盆|次|50|七天
W-06|更换马桶水箱配件|套|40|三个月
W-07|更换花洒、软管|套|30|三个月
W-08|更换表后阀|只|60|六个月
W-09|更换厨房下水管|次|60|三个月
W-10|马桶重新安装打胶|次|90|三个月
W-11|暗管测漏|次|150|
W-12|更换洗衣机龙头|只|30|三个月
W-13|疏通厨房主排水支管|次|100|七天
E-01|更换开关、插座|只|20|三个月
E-02|更换灯管、灯泡|只|15|
E-03|安装吸顶灯|盏|50|三个月
E-04|更换空气开关|只|40|六个月
E-05|户内线路检查|次|50|
E-06|更换漏电保护器|只|60|六个月
E-07|安装浴霸|台|100|三个月
E-08|更换门铃|套|30|三个月
E-09|安装排风扇|台|60|三个月
E-10|敷设明线|米|12|六个月
D-01|更换锁芯|套|60|六个月
D-02|门锁维修|次|40|一个月
D-03|更换门合页|副|30|三个月
D-04|更换窗执手|只|25|三个月
D-05|纱窗换网|扇|35|三个月
D-06|安装门吸|只|15|三个月
D-07|更换推拉门滑轮|组|40|三个月
D-08|更换窗密封胶条|米|8|三个月
D-09|入户门调校|次|50|一个月
Q-01|修补瓷砖|块|50|六个月
Q-02|墙面空鼓修补|平方米|80|六个月
Q-03|墙面补漆|平方米|40|六个月
Q-04|台盆、浴缸打胶|米|15|三个月
Q-05|地板修补|块|45|六个月
N-01|可视对讲检修|次|50|一个月
N-02|制作网线水晶头|只|10|
N-03|弱电箱整理|次|60|
N-04|更换对讲分机|台|80|一年
G-01|更换燃气软管|根|50|一年
O-01|上门检查|次|20|
O-02|晾衣架维修|次|45|三个月
O-03|更换油烟机止逆阀|只|50|三个月
`

export interface Price {
  code: string
  name: string
  unit: string
  amountFen: string
  warranty: string
}

export const prices: readonly Price[] = LIST.trim()
  .split('\n')
  .map((row) => {
    const [code = '', name = '', unit = '', yuan = '', warranty = ''] = row.split('|')
    return { code, name, unit, amountFen: `${Number(yuan) * 100}`, warranty }
  })

/** An item of the list as it is told to the owner. Throws for a code that the list does not have. */
export function priceItem(code: string, quantity: number) {
  const found = prices.find((price) => price.code === code)
  if (!found) throw new Error(`the price list has no ${code}`)
  return { code, name: found.name, quantity, amountFen: found.amountFen }
}

/** Invented firms; the numbers lie in no exchange. */
export const contractors = [
  { name: '恒升电梯维保有限公司', trade: '电梯', phone: '400-000-1101' },
  { name: '固本防水工程队', trade: '防水', phone: '400-000-1102' },
  { name: '明窗门窗服务部', trade: '门窗', phone: '400-000-1103' },
  { name: '翠湖置业保修服务组', trade: '保修', phone: '400-000-1104' },
  { name: '通达弱电科技', trade: '弱电', phone: '400-000-1105' },
]
