import type { trades } from '../repair/repair.public.ts'
import type { Emergency } from './matter.row.ts'

/**
 * What the front desk does in an emergency, as data: one key registers and pages; what to say to the caller and what
 * to ask stands beside it. Wording is the project's own; the handbook gives none.
 */
export interface EmergencyPlan {
  title: string
  /** Key on the keyboard, together with Alt. */
  key: string
  trade: keyof typeof trades
  /** Read to the caller, in this order. */
  say: readonly string[]
  /** Asked and noted afterwards. */
  ask: readonly string[]
}

export const emergencyPlans: Readonly<Record<Emergency, EmergencyPlan>> = {
  'burst-pipe': {
    title: '爆管跑水',
    key: '1',
    trade: 'water',
    say: [
      '请先关闭家中的总水阀，一般在厨房水槽下或管道井内。',
      '请关掉漏水处附近的电器，不要用湿手碰开关插座。',
      '值班师傅已经收到通知，马上联系您，请保持电话畅通。',
    ],
    ask: ['漏水的位置和水量', '总阀能不能关上', '有没有漏到楼下或电梯厅'],
  },
  'lift-entrapment': {
    title: '电梯困人',
    key: '2',
    trade: 'lift',
    say: [
      '请不要扒门、不要撬门，轿厢不会坠落，里面有通风。',
      '请靠轿厢内壁站稳或坐下，按住对讲按钮与我们保持联系。',
      '值班人员正在赶到，电梯维保单位同时通知。',
    ],
    ask: ['哪一栋哪部电梯、停在几层', '轿厢内几个人', '有没有老人、孩子、孕妇或身体不适的人'],
  },
  gas: {
    title: '燃气泄漏',
    key: '3',
    trade: 'gas',
    say: [
      '请立即关闭燃气总阀，打开门窗通风。',
      '不要开关任何电器和灯，不要点火，不要在屋内打电话。',
      '请所有人马上离开，到楼外安全处等候；我们的人正在赶来。',
    ],
    ask: ['房号和具体位置', '屋里的人是否都已离开', '有没有人头晕、恶心'],
  },
  fire: {
    title: '火情',
    key: '4',
    trade: 'other',
    say: [
      '请立即拨打 119，说清小区、楼栋、楼层和着火物。',
      '请从疏散楼梯离开，不要乘电梯；烟大时弯腰、用湿毛巾捂住口鼻。',
      '火势小且有把握时用楼道灭火器；没有把握请马上撤离。',
    ],
    ask: ['着火的位置和着火物', '有没有人被困', '是否已拨打 119'],
  },
  power: {
    title: '停电',
    key: '5',
    trade: 'electric',
    say: [
      '请先看看是您一家停电，还是整层、整栋停电。',
      '请不要自行合闸，把正在使用的电器插头拔下。',
      '值班电工已收到通知，马上检查。',
    ],
    ask: ['停电的范围', '电表箱有没有跳闸或异味', '家中有没有要用电的医疗设备'],
  },
}
