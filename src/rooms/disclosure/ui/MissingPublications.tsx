import { Alert } from 'antd'
import { paths } from '../../../web/console/paths.ts'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { disclosure } from '../disclosure.contract.ts'
import { kinds } from '../publication.row.ts'

/** Says what must hang in public and does not; nothing when all of it does. */
export function MissingPublications() {
  const t = useT()
  const project = useProject()
  const { data } = useAsk(disclosure.standing, { params: { project } }, { follows: 'cases' })
  if (!data || data.missing.length === 0) return null
  const names = data.missing.map(({ kind }) => t(kinds[kind])).join('、')
  return (
    <Alert
      type="warning"
      showIcon
      title={t('还没有公示：{names}', { names })}
      action={<Go href={paths.service()}>{t('去登记公示')}</Go>}
    />
  )
}
