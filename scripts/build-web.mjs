import { build } from 'vite'
import { buildManual } from './manual.mjs'

/** Builds the three faces into dist/web, and the manual beside them. Settings: vite.config.ts. */
await build({ logLevel: process.argv.includes('--quiet') ? 'warn' : 'info' })
buildManual()
