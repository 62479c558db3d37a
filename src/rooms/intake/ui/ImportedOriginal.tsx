import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { useCommand } from '../../../web/core/command.ts'
import { useT } from '../../../web/core/i18n.ts'
import { useProject } from '../../../web/core/session.tsx'
import { LookFor } from '../../../web/kit/LookFor.tsx'
import { original } from '../import/original.contract.ts'

/** The message that this matter was imported from: shown for a purpose, on record; the same bytes can be kept. */
export function ImportedOriginal({ page }: { page: CasePage }) {
  const t = useT()
  const project = useProject()
  const command = useCommand(original)
  const { id, number } = page.case
  if (command.data) return <Message bytes={command.data as Blob} name={`${number}.json`} />
  return (
    <LookFor
      label={t('查看来信原件')}
      busy={command.isPending}
      problem={command.error}
      onShow={(body) => command.mutate({ params: { project, matter: id }, body })}
    />
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
