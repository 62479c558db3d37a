/** What a text itself says about where its thing is: buildings, rooms, and whether it is at home, of a building, or of all. */
export interface Whereabouts {
  /** `3` for 3栋, 三号楼, 3幢, 3#. */
  buildings: ReadonlySet<string>
  /** `1321` for 1321室. */
  rooms: ReadonlySet<string>
  /** Of which lift, gate, staircase: `2` for 2号电梯, 2单元. */
  parts: ReadonlySet<string>
  reach: 'home' | 'building' | 'estate'
}

export function whereaboutsIn(text: string): Whereabouts {
  const head = text.slice(0, 300)
  const buildings = new Set<string>()
  const rooms = new Set<string>()
  const parts = new Set<string>()
  for (const [, number] of head.matchAll(/(\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:[栋幢座]|号楼|#)/g))
    buildings.add(figure(number!))
  // 3-2-501: building, staircase, room.
  for (const [, building, , room] of head.matchAll(/(?<![\d-])(\d{1,3})-(\d{1,2})-(\d{3,4})(?!\d)/g)) {
    buildings.add(building!)
    rooms.add(room!)
  }
  for (const [, room] of head.matchAll(/(?<!\d)(\d{3,4})(?=室|房|户|业主|麻将|商铺|门面|、|号)/g)) rooms.add(room!)
  for (const [, number, part] of head.matchAll(/(\d|[一二三四五六左右东西南北])\s*(?:号|边|侧|部)?的?(电梯|单元|门)/g))
    parts.add(`${part}${figure(number!)}`)
  return { buildings, rooms, parts, reach: reachOf(head) }
}

/** Things inside a flat; one owner's own. */
const HOME =
  /家里|我家|家中|屋里|房间里|厨房|卫生间|洗手间|厕所|马桶|卧室|客厅|阳台|水龙头|花洒|插座|空调|热水器|门锁|入户门|窗户/
/** What all have or lack together, also when it is felt at home. */
const ALL = /停水|没水|水压|水小|停电|没电|停气|工地|施工|家家|都没|网络|信号|物业费/
/** Parts of one building. */
const BUILDING = /电梯|楼道|单元|大堂|楼梯|门禁|顶楼|天台|屋面|外墙|声控灯|本栋|这栋|我们栋|整栋|楼栋/

function reachOf(text: string): Whereabouts['reach'] {
  // Letters tell of much; only a short entry that names a room or a lift is about that one.
  if (text.length >= LETTER) return 'estate'
  if (BUILDING.test(text)) return 'building'
  return HOME.test(text) && !ALL.test(text) ? 'home' : 'estate'
}
const LETTER = 60

const figures = '零一二三四五六七八九'

/** 十二 and 12 alike. */
function figure(number: string): string {
  if (/^\d+$/.test(number)) return String(Number(number))
  const [tens, ones] = number.includes('十') ? number.split('十') : ['0', number]
  const value = (digit: string | undefined, otherwise: number) => (digit ? figures.indexOf(digit) : otherwise)
  const read = number.includes('十') ? value(tens, 1) * 10 + value(ones, 0) : value(ones, 0)
  return read > 0 ? String(read) : number
}
