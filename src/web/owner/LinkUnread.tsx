import { Problem } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { PhoneIcon } from '../mobile-kit/icons.tsx'
import { Unread } from '../mobile-kit/Screen.tsx'

/** A link that does not open. One that has run out never will: who to call, and what to ask for, helps instead. */
export function LinkUnread({ problem, again }: { problem: Error; again: () => void }) {
  const t = useT()
  const known = problem instanceof Problem ? problem : null
  if (known?.kind !== 'expired' && known?.kind !== 'not-found') return <Unread problem={problem} again={again} />
  const { contact } = known
  return (
    <div className="empty" role="alert">
      <strong>{known.kind === 'expired' ? t('这个链接已经过期') : t('没有找到这个链接对应的事项')}</strong>
      <span className="quiet">
        {known.kind === 'expired'
          ? t('事项仍在办理，记录都在。请让客服重新发一个链接，或直接问进度。')
          : t('请核对短信或通知里的网址是否完整，或请客服重新发一个。')}
      </span>
      {contact?.phone ? (
        <a className="btn btn-main num" href={`tel:${contact.phone}`}>
          <PhoneIcon />
          {t('拨打{name}服务电话', { name: contact.name })} {contact.phone}
        </a>
      ) : (
        <span className="quiet">{t('服务电话请看小区公示栏或维修单。')}</span>
      )}
    </div>
  )
}
