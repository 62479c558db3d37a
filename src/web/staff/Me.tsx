import { Link } from '@tanstack/react-router'
import { roles } from '../../kernel/org/roles.ts'
import { isLanguage, languages } from '../../kernel/text/language.ts'
import { manualOf } from '../core/faces.ts'
import { chooseLanguage, i18n, languageNames, useT } from '../core/i18n.ts'
import { useStanding } from '../core/session.tsx'
import { Chips } from '../mobile-kit/ChoiceField.tsx'
import { FieldFrame } from '../mobile-kit/FieldFrame.tsx'
import { Screen } from '../mobile-kit/Screen.tsx'
import { Tabs } from './Tabs.tsx'

/** The tasks of the on-duty list by name. */
const duties: Readonly<Record<string, string>> = {
  'front-desk': '前台值班',
  engineering: '工程值班',
  order: '秩序值班',
  manager: '值班经理',
}

/** Who I am here, in which project, and the way out. */
export function Me() {
  const t = useT()
  const { me, project, chooseProject, signOut } = useStanding()
  return (
    <Screen title={t('我的')} tabs={<Tabs />}>
      <section className="card" aria-label={t('我的岗位')}>
        <span className="big">{me.account.name}</span>
        <span>
          {[...project.titles, ...(project.titles.length > 0 ? [] : project.roles.map((role) => roles[role]))]
            .map((title) => t(title))
            .join(t('、'))}
        </span>
        <span className="quiet">{project.name}</span>
        {project.onDuty.length > 0 ? (
          <span className="row-start">
            {project.onDuty.map((task) => (
              <span key={task} className="tag tag-good">
                {t(duties[task] ?? task)}
              </span>
            ))}
          </span>
        ) : null}
      </section>
      {me.projects.length > 1 ? (
        <FieldFrame field={{ label: '小区', required: true }} problem={undefined} group>
          <Chips
            choices={me.projects.map(({ id, name }) => ({ value: String(id), title: name }))}
            value={String(project.id)}
            onChange={(id) => id && chooseProject(Number(id))}
          />
        </FieldFrame>
      ) : null}
      <FieldFrame field={{ label: '语言', required: true }} problem={undefined} group>
        <Chips
          choices={languages.map((code) => ({ value: code, title: languageNames[code] }))}
          value={i18n.language}
          onChange={(code) => code !== undefined && isLanguage(code) && void chooseLanguage(code)}
        />
      </FieldFrame>
      <Link to="/me/delivery" className="btn">
        {t('怎样收到提醒')}
      </Link>
      <Link to="/me/security" className="btn">
        {t('登录安全')}
      </Link>
      <a href={manualOf(i18n.language)} target="_blank" rel="noreferrer" className="btn">
        {t('使用手册')}
      </a>
      <button type="button" className="btn" onClick={() => void signOut()}>
        {t('退出登录')}
      </button>
    </Screen>
  )
}
