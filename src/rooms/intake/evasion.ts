import { cut } from '../../kernel/case/title.ts'

/**
 * INT-03: words that send a customer away instead of answering him, and what to say instead. The handbook names three
 * (“不知道”“不清楚”“你去找……”) and “一类说法”; the rest of the list is ours. Pure: the page flags while somebody writes, the
 * server checks again.
 */
export interface Evasion {
  /** The words as they were written. */
  phrase: string
  /** What to write instead, a text of the catalogue. */
  better: string
}

interface Family {
  words: RegExp
  better: string
}

/** Who is spoken of decides: 您不清楚的地方 is no evasion, 我不清楚 is one. */
const notTheirs = '(?<![您你](?:若|如|如果|要是|还|有)?)(?<!业主|客户|顾客|住户|不是)'
/** 替您联系 is help, 您联系 is an errand. */
const helping = '[替帮为给代陪同与和]'
const whom =
  '(?:物业|工程|维修|前台|保安|秩序|开发商|施工|装修|经理|主管|厂家|别的|其他|其它|居委|社区|供电|自来水|燃气|他们|别人)'

const families: readonly Family[] = [
  {
    words: new RegExp(
      `${notTheirs}(?:不知道|不晓得|不(?:太|大|是很|怎么)?清楚|不(?:太|大)?了解|没听说过?|说不(?:准|好|清))(?!的地方|之处|的话)`,
      'gu',
    ),
    better: '我马上为您查清楚，查到后立即回复您',
  },
  { words: /我怎么(?:会)?知道|你问我.{0,4}我问谁|关我(?:们)?什么事/gu, better: '这件事由我来跟进，查清后回复您' },
  {
    words: new RegExp(
      `(?<!${helping})(?:[您你]|请|麻烦)(?:自己|先|直接|可以|最好)*(?:去|到|打电话)?(?:找|问|联系|咨询)(?=${whom})|(?<!${helping})[您你](?:们)?(?:自己|先|直接|再)*(?:去|到)(?:找|问|联系)|自己(?:去)?(?:找|问|联系|想办法|解决|处理)|自行(?:联系|前往|咨询|解决|处理|协商)`,
      'gu',
    ),
    better: '我来替您联系有关部门，有了结果由我告诉您',
  },
  {
    words:
      /不归(?:我们?|本部门|物业|这里)管|不是(?:我们?|本部门|物业)(?:的)?(?:事|责任|职责|范围|负责|管)|(?:跟|与|和)(?:我们?|物业|我司)(?:没有?|无)关系?|不属于(?:我们?|物业|本部门)(?:的)?(?:职责|责任|范围|管)|不(?:由|该)(?:我们?|物业)(?:负责|管)/gu,
    better: '这件事由负责的部门办理，我已替您转过去，并由我跟进到底',
  },
  {
    words: /(?:没|没有|毫无)办法|无能为力|爱莫能助|(?:帮|管|做|办|处理|解决)不了|没法(?:办|管|处理|解决)/gu,
    better: '这一步超出我的权限，我马上报经理协调，并告诉您答复的时间',
  },
  {
    words: /(?:肯定|绝对)?不可能的?(?=[，。！,.!]|$)|(?:肯定|绝对|就是)不行/gu,
    better: '现在的规定和条件是……，我们可以这样为您解决：……',
  },
  {
    words:
      /等通知(?=吧|就|[，。！,.!]|$)|等着吧|(?:再)?等等(?:再说|吧)|(?:以后|到时候?|改天|回头)再说|过(?:几天|段时间|一阵)再(?:说|看|来)/gu,
    better: '预计……月……日前有结果，到时我主动告诉您',
  },
  {
    words:
      /(?:这|这个)?(?:是|就是)(?:公司|物业|我们的?)?规定(?=[，。！,.!]|$)|规定就是(?:这样|如此)|制度就(?:是)?这样/gu,
    better: '依据是……第……条，它的用意是……',
  },
  {
    words: /(?:大家|别人|其他人|别家|人家)(?:家)?都(?:是)?(?:这样|一样|没(?:有)?(?:问题|意见|投诉|事))/gu,
    better: '您说的情况我记下了，我们到现场看过后答复您',
  },
  {
    words: /我(?:们)?(?:很|正|太|现在很?)忙|没空|没(?:有)?时间(?:处理|管|看)|(?:我们?)?(?:已经)?下班了/gu,
    better: '我现在记下来，……点前安排人联系您',
  },
  {
    words:
      /随便[您你]|随[您你](?:的)?便|爱(?:怎么|咋)[^，。]{0,6}就|(?:尽管|随便|[您你])去?投诉(?=吧|好了|我|[，。！,.!]|$)|有意见(?:找|去)/gu,
    better: '给您带来不便很抱歉，您的意见我登记为正式投诉，由专人答复您',
  },
  { words: /不是(?:已经|早就|都)?(?:跟[您你])?(?:说|讲|告诉)过(?:[您你])?了/gu, better: '我再为您说明一遍：……' },
]

/** The evasive words of a text in the order in which they stand, each once. */
export function evasionsIn(text: string): Evasion[] {
  const found = families.flatMap(({ words, better }) =>
    [...text.matchAll(words)].map((match) => ({ at: match.index, phrase: cut(match[0], 30), better })),
  )
  const seen = new Set<string>()
  return found
    .toSorted((one, other) => one.at - other.at)
    .filter(({ phrase }) => !seen.has(phrase) && seen.add(phrase))
    .map(({ phrase, better }) => ({ phrase, better }))
}

/** What an answer was checked for, as it stands on record: the evidence of INT-03. */
export interface PhraseCheck {
  at: string
  /** The evasive words that were kept; none: the text was clean. */
  phrases: readonly string[]
  /** Why they were kept. */
  reason: string | null
}
