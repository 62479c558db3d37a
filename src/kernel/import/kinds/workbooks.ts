import type { ImportKind } from '../kind.ts'
import { buildings } from './buildings.ts'
import { people } from './people.ts'
import { relations } from './relations.ts'
import { staff } from './staff.ts'
import { parking, units } from './units.ts'

/** The workbooks of an estate, in the order in which they build on each other. */
export const workbooks: readonly ImportKind[] = [buildings, units, parking, people, relations, staff]
