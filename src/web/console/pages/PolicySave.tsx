import { Alert, Button, DatePicker, Form, Input, Modal } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useEffect } from 'react'
import { policy, type PolicyStanding as Standing } from '../../../kernel/policy/policy.contract.ts'
import type { Policy } from '../../../kernel/policy/policy.ts'
import { Problem } from '../../api.ts'
import { businessNow } from '../../core/clock.tsx'
import { useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { queries } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { Differences, settings } from './PolicyDifferences.tsx'

/** Before saving: what changes, which open deadlines keep the old figure, from when, and why. */
export function PolicySave(props: { standing: Standing; draft: Policy; onClose: () => void; onSaved: () => void }) {
  const { standing, draft, onClose, onSaved } = props
  const t = useT()
  const project = useProject()
  const preview = useCommand(policy.preview)
  const save = useCommand(policy.change, {
    onDone: () => {
      queries.invalidateQueries()
      onSaved()
    },
  })
  const { mutate } = preview
  useEffect(() => {
    mutate({ params: { project }, body: { body: draft } })
  }, [mutate, project, draft])
  const newest = standing.coming ?? standing
  const earliest = dayjs(newest.effectiveAt).isAfter(businessNow()) ? dayjs(newest.effectiveAt) : null
  return (
    <Modal
      title={t('保存第 {version} 版', { version: newest.version + 1 })}
      open
      onCancel={onClose}
      footer={null}
      width={640}
    >
      <ProblemAlert problem={named(preview.error ?? save.error, t)} />
      {preview.data && (
        <>
          <Differences changes={preview.data.changes} />
          {preview.data.keeping.length > 0 ? (
            <Alert
              type="info"
              showIcon
              title={t('已经在走的 {count} 个时限保持原来的数字', {
                count: preview.data.keeping.reduce((sum, { open }) => sum + open, 0),
              })}
              description={preview.data.keeping
                .map(({ procedureTitle, clock, open }) => `${t(procedureTitle)} · ${t(clock)} ${open}`)
                .join(t('；'))}
            />
          ) : (
            <p className="muted">{t('没有正在走的时限受影响。')}</p>
          )}
        </>
      )}
      <Form<{ reason: string; effectiveAt?: Dayjs }>
        layout="vertical"
        requiredMark={false}
        initialValues={earliest ? { effectiveAt: earliest } : {}}
        onFinish={({ reason, effectiveAt }) =>
          save.mutate({
            params: { project },
            body: {
              seenVersion: newest.version,
              body: draft,
              reason,
              ...(effectiveAt ? { effectiveAt: effectiveAt.toISOString() } : {}),
            },
          })
        }
      >
        <Form.Item name="effectiveAt" label={t('生效时间（不填则立即生效）')}>
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            {...(earliest ? { minDate: earliest } : { minDate: dayjs(businessNow()) })}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('为什么改')}
          rules={[{ required: true, whitespace: true, message: t('请填写原因') }]}
        >
          <Input.TextArea maxLength={200} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending} disabled={!preview.data}>
          {t('保存新版')}
        </Button>
      </Form>
    </Modal>
  )
}

/** Names the setting that a refusal is about, instead of its path. */
function named(problem: unknown, t: (key: string) => string): unknown {
  if (!(problem instanceof Problem)) return problem
  const texts = problem.fields.map(({ field, text }) => {
    const path = field.replace(/^body\./, '')
    const found =
      settings.get(path) ?? settings.get(path.split('.').slice(0, 2).join('.')) ?? settings.get(path.split('.')[0]!)
    return { field, text: found ? [t(found.label), t(text)].join(t('：')) : text }
  })
  return new Problem({
    ...{ type: 'about:blank', title: problem.message, status: problem.status, kind: problem.kind },
    ...{ fields: texts, rules: [...problem.rules] },
  })
}
