import { PlusOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { vehicle } from '../../../kernel/vehicle/vehicle.contract.ts'
import { newId, useCommand } from '../../core/command.ts'
import { Go } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { forget, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { Reveal } from '../../kit/Reveal.tsx'
import { paths } from '../paths.ts'
import { Drop, Edit } from './PersonEdits.tsx'

/** Cars of a resident, by which whoever stands in the way is found. */
export function Vehicles({ personId, keeps }: { personId: string; keeps: boolean }) {
  const t = useT()
  const project = useProject()
  const { data, error } = useAsk(vehicle.list, { params: { project, person: personId } }, { follows: 'nothing' })
  return (
    <section className="card" aria-label={t('车辆')}>
      <h2>{t('车辆')}</h2>
      {error && !data && <ProblemAlert problem={error} />}
      {data?.vehicles.length === 0 && <p className="muted">{t('没有登记车辆。')}</p>}
      {data?.vehicles.map(({ id, masked, unit }) => (
        <div key={id} className="person-line">
          <span>
            <Reveal personId={personId} kind="plate" itemId={id} masked={masked} />{' '}
            {unit && <Go href={paths.unit(unit.id)}>{unit.code}</Go>}
          </span>
          {keeps && <DropVehicle personId={personId} vehicleId={id} masked={masked} />}
        </div>
      ))}
      {keeps && <AddVehicle personId={personId} />}
    </section>
  )
}

function AddVehicle({ personId }: { personId: string }) {
  const t = useT()
  const project = useProject()
  return (
    <Edit
      button={t('加车辆')}
      icon={<PlusOutlined />}
      fields={[{ name: 'plate', label: t('车牌号'), most: 20 }]}
      use={() => {
        const command = useCommand(vehicle.add, { onDone: () => forget(vehicle.list) })
        const [id] = useState(newId)
        return {
          send: ({ plate = '' }) => command.mutateAsync({ params: { project, person: personId }, body: { id, plate } }),
          busy: command.isPending,
          problem: command.error,
        }
      }}
    />
  )
}

function DropVehicle({ personId, vehicleId, masked }: { personId: string; vehicleId: string; masked: string }) {
  const t = useT()
  const project = useProject()
  const command = useCommand(vehicle.drop, { onDone: () => forget(vehicle.list) })
  return (
    <Drop
      name={t('删除车辆 {masked}', { masked })}
      busy={command.isPending}
      onDrop={() => command.mutateAsync({ params: { project, person: personId, vehicle: vehicleId } })}
    />
  )
}
