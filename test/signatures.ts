import sharp from 'sharp'
import type { SignatureInput } from '../src/kernel/case/engine.ts'

/** A line as a finger draws it on the glass. */
const scribble = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="160">
    <path d="M30 110 C 60 20, 110 20, 120 100 S 180 150, 210 60 S 290 30, 300 110 S 350 140, 375 70"
      fill="none" stroke="#111" stroke-width="5"/></svg>`,
)
const drawn = `data:image/png;base64,${(await sharp(scribble).png().toBuffer()).toString('base64')}`

/** A signature drawn on the pad. */
export function signatureBy(signerName: string, relation: string): SignatureInput {
  return { image: drawn, signerName, relation, way: 'pad' }
}
