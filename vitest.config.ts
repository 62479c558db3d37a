import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Reading the code anew for each of a hundred files would be a tenth of the whole run.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Generous: the machines are shared, and no test asserts a wall-clock time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // CI shares its machine: a test that fails there must fail twice. At the desk it fails at once.
    retry: process.env.CI ? 1 : 0,
  },
})
