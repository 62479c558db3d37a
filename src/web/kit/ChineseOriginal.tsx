import { i18n, useT } from '../core/i18n.ts'

/** Says to readers of other languages why a clause or a form of the handbook stands there in Chinese. */
export function ChineseOriginal() {
  const t = useT()
  if (i18n.language === 'zh-CN') return null
  return <p className="muted no-print">{t('手册的条款和表单以中文原文为准，不作翻译。')}</p>
}
