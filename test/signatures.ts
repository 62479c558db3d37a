import type { SignatureInput, SignatureStore } from '../src/kernel/case/engine.ts'

export function testSignatures(_secrets: unknown): SignatureStore {
  return { record: async () => {} }
}

export function signatureBy(signerName: string, relation: string): SignatureInput {
  return { image: 'data:image/png;base64,', signerName, relation, way: 'pad' }
}
