import { urlOf } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { doors } from './doors.ts'
import type { Via } from './send.ts'

/** Pictures of a case, small; a tap shows one whole. */
export function Pictures({ via, ids }: { via: Via; ids: readonly string[] }) {
  const t = useT()
  if (ids.length === 0) return null
  return (
    <div className="photos">
      {ids.map((file, index) => {
        const url =
          'token' in via
            ? urlOf(doors.linkPicture, { params: { token: via.token, file } })
            : urlOf(doors.picture, { params: { project: via.project, file } })
        return (
          <a key={file} className="photo" href={url} target="_blank" rel="noreferrer">
            <img src={url} alt={t('照片 {number}', { number: index + 1 })} loading="lazy" />
          </a>
        )
      })}
    </div>
  )
}
