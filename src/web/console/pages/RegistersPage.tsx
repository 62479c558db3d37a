import { FilePdfOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button, DatePicker, Empty, Select, Skeleton, Space } from 'antd'
import dayjs from 'dayjs'
import { registers } from '../../../kernel/case/register.contract.ts'
import { file } from '../../../kernel/file/file.contract.ts'
import type { FilledSheet } from '../../../kernel/sheet/fill.ts'
import { PrintableSheet } from '../../../kernel/sheet/SheetView.tsx'
import { urlOf } from '../../api.ts'
import { useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ChineseOriginal } from '../../kit/ChineseOriginal.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { paths } from '../paths.ts'

/** The registers of the handbook (登记表), a month at a time, as they print. */
export function RegistersPage() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const query = useQueryOf()
  const { data, error } = useAsk(registers.list, { params: { project } }, { follows: 'nothing', freshMs: 600_000 })
  const register = query.register ?? data?.registers[0]?.register
  const month = dayjs(query.month && /^\d{4}-\d{2}$/.test(query.month) ? `${query.month}-01` : undefined)
  const period = { from: month.startOf('month').format('YYYY-MM-DD'), to: month.endOf('month').format('YYYY-MM-DD') }
  const set = (change: Record<string, string | undefined>) =>
    go(paths.registers({ ...query, ...change }), { replace: true })
  return (
    <>
      <div className="page-head">
        <h1>{t('登记表')}</h1>
        {register && (
          <Space>
            <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
              {t('打印')}
            </Button>
            <Button
              icon={<FilePdfOutlined />}
              href={urlOf(registers.pdf, { params: { project, register }, query: period })}
              target="_blank"
            >
              PDF
            </Button>
          </Space>
        )}
      </div>
      <search className="filters" aria-label={t('选登记表')}>
        <Select
          aria-label={t('登记表')}
          value={register ?? null}
          options={(data?.registers ?? []).map(({ register, name }) => ({ value: register, label: t(name) }))}
          onChange={(next) => set({ register: next ?? undefined })}
          style={{ width: 240 }}
        />
        <DatePicker
          aria-label={t('月份')}
          picker="month"
          allowClear={false}
          value={month}
          onChange={(next) => set({ month: next?.format('YYYY-MM') })}
        />
      </search>
      <ProblemAlert problem={error} />
      {register ? <RegisterSheet params={{ project, register }} period={period} /> : data && <Empty />}
    </>
  )
}

function RegisterSheet({
  params,
  period,
}: {
  params: { project: number; register: string }
  period: { from: string; to: string }
}) {
  const t = useT()
  const { data, error } = useAsk(registers.sheet, { params, query: period }, { follows: 'nothing' })
  if (error) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active paragraph={{ rows: 12 }} />
  const imageUrl = (fileId: string) => urlOf(file.read, { params: { project: params.project, file: fileId } })
  return (
    <div className="register-paper">
      <ChineseOriginal />
      <PrintableSheet sheet={data.sheet as unknown as FilledSheet} t={t} imageUrl={imageUrl} />
    </div>
  )
}
