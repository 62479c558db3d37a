import { CameraOutlined, CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { file } from '../../../kernel/file/file.contract.ts'
import { upload, urlOf } from '../../api.ts'
import { useT } from '../../core/i18n.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../Parts.tsx'

interface Props {
  id?: string
  value?: readonly string[] | undefined
  onChange?: (value: string[]) => void
  most?: number
  label: string
}

/** Pictures: taken or chosen, uploaded at once; the form gets their ids. */
export function Photos({ id, value = [], onChange, most = 9, label }: Props) {
  const t = useT()
  const project = useProject()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const add = async (chosen: FileList | null) => {
    setBusy(true)
    setProblem(null)
    const ids = [...value]
    try {
      for (const picture of [...(chosen ?? [])].slice(0, most - value.length)) {
        const sent = await upload(file.upload, { params: { project }, file: picture, name: picture.name })
        ids.push(sent.id)
        onChange?.([...ids])
      }
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
      if (input.current) input.current.value = ''
    }
  }
  return (
    <div className="photos">
      {value.map((photo) => (
        <figure key={photo}>
          <Photo id={photo} label={label} />
          <Button
            size="small"
            shape="circle"
            icon={<CloseOutlined />}
            aria-label={t('移除这张照片')}
            onClick={() => onChange?.(value.filter((one) => one !== photo))}
          />
        </figure>
      ))}
      <input
        ref={input}
        id={id}
        type="file"
        accept="image/jpeg,image/png,image/webp"
        multiple={most > 1}
        // antd draws file inputs as blocks, which the attribute alone does not outweigh.
        style={{ display: 'none' }}
        aria-label={label}
        onChange={({ target }) => add(target.files)}
      />
      {value.length < most && (
        <Button icon={<CameraOutlined />} loading={busy} onClick={() => input.current?.click()}>
          {t('添加照片')}
        </Button>
      )}
      <ProblemAlert problem={problem} />
    </div>
  )
}

/** One picture of the project, opened large in a new tab. */
export function Photo({ id, label }: { id: string; label: string }) {
  const project = useProject()
  const url = urlOf(file.read, { params: { project, file: id } })
  return (
    <a href={url} target="_blank" rel="noreferrer" onClick={(event) => event.stopPropagation()}>
      <img src={url} alt={label} loading="lazy" />
    </a>
  )
}
