import { useT } from '../../../web/core/i18n.ts'
import type { Figures } from '../complaint.contract.ts'
import { bones } from '../fishbone.ts'

const WIDTH = 980
const HALF = 190
const HEAD = 130
const LINE = 19

/** 鱼骨图: groups of causes as bones on a spine, with what they were told by as ribs. */
export function Fishbone({ fishbone }: { fishbone: Figures['fishbone'] }) {
  const t = useT()
  const columns = Math.max(1, Math.ceil(fishbone.length / 2))
  const step = (WIDTH - HEAD - 40) / columns
  const total = fishbone.reduce((sum, { count }) => sum + count, 0)
  return (
    <svg className="fishbone" viewBox={`0 0 ${WIDTH} ${HALF * 2}`} role="img" aria-label={t('投诉成因鱼骨图')}>
      <line x1={20} y1={HALF} x2={WIDTH - HEAD} y2={HALF} className="spine" />
      <path
        d={`M${WIDTH - HEAD} ${HALF - 34} L${WIDTH - 8} ${HALF} L${WIDTH - HEAD} ${HALF + 34} Z`}
        className="head"
      />
      <text x={WIDTH - HEAD + 12} y={HALF + 5} className="of">
        {t('投诉 {count}', { count: total })}
      </text>
      {fishbone.map(({ bone, count, ribs }, index) => {
        const up = index % 2 === 0 ? -1 : 1
        const foot = 20 + (Math.floor(index / 2) + 1) * step
        const tip = { x: foot - 70, y: HALF + up * (HALF - 26) }
        return (
          <g key={bone}>
            <line x1={tip.x} y1={tip.y} x2={foot} y2={HALF} className="bone" />
            <text x={tip.x} y={tip.y + (up < 0 ? -8 : 18)} className="bone-name">
              {t(bones[bone])} {count}
            </text>
            {ribs.map(({ item, word, count: times }, rib) => {
              const y = tip.y - up * (LINE * (rib + 1) + 4)
              const x = tip.x + ((y - tip.y) / (HALF - tip.y)) * (foot - tip.x)
              return (
                <text key={`${item} ${word}`} x={x - 8} y={y + 4} className="rib">
                  {word ? `${item}·${word}` : item} {times > 1 ? `×${times}` : ''}
                </text>
              )
            })}
          </g>
        )
      })}
    </svg>
  )
}
