/**
 * The digits of a phone number, however it was typed or a telephone system reports it: without spaces, dashes,
 * brackets and the country code of China. Numbers are sealed and searched for in this form.
 */
export function normalPhone(typed: string): string {
  const digits = typed.normalize('NFKC').replace(/[\s()\-\u2010-\u2015\u2212]/g, '')
  const national = digits.replace(/^(?:\+86|0086|86(?=1[3-9]\d{9}$))/, '')
  // Abroad the zero of an area code falls away: +86 21 6543 2100.
  return national !== digits && /^[2-9]\d{9,10}$/.test(national) ? `0${national}` : national
}

/** 138****8821; a landline keeps its area code and the last two digits. */
export function maskPhone(phone: string): string {
  const digits = normalPhone(phone)
  if (/^1\d{10}$/.test(digits)) return `${digits.slice(0, 3)}****${digits.slice(-4)}`
  return `${digits.slice(0, 3)}${'*'.repeat(Math.max(1, digits.length - 5))}${digits.slice(-2)}`
}

/** 310***********1234. */
export function maskIdNumber(idNumber: string): string {
  return `${idNumber.slice(0, 3)}${'*'.repeat(idNumber.length - 7)}${idNumber.slice(-4)}`
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

/** Whether an 18-digit ID number has a possible birth date and the check digit of GB 11643-1999. */
export function isIdNumber(text: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(text)) return false
  const [year, month, day] = [Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14))]
  const daysOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (year < 1900 || month < 1 || month > 12 || day < 1 || day > daysOfMonth) return false
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(text[index]), 0)
  return CHECKS[sum % 11] === text[17]
}
