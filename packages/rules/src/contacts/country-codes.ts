/** Calling codes with how many digits follow them: `code:min-max`. From the ITU E.164 list and national numbering plans. */
const ONE_AND_TWO_DIGITS =
  '1:10 7:10 20:8-10 27:9 30:10 31:9-10 32:8-9 33:9 34:9 36:8-9 39:8-11 40:9 41:9 43:8-12 44:9-10 45:8 46:7-10 47:8 48:9 ' +
  '49:9-11 51:8-9 52:10-11 53:8 54:10-11 55:10-11 56:9 57:8-10 58:10 60:8-10 61:9 62:9-12 63:8-10 64:8-10 65:8 66:8-9 ' +
  '81:9-10 82:8-10 84:9-10 86:10-11 90:10 91:10 92:9-10 93:9 94:9 95:8-10 98:10'

/** Three-digit codes by their first two digits; the national part is taken as 7 to 10 digits. */
const THREE_DIGITS: ReadonlySet<string> = new Set(
  '21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 85 87 88 96 97 99'.split(' '),
)

const LENGTHS: ReadonlyMap<string, readonly [number, number]> = new Map(
  ONE_AND_TWO_DIGITS.split(' ').map((entry) => {
    const [code = '', lengths = ''] = entry.split(':')
    const [min = '', max = min] = lengths.split('-')
    return [code, [Number(min), Number(max)] as const]
  }),
)

/** Whether `digits` are a calling code and as many digits as that country's numbers have. */
export function isInternational(digits: string): boolean {
  for (const length of [1, 2]) {
    const range = LENGTHS.get(digits.slice(0, length))
    const rest = digits.length - length
    if (range && rest >= range[0] && rest <= range[1]) return true
  }
  return THREE_DIGITS.has(digits.slice(0, 2)) && digits.length >= 10 && digits.length <= 13
}

/** Whether `digits` are a calling code by themselves, with or without the zeros dialled before it. */
export function isDialPrefix(digits: string): boolean {
  const code = digits.replace(/^0+/, '')
  return code === '' || LENGTHS.has(code) || (code.length === 3 && THREE_DIGITS.has(code.slice(0, 2)))
}

/** Whether `digits` are an Indian mobile number, with or without the country or the trunk zero before it. */
export function isMobileNumber(digits: string): boolean {
  return /^(?:0|91|0091|091)?[6-9]\d{9}$/.test(digits)
}
