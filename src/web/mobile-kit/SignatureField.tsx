import { useEffect, useRef, useState } from 'react'
import SignaturePad from 'signature_pad'
import { useT } from '../core/i18n.ts'
import { Chips } from './ChoiceField.tsx'
import { FieldFrame } from './FieldFrame.tsx'

/** What somebody has drawn and said about himself so far. */
export interface Drawn {
  /** PNG as data URL; null while the pad is empty. */
  image: string | null
  signerName: string
  relation: string
}

interface SignatureFieldProps {
  /** What is signed, in one sentence above the pad. */
  about: string
  value: Drawn
  /** Who signs is known (a member of staff, the owner on his own phone): no name to type, no relation to choose. */
  known?: boolean
  problem: string | undefined
  onChange: (value: Drawn) => void
}

/** How the signer stands to the flat. */
const relations = ['业主本人', '家属', '租户', '代理人'] as const

/** A pad to sign on the glass, with the name and relation of whoever signs. */
export function SignatureField({ about, value, known = false, problem, onChange }: SignatureFieldProps) {
  const t = useT()
  return (
    <>
      <FieldFrame field={{ label: '签名', required: true }} problem={problem} group>
        <p className="quiet">{about}</p>
        <Pad image={value.image} onChange={(image) => onChange({ ...value, image })} />
      </FieldFrame>
      {known ? null : (
        <>
          <FieldFrame field={{ label: '签名人', required: true }} problem={undefined}>
            <input
              className="input"
              aria-label={t('签名人姓名')}
              maxLength={30}
              value={value.signerName}
              onChange={(event) => onChange({ ...value, signerName: event.target.value })}
            />
          </FieldFrame>
          <FieldFrame field={{ label: '与房屋的关系', required: true }} problem={undefined} group>
            <Chips
              choices={relations.map((relation) => ({ value: relation, title: relation }))}
              value={value.relation}
              onChange={(relation) => relation && onChange({ ...value, relation })}
            />
          </FieldFrame>
        </>
      )}
    </>
  )
}

function Pad({ image, onChange }: { image: string | null; onChange: (image: string | null) => void }) {
  const t = useT()
  const canvas = useRef<HTMLCanvasElement>(null)
  const pad = useRef<SignaturePad | null>(null)
  const [drawn, setDrawn] = useState(image !== null)
  const tell = useRef(onChange)
  tell.current = onChange

  useEffect(() => {
    const glass = canvas.current!
    const made = new SignaturePad(glass, { backgroundColor: '#fff', penColor: '#10243e', minWidth: 1.2, maxWidth: 3 })
    pad.current = made
    const resize = () => {
      // The picture must be as sharp as the screen; resizing empties the canvas, so what was drawn is drawn again.
      const ratio = Math.max(window.devicePixelRatio || 1, 1)
      const strokes = made.toData()
      glass.width = glass.offsetWidth * ratio
      glass.height = glass.offsetHeight * ratio
      glass.getContext('2d')?.scale(ratio, ratio)
      made.clear()
      made.fromData(strokes)
    }
    resize()
    window.addEventListener('resize', resize)
    made.addEventListener('beginStroke', () => setDrawn(true))
    made.addEventListener('endStroke', () => tell.current(made.toDataURL('image/png')))
    return () => {
      window.removeEventListener('resize', resize)
      made.off()
    }
  }, [])

  const clear = () => {
    pad.current?.clear()
    setDrawn(false)
    onChange(null)
  }
  return (
    <div>
      <div className="pad">
        <canvas ref={canvas} role="img" aria-label={t('签名板')} />
        {drawn ? null : <span className="pad-hint">{t('请在这里手写签名')}</span>}
      </div>
      <div className="row" style={{ marginTop: 6 }}>
        <span className="small">{t('签名与单据内容一并封存，之后不能更改')}</span>
        <button type="button" className="chip" onClick={clear} disabled={!drawn}>
          {t('重签')}
        </button>
      </div>
    </div>
  )
}
