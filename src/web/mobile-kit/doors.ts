import type { auth } from '../../kernel/auth/auth.contract.ts'
import type { totp } from '../../kernel/auth/totp.contract.ts'
import type { cases, links } from '../../kernel/case/case.contract.ts'
import type { deliveries } from '../../kernel/delivery/delivery.contract.ts'
import type { file } from '../../kernel/file/file.contract.ts'
import type { AnyContract } from '../../kernel/http/contract.ts'
import type { notices } from '../../kernel/notice/notice.contract.ts'
import type { org } from '../../kernel/org/org.contract.ts'
import type { ownerHome } from '../../kernel/owner/home.contract.ts'
import type { person } from '../../kernel/person/person.contract.ts'
import type { privacy } from '../../kernel/privacy/privacy.contract.ts'
import type { property } from '../../kernel/property/property.contract.ts'
import type { announcements } from '../../rooms/complaint/announcement.contract.ts'
import type { repairs } from '../../rooms/repair/repair.contract.ts'

/**
 * The contracts that the phones call, without their zod schemas: a phone in a stairwell should not load what only
 * checks answers. The path must be the contract's own, so a changed contract does not compile here.
 */
const at = <C extends AnyContract>(method: C['method'], path: C['path'], more: Partial<AnyContract> = {}): C =>
  ({ method, path, ...more }) as C

export const doors = {
  inbox: at<(typeof cases)['inbox']>('GET', '/api/projects/:project/inbox'),
  cases: at<(typeof cases)['list']>('GET', '/api/projects/:project/cases'),
  casePage: at<(typeof cases)['page']>('GET', '/api/projects/:project/cases/:procedure/:id'),
  upload: at<(typeof file)['upload']>('POST', '/api/projects/:project/files', { upload: true }),
  picture: at<(typeof file)['read']>('GET', '/api/projects/:project/files/:file', { media: 'image/*' }),
  notices: at<(typeof notices)['list']>('GET', '/api/notices'),
  noticeCount: at<(typeof notices)['count']>('GET', '/api/notices/count'),
  readNotices: at<(typeof notices)['read']>('POST', '/api/projects/:project/notices/read'),
  departments: at<(typeof org)['departments']>('GET', '/api/projects/:project/departments'),
  staff: at<(typeof org)['staff']>('GET', '/api/projects/:project/staff'),
  unit: at<(typeof property)['unit']>('GET', '/api/projects/:project/units/:unit'),
  units: at<(typeof property)['units']>('GET', '/api/projects/:project/units'),
  places: at<(typeof property)['places']>('GET', '/api/projects/:project/places'),
  person: at<(typeof person)['page']>('GET', '/api/projects/:project/persons/:person'),
  reveal: at<(typeof person)['reveal']>('POST', '/api/projects/:project/persons/:person/reveal'),
  reveals: at<(typeof person)['ownerReveals']>('GET', '/api/owner/reveals'),
  approvals: at<(typeof privacy)['approvals']>('GET', '/api/projects/:project/approvals'),
  decideApproval: at<(typeof privacy)['decideApproval']>('POST', '/api/projects/:project/approvals/:approval/decide'),
  revealText: at<(typeof privacy)['revealText']>('POST', '/api/projects/:project/cases/:procedure/:id/originals'),
  myPrivacy: at<(typeof privacy)['mine']>('GET', '/api/projects/:project/mine/:person/privacy'),
  myConsent: at<(typeof privacy)['myConsent']>('POST', '/api/projects/:project/mine/:person/consents'),
  myAsk: at<(typeof privacy)['myAsk']>('POST', '/api/projects/:project/mine/:person/data-requests'),
  myCopy: at<(typeof privacy)['myCopy']>('GET', '/api/projects/:project/mine/:person/data-requests/:request/copy'),
  myCopyPdf: at<(typeof privacy)['myCopyPdf']>(
    'GET',
    '/api/projects/:project/mine/:person/data-requests/:request/copy/pdf',
    { media: 'application/pdf' },
  ),
  myDelivery: at<(typeof deliveries)['mine']>('GET', '/api/projects/:project/my-delivery'),
  setMyDelivery: at<(typeof deliveries)['setMine']>('POST', '/api/projects/:project/my-delivery'),
  ownDelivery: at<(typeof deliveries)['person']>('GET', '/api/projects/:project/mine/:person/delivery'),
  setOwnDelivery: at<(typeof deliveries)['setPerson']>('POST', '/api/projects/:project/mine/:person/delivery'),
  totp: at<(typeof totp)['state']>('GET', '/api/totp'),
  beginTotp: at<(typeof totp)['begin']>('POST', '/api/totp/begin'),
  confirmTotp: at<(typeof totp)['confirm']>('POST', '/api/totp/confirm'),
  totpCodes: at<(typeof totp)['codes']>('POST', '/api/totp/recovery-codes'),
  totpOff: at<(typeof totp)['off']>('POST', '/api/totp/off'),
  sessions: at<(typeof auth)['sessions']>('GET', '/api/sessions'),
  endOtherSessions: at<(typeof auth)['endOtherSessions']>('DELETE', '/api/sessions'),
  home: at<typeof ownerHome>('GET', '/api/owner/home'),
  myRepairs: at<(typeof repairs)['mine']>('GET', '/api/projects/:project/repairs/mine'),
  pool: at<(typeof repairs)['pool']>('GET', '/api/projects/:project/repairs/pool'),
  announcement: at<(typeof announcements)['read']>('GET', '/api/projects/:project/announcements/:case/public'),
  linkPage: at<(typeof links)['page']>('GET', '/api/link/:token'),
  linkAct: at<(typeof links)['act']>('POST', '/api/link/:token/:action', { keyed: true }),
  linkPicture: at<(typeof links)['file']>('GET', '/api/link/:token/files/:file', { media: 'image/*' }),
  linkUpload: at<(typeof links)['upload']>('POST', '/api/link/:token/files', { upload: true }),
}
