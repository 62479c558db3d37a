import { build } from 'vite'

/** Builds the three faces into dist/web. Settings: vite.config.ts. */
await build({ logLevel: process.argv.includes('--quiet') ? 'warn' : 'info' })
