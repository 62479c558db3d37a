/** What an owner has said so far. */
export interface Report {
  /** Of the matter that it becomes; made here, so that sending twice opens one. */
  id: string
  content: string
  where: 'unit' | 'place'
  unitId: string | null
  placeId: string | null
  when: string
  photos: string[]
}

export const emptyReport = (id: string, unitId: string | null): Report => ({
  id,
  content: '',
  where: unitId === null ? 'place' : 'unit',
  unitId,
  placeId: null,
  when: '尽快',
  photos: [],
})

/** When somebody is at home; the desk makes the appointment from it. */
export const whens = ['尽快', '今天下午', '今天晚上', '明天上午', '明天下午', '周末'] as const

/** Troubles that are told most, to begin a sentence with. */
export const troubles = [
  '水龙头漏水',
  '下水道堵塞',
  '跳闸没电',
  '门窗坏了',
  '墙面渗水',
  '楼道灯不亮',
  '噪音扰民',
  '有个建议',
] as const

type Translate = (key: string, values?: Record<string, string>) => string

/** The form of the matter. The wish for a time belongs to the words: an appointment is made by the desk. */
export function formOf(report: Report, t: Translate): Record<string, unknown> {
  const { content, where, unitId, placeId, when, photos } = report
  return {
    channel: 'owner-phone',
    content: `${content.trim()}\n${t('方便的时间：{when}', { when: t(when) })}`,
    ...(where === 'unit' && unitId !== null ? { unitId } : {}),
    ...(where === 'place' && placeId !== null ? { placeId } : {}),
    ...(photos.length > 0 ? { photos } : {}),
  }
}
