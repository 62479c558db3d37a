import { PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Modal, Popconfirm, Space, Table, TreeSelect } from 'antd'
import { useState } from 'react'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { org } from '../../../kernel/org/org.contract.ts'
import { newId, useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { queries, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'

type Department = AnswerOf<(typeof org)['departments']>['departments'][number]
interface Branch extends Department {
  children?: Branch[]
}

const refresh = () => queries.invalidateQueries()

/** Departments as a tree, with who heads each here. They are the company's, so few may change them. */
export function Departments() {
  const t = useT()
  const project = useProject()
  const [dialog, setDialog] = useState<'add' | Department | null>(null)
  const { data, error } = useAsk(org.departments, { params: { project } }, { follows: 'nothing' })
  const close = useCommand(org.closeDepartment, { onDone: refresh })
  const departments = data?.departments ?? []
  return (
    <>
      <div className="filters">
        {data?.changes && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setDialog('add')}>
            {t('新设部门')}
          </Button>
        )}
        <span className="muted">
          {data && !data.changes && t('部门由公司统一设置。负责人在“岗位与代理”里指定。')}
          {data?.changes && t('负责人在“岗位与代理”里指定。')}
        </span>
      </div>
      <ProblemAlert problem={error ?? close.error} />
      <div className="case-table">
        <Table<Branch>
          key={departments.length}
          size="small"
          rowKey="id"
          loading={!data && !error}
          dataSource={branchesOf(departments, null)}
          defaultExpandAllRows
          pagination={false}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: t('部门'), width: 240, render: (_, { name }) => name },
            {
              title: t('负责人'),
              width: 240,
              render: (_, { head }) =>
                head ? (
                  <>
                    {head.names.join(t('、')) || t('空缺')} <span className="muted">{head.title}</span>
                  </>
                ) : (
                  <span className="muted">{t('未指定')}</span>
                ),
            },
            { title: t('岗位'), width: 90, render: (_, { posts }) => posts || '—' },
            { title: t('人数'), render: (_, { people }) => people || '—' },
            ...(data?.changes
              ? [
                  {
                    title: t('操作'),
                    width: 120,
                    render: (_: unknown, { children: _children, ...department }: Branch) => (
                      <Space>
                        <Button type="link" size="small" className="flush" onClick={() => setDialog(department)}>
                          {t('修改')}
                        </Button>
                        <Popconfirm
                          title={t('撤销{name}？', { name: department.name })}
                          onConfirm={() => close.mutate({ params: { project, department: department.id } })}
                        >
                          <Button type="link" size="small" danger className="flush">
                            {t('撤销')}
                          </Button>
                        </Popconfirm>
                      </Space>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </div>
      {dialog && (
        <DepartmentDialog
          department={dialog === 'add' ? null : dialog}
          departments={departments}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  )
}

function DepartmentDialog(props: {
  department: Department | null
  departments: readonly Department[]
  onClose: () => void
}) {
  const { department, departments, onClose } = props
  const t = useT()
  const project = useProject()
  const [id] = useState(newId)
  const onDone = () => {
    refresh()
    onClose()
  }
  const add = useCommand(org.addDepartment, { onDone })
  const edit = useCommand(org.editDepartment, { onDone })
  return (
    <Modal title={department ? t('修改部门') : t('新设部门')} open onCancel={onClose} footer={null}>
      <Form<{ name: string; code: string; parentId?: string }>
        layout="vertical"
        requiredMark={false}
        initialValues={department ?? {}}
        onFinish={({ name, code, parentId = null as never }) =>
          department
            ? edit.mutate({ params: { project, department: department.id }, body: { name, parentId } })
            : add.mutate({ params: { project }, body: { id, name, code, parentId } })
        }
      >
        <Form.Item name="name" label={t('名称')} rules={[{ required: true, message: t('请填写名称') }]}>
          <Input maxLength={40} />
        </Form.Item>
        {!department && (
          <Form.Item
            name="code"
            label={t('代码')}
            extra={t('小写字母、数字、横线，导入表格时用')}
            rules={[{ required: true, message: t('请填写代码') }]}
          >
            <Input maxLength={31} autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="parentId" label={t('上级部门')}>
          <TreeSelect
            allowClear
            treeDefaultExpandAll
            treeData={choicesOf(branchesOf(departments, null), department?.id ?? null)}
          />
        </Form.Item>
        <ProblemAlert problem={add.error ?? edit.error} />
        <Button type="primary" htmlType="submit" loading={add.isPending || edit.isPending}>
          {t('保存')}
        </Button>
      </Form>
    </Modal>
  )
}

/** Those under a department; one whose superior is closed stands on top. */
function branchesOf(departments: readonly Department[], parentId: string | null): Branch[] {
  const known = new Set(departments.map(({ id }) => id))
  return departments
    .filter((one) => (one.parentId !== null && known.has(one.parentId) ? one.parentId : null) === parentId)
    .map((one) => {
      const children = branchesOf(departments, one.id)
      return children.length > 0 ? { ...one, children } : one
    })
}

interface Choice {
  value: string
  title: string
  disabled: boolean
  children?: Choice[]
}

/** A department cannot stand under itself. */
function choicesOf(branches: readonly Branch[], self: string | null, below = false): Choice[] {
  return branches.map(({ id, name, children = [] }) => {
    const disabled = below || id === self
    return { value: id, title: name, disabled, children: choicesOf(children, self, disabled) }
  })
}
