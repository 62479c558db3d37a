import { PhoneFilled } from '@ant-design/icons'
import { useEffect } from 'react'
import { paths } from '../../../web/console/paths.ts'
import { Go, usePath } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { drills } from '../drill.contract.ts'
import './drill.css'

/** The telephone of a drill is heard on every page, and seen on those that are not the desk. */
export function DrillBell() {
  const t = useT()
  const project = useProject()
  const { data } = useAsk(drills.now, { params: { project } }, { everyMs: 1_000, follows: 'nothing' })
  const rings = (data?.ringing.length ?? 0) > 0
  useRinging(rings)
  if (usePath().startsWith(paths.desk()) || !rings) return null
  return (
    <div role="alert">
      <Go href={paths.desk()} className="drill-bell">
        <PhoneFilled className="drill-phone" /> {t('电话响了，回前台接听')}
      </Go>
    </div>
  )
}

/** Two short tones every so often, as long as it rings. */
function useRinging(rings: boolean): void {
  useEffect(() => {
    if (!rings) return
    const audio = new AudioContext()
    const ring = () => [0, 0.3].forEach((after) => void tone(audio, after))
    ring()
    const timer = setInterval(ring, 2_500)
    return () => {
      clearInterval(timer)
      audio.close().catch(() => {})
    }
  }, [rings])
}

function tone(audio: AudioContext, after: number): void {
  const from = audio.currentTime + after
  const source = new OscillatorNode(audio, { frequency: 620 })
  source.connect(new GainNode(audio, { gain: 0.08 })).connect(audio.destination)
  source.start(from)
  source.stop(from + 0.22)
}
