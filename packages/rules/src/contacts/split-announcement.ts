import { topicOf } from './phone-context.ts'
import { ASKING, COUNTED_THINGS, NUMBERED_THINGS, POSSESSIVES } from './split-words.ts'
import type { Token } from './tokens.ts'

/**
 * How surely a message says that a phone number comes, or is among its words: `plain` for "my number is", "call me on",
 * "rest is"; `hinted` where a word of telephoning stands among others.
 */
export type Announcement = 'plain' | 'hinted'

/** What may follow "call", "whatsapp" or "number" in a message that hands out a number. */
const HANDING_OVER =
  /^(?:me|us|him|her|on|at|is|are|hai|h|pe|par|no|num|number|karo|karna|kar|kro|krna|kijiye|please|pls|plz|now|here|this|it|है|पर|पे|करो|करें)$/

/** Said of a number that is given in parts, in a message of few words. */
const PARTED =
  /(?:^| )(?:starts?|begins?|ends?|ending) (?:with|in)(?: |$)|(?:^| )(?:rest|remaining|baaki|baki|बाकी)(?: (?:is|are|hai|h|है|part|half|digits))?$|(?:first|last|next|remaining) (?:\S+ )?(?:digits?|half|part)(?: |$)/
const PARTED_WORDS = 6

/** Reads the announcement in a message, if there is one. A question asks, and a bus has a number too: neither announces. */
export function readAnnouncement(tokens: readonly Token[]): Announcement | undefined {
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text)
  if (tokens.some(({ text }) => text === '?' || text === '؟') || ASKING.has(words[0] ?? '')) return undefined
  if (namesOtherNumbers(tokens)) return undefined
  const at = words.findIndex((word) => topicOf(word) === 'phone' || topicOf(word) === 'number')
  if (words.length <= PARTED_WORDS && PARTED.test(words.join(' '))) return 'plain'
  if (at === -1 || words[at + 1] === 'of') return undefined
  const rest = words.slice(at + 1)
  const isShort = words.length <= 3
  const isHanded =
    rest.every((word) => HANDING_OVER.test(word) || topicOf(word) === 'number') && (rest.length > 0 || isShort)
  if (topicOf(words[at] ?? '') === 'phone') return isHanded && words.at(-1) !== 'at' ? 'plain' : 'hinted'
  return isHanded && (owns(words, at) || isShort) ? 'plain' : undefined
}

const HOW_MANY = /^(?:how (?:many|much|old|long|far)|kitn[aei]|कितन[ाेी])(?: |$)/

/** Whether a message speaks of something else that has a number: the numbers after it are that one's. */
export function namesOtherNumbers(tokens: readonly Token[]): boolean {
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text)
  return HOW_MANY.test(words.slice(0, 2).join(' ')) || words.some(isOtherwiseNumbered)
}

/** Whether the number in a message is that of something which it speaks of. */
export function namesOwnNumber(tokens: readonly Token[]): boolean {
  return tokens.some(({ kind, text }) => kind === 'word' && (isOtherwiseNumbered(text) || COUNTED_THINGS.has(text)))
}

function isOtherwiseNumbered(word: string): boolean {
  const topic = topicOf(word)
  return NUMBERED_THINGS.has(word) || topic === 'id' || topic === 'money' || topic === 'count'
}

function owns(words: readonly string[], at: number): boolean {
  return words.slice(Math.max(0, at - 2), at).some((word) => POSSESSIVES.has(word))
}
