import Format from 'typebox/format'

/** What months have: all of them 28 days, all but February 30, and seven 31. February 29 depends on the year, and is left out. */
const MONTH_AND_DAY = /(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31/
  .source

/** As `Date.toISOString` writes it, on any day but February 29. */
export const AS_WE_WRITE_IT = new RegExp(`^\\d{4}-(?:${MONTH_AND_DAY})T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$`)

/** `date-time` of RFC 3339. Takes at a glance what we write ourselves, which is read thousands of times a second. */
export function isDateTime(text: string): boolean {
  return AS_WE_WRITE_IT.test(text) || Format.IsDateTime(text)
}

Format.Set('date-time', isDateTime)
