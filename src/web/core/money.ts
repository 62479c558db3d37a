import { formatYuan } from '../../kernel/money.ts'

/** '123456' (分) → ¥1,234.56. */
export function sayYuan(fen: string | bigint): string {
  const [yuan = '0', decimals] = formatYuan(BigInt(fen)).split('.')
  return `¥${yuan.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`
}

/** '1250' → '12.50', for an input that somebody goes on editing. */
export function yuanToEdit(fen: string | undefined): string {
  return fen === undefined || fen === '' ? '' : formatYuan(BigInt(fen))
}
