import type { RawCell } from '../excel/read.ts'
import { isIdNumber, normalPhone } from '../person/phone.ts'
import { say } from '../text/translate.ts'

/** A column of a workbook: what its cells may be, and how they are read into text that PostgreSQL can cast. */
export interface Column {
  title: string
  required: boolean
  /** For the explanation sheet. */
  note: string
  example: string
  choices: readonly string[] | null
  /** Null for an empty cell. Throws BadCell. */
  read(cell: RawCell): string | null
}

/** A cell that cannot be taken: what is wrong, and what to do. */
export class BadCell extends Error {
  readonly mend: string

  constructor(wrong: string, mend: string) {
    super(wrong)
    this.mend = mend
  }
}

interface Said {
  note?: string
  example?: string
}

/** Free text on one line, without characters that nobody sees. */
export const text = (title: string, most: number, said: Said = {}) => column(title, said, (value) => short(value, most))

/** A code such as 1-2-301: no spaces, full-width letters become plain ones, capital letters. */
export const code = (title: string, said: Said = {}) =>
  column(title, said, (value) => {
    const plain = value
      .normalize('NFKC')
      .replace(/\s+/g, '')
      .replace(/[‐-―−]/g, '-')
      .toUpperCase()
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._#/-]*$/u.test(plain))
      throw new BadCell(say('{label}含有不能用的符号', { label: title }), '只用汉字、字母、数字和 - . _ # /')
    return short(plain, 40)
  })

export const choice = (title: string, choices: Readonly<Record<string, string>>, said: Said = {}): Column => {
  const byTitle = new Map(Object.entries(choices).map(([key, name]) => [name, key]))
  const read = (value: string) => {
    const key = byTitle.get(value.normalize('NFKC').trim())
    if (key === undefined)
      throw new BadCell(
        say('{label}不在可选范围', { label: title }),
        say('请填：{choices}', { choices: [...byTitle.keys()].join('、') }),
      )
    return key
  }
  return { ...column(title, said, read), choices: [...byTitle.keys()] }
}

export const whole = (title: string, least: number, most: number, said: Said = {}) =>
  column(title, said, (value) => {
    const number = Number(value.normalize('NFKC').trim())
    if (!Number.isInteger(number) || number < least || number > most)
      throw new BadCell(say('{label}不对', { label: title }), say('请填 {least} 到 {most} 的整数', { least, most }))
    return String(number)
  })

/** Square metres with at most two decimals. */
export const area = (title: string, said: Said = {}) =>
  column(title, said, (value) => {
    const plain = value.normalize('NFKC').replace(/(平方米|平米|㎡|m2|\s)/gi, '')
    if (!/^\d{1,6}(\.\d+)?$/.test(plain) || Number(plain) <= 0)
      throw new BadCell(say('{label}不是面积', { label: title }), '请填大于 0 的数字，单位平方米')
    const rounded = Number(plain).toFixed(2)
    // 89.50000000001 is how a spreadsheet keeps 89.5; a third decimal that somebody typed is not dropped silently.
    if (Math.abs(Number(rounded) - Number(plain)) > 1e-6)
      throw new BadCell(say('{label}超过两位小数', { label: title }), '请保留两位小数')
    return rounded
  })

/** A calendar date, as a date cell or as somebody writes it: 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301. */
export const date = (title: string, said: Said = {}): Column =>
  column(title, { example: '2026-03-01', ...said }, (value, raw) => {
    const day = typeof raw === 'number' && raw < 200_000 ? ofSerial(raw) : ofText(value)
    if (day === null) throw new BadCell(say('{label}不是日期', { label: title }), '请写成 2026-03-01 的样子')
    return day
  })

/** Digits of a phone number; spaces, dashes and +86 do not matter. */
export const phone = (title: string, said: Said = {}) =>
  column(title, said, (value) => {
    const number = normalPhone(value.trim())
    if (!/^(1[3-9]\d{9}|0\d{9,11}|\d{7,8}|400\d{7})$/.test(number))
      throw new BadCell(say('{label}不像电话号码', { label: title }), '手机填 11 位，座机带区号，一格只填一个号码')
    return number
  })

export const idNumber = (title: string, said: Said = {}) =>
  column(title, said, (value, raw) => {
    if (typeof raw === 'number')
      throw new BadCell(say('{label}被存成了数字，末几位已经丢失', { label: title }), '请把这一列设为“文本”格式后重填')
    const number = value.normalize('NFKC').replace(/\s/g, '').toUpperCase()
    if (!isIdNumber(number)) throw new BadCell(say('{label}不对', { label: title }), '请核对 18 位号码，校验位要对')
    return number
  })

/** Several words in one cell, parted by 、 or commas; one text with spaces between them. */
export const words = (title: string, most: number, said: Said = {}) =>
  column(title, said, (value) => {
    const list = [
      ...new Set(
        value
          .normalize('NFKC')
          .split(/[、,;\s]+/)
          .filter(Boolean),
      ),
    ]
    if (list.length > most)
      throw new BadCell(say('{label}太多', { label: title }), say('最多 {most} 个，用顿号隔开', { most }))
    return list.map((word) => short(word, 20)).join(' ') || null
  })

/** The same column, to be filled in. */
export const required = (column: Column): Column => ({ ...column, required: true })

function column(
  title: string,
  { note = '', example = '' }: Said,
  take: (value: string, raw: RawCell) => string | null,
): Column {
  const read = (cell: RawCell) => {
    if (cell === null) return null
    if (typeof cell === 'object') {
      if ('formula' in cell) throw new BadCell('这一格是公式，没有计算', '请复制后“粘贴为数值”')
      throw new BadCell('这一格是错误值', '请改成正确的内容')
    }
    const value = typeof cell === 'string' ? cell.replace(/\u00a0/g, ' ').trim() : String(cell)
    return value === '' ? null : take(value, cell)
  }
  return { title, required: false, note, example, choices: null, read }
}

function short(value: string, most: number): string {
  if (/[\u0000-\u001f\u007f\ud800-\udfff\u200b-\u200f\u2028-\u202e\ufeff]/u.test(value))
    throw new BadCell('有看不见的控制字符或换行', '请删去这一格再重新输入')
  if (value.length > most)
    throw new BadCell(say('太长（{count} 字）', { count: value.length }), say('最多 {most} 字', { most }))
  return value
}

/** Days since 1899-12-30, as spreadsheets count; a time of day is dropped. */
function ofSerial(serial: number): string | null {
  // Before March 1900 spreadsheets are a day off, and no house was handed over.
  if (serial < 61 || serial > 80_000) return null
  return new Date((Math.floor(serial) - 25_569) * 86_400_000).toISOString().slice(0, 10)
}

function ofText(value: string): string | null {
  const plain = value.normalize('NFKC').trim()
  const parts =
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ??
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?$/.exec(plain)
  if (!parts) return null
  const [, year, month = '', dayOfMonth = ''] = parts
  const day = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day && Number(year) >= 1900 ? day : null
}
