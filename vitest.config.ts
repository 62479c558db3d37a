import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Generous: the machines are shared, and no test asserts a wall-clock time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // CI shares its machine: a test that fails there must fail twice. At the desk it fails at once.
    retry: process.env.CI ? 1 : 0,
  },
})
