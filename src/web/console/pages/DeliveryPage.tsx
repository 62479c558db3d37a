import { Tabs } from 'antd'
import { useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { paths } from '../paths.ts'
import { DeliveryRecords } from './DeliveryRecords.tsx'
import { DeliveryWays } from './DeliveryWays.tsx'

/** What is told outside the application: what came of it, and by which ways. */
export function DeliveryPage() {
  const t = useT()
  const go = useGo()
  const { tab = 'records' } = useQueryOf()
  return (
    <>
      <div className="page-head">
        <h1>{t('通知送达')}</h1>
      </div>
      <Tabs
        activeKey={tab}
        onChange={(next) => go(paths.delivery({ tab: next }), { replace: true })}
        items={[
          { key: 'records', label: t('送达记录'), children: <DeliveryRecords /> },
          { key: 'ways', label: t('发送方式'), children: <DeliveryWays /> },
        ]}
        destroyOnHidden
      />
    </>
  )
}
