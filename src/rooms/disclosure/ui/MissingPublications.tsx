import { Alert } from 'antd'
import { paths } from '../../../web/console/paths.ts'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { disclosure } from '../disclosure.contract.ts'
import { kinds } from '../publication.row.ts'

/** Says what must hang in public and does not; nothing when all of it does. `linked`: shows the way to the page. */
export function MissingPublications({ linked = true }: { linked?: boolean }) {
  const t = useT()
  const project = useProject()
  const { data } = useAsk(disclosure.standing, { params: { project } }, { follows: 'cases' })
  if (!data || data.missing.length === 0) return null
  const names = data.missing.map(({ kind }) => t(kinds[kind])).join(t('、'))
  return (
    <Alert
      type="warning"
      showIcon
      title={t('现在没有在公示：{names}', { names })}
      style={{ marginBottom: 12 }}
      {...(linked ? { action: <Go href={paths.service()}>{t('去登记公示')}</Go> } : {})}
    />
  )
}
