import { openSlip } from './desk-stories.ts'
import type { Tale } from './tale.ts'
import type { Request } from './texts/requests.ts'
import { ago, type Today } from './today-jobs.ts'

/** Several owners, one thing: a group that is being worked on, one that a person may make, and a late caller of each. */
export function manyOwners(today: Today): void {
  const { homes } = today
  const heard = (minutes: number, content: string, home: number, beside?: Tale): Tale => {
    const tale = today.newTale()
    if (beside) tale.strand = beside.strand
    tale.hear(ago(today, minutes), content, homes[home % homes.length]!)
    return tale
  }
  // The water pressure: the first has a slip, the next three are handled by it, and one has just rung.
  const first = heard(170, waterPressure[0]!, 70)
  openSlip(first, ago(today, 162), slip, homes[70 % homes.length]!)
  first.follow(ago(today, 162))
  first.slip(ago(today, 150), first.staff('engineer'), 'receive', { needsSuperior: false })
  for (const [index, content] of waterPressure.slice(1, 4).entries()) {
    const minutes = 140 - index * 30
    const tale = heard(minutes, content, 77 + index * 7, first)
    tale.sort(ago(today, minutes - 5), 'complaint')
    const at = ago(today, minutes - 7)
    tale.matter(at, tale.desk(at), 'join', { headId: first.workId, reason: '同一时段多户水压低' })
  }
  heard(8, waterPressure[4]!, 105)
  // The building site: five have said so since the night, and nobody has put them together yet.
  for (const [index, content] of site.entries()) heard(26 - index * 4, content, 90 + index * 11)
}

const slip: Request = {
  kind: 'complaint',
  content: '晚高峰小区多户自来水水压低，请查二次供水泵房',
  handler: 'engineer',
  answer: '',
  reply: '',
}

const waterPressure = [
  '晚上自来水水压特别小，洗澡没法洗',
  '这几天晚上水压很低，热水器都打不着火',
  '家家户户晚上水压都小，是不是泵房坏了',
  '晚上七八点自来水水压小得像线一样',
  '水压太低了，晚上根本没水用',
]

const site = [
  '东门外面工地半夜打桩，吵得一家人睡不着',
  '昨晚工地施工到两点多，噪音太大了',
  '隔壁工地夜里施工吵得睡不着，能不能管管',
  '工地晚上打桩，老人心脏受不了，吵死了',
  '外面工地通宵施工噪音扰民，请你们去交涉',
]
