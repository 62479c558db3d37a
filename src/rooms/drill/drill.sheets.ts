import { type Moment, paperTime } from '../../kernel/sheet/paper.ts'
import { type Sheet, tableSection } from '../../kernel/sheet/sheet.ts'

/** Everything that the sheet of a drill shows. */
export interface DrillSheetData {
  run: {
    recording: { title: string }
    trainee: string
    deskName: string
    speed: number
    startedAt: Moment
    endsAt: Moment
  }
  score: {
    kept: number
    total: number
    lost: number
    seconds: number | null
    calls: readonly {
      nth: number
      title: string
      why: string
      seconds: number | null
      lines: readonly { kept: boolean; said: string }[]
    }[]
  }
}

type Called = DrillSheetData['score']['calls'][number]

/** 前台演练记录: for the training file (培训记录). A sheet of our own; the handbook asks for the record and names no form. */
export const drillSheet: Sheet<DrillSheetData> = {
  id: 'drill-record',
  name: '前台演练记录',
  title: '前台演练记录',
  paper: 'A4',
  columns: 24,
  number: () => null,
  sections: [
    {
      kind: 'grid',
      rows: [
        [
          { kind: 'text', field: null, label: '学员', labelSpan: 3, span: 5, text: ({ run }) => run.trainee },
          { kind: 'text', field: null, label: '录音', labelSpan: 3, span: 5, text: ({ run }) => run.recording.title },
          { kind: 'text', field: null, label: '坐席账号', labelSpan: 3, span: 5, text: ({ run }) => run.deskName },
        ],
        [
          {
            ...{ kind: 'text', field: null, label: '时段', labelSpan: 3, span: 13 },
            text: ({ run }) => `${paperTime(run.startedAt)} 至 ${paperTime(run.endsAt)?.slice(11)}（演练时间）`,
          },
          { kind: 'text', field: null, label: '速度', labelSpan: 3, span: 5, text: ({ run }) => `${run.speed} 倍` },
        ],
        [
          {
            ...{ kind: 'text', field: null, label: '做到', labelSpan: 3, span: 5 },
            text: ({ score }) => `${score.kept} / ${score.total} 项`,
          },
          {
            ...{ kind: 'text', field: null, label: '漏接', labelSpan: 3, span: 5 },
            text: ({ score }) => `${score.lost} / ${score.calls.length} 个来电`,
          },
          {
            ...{ kind: 'text', field: null, label: '接听', labelSpan: 3, span: 5 },
            text: ({ score }) => (score.seconds === null ? '／' : `一般 ${score.seconds} 秒`),
          },
        ],
      ],
    },
    tableSection<DrillSheetData, Called>({
      heading: '逐个来电',
      rows: ({ score }) => score.calls,
      columns: [
        { field: null, label: '序', span: 1, align: 'center', text: ({ nth }) => String(nth) },
        { field: null, label: '来电', span: 5, text: ({ title }) => title },
        {
          ...{ field: null, label: '接听', span: 2, align: 'center' },
          text: ({ seconds }) => (seconds === null ? '漏接' : `${seconds} 秒`),
        },
        { field: null, label: '做到', span: 2, align: 'center', text: keptOf },
        { field: null, label: '要改的', span: 6, text: wrongOf },
        { field: null, label: '为什么这样办', span: 8, text: ({ why }) => why },
      ],
    }),
    {
      kind: 'grid',
      rows: [
        [{ kind: 'text', field: null, label: '带教评语', labelSpan: 3, span: 21, lines: 4, text: () => ' ' }],
        [
          { kind: 'text', field: null, label: '学员签字', labelSpan: 3, span: 9, lines: 2, text: () => ' ' },
          { kind: 'text', field: null, label: '带教签字', labelSpan: 3, span: 9, lines: 2, text: () => ' ' },
        ],
      ],
    },
  ],
  notes: ['各项由系统按演练中的操作记录算出；漏接的来电各项都算没有做到。'],
}

function keptOf({ lines }: Called): string {
  return `${lines.filter(({ kept }) => kept).length} / ${lines.length}`
}

function wrongOf({ seconds, lines }: Called): string {
  if (seconds === null) return '漏接'
  return (
    lines
      .filter(({ kept }) => !kept)
      .map(({ said }) => said)
      .join('；') || '／'
  )
}
