/** The chain of the company's own tables. Those of projects go by the project's id, which begins at 1. */
export const COMPANY_CHAIN = 0

/** A table whose rows are sealed. `key` names a row within its chain; `columns` are the rest of what is sealed. */
export interface SealedTable {
  table: string
  chain: 'project' | 'company'
  key: readonly string[]
  columns: readonly string[]
  /** Columns that may change later, or that say nothing, with the reason. */
  open: Readonly<Record<string, string>>
}

/**
 * Every append-only table, and those whose rows stay although something is noted on them later. The list of a table is
 * never changed for rows that are sealed: a column that comes later is sealed with a table of its own, or stays open.
 */
export const SEALED_TABLES: readonly SealedTable[] = [
  project(
    'case_action',
    ['case_id', 'seq'],
    [
      ...['id', 'action', 'from_state', 'to_state', 'actor_kind', 'actor_id', 'at', 'recorded_at'],
      ...['form', 'form_sha256', 'text_sha256', 'key'],
    ],
  ),
  project('case_barred', ['case_id', 'account_id'], ['at']),
  project('case_clock_level', ['clock_id', 'level'], ['due_at', 'fired_at', 'told_account']),
  project('case_erased', ['id'], ['case_id', 'at']),
  project('complaint_figures', ['id'], ['case_id', 'figures', 'taken_at']),
  project('consent', ['id'], ['person_id', 'purpose', 'version', 'given', 'way', 'account_id', 'at']),
  project('duty_occurrence', ['duty', 'period'], ['case_id', 'opens_at', 'due_at', 'handed_out_at']),
  project('group_declined', ['id'], ['case_ids', 'by_account', 'at']),
  project('policy', ['version'], ['body', 'effective_at', 'reason', 'made_by_account', 'made_at']),
  project('reveal', ['id'], ['person_id', 'account_id', 'kind', 'purpose', 'case_id', 'at', 'reason', 'request_id']),
  project(
    'signature',
    ['id'],
    [
      ...['case_id', 'action_id', 'form_name', 'form_sha256', 'image_sha256', 'signer_person_id', 'signer_account_id'],
      ...['relation', 'way', 'signed_at', 'seal'],
    ],
  ),
  company('audit_check', ['id'], ['chain', 'checked_at', 'number', 'row_count', 'fault_count']),
  company(
    'calendar_change',
    ['id'],
    ['from_on', 'to_on', 'source', 'kind', 'name', 'before', 'reason', 'account_id', 'at'],
    { moved_clocks: 'noted when the open clocks were moved', moved_at: 'noted when the open clocks were moved' },
  ),
  company('sign_in_change', ['id'], ['account_id', 'by_account', 'what', 'at']),
]

/** Append-only tables that are not sealed, with the reason. */
export const UNSEALED_TABLES: Readonly<Record<string, string>> = { audit_block: 'It is the chain.' }

export const tablesOf = (chain: number): readonly SealedTable[] =>
  SEALED_TABLES.filter((table) => (table.chain === 'company') === (chain === COMPANY_CHAIN))

/**
 * SQL for keys and hashes of a chain's rows: `condition` is put to each table, which it calls `t`. Values are told as
 * JSON; run `FIXED_TEXTS` before, since the text of instants and bytes follows settings of the connection. The number
 * of the transaction is not among them: the block says the range, and a row outside the range of its block is missing.
 */
export function rowsOf(chain: number, condition: string): string {
  const ofTable = ({ table, key, columns, chain: kind }: SealedTable) => {
    const named = columns.map((column) => `t."${column}"`).join(', ')
    const own = kind === 'project' ? `t.project_id = ${chain} and ` : ''
    return `select '${table}/' || concat_ws('/', ${key.map((column) => `t."${column}"`).join(', ')}) as key,
      sha256(convert_to(jsonb_build_array('${table}', ${named})::text, 'UTF8')) as hash
      from "${table}" t where ${own}${condition}`
  }
  return tablesOf(chain).map(ofTable).join('\nunion all\n')
}

/** For the running transaction: the same value has the same text on every server. */
export const FIXED_TEXTS = `set_config('timezone', 'UTC', true), set_config('bytea_output', 'hex', true)`

function project(table: string, key: readonly string[], columns: readonly string[]): SealedTable {
  return { table, chain: 'project', key, columns, open: {} }
}

function company(
  table: string,
  key: readonly string[],
  columns: readonly string[],
  open: SealedTable['open'] = {},
): SealedTable {
  return { table, chain: 'company', key, columns, open }
}
