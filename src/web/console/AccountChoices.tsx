import { Dropdown, type MenuProps } from 'antd'
import { type ReactElement, useState } from 'react'
import { isLanguage, type Language, languages } from '../../kernel/text/language.ts'
import { manualOf } from '../core/faces.ts'
import { useGo } from '../core/Go.tsx'
import { chooseLanguage, i18n, languageNames, useT } from '../core/i18n.ts'
import { useStanding } from '../core/session.tsx'
import { chooseTheme, chosenTheme, type ThemeChoice } from '../core/theme.ts'
import { paths } from './paths.ts'

/** Projects, looks and language of this browser, and the way out; open from the first. */
export function AccountChoices({ children }: { children: ReactElement }) {
  const t = useT()
  const go = useGo()
  const { me, project, chooseProject, signOut } = useStanding()
  const [open, setOpen] = useState(true)
  const [theme, setTheme] = useState(chosenTheme)
  const themes: Record<ThemeChoice, string> = { system: t('随系统'), light: t('浅色'), dark: t('深色') }
  const items: NonNullable<MenuProps['items']> = [
    { key: 'who', disabled: true, label: `${project.name} · ${project.titles.map((title) => t(title)).join(t('、'))}` },
    { type: 'divider' },
    ...(me.projects.length > 1
      ? [
          {
            key: 'projects',
            label: t('切换小区'),
            children: me.projects.map(({ id, name }) => ({ key: `project:${id}`, label: name })),
          },
        ]
      : []),
    {
      key: 'theme',
      label: t('外观：{mode}', { mode: themes[theme] }),
      children: (Object.keys(themes) as ThemeChoice[]).map((mode) => ({ key: `theme:${mode}`, label: themes[mode] })),
    },
    {
      key: 'language',
      label: t('语言：{language}', { language: languageNames[i18n.language as Language] }),
      children: languages.map((code) => ({
        key: `language:${code}`,
        label: languageNames[code],
        disabled: code === i18n.language,
      })),
    },
    { key: 'account', label: t('密码与登录设备') },
    {
      key: 'manual',
      label: (
        <a href={manualOf(i18n.language)} target="_blank" rel="noreferrer">
          {t('使用手册')}
        </a>
      ),
    },
    { type: 'divider' },
    { key: 'out', label: t('退出登录') },
  ]
  const choose = (key: string) => {
    const [what, which = ''] = key.split(':')
    if (what === 'out') signOut()
    else if (what === 'account') go(paths.account())
    else if (what === 'project') chooseProject(Number(which))
    else if (what === 'language' && isLanguage(which)) chooseLanguage(which)
    else if (what === 'theme') {
      chooseTheme(which as ThemeChoice)
      setTheme(which as ThemeChoice)
    }
  }
  return (
    <Dropdown
      trigger={['click']}
      open={open}
      onOpenChange={setOpen}
      menu={{
        items,
        onClick: ({ key }) => {
          setOpen(false)
          choose(key)
        },
      }}
    >
      {children}
    </Dropdown>
  )
}
