import { CloseOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Popconfirm, Popover } from 'antd'
import { type ReactNode, useState } from 'react'
import { person } from '../../../kernel/person/person.contract.ts'
import { newId, useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { forget } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'

/** The small corrections of a resident's file: each one act, in a form beside its button. */
export function Rename({ personId, name }: { personId: string; name: string }) {
  const t = useT()
  return (
    <Edit
      button={t('改姓名')}
      icon={<EditOutlined />}
      fields={[{ name: 'name', label: t('姓名'), initial: name, most: 60 }]}
      use={() => {
        const command = useEditing(person.rename)
        return { ...command, send: ({ name: next = '' }) => command.run({ person: personId }, { name: next }) }
      }}
    />
  )
}

export function AddPhone({ personId }: { personId: string }) {
  const t = useT()
  return (
    <Edit
      button={t('加电话')}
      icon={<PlusOutlined />}
      fields={[
        { name: 'phone', label: t('电话'), most: 20 },
        { name: 'label', label: t('说明'), initial: t('手机'), most: 20 },
      ]}
      use={() => {
        const command = useEditing(person.addPhone)
        const [id] = useState(newId)
        return {
          ...command,
          send: ({ phone = '', label = '' }) => command.run({ person: personId }, { id, phone, label }),
        }
      }}
    />
  )
}

export function AddContact({ personId }: { personId: string }) {
  const t = useT()
  return (
    <Edit
      button={t('加紧急联系人')}
      icon={<PlusOutlined />}
      fields={[
        { name: 'name', label: t('姓名'), most: 60 },
        { name: 'relation', label: t('关系'), most: 20 },
        { name: 'phone', label: t('电话'), most: 20 },
      ]}
      use={() => {
        const command = useEditing(person.addContact)
        const [id] = useState(newId)
        return {
          ...command,
          send: ({ name = '', relation = '', phone = '' }) =>
            command.run({ person: personId }, { id, name, relation, phone }),
        }
      }}
    />
  )
}

export function SetIdNumber({ personId, has }: { personId: string; has: boolean }) {
  const t = useT()
  return (
    <Edit
      button={has ? t('更正证件号码') : t('登记证件号码')}
      icon={<EditOutlined />}
      fields={[{ name: 'idNumber', label: t('身份证号'), most: 18 }]}
      use={() => {
        const command = useEditing(person.recordIdNumber)
        return { ...command, send: ({ idNumber = '' }) => command.run({ person: personId }, { idNumber }) }
      }}
    />
  )
}

export function AddAccount({ personId }: { personId: string }) {
  const t = useT()
  return (
    <Edit
      button={t('加银行账户')}
      icon={<PlusOutlined />}
      fields={[
        { name: 'account', label: t('账号'), most: 40 },
        { name: 'label', label: t('开户行'), most: 40 },
      ]}
      use={() => {
        const command = useEditing(person.addAccount)
        const [id] = useState(newId)
        return {
          ...command,
          send: ({ account = '', label = '' }) => command.run({ person: personId }, { id, account, label }),
        }
      }}
    />
  )
}

export function DropAccount({ personId, accountId, masked }: { personId: string; accountId: string; masked: string }) {
  const t = useT()
  const { run, busy } = useEditing(person.dropAccount)
  return (
    <Drop
      name={t('删除银行账户 {masked}', { masked })}
      busy={busy}
      onDrop={() => run({ person: personId, secret: accountId }, undefined)}
    />
  )
}

export function DropPhone({ personId, phoneId, masked }: { personId: string; phoneId: string; masked: string }) {
  const t = useT()
  const { run, busy } = useEditing(person.dropPhone)
  return (
    <Drop
      name={t('删除电话 {masked}', { masked })}
      busy={busy}
      onDrop={() => run({ person: personId, phone: phoneId }, undefined)}
    />
  )
}

export function DropContact({ personId, contactId, name }: { personId: string; contactId: string; name: string }) {
  const t = useT()
  const { run, busy } = useEditing(person.dropContact)
  return (
    <Drop
      name={t('删除紧急联系人 {name}', { name })}
      busy={busy}
      onDrop={() => run({ person: personId, contact: contactId }, undefined)}
    />
  )
}

/** A cross that asks before it removes. */
export function Drop({ name, busy, onDrop }: { name: string; busy: boolean; onDrop: () => void }) {
  return (
    <Popconfirm title={`${name}？`} onConfirm={onDrop}>
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={name} loading={busy} />
    </Popconfirm>
  )
}

type EditContract =
  | (typeof person)['rename']
  | (typeof person)['addPhone']
  | (typeof person)['addContact']
  | (typeof person)['recordIdNumber']
  | (typeof person)['dropPhone']
  | (typeof person)['addAccount']
  | (typeof person)['dropAccount']
  | (typeof person)['dropContact']

function useEditing(contract: EditContract) {
  const project = useProject()
  const command = useCommand(contract, { onDone: () => forget(person.page) })
  const run = (params: Record<string, string>, body: unknown) =>
    command.mutateAsync({ params: { project, ...params }, ...(body === undefined ? {} : { body }) } as never)
  return { run, busy: command.isPending, problem: command.error }
}

type Typed = Record<string, string | undefined>

interface EditProps {
  button: string
  icon: ReactNode
  fields: readonly { name: string; label: string; initial?: string; most: number }[]
  /** The command behind the form, as a hook: made anew each time the form opens. */
  use: () => { send: (typed: Typed) => Promise<unknown>; busy: boolean; problem: unknown }
}

/** A small form that opens beside its button. */
export function Edit({ button, icon, fields, use }: EditProps) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      title={button}
      content={<EditForm fields={fields} use={use} onDone={() => setOpen(false)} />}
    >
      <Button type="link" size="small" icon={icon} className="flush">
        {button}
      </Button>
    </Popover>
  )
}

function EditForm({ fields, use, onDone }: Pick<EditProps, 'fields' | 'use'> & { onDone: () => void }) {
  const t = useT()
  const { send, busy, problem } = use()
  return (
    <Form<Typed>
      layout="vertical"
      requiredMark={false}
      style={{ width: 240 }}
      initialValues={Object.fromEntries(fields.map(({ name, initial }) => [name, initial]))}
      onFinish={(typed) => send(typed).then(onDone, () => {})}
    >
      {fields.map(({ name, label, most }) => (
        <Form.Item
          key={name}
          name={name}
          label={label}
          rules={[{ required: true, whitespace: true, message: t('请填写{what}', { what: label }) }]}
        >
          <Input maxLength={most} />
        </Form.Item>
      ))}
      <ProblemAlert problem={problem} />
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('保存')}
      </Button>
    </Form>
  )
}
