import type { Role } from '../../org/roles.ts'

/** Who may import the estate and its residents: those who answer for the residents' file. */
export const FILE_KEEPERS: readonly Role[] = ['manager', 'service-director', 'service-supervisor']
