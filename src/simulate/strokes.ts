import sharp from 'sharp'
import { type Random, seeded } from './random.ts'

type Point = readonly [number, number]

const WIDTH = 360
const HEIGHT = 150

/**
 * A signature as a pad gives it: a PNG as data URL. Each character of the name becomes a few strokes such as a hand
 * draws on glass, always the same hand for the same name, never quite the same twice (`occasion`).
 */
export async function drawSignature(name: string, occasion: number): Promise<string> {
  const hand = seeded([...name].reduce((sum, char) => (sum * 31 + char.codePointAt(0)!) >>> 0, 7))
  const shake = seeded(occasion * 977 + name.length)
  const characters = [...name].slice(0, 4)
  const step = (WIDTH - 45) / Math.max(characters.length, 2)
  const strokes = characters.flatMap((_, index) => characterStrokes(hand, shake, 22 + index * step, step * 0.86))
  const lines = strokes.map(
    ({ points, weight }) => `<path d="${pathTo(...points)}" stroke-width="${weight.toFixed(1)}"/>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="#fff"/>
    <g fill="none" stroke="#1b2a4a" stroke-linecap="round" stroke-linejoin="round">${lines.join('')}</g></svg>`
  const png = await sharp(Buffer.from(svg)).png({ compressionLevel: 4 }).toBuffer()
  return `data:image/png;base64,${png.toString('base64')}`
}

/** A smooth line through points: each corner becomes the control point of a curve. */
export function pathTo(...points: readonly Point[]): string {
  const [first, ...rest] = points
  const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
  const curves = rest.slice(0, -1).map((point, index) => `Q${at(point)} ${at(middle(point, rest[index + 1]!))}`)
  return `M${at(first!)}${curves.join('')}L${at(rest.at(-1)!)}`
}

const at = ([x, y]: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`

/** Horizontals, verticals, falls to both sides and hooks, as in running hand: four to seven per character. */
function characterStrokes(hand: Random, shake: Random, left: number, size: number) {
  const top = 22 + hand.between(-6, 6)
  const near = (value: number) => value + (shake.next() - 0.5) * 5
  const place = (x: number, y: number): Point => [near(left + x * size), near(top + y * 98)]
  return Array.from({ length: hand.between(4, 7) }, () => {
    const [x, y] = [hand.next() * 0.45, hand.next() * 0.7]
    const kind = hand.weighed({ across: 3, down: 3, left: 2, right: 2, hook: 2 })
    const points = {
      across: [place(x, y), place(x + 0.3, y - 0.04), place(x + 0.55, y - 0.08)],
      down: [place(x + 0.3, y * 0.4), place(x + 0.29, y * 0.4 + 0.3), place(x + 0.31, y * 0.4 + 0.6)],
      left: [place(x + 0.4, y * 0.5), place(x + 0.25, y * 0.5 + 0.3), place(x - 0.02, y * 0.5 + 0.5)],
      right: [place(x + 0.15, y * 0.5), place(x + 0.35, y * 0.5 + 0.32), place(x + 0.62, y * 0.5 + 0.5)],
      hook: [place(x, y), place(x + 0.5, y - 0.05), place(x + 0.42, y + 0.28), place(x + 0.28, y + 0.22)],
    }[kind]
    return { points, weight: 2.4 + hand.next() * 2.2 }
  })
}
