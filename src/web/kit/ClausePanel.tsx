import { Descriptions, Drawer, Skeleton, Tag } from 'antd'
import { type Clause, handbook } from '../../kernel/handbook/handbook.contract.ts'
import { policy } from '../../kernel/policy/policy.contract.ts'
import { At } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { ChineseOriginal } from './ChineseOriginal.tsx'
import { sayFigure, sayFigureName } from './figures.ts'
import { ProblemAlert } from './Parts.tsx'

/** One clause of the handbook: its text, its figures, and where the product keeps it. */
export function ClausePanel({ rule, onClose }: { rule: string | null; onClose: () => void }) {
  const t = useT()
  return (
    <Drawer
      title={rule === null ? '' : t('手册条款 {rule}', { rule })}
      open={rule !== null}
      onClose={onClose}
      size={460}
      destroyOnHidden
    >
      {rule !== null && <ClauseText rule={rule} />}
    </Drawer>
  )
}

function ClauseText({ rule }: { rule: string }) {
  const t = useT()
  const project = useProject()
  const { data, error } = useAsk(handbook.rule, { params: { rule } }, { freshMs: 60 * 60_000 })
  const inForce = useAsk(policy.current, { params: { project } }, { follows: 'nothing' })
  if (error) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active />
  return (
    <article className="clause">
      <h3>{data.title}</h3>
      <blockquote lang="zh-CN">{data.rule}</blockquote>
      <ChineseOriginal />
      <Kept clause={data} />
      <Descriptions
        column={1}
        size="small"
        bordered
        items={[
          ...figuresOf(data.figures).map(([key, value]) => ({
            key,
            label: sayFigureName(key, t),
            children: sayFigure(value, t),
          })),
          ...(data.forms.length > 0
            ? [{ key: 'forms', label: t('表单'), children: data.forms.map((form) => t(form)).join(t('、')) }]
            : []),
          ...(data.evidence ? [{ key: 'evidence', label: t('以何为证'), children: data.evidence }] : []),
          ...(data.note ? [{ key: 'note', label: t('读法'), children: data.note }] : []),
          ...data.checkedBy.map(({ indicator, item, deduct }) => ({
            key: `${indicator}-${item}`,
            label: t('督查 {indicator}', { indicator }),
            children: `${item}${deduct ? t('（{text}）', { text: t('扣 {points} 分', { points: deduct }) }) : ''}`,
          })),
          ...(inForce.data
            ? [
                {
                  key: 'policy',
                  label: t('现行设置'),
                  children: (
                    <>
                      {t('第 {version} 版', { version: inForce.data.version })}
                      {t('，')}
                      <At at={inForce.data.effectiveAt} /> {t('起生效')}
                    </>
                  ),
                },
              ]
            : []),
          ...(data.seeds.length > 0 ? [{ key: 'seeds', label: t('出处'), children: data.seeds.join(t('；')) }] : []),
        ]}
      />
    </article>
  )
}

/** Where the product keeps the rule, and what follows when it is missed. */
function Kept({ clause }: { clause: Clause }) {
  const t = useT()
  if (clause.keptBy.length === 0) return null
  const kinds = { action: t('步骤'), clock: t('时限'), guard: t('把关') }
  return (
    <section className="clause-kept">
      <h4>{t('系统如何落实')}</h4>
      <ul>
        {clause.keptBy.map((keeper, index) => (
          <li key={index}>
            <Tag>{kinds[keeper.kind]}</Tag>
            {t(keeper.procedureTitle)} · {t(keeper.title)}
            {keeper.whenMissed && <div className="muted">{t('未做到：{what}', { what: t(keeper.whenMissed) })}</div>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function figuresOf(figures: Clause['figures']): [string, unknown][] {
  return figures && typeof figures === 'object' && !Array.isArray(figures) ? Object.entries(figures) : []
}
