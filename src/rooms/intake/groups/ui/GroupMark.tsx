import { Tag } from 'antd'
import type { CaseLine } from '../../../../kernel/case/case.contract.ts'
import { paths } from '../../../../web/console/paths.ts'
import { Go } from '../../../../web/core/Go.tsx'
import { useT } from '../../../../web/core/i18n.ts'
import { useAsk } from '../../../../web/core/query.ts'
import { useProject } from '../../../../web/core/session.tsx'
import { groups, headProcedures } from '../groups.contract.ts'

/** On the page of a case: by which head it is handled together with others, or how many matters it handles. */
export function GroupMark({ of }: { of: Pick<CaseLine, 'id' | 'procedure'> }) {
  const t = useT()
  const project = useProject()
  const may = of.procedure === 'matter' || headProcedures.includes(of.procedure)
  const { data } = useAsk(
    groups.mark,
    { params: { project, case: of.id } },
    { enabled: may, follows: { caseId: of.id }, keep: true },
  )
  if (data?.head) {
    return (
      <Go href={paths.groups({ head: data.head.id })}>
        <Tag color="geekblue">{t('群诉，由 {number} 一并办理', { number: data.head.number })}</Tag>
      </Go>
    )
  }
  if (!data || data.members === 0) return null
  return (
    <Go href={paths.groups({ head: of.id })}>
      <Tag color="geekblue">{t('群诉牵头，一并办理 {count} 件诉求', { count: data.members })}</Tag>
    </Go>
  )
}
