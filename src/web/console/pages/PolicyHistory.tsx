import { Button, Drawer, Popconfirm, Select, Space } from 'antd'
import { useState } from 'react'
import { policy, type PolicyStanding as Standing } from '../../../kernel/policy/policy.contract.ts'
import { policyDifferences } from '../../../kernel/policy/policy.fields.ts'
import { At } from '../../core/clock.tsx'
import { useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { queries, useAsk, useAskPages } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { Differences } from './PolicyDifferences.tsx'

/** All versions with who changed what, and any two side by side. */
export function PolicyHistory({
  standing,
  changes,
  onClose,
}: {
  standing: Standing
  changes: boolean
  onClose: () => void
}) {
  const t = useT()
  const project = useProject()
  const newest = standing.coming?.version ?? standing.version
  const [pair, setPair] = useState<[number, number]>([Math.max(1, newest - 1), newest])
  const pages = useAskPages(policy.versions, { params: { project }, query: { limit: 20 } }, { follows: 'nothing' })
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? []
  const options = Array.from({ length: newest }, (_, index) => ({
    value: newest - index,
    label: t('第 {version} 版', { version: newest - index }),
  }))
  return (
    <Drawer title={t('设置的历史')} open onClose={onClose} size={560}>
      <Space wrap className="filters">
        {t('比较')}
        <Select aria-label={t('从')} value={pair[0]} options={options} onChange={(one) => setPair([one, pair[1]])} />
        {t('与')}
        <Select aria-label={t('到')} value={pair[1]} options={options} onChange={(one) => setPair([pair[0], one])} />
      </Space>
      <Compared before={pair[0]} after={pair[1]} />
      {standing.coming && changes && <Withdraw standing={standing} />}
      <h3>{t('全部版本')}</h3>
      <ProblemAlert problem={pages.error} />
      <ol className="plain-list versions">
        {rows.map(({ version, effectiveAt, madeAt, madeBy, reason, changes }) => (
          <li key={version}>
            <strong>{t('第 {version} 版', { version })}</strong> {madeBy ?? t('系统')} <At at={madeAt} />
            {effectiveAt !== madeAt && (
              <span className="muted">
                {t('，')}
                <At at={effectiveAt} /> {t('起生效')}
              </span>
            )}
            <div>{reason}</div>
            {version > 1 && <Differences changes={changes as never} />}
          </li>
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {t('更早的')}
        </Button>
      )}
    </Drawer>
  )
}

function Compared({ before, after }: { before: number; after: number }) {
  const project = useProject()
  const version = (one: number) => ({ params: { project, version: String(one) } })
  const left = useAsk(policy.version, version(before), { follows: 'nothing', freshMs: 600_000 })
  const right = useAsk(policy.version, version(after), { follows: 'nothing', freshMs: 600_000 })
  if (!left.data || !right.data) return <ProblemAlert problem={left.error ?? right.error} />
  return <Differences changes={policyDifferences(left.data.body, right.data.body)} />
}

/** What was announced and is not in force yet is taken back: the same day keeps what is in force. */
function Withdraw({ standing }: { standing: Standing }) {
  const t = useT()
  const project = useProject()
  const command = useCommand(policy.change, { onDone: () => queries.invalidateQueries() })
  const { version, effectiveAt } = standing.coming!
  return (
    <>
      <Popconfirm
        title={t('撤回第 {version} 版？现行设置继续有效。', { version })}
        onConfirm={() =>
          command.mutate({
            params: { project },
            body: {
              seenVersion: version,
              body: standing.body,
              reason: t('撤回第 {version} 版', { version }),
              effectiveAt,
            },
          })
        }
      >
        <Button danger loading={command.isPending}>
          {t('撤回未生效的第 {version} 版', { version })}
        </Button>
      </Popconfirm>
      <ProblemAlert problem={command.error} />
    </>
  )
}
