/**
 * 鱼骨图: the causes of complaints in groups that a meeting can talk about. The record knows a cause and an analysis in
 * words; a complaint goes to the first group of whose words the analysis has one, else where its cause points.
 */
export const bones = {
  people: '人员',
  method: '方法制度',
  machine: '设备设施',
  material: '材料质量',
  environment: '环境与外部',
  customer: '客户方面',
  other: '未归类',
} as const

type Bone = keyof typeof bones

/** Words by which an analysis tells what lay behind it. From the causes that the handbook's chapters name. */
const words: readonly (readonly [Bone, readonly string[]])[] = [
  ['method', ['交接', '流程', '制度', '排班', '巡查', '检查', '计划', '沟通', '告知', '通知', '标准']],
  ['people', ['态度', '责任心', '空岗', '脱岗', '培训', '技能', '人手', '人员', '员工', '疏忽', '失误']],
  ['machine', ['设备', '设施', '故障', '老化', '门禁', '电梯', '监控', '水泵', '管道']],
  ['material', ['材料', '配件', '质量', '渗漏', '开裂', '空鼓']],
  ['environment', ['市政', '天气', '暴雨', '周边', '外部', '红线', '规划', '噪声', '噪音']],
]

const byCause: Readonly<Record<string, Bone>> = { building: 'material', outside: 'environment', customer: 'customer' }

export interface Analysed {
  serviceItem: string
  cause: string | null
  analysis: string | null
}

/** Which group a complaint belongs to, and by which word. */
export function boneOf({ cause, analysis }: Analysed): { bone: Bone; word: string | null } {
  for (const [bone, those] of words) {
    const word = those.find((one) => analysis?.includes(one))
    if (word) return { bone, word }
  }
  return { bone: byCause[cause ?? ''] ?? 'other', word: null }
}

/** Ribs of one bone that are drawn; the rest is in its count. */
const MOST_RIBS = 5

interface DrawnBone {
  bone: Bone
  count: number
  ribs: { item: string; word: string | null; count: number }[]
}

/** All bones that have something, in their fixed order, the commonest ribs first. */
export function fishboneOf(complaints: readonly Analysed[]): DrawnBone[] {
  const told = complaints.map((one) => ({ item: one.serviceItem, ...boneOf(one) }))
  return (Object.keys(bones) as Bone[]).flatMap((bone) => {
    const those = told.filter((one) => one.bone === bone)
    const ribs = new Map<string, DrawnBone['ribs'][number]>()
    for (const { item, word } of those) {
      const rib = ribs.get(`${item}|${word}`) ?? { item, word, count: 0 }
      ribs.set(`${item}|${word}`, { ...rib, count: rib.count + 1 })
    }
    const commonest = [...ribs.values()].sort((a, b) => b.count - a.count || a.item.localeCompare(b.item, 'zh'))
    return those.length === 0 ? [] : [{ bone, count: those.length, ribs: commonest.slice(0, MOST_RIBS) }]
  })
}
