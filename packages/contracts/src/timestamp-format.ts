import Format from 'typebox/format'

/** As `Date.toISOString` writes it, on one of the days that every month has. */
export const AS_WE_WRITE_IT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** `date-time` of RFC 3339. Takes at a glance what we write ourselves, which is read thousands of times a second. */
export function isDateTime(text: string): boolean {
  return AS_WE_WRITE_IT.test(text) || Format.IsDateTime(text)
}

Format.Set('date-time', isDateTime)
