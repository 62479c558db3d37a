import { Button, Input, Radio, Select } from 'antd'
import { useEffect, useRef } from 'react'
import Pad from 'signature_pad'
import type { Signing } from '../core/act.ts'
import { useT } from '../core/i18n.ts'
import { Photos } from './fields/Photos.tsx'

/** A signature on its way: what is still missing is undefined. */
export type Signed = Partial<Signing>

interface Props {
  /** `owner`: somebody of the household; otherwise the member of staff signs himself. */
  who: string
  value: Signed
  onChange: (change: Signed) => void
}

const relations = ['业主', '家人', '租户', '代办人'] as const

/** Takes a signature: drawn here, or on paper with a photo of the signed sheet. */
export function SignaturePad({ who, value, onChange }: Props) {
  const t = useT()
  const way = value.way ?? 'pad'
  return (
    <fieldset className="signature">
      <legend>{who === 'owner' ? t('客户签字') : t('本人签字')}</legend>
      <div className="signature-who">
        <Input
          aria-label={t('签字人')}
          placeholder={t('签字人')}
          value={value.signerName ?? ''}
          maxLength={60}
          readOnly={who !== 'owner'}
          onChange={({ target }) => onChange({ signerName: target.value })}
        />
        {who === 'owner' && (
          <Select
            aria-label={t('与房屋的关系')}
            value={value.relation ?? null}
            placeholder={t('与房屋的关系')}
            onChange={(relation) => onChange({ relation })}
            options={relations.map((relation) => ({ value: relation, label: t(relation) }))}
          />
        )}
        <Radio.Group
          value={way}
          onChange={({ target }) => onChange({ way: target.value })}
          options={[
            { value: 'pad', label: t('屏幕手写') },
            { value: 'paper', label: t('纸质签署') },
          ]}
        />
      </div>
      {way === 'pad' ? (
        <Drawing onChange={(image) => onChange({ image })} />
      ) : (
        <Photos
          label={t('签好的单据')}
          most={1}
          value={value.paperFileId ? [value.paperFileId] : []}
          onChange={([paperFileId]) => onChange({ paperFileId })}
        />
      )}
    </fieldset>
  )
}

/** Why the signature cannot be sent yet; undefined when it is complete. */
export function missingOf(value: Signed): string | undefined {
  if (!value.signerName?.trim()) return '请填签字人'
  if (!value.relation) return '请选签字人与房屋的关系'
  if ((value.way ?? 'pad') === 'pad') return value.image ? undefined : '请先签字'
  return value.paperFileId ? undefined : '请上传签好的单据照片'
}

/** The signature as the server takes it. */
export function signingOf(value: Signed): Signing {
  const { signerName = '', relation = '', way = 'pad', image, paperFileId, personId } = value
  return {
    signerName: signerName.trim(),
    relation,
    way,
    ...(way === 'pad' && image ? { image } : {}),
    ...(way === 'paper' && paperFileId ? { paperFileId } : {}),
    ...(personId ? { personId } : {}),
  }
}

function Drawing({ onChange }: { onChange: (image: string | undefined) => void }) {
  const t = useT()
  const canvas = useRef<HTMLCanvasElement>(null)
  const pad = useRef<Pad | null>(null)
  const tell = useRef(onChange)
  tell.current = onChange
  useEffect(() => {
    const drawn = canvas.current!
    const { width, height } = drawn.getBoundingClientRect()
    const ratio = Math.max(window.devicePixelRatio, 1)
    drawn.width = width * ratio
    drawn.height = height * ratio
    drawn.getContext('2d')!.scale(ratio, ratio)
    const made = new Pad(drawn, { penColor: '#0b1f3a', backgroundColor: '#ffffff' })
    made.addEventListener('endStroke', () => tell.current(made.toDataURL('image/png')))
    pad.current = made
    return () => made.off()
  }, [])
  return (
    <div className="signature-pad">
      <canvas ref={canvas} aria-label={t('在此签字')} role="img" />
      <Button
        size="small"
        onClick={() => {
          pad.current?.clear()
          onChange(undefined)
        }}
      >
        {t('重签')}
      </Button>
    </div>
  )
}
