import { createRequire } from 'node:module'
import sharp from 'sharp'
import { pathTo } from './strokes.ts'

/**
 * Drawings that stand for the photos of the demo: what is broken, what it looks like repaired, and the number on a
 * door. Drawn by the program, so that nobody's home is shown.
 */

/** What is on the picture. */
export const subjects = [
  'tap',
  'pipe',
  'toilet',
  'lamp',
  'socket',
  'lock',
  'window',
  'wall',
  'floor',
  'lift',
  'phone',
  'pump',
  'notice',
] as const
export type Subject = (typeof subjects)[number]

const titles: Readonly<Record<Subject, string>> = {
  tap: '龙头',
  pipe: '管路',
  toilet: '马桶',
  lamp: '灯具',
  socket: '插座',
  lock: '门锁',
  window: '门窗',
  wall: '墙面',
  floor: '地面',
  lift: '电梯',
  phone: '对讲',
  pump: '水泵',
  notice: '张贴与签到',
}

/** Pictures are drawn on a ground of 960 × 720 and kept a little smaller. */
const WIDTH = 720
const HEIGHT = 540
const FONT = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf',
)

/** A photo of a subject before or after the work, as JPEG. */
export function drawSubject(subject: Subject, after: boolean): Promise<Buffer> {
  const tint = after ? '#dfe9e2' : '#e4e2dc'
  const trouble = after ? mended : troubles[subject]
  const when = subject === 'notice' ? '现场' : after ? '维修后' : '维修前'
  return picture(tint, `${shapes[subject]}${trouble}`, `${titles[subject]}　${when}`)
}

/** The plate beside a door with its number: what a technician photographs when nobody is home. */
export function drawDoor(code: string): Promise<Buffer> {
  const door = `<rect x="250" y="70" width="330" height="650" rx="6" fill="#6b4a35" stroke="#4a3325" stroke-width="10"/>
    <rect x="290" y="120" width="250" height="220" fill="none" stroke="#543a2a" stroke-width="8"/>
    <rect x="290" y="390" width="250" height="270" fill="none" stroke="#543a2a" stroke-width="8"/>
    <circle cx="545" cy="400" r="16" fill="#c9b27a"/><rect x="640" y="250" width="240" height="110" rx="8" fill="#2f4858" stroke="#e8e2cf" stroke-width="4"/>`
  return picture('#d9d4c8', door, `门牌　${code}`, { text: code, left: 500, top: 208, size: 26 })
}

/** Line drawings on a plain ground. */
const metal = 'fill="#b9c0c6" stroke="#59626a" stroke-width="6"'
const white = 'fill="#f6f6f2" stroke="#8d918f" stroke-width="5"'
const shapes: Readonly<Record<Subject, string>> = {
  tap: `<rect x="120" y="520" width="720" height="110" rx="20" ${white}/><path d="M450 520V300q0-90 100-90h60q60 0 60 60v60h-60v-30q0-20-30-20h-20q-30 0-30 40v200z" ${metal}/><rect x="430" y="180" width="110" height="36" rx="18" ${metal}/>`,
  pipe: `<path d="M90 250h380q90 0 90 90v40q0 70 70 70h240" fill="none" stroke="#59626a" stroke-width="92"/><path d="M90 250h380q90 0 90 90v40q0 70 70 70h240" fill="none" stroke="#c7ccd0" stroke-width="76"/><rect x="330" y="196" width="60" height="108" rx="8" ${metal}/>`,
  toilet: `<rect x="560" y="150" width="180" height="250" rx="16" ${white}/><path d="M230 380h510q0 180-190 200v80H390v-80q-150-30-160-200z" ${white}/><ellipse cx="410" cy="385" rx="190" ry="46" ${white}/>`,
  lamp: `<rect x="0" y="0" width="960" height="70" fill="#cfcabd"/><rect x="465" y="70" width="30" height="150" fill="#7d7f80"/><path d="M330 220h300l70 150H260z" ${metal}/><ellipse cx="480" cy="380" rx="150" ry="46" fill="#fff6cf" stroke="#c9bb85" stroke-width="5"/>`,
  socket: `<rect x="300" y="180" width="360" height="360" rx="26" ${white}/><path d="M420 280l30 50M540 280l-30 50" stroke="#3c4144" stroke-width="18"/><path d="M390 410v60M480 430v60M570 410v60" stroke="#3c4144" stroke-width="18"/>`,
  lock: `<rect x="0" y="0" width="960" height="720" fill="#7a5a43"/><rect x="390" y="130" width="180" height="440" rx="20" ${metal}/><circle cx="480" cy="270" r="52" fill="#e2dfd6" stroke="#59626a" stroke-width="6"/><rect x="330" y="400" width="250" height="44" rx="22" ${metal}/>`,
  window: `<rect x="170" y="90" width="620" height="520" fill="#b8d4e3" stroke="#e9ecec" stroke-width="26"/><path d="M480 90v520M170 350h620" stroke="#e9ecec" stroke-width="22"/><rect x="492" y="320" width="26" height="90" rx="10" ${metal}/>`,
  wall: `<rect x="0" y="0" width="960" height="600" fill="#efe9dc"/><rect x="0" y="600" width="960" height="30" fill="#b8a98c"/><path d="M0 150h960M0 300h960M0 450h960M240 0v600M480 0v600M720 0v600" stroke="#d8cfbc" stroke-width="3"/>`,
  floor: `<path d="M0 260h960v460H0z" fill="#c8a77c"/><path d="M0 360h960M0 460h960M0 560h960M0 660h960M180 260v100M520 360v100M300 460v100M700 560v100" stroke="#a98a62" stroke-width="5"/>`,
  lift: `<rect x="200" y="60" width="240" height="600" ${metal}/><rect x="450" y="60" width="240" height="600" ${metal}/><rect x="750" y="260" width="90" height="190" rx="12" fill="#30363a"/><circle cx="795" cy="320" r="24" fill="#e7e3d6"/><circle cx="795" cy="395" r="24" fill="#e7e3d6"/>`,
  phone: `<rect x="310" y="120" width="340" height="460" rx="26" ${white}/><rect x="350" y="160" width="260" height="190" fill="#27323a"/><circle cx="420" cy="440" r="34" ${metal}/><circle cx="540" cy="440" r="34" ${metal}/>`,
  pump: `<rect x="120" y="560" width="720" height="60" fill="#767b7e"/><circle cx="380" cy="420" r="150" fill="#3d7a8a" stroke="#22525e" stroke-width="10"/><rect x="520" y="340" width="260" height="150" rx="20" fill="#47616b" stroke="#22525e" stroke-width="10"/><path d="M380 270V120h180" fill="none" stroke="#59626a" stroke-width="56"/>`,
  notice: `<rect x="130" y="70" width="700" height="540" rx="10" fill="#8d6f4d"/><rect x="150" y="90" width="660" height="500" fill="#d9c7a3"/><rect x="320" y="130" width="320" height="420" ${white}/><path d="M360 190h240" stroke="#b5423a" stroke-width="22"/><path d="M360 250h240M360 290h240M360 330h200M360 370h240M360 410h160M480 470h120M480 505h120" stroke="#7f878c" stroke-width="9"/><circle cx="480" cy="140" r="12" fill="#b5423a"/>`,
}

