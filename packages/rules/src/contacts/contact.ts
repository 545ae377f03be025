/** What kind of way around the academy a finding is. */
export type ContactKind = 'email' | 'phone' | 'link' | 'upi'

/** One contact in a text. `start` and `end` are UTF-16 offsets into the original text, `end` exclusive. */
export interface ContactFinding {
  kind: ContactKind
  start: number
  end: number
}

/** What stands in the stored text where a contact was. */
export const HIDDEN = '[hidden]'
