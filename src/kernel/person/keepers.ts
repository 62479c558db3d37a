/** Those who keep the residents' file: they change it, and may look a field up for a purpose of their own. */
export const KEEPERS = [
  'receptionist',
  'service-officer',
  'butler',
  'service-supervisor',
  'service-director',
  'manager',
] as const
