import type { Actor } from '../kernel/case/procedure.ts'
import type { DepartmentCode, Member } from './cast.ts'
import { cast } from './cast.ts'
import { later, within } from './hours.ts'
import type { Home, Place } from './places.ts'
import { placed, type Tale } from './tale.ts'
import type { Request } from './texts/requests.ts'

/** Something the desk answers itself, most of it while the caller is on the line. */
export function tellAnswer(tale: Tale, at: Date, request: Request, home: Home | null): void {
  const { random } = tale
  const byPhone = home?.account && random.chance(0.3) ? home.account : undefined
  const registered = tale.hear(
    at,
    request.content,
    home,
    byPhone
      ? { by: byPhone }
      : { after: random.between(1, 3), channel: random.weighed({ phone: 7, counter: 3, web: 1 }) },
  )
  const sorted = byPhone ? later(registered, random.between(5, 24)) : registered
  tale.sort(sorted, request.kind)
  // Suggestions are thought about first.
  const thought =
    request.kind === 'suggestion' || request.kind === 'opinion' ? random.between(3, 25) : random.between(0, 2)
  const answered = later(sorted, thought)
  tale.settle(answered, request.answer, byPhone ? 'app' : 'phone')
}

/** Something that a department works on by a 《工作联系单》, until the person has his answer. */
export function tellContact(
  tale: Tale,
  at: Date,
  request: Request,
  where: Home | Place | null,
  more: { by?: Actor; sentBack?: boolean; late?: boolean } = {},
): void {
  const { random } = tale
  const handler = tale.staff(request.handler!)
  const registered = tale.hear(
    at,
    request.content,
    where,
    more.by
      ? { by: more.by, ...(more.by.kind === 'staff' ? { channel: 'staff' as const } : {}) }
      : { after: random.between(1, 4) },
  )
  const issued = later(registered, random.between(2, 20))
  openSlip(tale, issued, request, where)
  tale.follow(issued)
  const received = within(later(issued, random.between(8, 70)), '08:40', '19:30', 20)
  // Who signs late finds that the slip counts as received already, and signs for his copy.
  const late = received.getTime() - issued.getTime() >= 30 * 60_000
  tale.slip(received, handler, late ? 'signCopy' : 'receive', { needsSuperior: false })
  // Late: past the 24 hours and the first rung; the head says that he has seen it.
  const replied = more.late
    ? within(later(issued, 24 * 60 + random.between(45, 110)), '08:40', '19:30', 15)
    : within(later(received, random.between(60, 420)), '08:40', '19:30', random.between(5, 40))
  const seen = later(issued, 24 * 60 + 32)
  if (more.late) tale.slip(seen, tale.staff('supervisor', seen), 'acknowledge', { note: '已催责任部门今天内回复' })
  tale.slip(replied, handler, 'reply', { reply: request.reply, done: !more.sentBack })
  const checked = within(later(replied, random.between(15, 90)), '08:30', '20:20', 10)
  if (!more.sentBack) {
    finishContact(tale, checked, request)
    return
  }
  tale.slip(checked, tale.desk(checked), 'sendBack', { reason: '只写了计划，请写明完成情况' })
  const again = within(later(checked, random.between(40, 180)), '08:40', '19:30', 15)
  tale.slip(again, handler, 'reply', { reply: `${request.reply}，现已完成`, done: true })
  finishContact(tale, within(later(again, random.between(10, 60)), '08:30', '20:20', 10), request)
}

/** Sorts the matter and gives the slip to the department. */
export function openSlip(tale: Tale, at: Date, request: Request, where: Home | Place | null): void {
  const { department }: Pick<Member, 'department'> = cast[request.handler!]
  tale.sort(at, request.kind)
  tale.slip(at, tale.desk(at), 'issue', {
    kind: request.kind,
    content: request.content,
    departmentId: tale.world.company.departments[department as DepartmentCode],
    handlerId: tale.staff(request.handler!).accountId,
    parentId: tale.matterId,
    ...placed(where),
  })
}

function finishContact(tale: Tale, at: Date, request: Request): void {
  const { random } = tale
  tale.keepTold(at)
  tale.answer(at, request.answer)
  const filed = within(later(at, random.between(2, 60)), '08:30', '20:30', 5)
  tale.slip(filed, tale.desk(filed), 'file', { originalPlace: '前台文件柜' })
}
