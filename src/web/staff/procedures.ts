import type { Procedure } from '../../kernel/case/procedure.ts'
import { announcement } from '../../rooms/complaint/announcement.procedure.ts'
import { complaint } from '../../rooms/complaint/complaint.procedure.ts'
import { dispute } from '../../rooms/complaint/dispute.procedure.ts'
import { complaintReport } from '../../rooms/complaint/report.procedure.ts'
import { study } from '../../rooms/complaint/study.procedure.ts'
import { suggestion } from '../../rooms/complaint/suggestion.procedure.ts'
import { publication } from '../../rooms/disclosure/publication.procedure.ts'
import { contact, matter } from '../../rooms/intake/intake.procedure.ts'
import { mannersCheck } from '../../rooms/intake/manners.procedure.ts'
import { repair } from '../../rooms/repair/repair.procedure.ts'

/** The procedures whose forms the staff phone can fill in; loaded with the first case that somebody opens. */
export const procedures: Readonly<Record<string, Procedure>> = {
  repair,
  matter,
  contact,
  manners: mannersCheck,
  publication,
  complaint,
  suggestion,
  dispute,
  announcement,
  study,
  'complaint-report': complaintReport,
}
