import { Users } from 'lucide-react'
import styles from './avatar.module.css'

interface AvatarProps {
  /** What the colour is chosen by, so that a person has the same one everywhere. */
  readonly id: string
  readonly name: string
  readonly size?: 'small' | 'usual'
  /** A group of people instead of one. */
  readonly isGroup?: boolean
  readonly isOnline?: boolean
}

/** Initials on a colour. Decoration: the name stands beside it. */
export function Avatar({ id, name, size = 'usual', isGroup = false, isOnline = false }: AvatarProps) {
  return (
    <span className={styles.avatar} data-size={size} data-tone={toneOf(id)} data-group={isGroup} aria-hidden="true">
      {isGroup ? <Users size={size === 'small' ? 15 : 20} strokeWidth={1.9} /> : initialsOf(name)}
      {isOnline && <span className={styles.dot} />}
    </span>
  )
}

const TONES = 6

function toneOf(id: string): number {
  // FNV-1a: ids that differ in one letter get other colours.
  let hash = 0x811c9dc5
  for (const char of id) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return (((hash ^ (hash >>> 15)) >>> 0) % TONES) + 1
}

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function initialsOf(name: string): string {
  const words = name
    .replace(/\(.*?\)/g, '')
    .replace(/^(coach|कोच)\s+/i, '')
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word))
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return [first, last].map((word) => (word === undefined ? '' : firstLetter(word))).join('')
}

function firstLetter(word: string): string {
  for (const { segment } of segments.segment(word)) return segment.toLocaleUpperCase()
  return ''
}
