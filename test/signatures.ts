import type { SignatureStore } from '../src/kernel/case/engine.ts'
export function testSignatures(_secrets: unknown): SignatureStore {
  return { record: async () => {} }
}
