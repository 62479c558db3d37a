import { z } from 'zod'
import { outcome } from '../../kernel/case/case.contract.ts'
import { contract, id } from '../../kernel/http/contract.ts'
import { complaint, dispute, suggestion } from '../complaint/complaint.procedure.public.ts'
import { repair } from '../repair/repair.procedure.public.ts'
import { contact, matter } from './intake.procedure.ts'

const ofMatter = matter.actions
const ofRepair = repair.actions
const ofContact = contact.actions
const ofComplaint = complaint.actions

/** Comes from the matter that the work hangs under, so it is said only once. */
const inherited = { unitId: true, placeId: true, personId: true, parentId: true, content: true, photos: true } as const

/** The desk's work in one command: every part is the form of the action that performs it. */
export const takeBody = z
  .strictObject({
    matterId: id,
    /**
     * The matter was registered before, by the owner or by any of the staff: `register` then says what the work takes
     * over, and is not performed again.
     */
    registered: z.literal(true).optional(),
    register: ofMatter.register.form,
    /** What was judged besides the kind, whatever is done next. */
    sorted: ofMatter.sort.form.pick({ department: true, topic: true }).optional(),
    next: z.discriminatedUnion('as', [
      /** 报修: the slip is opened, paid by somebody, priced where the owner pays, and handed out. */
      z.strictObject({
        as: z.literal('repair'),
        repairId: id,
        repair: ofRepair.register.form.omit(inherited),
        payer: ofRepair.decidePayer.form.optional(),
        price: ofRepair.tellPrice.form.optional(),
        dispatch: z.discriminatedUnion('to', [
          z.strictObject({ to: z.literal('technician'), ...ofRepair.assign.form.shape }),
          z.strictObject({ to: z.literal('pool'), ...ofRepair.offer.form.shape }),
          /** Registered only: an emergency pages those on duty, or the slip waits for the answer of the owner. */
          z.strictObject({ to: z.literal('later') }),
        ]),
      }),
      /** 工作联系单 to a department. */
      z.strictObject({
        as: z.literal('contact'),
        contactId: id,
        contact: ofContact.issue.form.omit({
          unitId: true,
          placeId: true,
          personId: true,
          parentId: true,
          content: true,
        }),
      }),
      /** 投诉: a case of its own under the matter; when it was heard is the matter's to say. */
      z.strictObject({
        as: z.literal('complaint'),
        complaintId: id,
        complaint: ofComplaint.register.form.omit({ ...inherited, heardAt: true, heardById: true, postedAt: true }),
      }),
      /** 建议, or a need. */
      z.strictObject({
        as: z.literal('suggestion'),
        suggestionId: id,
        suggestion: suggestion.actions.collect.form.pick({ kind: true }),
      }),
      /** 邻里纠纷. */
      z.strictObject({
        as: z.literal('dispute'),
        disputeId: id,
        dispute: dispute.actions.register.form.pick({ topic: true, otherSide: true, otherUnitId: true }),
      }),
      /** Answered and closed while the caller is on the line. */
      z.strictObject({ as: z.literal('answer'), sort: ofMatter.sort.form, answer: ofMatter.settle.form }),
      /** 群诉: handled with others by work that is open already. */
      z.strictObject({ as: z.literal('join'), sort: ofMatter.sort.form, join: ofMatter.join.form }),
      /** Sorted, worked on later. */
      z.strictObject({ as: z.literal('sort'), sort: ofMatter.sort.form }),
      /** Registered, sorted later. */
      z.strictObject({ as: z.literal('leave') }),
    ]),
  })
  .refine(({ registered, next }) => !registered || next.as !== 'leave', { path: ['next'], message: '请选怎么办理' })
  .meta({ id: 'DeskTake' })
export type TakeBody = z.input<typeof takeBody>

/** Apart from what the desk reads, since it brings the forms of all procedures with it. */
export const deskTake = contract({
  method: 'POST',
  path: '/api/projects/:project/desk/take',
  title: 'Take a call: register the matter, sort it, and open, price and hand out the work, all or nothing',
  may: ['receptionist'],
  body: takeBody,
  /** What each part answered, in the order in which they were performed. */
  answer: z.strictObject({
    matter: outcome,
    work: outcome.nullable(),
    parts: z.array(outcome),
  }),
  keyed: true,
})
