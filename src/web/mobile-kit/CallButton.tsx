import { useState } from 'react'
import { call, Problem } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { doors } from './doors.ts'
import { PhoneIcon } from './icons.tsx'

interface CallButtonProps {
  project: number
  caseId: string
  number: string
  person: { id: string; name: string }
}

/** One tap shows the number for the purpose of this case, ready to dial. Who looked is on record, and the owner sees it. */
export function CallButton({ project, caseId, number, person }: CallButtonProps) {
  const t = useT()
  const [phone, setPhone] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const reveal = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const purpose = t('联系业主：{number}', { number })
      const body = { kind: 'phone' as const, reason: 'case' as const, purpose, caseId }
      const { value } = await call(doors.reveal, { params: { project, person: person.id }, body })
      setPhone(value)
    } catch (error) {
      setProblem(error instanceof Problem ? error.message : t('没有查到电话，请再试一次'))
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="field">
      {phone ? (
        <a className="btn btn-accent num" href={`tel:${phone}`}>
          <PhoneIcon />
          {t('拨打')} {phone}
        </a>
      ) : (
        <button type="button" className="btn btn-accent" disabled={busy} onClick={reveal}>
          <PhoneIcon />
          {t('联系业主：{name}', { name: person.name })}
        </button>
      )}
      {problem ? (
        <div className="wrong" role="alert">
          {problem}
        </div>
      ) : null}
    </div>
  )
}
