/**
 * Which trade the words of a caller speak of. Only a suggestion that saves a click: the receptionist sees and changes
 * it. The most specific comes first; undefined when nothing fits.
 */
export function guessTrade(words: string): string | undefined {
  return clues.find(([, clue]) => clue.test(words))?.[0]
}

const clues: readonly [string, RegExp][] = [
  ['lift', /电梯|轿厢/],
  ['gas', /燃气|煤气|天然气|灶具/],
  ['network', /网络|宽带|网线|对讲|门禁|监控|电视/],
  ['water', /水|漏|堵|马桶|地漏|龙头|管道|阀|花洒|热水器|淋浴/],
  ['electric', /电|灯|跳闸|插座|开关|线路|短路/],
  ['door-window', /门|窗|锁|玻璃|合页|把手|纱/],
  ['wall', /墙|砖|地板|天花|吊顶|裂|脱落|渗|空鼓|涂料/],
]
