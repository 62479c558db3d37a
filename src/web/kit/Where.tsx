import type { CaseLine } from '../../kernel/case/case.contract.ts'
import { paths } from '../console/paths.ts'
import { Go } from '../core/Go.tsx'
import { useT } from '../core/i18n.ts'
import { isPaper } from '../core/papers.ts'

/** The unit or place of a case, leading to the unit's page; a paper of the whole estate has none. */
export function Where({ of }: { of: Pick<CaseLine, 'procedure' | 'unit' | 'place'> }) {
  const t = useT()
  if (of.unit) {
    return (
      <Go href={paths.unit(of.unit.id)} className="nowrap">
        {of.unit.code}
      </Go>
    )
  }
  if (of.place) return <span className="nowrap">{of.place.name}</span>
  return isPaper(of) ? null : <span className="muted">{t('位置未登记')}</span>
}

/** The person of a case, leading to the person's page. */
export function Who({ person }: { person: { id: string; name: string } | null }) {
  if (!person) return null
  return (
    <Go href={paths.person(person.id)} className="nowrap">
      {person.name}
    </Go>
  )
}

/** A case by its number, with its title when asked for. */
export function CaseLink({
  of,
  title = false,
}: {
  of: Pick<CaseLine, 'id' | 'procedure' | 'number' | 'title'>
  title?: boolean
}) {
  return (
    <Go href={paths.case(of)} className={title ? '' : 'nowrap number'}>
      {title ? `${of.number} ${of.title}` : of.number}
    </Go>
  )
}
