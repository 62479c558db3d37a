import type { ReactNode } from 'react'

/** A record as it comes in JSON: instants are texts. */
export type InJson<Row> = {
  [Name in keyof Row]: Row[Name] extends Date ? string : Row[Name] extends Date | null ? string | null : Row[Name]
}

export interface Fact {
  label: string
  value: ReactNode
  wide?: boolean
}

/** Facts of a record in a grid; what is not known yet is left out. */
export function Facts({ facts }: { facts: readonly (Fact | null | false | undefined)[] }) {
  const known = facts.filter((fact): fact is Fact => Boolean(fact) && isKnown((fact as Fact).value))
  return (
    <dl className="record">
      {known.map(({ label, value, wide }) => (
        <div key={label} className={wide ? 'wide' : ''}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const isKnown = (value: ReactNode) => value !== null && value !== undefined && value !== '' && value !== false
