import { Alert, Button, Tag } from 'antd'
import type { ReactNode } from 'react'
import { Problem } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { isAway } from '../core/query.ts'
import { ClauseMarks } from './ClauseMark.tsx'

/** A refusal, where it happened: what is wrong, which fields, and the rule that says so. */
export function ProblemAlert({ problem }: { problem: unknown }) {
  const t = useT()
  if (!problem) return null
  const known = problem instanceof Problem ? problem : null
  return (
    <Alert
      type={isAway(problem) ? 'warning' : 'error'}
      showIcon
      role="alert"
      title={
        <>
          {known ? t(known.message) : t('页面出错了，请刷新后再试')} {known && <ClauseMarks rules={known.rules} />}
        </>
      }
      {...(known && known.fields.length > 0
        ? {
            description: (
              <ul className="plain-list">
                {known.fields.map(({ field, text }) => (
                  <li key={field}>{t(text)}</li>
                ))}
              </ul>
            ),
          }
        : {})}
    />
  )
}

/** What an empty list says: what it would hold, and what to do next. */
export function Nothing({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="nothing">
      <p>{text}</p>
      {children}
    </div>
  )
}

/** Below a list that the server pages: the next page joins it. */
export function More({ loading, onMore }: { loading: boolean; onMore: () => unknown }) {
  const t = useT()
  return (
    <Button block type="text" loading={loading} onClick={() => onMore()}>
      {t('显示更多')}
    </Button>
  )
}

/** The state of a case. Colour only where somebody is waited for, or it is over. */
export function StateTag({ state, title, final }: { state: string; title: string; final: boolean }) {
  const t = useT()
  const colour = final ? 'default' : (waiting[state] ?? 'blue')
  return (
    <Tag color={colour} variant="filled" className="state-tag">
      {t(title)}
    </Tag>
  )
}

/** States in which the desk or the owner has the next word. */
const waiting: Readonly<Record<string, string>> = {
  registered: 'gold',
  sorted: 'gold',
  concluded: 'gold',
  reported: 'gold',
  quoted: 'gold',
  done: 'gold',
  signed: 'cyan',
  correcting: 'orange',
  issued: 'gold',
  replied: 'gold',
}

/** Marks of a case that should catch the eye. */
export function CaseMarks(props: {
  priority: 'normal' | 'high' | 'emergency'
  chaseCount: number
  flags: readonly { flag: string; title: string }[]
}) {
  const t = useT()
  return (
    <>
      {props.priority === 'emergency' && (
        <Tag color="red" variant="solid">
          {t('紧急')}
        </Tag>
      )}
      {props.priority === 'high' && <Tag color="volcano">{t('优先')}</Tag>}
      {props.chaseCount > 0 && <Tag color="orange">{t('催 {count} 次', { count: props.chaseCount })}</Tag>}
      {props.flags.map(({ flag, title }) => (
        <Tag key={flag} color="purple">
          {t(title)}
        </Tag>
      ))}
    </>
  )
}
