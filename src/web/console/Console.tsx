import { RouterProvider } from '@tanstack/react-router'
import { ConfigProvider, theme } from 'antd'
import type { Locale } from 'antd/es/locale'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faceOf, places } from '../core/faces.ts'
import { useStanding } from '../core/session.tsx'
import { accent, useStill, useTheme } from '../core/theme.ts'
import { SayProvider } from '../kit/Say.tsx'
import { router } from './router.tsx'
import './console.css'

dayjs.locale('zh-cn')

/** The kit's own texts and names of days in the other languages, fetched when one is chosen. */
const kitTexts: Readonly<Record<string, () => Promise<{ default: Locale }>>> = {
  'zh-TW': async () => {
    await import('dayjs/locale/zh-tw')
    return import('antd/locale/zh_TW')
  },
  en: () => import('antd/locale/en_US'),
}

function useKitTexts(language: string): Locale {
  const [texts, setTexts] = useState<Locale>(zhCN)
  useEffect(() => {
    let current = true
    const load = kitTexts[language]
    const take = (chosen: Locale) => {
      if (!current) return
      dayjs.locale(language === 'en' ? 'en' : language.toLowerCase())
      setTexts(chosen)
    }
    if (load) load().then((loaded) => take(loaded.default))
    else take(zhCN)
    return () => {
      current = false
    }
  }, [language])
  return texts
}

/** The console: kit, theme and routes. Owners who end up here are sent to their own face. */
export function Console() {
  const mode = useTheme()
  const still = useStill()
  const { i18n } = useTranslation()
  const { me } = useStanding()
  const isOwner = me.account.kind === 'owner'
  useEffect(() => {
    if (isOwner && faceOf(location.pathname) === 'console') location.replace(places.owner)
  }, [isOwner])
  if (isOwner) return null
  const isDark = mode === 'dark'
  return (
    <ConfigProvider
      locale={useKitTexts(i18n.language)}
      button={{ autoInsertSpace: false }}
      theme={{
        algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: {
          colorPrimary: accent[isDark ? 'dark' : 'light'],
          colorInfo: accent[isDark ? 'dark' : 'light'],
          colorLink: isDark ? '#5eead4' : '#0f766e',
          // The kit's own red and grey are too weak for small letters.
          colorTextPlaceholder: isDark ? '#93a0a2' : '#667376',
          colorError: isDark ? '#ff7b7d' : '#c9281c',
          colorBgLayout: isDark ? '#121516' : '#f3f5f6',
          colorBgContainer: isDark ? '#1b2021' : '#ffffff',
          colorBgElevated: isDark ? '#202627' : '#ffffff',
          borderRadius: 6,
          motion: !still,
          fontFamily: '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
        },
        components: {
          Button: { ...(isDark ? { primaryColor: '#06201d' } : {}), primaryShadow: 'none' },
          Table: { cellPaddingBlockSM: 7 },
          Card: { headerHeightSM: 40 },
          Form: { itemMarginBottom: 14, verticalLabelPadding: '0 0 4px' },
          Timeline: { itemPaddingBottom: 14 },
        },
      }}
    >
      <SayProvider>
        <RouterProvider router={router} />
      </SayProvider>
    </ConfigProvider>
  )
}
