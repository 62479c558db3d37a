/**
 * Entries of a desk in short words, by what they are about: the same thing in several wordings, and things beside it that
 * sound alike. Written for tests.
 */
interface Entry {
  id: string
  text: string
  /** Of the unit or place that the entry is about, where the desk knows it. */
  unit?: string
  building?: string
  place?: string
}

const things: Readonly<Record<string, readonly (string | Omit<Entry, 'id'>)[]>> = {
  lift3: [
    '3栋电梯坏了',
    '三号楼电梯又停了，什么时候修',
    { text: '电梯按了没反应', building: '3', unit: 'u-301' },
    '3幢的电梯停在五楼不动',
    { text: '我们这栋电梯老出故障，今天又坐不了', building: '3', unit: 'u-302' },
  ],
  lift5: ['5栋电梯坏了', '五号楼电梯停运了', { text: '电梯从早上就不能用', building: '5', unit: 'u-501' }],
  lift3first: ['3栋1号电梯开门慢，夹人', '三号楼1号电梯门老夹人'],
  lift3second: ['3栋2号电梯有异响', '3栋2号电梯运行时哐哐响'],
  site: [
    '东门外工地半夜打桩，吵得睡不着',
    '隔壁工地夜里施工噪音太大',
    { text: '工地通宵施工扰民', building: '2', unit: 'u-201' },
    { text: '晚上工地打桩，孩子被吵醒', building: '6', unit: 'u-601' },
  ],
  pressure: [
    '晚上水压太低洗不了澡',
    '水压小得像一根线',
    { text: '这几天水压很低，热水器打不着', building: '1', unit: 'u-101' },
  ],
  waterCut: ['小区停水了吗，家家都没水', '突然停水了，没接到通知'],
  tapA: [{ text: '厨房水龙头漏水', building: '1', unit: 'u-102' }],
  tapB: [{ text: '厨房水龙头滴水，关不紧', building: '4', unit: 'u-401' }],
  tapC: [{ text: '卫生间水龙头漏水', building: '1', unit: 'u-103' }],
  gate: ['东门道闸抬不起来，车堵了一长串', '东门道闸坏了进不去', '道闸失灵，东门堵车'],
  mahjong: ['8栋101麻将馆半夜还在打', '8栋一楼101开麻将馆，吵到凌晨'],
  food: ['底商烧烤店油烟直往楼上冒', '楼下烧烤油烟太大，不敢开窗', '商铺烧烤摊油烟熏人'],
  stairs2: ['2栋楼道灯不亮', { text: '楼道声控灯坏了，摸黑上楼', building: '2', unit: 'u-202' }],
  stairs7: ['7栋楼道灯坏了一排'],
  dance: ['中心广场跳广场舞音响太响', '广场舞音乐太吵，天天到九点半'],
  fee: ['物业费怎么交'],
  parkingFee: ['停车费是不是又涨了'],
  dogs: ['有人遛狗不牵绳', '小区遛狗不牵绳吓到小孩'],
}

const entries: Entry[] = Object.entries(things).flatMap(([thing, said]) =>
  said.map((one, index) => ({ id: `${thing}-${index + 1}`, ...(typeof one === 'string' ? { text: one } : one) })),
)

const thingOf = (id: string): string => id.slice(0, id.lastIndexOf('-'))

/** Whoever names no lift may mean either; nobody could say. */
const unclear: readonly (readonly [string, string])[] = [
  ['lift3', 'lift3first'],
  ['lift3', 'lift3second'],
]
const isClear = (one: string, other: string) => !unclear.some(([a, b]) => a === one && b === other)

const pairs = entries.flatMap((one, index) =>
  entries
    .slice(index + 1)
    .filter((other) => isClear(thingOf(one.id), thingOf(other.id)))
    .map((other) => ({ a: one.id, b: other.id, same: thingOf(one.id) === thingOf(other.id) })),
)

export const deskPairs = { entries, pairs }
