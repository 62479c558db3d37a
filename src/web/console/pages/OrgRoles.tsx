import { Select, Tag } from 'antd'
import { Fragment } from 'react'
import { roleContract } from '../../../kernel/org/roles.contract.ts'
import { type Role, roles as roleTitles } from '../../../kernel/org/roles.ts'
import { useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { useAsk } from '../../core/query.ts'
import { useProject, useStanding } from '../../core/session.tsx'
import { ClauseMarks } from '../../kit/ClauseMark.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { paths } from '../paths.ts'

/** What each role may do, as the procedures and the doors themselves say. */
export function Roles() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const mine = useStanding().project.roles
  const { role: chosen, area } = useQueryOf()
  const { data, error } = useAsk(roleContract, { params: { project } }, { follows: 'nothing' })
  if (!data) return <ProblemAlert problem={error} />
  const set = (change: Record<string, string | undefined>) =>
    go(paths.org({ tab: 'roles', role: chosen, area, ...change }), { replace: true })
  const role = chosen as Role | undefined
  const shown = data.roles.filter((one) => (role ? one.role === role : one.posts > 0))
  const areas = data.areas
    .filter((one) => !area || one.area === area)
    .map((one) => ({ ...one, acts: one.acts.filter(({ roles }) => !role || roles.includes(role)) }))
    .filter(({ acts }) => acts.length > 0)
  const about = data.roles.find((one) => one.role === role)
  return (
    <>
      <search className="filters">
        <Select
          aria-label={t('角色')}
          allowClear
          placeholder={t('全部角色')}
          value={role ?? null}
          onChange={(next) => set({ role: next ?? undefined })}
          options={data.roles.map(({ role, people }) => ({
            value: role,
            label: `${t(roleTitles[role])} (${people.length})`,
          }))}
          style={{ width: 200 }}
        />
        <Select
          aria-label={t('范围')}
          allowClear
          placeholder={t('全部事务')}
          value={area ?? null}
          onChange={(next) => set({ area: next ?? undefined })}
          options={data.areas.map(({ area, title }) => ({ value: area, label: t(title) }))}
          style={{ width: 180 }}
        />
        <span className="muted">{t('● 可以办理。按实际流程和权限自动生成，与系统执行的一致。')}</span>
      </search>
      {about && (
        <p>
          {about.people.map((name) => (
            <Tag key={name}>{name}</Tag>
          ))}
          {about.people.length === 0 && about.answeredBy.length > 0 && (
            <Tag color="orange">{t('空缺，由 {names} 代行', { names: about.answeredBy.join(t('、')) })}</Tag>
          )}
          {about.people.length === 0 && about.answeredBy.length === 0 && (
            <Tag color="red">{about.posts > 0 ? t('空缺，没有人代行') : t('本小区没有设这个岗位')}</Tag>
          )}
        </p>
      )}
      <div className="role-matrix-frame">
        <table className="role-matrix">
          <thead>
            <tr>
              <th>{t('事务')}</th>
              {shown.map(({ role, people }) => (
                <th key={role} className={mine.includes(role) ? 'is-mine' : ''} title={people.join(t('、'))}>
                  <span className="upright">{t(roleTitles[role])}</span>
                </th>
              ))}
              <th>{t('另外')}</th>
            </tr>
          </thead>
          <tbody>
            {areas.map(({ area, title, acts }) => (
              <Fragment key={area}>
                <tr className="area">
                  <th colSpan={shown.length + 2}>{t(title)}</th>
                </tr>
                {acts.map(({ name, title, rules, roles, relations }) => (
                  <tr key={name}>
                    <th scope="row">
                      {t(title)} <ClauseMarks rules={rules.slice(0, 3)} quiet />
                    </th>
                    {shown.map(({ role }) => (
                      <td key={role} className={mine.includes(role) ? 'yes is-mine' : 'yes'}>
                        {roles.includes(role) ? '●' : ''}
                      </td>
                    ))}
                    <td className="muted">{relations.map((one) => t(one)).join(t('、'))}</td>
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
