import type { Engine, SignatureInput } from '../kernel/case/engine.ts'
import type { TimeSource } from '../kernel/clock/time.ts'
import type { Database } from '../kernel/db/db.ts'
import { FileStore } from '../kernel/file/file.ts'
import type { Secrets } from '../kernel/secrets.ts'
import { inked, signatureStore } from '../kernel/signature/signature.ts'
import { drawSignature } from './strokes.ts'

/** A name is drawn in so many ways: nobody signs twice alike, and nobody looks at more of them side by side. */
const HANDS = 2
const hands = new Map<string, Promise<string>>()

/** The signature of a name as a pad gives it. `occasion` chooses among the ways in which it is drawn. */
export function handOf(name: string, occasion: number): Promise<SignatureInput['image'] & string> {
  const key = `${name} ${occasion % HANDS}`
  const known = hands.get(key) ?? drawSignature(name, occasion % HANDS)
  hands.set(key, known)
  return known
}

/**
 * The signature stores of one simulation, each with its own time. The same drawings come in again and again: each is
 * checked, cleaned and written to the disk once.
 */
export function signaturesOf(
  db: Database,
  dataDir: string,
  secrets: Secrets,
): (time: TimeSource) => Engine['signatures'] {
  const cleaned = new Map<string, ReturnType<typeof inked>>()
  const written = new Map<string, Promise<void>>()
  const ink = (bytes: Buffer) => {
    const key = bytes.toString('base64')
    const known = cleaned.get(key) ?? inked(bytes)
    cleaned.set(key, known)
    return known
  }
  class Once extends FileStore {
    protected override write(sha256: Buffer, bytes: Buffer): Promise<void> {
      const key = sha256.toString('hex')
      const known = written.get(key) ?? super.write(sha256, bytes)
      written.set(key, known)
      return known
    }
  }
  return (time) => signatureStore(new Once(db, dataDir, time), secrets, ink)
}
