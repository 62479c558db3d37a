import { sql } from 'kysely'
import type { CaseSheet, RoomReads } from '../../kernel/case/sheets.ts'
import { say } from '../../kernel/text/translate.ts'
import type { RepairOrder } from './repair.order.ts'
import { repairRegister } from './repair.register.ts'
import { type InvoiceData, invoice, ownerRepairRegister } from './repair.sheets.ts'
import type { RepairSlipData } from './repair.slip.ts'
import { repairSlip } from './repair.slip.ts'
import { slipData } from './repair.slip-data.ts'

const slip: CaseSheet<RepairSlipData> = {
  sheet: repairSlip,
  forOwner: true,
  fill: ({ of, row, place, person, nameOf, doneBy, signature }) => {
    const order = row as RepairOrder
    return slipData(order, of, {
      place: place ?? '',
      reporter: person && [person.name, person.phoneMasked].filter(Boolean).join(' '),
      taker: nameOf(order.technicianId) ?? order.contractor,
      failedDepartment: nameOf(order.nonConformityDepartmentId),
      checkedBy: doneBy('file')?.name ?? null,
      signature,
    })
  },
}

const delivery: CaseSheet<InvoiceData> = {
  sheet: invoice,
  forOwner: true,
  fill: ({ of, row, place, doneBy, signature }) => {
    const order = row as RepairOrder
    return {
      slipNumber: of.number,
      place: place ?? '',
      invoiceNumber: order.invoiceNo,
      amountFen: order.countedFen,
      items: order.invoiceNo && [...order.priceItems.map(({ name }) => name), '维修费'].slice(0, 3).join('、'),
      issuedAt: order.invoicedAt,
      issuedBy: doneBy('countCharge')?.name ?? null,
      deliveredAt: order.invoiceDeliveredAt,
      deliveredBy: doneBy('deliverInvoice')?.name ?? null,
      ownerSignature: signature('deliverInvoice'),
    }
  },
}

/** What people outside the staff see of a repair, and its forms. */
export const repairReads: RoomReads = {
  ownerColumns: [
    'place',
    'trade',
    'content',
    'urgent',
    'photos',
    'payer',
    'payerReason',
    'priceItems',
    'priceFen',
    'priceToldAt',
    'priceAgreedAt',
    'reportedAt',
    'dispatchedAt',
    'technicianId',
    'contractor',
    'takenAt',
    'appointmentAt',
    'nobodyHomeAt',
    'arrivedAt',
    'finding',
    'materials',
    'materialsFen',
    'labourFen',
    'quotedAt',
    'verifiedAt',
    'partsExpectedOn',
    'startedAt',
    'workDone',
    'afterPhotos',
    'finishedAt',
    'chargeFen',
    'chargeMethod',
    'chargedAt',
    'invoiceNo',
    'invoiceDeliveredAt',
    'signedAt',
    'rating',
    'opinion',
    'calledBackAt',
    'reworkCount',
    'cancelReason',
  ],
  // What an outside contractor needs for the job; prices that were told to the owner are not his business.
  contractorColumns: [
    'place',
    'trade',
    'content',
    'keyPoints',
    'urgent',
    'photos',
    'payer',
    'contractor',
    'contractorContact',
    'takenAt',
    'appointmentAt',
    'arrivedAt',
    'checkedAt',
    'finding',
    'judgement',
    'reviewConclusion',
    'materials',
    'materialsFen',
    'labourFen',
    'quotedAt',
    'verifiedAt',
    'partsExpectedOn',
    'startedAt',
    'workDone',
    'afterPhotos',
    'finishedAt',
    'signedAt',
    'rating',
  ],
  sheets: [slip, delivery],
  registers: [{ sheet: ownerRepairRegister, fill: repairRegister }],
  holdsBack: async (tx, projectId, personId) => {
    const { rows } = await sql<{ number: string }>`
      select c.number from cases c join repair_order r on r.project_id = c.project_id and r.case_id = c.id
      where c.project_id = ${projectId} and c.person_id = ${personId} and r.charge_fen > 0 and r.counted_at is null
      order by c.number limit 5`.execute(tx)
    return rows.map(({ number }) => say('维修单 {number} 的收费还没有结清', { number }))
  },
}
