import { startPostgres } from '../src/embedded/supervisor.ts'

/**
 * A server process for the supervisor's tests: starts the database of the folder given, tells how in one JSON line and
 * lives until it is killed or its standard input says `stop`. After that it tells the log lines it was given.
 * STOP_TIMEOUT_MS is how long a stop waits before it asks more firmly.
 */
async function main(): Promise<void> {
  const lines: string[] = []
  const postgres = await startPostgres({
    dataDir: process.argv[2]!,
    log: (line) => lines.push(line),
    ...(process.env.STOP_TIMEOUT_MS ? { stopTimeoutMs: Number(process.env.STOP_TIMEOUT_MS) } : {}),
  })
  console.log(JSON.stringify({ ...postgres, pid: postgres.pid() }))
  process.stdin.on('data', async (input) => {
    if (input.toString().trim() !== 'stop') return
    await postgres.stop()
    console.log(JSON.stringify(lines))
    process.exit(0)
  })
}

main().catch((error: Error) => {
  console.log(JSON.stringify({ error: error.message }))
  process.exit(1)
})
