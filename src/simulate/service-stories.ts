import { v7 as uuid } from 'uuid'
import type { PublicationKind } from '../rooms/disclosure/publication.row.ts'
import { ago, type Today } from './today-jobs.ts'

const DAY = 24 * 60

/** What hangs in public, and how customers were received: a line that hangs, a notice that is gone, a poor rating. */
export function serviceStories(today: Today): void {
  const { world, estate } = today.newTale()
  const photo = world.pictures.of(estate.project, 'notice', false)
  const post = (days: number, kind: PublicationKind, content: string, places: string, phone?: string) => {
    const tale = today.newTale()
    const id = uuid()
    const form = { kind, content, places, photos: [photo], ...(phone ? { phone } : {}) }
    tale.act(ago(today, days * DAY), tale.staff('desk1'), 'publication', id, 'post', form)
    return { tale, id }
  }
  post(9, 'service-line', '24小时服务电话，全天有人接听。', '各栋大堂公告栏、小区南门', '0571-88001234')
  post(9, 'contact-ways', '前台（1栋一层）8:30 至 20:30；电话、手机报事、信件、邮件均可。', '各栋大堂公告栏')
  const gone = post(6, 'complaint-channels', '投诉可到前台、打24小时服务电话，或写信给管理处经理。', '小区南门公告栏')
  gone.tale.act(ago(today, 5 * 60), gone.tale.staff('desk1'), 'publication', gone.id, 'takeDown', {
    reason: '南门公告栏刷漆，暂时取下',
  })
  const watched = today.newTale()
  const supervisor = watched.staff('supervisor')
  watched.act(ago(today, 20 * 60), supervisor, 'manners', uuid(), 'inspect', {
    employeeId: watched.staff('desk2').accountId,
    dress: true,
    greeting: true,
    listening: false,
    noting: true,
    standpoint: true,
    farewell: true,
    knows: true,
    words: '下午四点前台，客户话没说完就开始解释',
  })
  const rated = today.newTale()
  const owner = today.homes.find(({ account }) => account !== undefined && account !== null)?.account
  if (owner)
    rated.act(ago(today, 26 * 60), owner, 'manners', uuid(), 'rate', {
      rating: 5,
      evaded: false,
      words: '前台态度很好',
    })
}
