import { DownloadOutlined, EyeOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { useCommand } from '../../../web/core/command.ts'
import { useT } from '../../../web/core/i18n.ts'
import { useProject } from '../../../web/core/session.tsx'
import { WhyForm } from '../../../web/kit/Reveal.tsx'
import { original } from '../import/original.contract.ts'

/** The message that this matter was imported from: shown for a purpose, on record; the same bytes can be kept. */
export function ImportedOriginal({ page }: { page: CasePage }) {
  const t = useT()
  const project = useProject()
  const [open, setOpen] = useState(false)
  const command = useCommand(original, { onDone: () => setOpen(false) })
  const { id, number } = page.case
  if (command.data) return <Message bytes={command.data as Blob} name={`${number}.json`} />
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      title={t('查看用途')}
      content={
        <WhyForm
          busy={command.isPending}
          problem={command.error}
          approval={null}
          onShow={(body) => command.mutate({ params: { project, matter: id }, body })}
        />
      }
    >
      <Button type="link" size="small" className="flush" icon={<EyeOutlined />}>
        {t('查看来信原件')}
      </Button>
    </Popover>
  )
}

function Message({ bytes, name }: { bytes: Blob; name: string }) {
  const t = useT()
  const [text, setText] = useState('')
  const address = useMemo(() => URL.createObjectURL(bytes), [bytes])
  useEffect(() => {
    void bytes.text().then(setText)
    return () => URL.revokeObjectURL(address)
  }, [bytes, address])
  return (
    <>
      <pre className="imported-original">{text}</pre>
      <Button size="small" icon={<DownloadOutlined />} href={address} download={name}>
        {t('下载原件')}
      </Button>
    </>
  )
}
