const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼'
/** Plates of police, learners, trailers, Hong Kong, Macau, consulates end in a character; those of embassies hold 使. */
const PLATE = new RegExp(
  `^(?:[${PROVINCES}][A-HJ-NP-Z](?:[A-HJ-NP-Z\\d]{5,6}|[A-HJ-NP-Z\\d]{4}[警学挂港澳领试超])|使\\d{6}|\\d{6}使)$`,
)
/** Four characters at least, so that a piece is looked up by its last four. */
const PIECE = new RegExp(`^[${PROVINCES}使]?[A-Z\\d]{3,7}[警学挂港澳领试超使]?$`)

/** How many characters a plate is found by from its end. */
export const PLATE_TAIL = 4

/** A plate in the form in which it is sealed and searched: 沪A12345, without the dot, spaces and dashes between. */
export const normalPlate = (typed: string) =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s·•.\-\u2010-\u2015\u2212]/g, '')

/** Blue and yellow plates of seven characters, green ones of eight, and those of authorities. */
export const isPlate = (plate: string) => PLATE.test(plate)

/** The end of a plate, four characters at least of which one is a digit; null for what is none. */
export function plateEnd(typed: string): string | null {
  const text = normalPlate(typed)
  return text.length >= PLATE_TAIL && /\d/.test(text) && PIECE.test(text) ? text : null
}

/** 沪A***45. */
export const maskPlate = (plate: string) => `${plate.slice(0, 2)}${'*'.repeat(plate.length - 4)}${plate.slice(-2)}`
