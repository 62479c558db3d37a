import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { dumpSchema } from '../src/kernel/db/dump.ts'
import { typeText } from '../src/kernel/db/type-text.ts'
import { version } from '../src/kernel/root.ts'
import { describeApi } from '../src/server.ts'
import { startTestServer, urlOfDatabase } from '../test/server.ts'
import { keepersDocument } from './keepers.ts'

/**
 * Writes what is generated and committed. `--check` writes nothing and fails when a file would change.
 *
 *   node --import tsx scripts/generate.ts [--check]
 */
async function main(): Promise<void> {
  const check = process.argv.includes('--check')
  const files: Record<string, string> = {
    ...(await fromDatabase()),
    'openapi.json': await describeApi(version),
    'docs/keepers.md': keepersDocument(),
  }
  const stale = Object.entries(files).filter(([path, text]) => current(path) !== text)
  for (const [path, text] of check ? [] : stale) writeFileSync(absolute(path), text)
  for (const [path] of stale) console.log(check ? `${path} is out of date: run npm run generate` : `${path} written`)
  if (stale.length === 0) console.log('everything generated is up to date')
  if (check && stale.length > 0) process.exitCode = 1
}

/** From a database with all migrations applied. */
async function fromDatabase(): Promise<Record<string, string>> {
  const { server, stop } = await startTestServer()
  const client = new pg.Client({ connectionString: urlOfDatabase(server.ownerUrl, server.template) })
  try {
    await client.connect()
    return { 'db/schema.sql': await dumpSchema(client), 'src/kernel/db/types.ts': await typeText(client) }
  } finally {
    await client.end()
    await stop()
  }
}

function absolute(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

function current(path: string): string | null {
  return existsSync(absolute(path)) ? readFileSync(absolute(path), 'utf8') : null
}

await main()
