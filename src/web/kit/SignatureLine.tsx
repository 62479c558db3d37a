import { SafetyCertificateOutlined } from '@ant-design/icons'
import { Button, Image, Space, Tag } from 'antd'
import { useState } from 'react'
import type { CasePage } from '../../kernel/case/case.contract.ts'
import { file } from '../../kernel/file/file.contract.ts'
import { brokenParts, signatures } from '../../kernel/signature/signature.contract.ts'
import { call, urlOf } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { useProject } from '../core/session.tsx'

const ways = { pad: '屏幕签字', link: '事项链接签字', paper: '纸单签字' } as const

type Checked = { intact: boolean; broken: readonly (keyof typeof brokenParts)[]; erased: 'no' | 'sealed' | 'gone' }

const intactAs = {
  no: '签字完好，未被改动',
  sealed: '签字完好；内容已应本人要求删除，凭证封存',
  gone: '内容已依法删除，签字记录仍在',
} as const

/** One signature in the time line: who, how, the drawing, and whether it still is what was signed. */
export function SignatureLine({ signature }: { signature: CasePage['signatures'][number] }) {
  const t = useT()
  const project = useProject()
  const [checked, setChecked] = useState<Checked | 'busy' | null>(null)
  const check = async () => {
    setChecked('busy')
    const params = { project, signature: signature.id }
    setChecked(await call(signatures.verify, { params }).catch(() => null))
  }
  return (
    <Space size="small" wrap>
      <Tag color="blue">{t(ways[signature.way])}</Tag>
      <span>{t('{title}（{of}）', { title: signature.signerName, of: t(signature.relation) })}</span>
      {signature.imageFileId && (
        <Image
          src={urlOf(file.read, { params: { project, file: signature.imageFileId } })}
          alt={t('{name}的签字', { name: signature.signerName })}
          height={32}
          style={{ background: '#fff' }}
        />
      )}
      {checked === null || checked === 'busy' ? (
        <Button
          size="small"
          type="link"
          icon={<SafetyCertificateOutlined />}
          loading={checked === 'busy'}
          onClick={check}
        >
          {t('验证签字')}
        </Button>
      ) : checked.intact ? (
        <Tag color="green">{t(intactAs[checked.erased])}</Tag>
      ) : (
        checked.broken.map((part) => (
          <Tag key={part} color="red">
            {t(brokenParts[part])}
          </Tag>
        ))
      )}
    </Space>
  )
}