const drops = (x: number, y: number) =>
  `<g fill="#4d90c7">${[0, 90, 170].map((fall, index) => `<path d="M${x + index * 6} ${y + fall}q26 46 0 62q-26-16 0-62z"/>`).join('')}</g>`
const ring = (x: number, y: number, r: number) =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="none" stroke="#d9382b" stroke-width="9" stroke-dasharray="34 14"/>`
const crack = (x: number, y: number) =>
  `<path d="${pathTo([x, y], [x + 60, y + 50], [x + 40, y + 110], [x + 110, y + 170], [x + 90, y + 230])}" fill="none" stroke="#4c443a" stroke-width="7"/>`

const troubles: Readonly<Record<Subject, string>> = {
  tap: drops(640, 340) + ring(640, 320, 110),
  pipe: drops(360, 310) + ring(360, 250, 110),
  toilet: `<path d="M200 640q260-50 560 0q-120 50-560 0z" fill="#7fb0d4"/>${ring(480, 640, 120)}`,
  lamp: `<ellipse cx="480" cy="380" rx="150" ry="46" fill="#6d6a60"/>${ring(480, 380, 170)}`,
  socket: `<path d="M470 330l-40 70h50l-40 80" fill="none" stroke="#e2902b" stroke-width="14"/>${ring(480, 360, 210)}`,
  lock: crack(450, 230) + ring(480, 270, 110),
  window: crack(240, 150) + ring(330, 270, 150),
  wall: `<path d="M330 200q180-60 300 40q60 120-90 190q-200 40-230-90z" fill="#cdbfa6"/>${crack(430, 220)}${ring(470, 300, 210)}`,
  floor: `<path d="M300 470l200-40 40 90-230 30z" fill="#8f6f49"/>${ring(430, 490, 170)}`,
  lift: `<path d="M440 60v600" stroke="#1d2123" stroke-width="26"/>${ring(795, 355, 110)}`,
  phone: `<path d="M350 160l260 190M610 160l-260 190" stroke="#6a7780" stroke-width="6"/>${ring(480, 255, 170)}`,
  pump: drops(470, 260) + ring(380, 420, 190),
  notice: '',
}

const mended = `<circle cx="860" cy="110" r="56" fill="#2e8b57"/><path d="M834 112l20 22 36-44" fill="none" stroke="#fff" stroke-width="13"/>`

async function picture(
  tint: string,
  drawing: string,
  label: string,
  plate?: { text: string; left: number; top: number; size: number },
): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 960 720"><defs>
    <radialGradient id="light" cx="35%" cy="25%" r="95%"><stop offset="0" stop-color="#fff" stop-opacity=".55"/><stop offset="1" stop-color="#000" stop-opacity=".28"/></radialGradient></defs>
    <rect width="100%" height="100%" fill="${tint}"/>${drawing}<rect width="100%" height="100%" fill="url(#light)"/>
    <rect x="0" y="660" width="960" height="60" fill="#000" fill-opacity=".45"/></svg>`
  const texts = [{ input: await text(label, 20), left: 20, top: 502 }]
  if (plate) texts.push({ input: await text(plate.text, plate.size), left: plate.left, top: plate.top })
  return sharp(Buffer.from(svg)).composite(texts).jpeg({ quality: 92 }).toBuffer()
}

/** White writing; the font is the one that sheets are printed in, since a machine need not have a Chinese one. */
function text(words: string, size: number): Promise<Buffer> {
  return sharp({
    text: {
      text: `<span foreground="white">${words}</span>`,
      fontfile: FONT,
      font: `Noto Sans SC ${size}`,
      rgba: true,
      dpi: 96,
    },
  })
    .png()
    .toBuffer()
}
