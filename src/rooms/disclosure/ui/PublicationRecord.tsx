import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { At } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { Facts } from '../../../web/kit/Facts.tsx'
import { PhotoStrip } from '../../../web/kit/FieldValue.tsx'
import { kinds, type Publication } from '../publication.row.ts'

type InJson = Omit<Publication, 'postedAt' | 'checkedAt' | 'missingSince'> & {
  postedAt: string
  checkedAt: string
  missingSince: string | null
}

/** What is made public, where it hangs, and when it was last seen there. */
export function PublicationRecord({ page }: { page: CasePage }) {
  const t = useT()
  const row = page.record as unknown as InJson | null
  if (!row) return null
  return (
    <Facts
      facts={[
        { label: t('公示什么'), value: t(kinds[row.kind]) },
        { label: t('公示号码'), value: row.phone },
        { label: t('公示内容'), value: <span className="free-text">{row.content}</span>, wide: true },
        { label: t('公示位置'), value: <span className="free-text">{row.places}</span>, wide: true },
        {
          label: t('公示位置的照片'),
          value: row.photos.length > 0 && <PhotoStrip ids={row.photos} label={t('公示位置的照片')} />,
          wide: true,
        },
        { label: t('公示时间'), value: <At at={row.postedAt} /> },
        { label: t('张贴人'), value: row.postedBy && page.names[row.postedBy] },
        { label: t('最近复查'), value: <At at={row.checkedAt} /> },
        row.renewed > 0 && { label: t('更换'), value: t('{count} 次', { count: row.renewed }) },
        row.missingSince !== null && { label: t('缺失时间'), value: <At at={row.missingSince} /> },
        { label: t('撤下原因'), value: row.downReason },
      ]}
    />
  )
}
