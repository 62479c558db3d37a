import { useState } from 'react'
import { Problem, upload } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { doors } from './doors.ts'
import { FieldFrame } from './FieldFrame.tsx'
import type { FieldProps } from './field.ts'
import { CameraIcon } from './icons.tsx'
import type { Via } from './send.ts'

/** Most pictures of one field, as the forms say (fields.ts). */
const MOST_PHOTOS = 9
/** Longest side that is sent: enough to read a meter, small enough for a stairwell. */
const LONGEST_SIDE = 1_920

/** Pictures from the camera or the album; each is sent as soon as it is taken. */
export function PhotoField({
  field,
  value,
  problem,
  onChange,
  via,
  camera,
}: FieldProps & { via: Via; camera: boolean }) {
  const t = useT()
  const ids = Array.isArray(value) ? (value as string[]) : []
  const [shown, setShown] = useState<Readonly<Record<string, string>>>({})
  const [sending, setSending] = useState(0)
  const [failed, setFailed] = useState<string | null>(null)

  const add = async (picked: readonly File[]) => {
    setFailed(null)
    setSending((before) => before + picked.length)
    const added: string[] = []
    for (const file of picked) {
      try {
        const id = await store(file, via)
        added.push(id)
        setShown((before) => ({ ...before, [id]: URL.createObjectURL(file) }))
      } catch (error) {
        setFailed(error instanceof Problem ? error.message : t('照片没有传上去，请再拍一次'))
      }
      setSending((before) => before - 1)
    }
    if (added.length > 0) onChange([...ids, ...added].slice(0, MOST_PHOTOS))
  }

  return (
    <FieldFrame field={field} problem={failed ?? problem} group>
      <div className="photos">
        {ids.map((id, index) => (
          <div key={id} className="photo">
            {shown[id] ? <img src={shown[id]} alt={t('照片 {number}', { number: index + 1 })} /> : null}
            <button
              type="button"
              aria-label={t('删除照片 {number}', { number: index + 1 })}
              onClick={() => onChange(ids.filter((one) => one !== id))}
            >
              ×
            </button>
          </div>
        ))}
        {ids.length < MOST_PHOTOS ? (
          <label className="photo photo-add">
            <input
              type="file"
              accept="image/*"
              {...(camera ? { capture: 'environment' as const } : {})}
              aria-label={t('拍照：{what}', { what: t(field.label) })}
              disabled={sending > 0}
              onChange={(event) => {
                const picked = [...(event.target.files ?? [])]
                event.target.value = ''
                void add(picked)
              }}
            />
            <CameraIcon />
            <span role="status">{sending > 0 ? t('正在上传…') : t('拍照')}</span>
          </label>
        ) : null}
      </div>
    </FieldFrame>
  )
}

async function store(file: File, via: Via): Promise<string> {
  const picture = await smaller(file)
  const name = file.name || 'photo.jpg'
  const { id } =
    'token' in via
      ? await upload(doors.linkUpload, { params: { token: via.token }, file: picture, name })
      : await upload(doors.upload, { params: { project: via.project }, file: picture, name })
  return id
}

/** A phone's 12 megapixels take a minute on a bad line. What cannot be decoded here goes as it is: the server judges it. */
async function smaller(file: File): Promise<Blob> {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height))
    if (scale === 1 && file.size < 1_500_000) return file
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(bitmap.width * scale)
    canvas.height = Math.round(bitmap.height * scale)
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    bitmap.close()
    return (await new Promise<Blob | null>((take) => canvas.toBlob(take, 'image/jpeg', 0.85))) ?? file
  } catch {
    return file
  }
}
