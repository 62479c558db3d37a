/**
 * Every table of the schema, in one of three classes. A structural test compares this list with the database and
 * checks what each class promises.
 */

/** Rows of one project (小区): project_id first in every key, row level security, no triggers. */
export const PROJECT_TABLES: readonly string[] = [
  'account_person',
  'building',
  'case_action',
  'case_clock',
  'case_clock_level',
  'case_counter',
  'case_flag',
  'case_link',
  'case_original',
  'case_text',
  'case_text_original',
  'cases',
  'clock_trouble',
  'complaint_announcement',
  'complaint_figures',
  'complaint_record',
  'complaint_report',
  'complaint_study',
  'consent',
  'contact_slip',
  'dispute',
  'duty_occurrence',
  'data_request',
  'emergency_contact',
  'entrance',
  'file',
  'group_declined',
  'import_row',
  'import_run',
  'import_trouble',
  'intake_matter',
  'manners_check',
  'notice',
  'person',
  'person_phone',
  'person_secret',
  'place',
  'policy',
  'publication',
  'repair_order',
  'residence',
  'reveal',
  'reveal_request',
  'sign_in_slip',
  'signature',
  'signature_text',
  'triage_example',
  'suggestion',
  'unit',
  'vehicle',
  'zone',
]

/** Rows of the whole company, with the reason why they belong to no project. None holds residents' data. */
export const COMPANY_TABLES: Readonly<Record<string, string>> = {
  account: 'A person signs in once and may work or live in several projects.',
  calendar_change: 'Follows calendar_day.',
  calendar_day: 'Holidays are the same everywhere.',
  case_barred: 'Read with the session, before a project is chosen; holds ids of cases and accounts only.',
  company: 'The one company of the installation.',
  department: 'Departments are the company’s.',
  on_duty: 'The list is read before a project is chosen; it names accounts only.',
  post: 'A post may stand above all projects.',
  post_holding: 'Follows post.',
  project: 'The list of projects itself.',
  schema_migration: 'The history of the schema.',
  session: 'A session reaches all projects of its account.',
}

/** Work that is passed on, local to one server: no keys across to other tables. */
export const QUEUE_TABLES: readonly string[] = []

/** The application may only add rows here: the log, what was signed, who looked, what was decided. */
export const APPEND_ONLY_TABLES: readonly string[] = [
  'case_action',
  'case_barred',
  'case_clock_level',
  'complaint_figures',
  'duty_occurrence',
  'consent',
  'group_declined',
  'policy',
  'reveal',
  'signature',
]
