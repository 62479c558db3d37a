/** How a room is looked for: codes are `building-staircase-room` (1-2-301) or `kind-number` (商铺-08, 车位-A012). */
export interface RoomQuery {
  /** The code, its head or its end: as it was typed, and as codes are written. */
  codes: string[]
  /** 3-301: any 301 of building 3, whatever staircase. Null where only one part or more than two were typed. */
  building: string | null
  room: string | null
}

/** Any usual writing of a room: 1-1-301, 1栋1单元301室, 十二幢3号楼, 3#301, １－１－３０１. Null for what is no room. */
export function roomQuery(typed: string): RoomQuery | null {
  const plain = typed.normalize('NFKC').trim().toUpperCase()
  if (!/[\d商车铺位]|[一二三四五六七八九十][栋幢座单门号]/.test(plain)) return null
  const code = plain
    .replace(/[一二三四五六七八九十]+(?=\s*(?:栋|幢|座|号楼|单元|门))/g, (words) => String(numberOf(words)))
    .replace(/\s*(?:室|号房|房间|房|户)$/, '')
    .replace(/\s*(?:号楼|栋|幢|座|楼|单元|门)\s*|[\s#._/~—\u2010-\u2015\u2212]+/g, '-')
    .replace(/(?<=\p{Script=Han})(?=[A-Z\d])/gu, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-/, '')
  // What still holds other words is no room: 1栋大堂 is a place.
  if (!/^(?:\p{Script=Han}{1,6}-?)?[A-Z\d-]*$/u.test(code)) return null
  const [building, room, more] = code.split('-')
  const ends = building && room && more === undefined
  return {
    codes: [...new Set([code, plain])],
    building: ends ? building : null,
    room: ends ? room : null,
  }
}

/** 十二 is 12, 二十 is 20: buildings are not counted further than 99. */
function numberOf(words: string): number {
  const digit = (word: string) => '一二三四五六七八九'.indexOf(word) + 1
  if (!words.includes('十')) return Number([...words].map(digit).join(''))
  const [tens = '', ones = ''] = words.split('十')
  return (tens === '' ? 1 : digit(tens)) * 10 + (ones === '' ? 0 : digit(ones))
}
