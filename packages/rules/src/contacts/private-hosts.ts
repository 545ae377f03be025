/**
 * Where a link opens a chat or a call with one person or group. A host stands for all its sub-domains; `paths` name the
 * pages that do, as the start of a regular expression, and without them every page does.
 */
interface PrivateHost {
  readonly host: string
  readonly paths?: string
}

const ANY_PAGE =
  'wa\\.me wa\\.link walink\\.co wame\\.(?:chat|pro) l\\.wl\\.co wl\\.co t\\.me telegram\\.(?:me|dog|im|space) signal\\.(?:me|group) m\\.me ig\\.me ' +
  'discord\\.gg line\\.me lin\\.ee viber\\.(?:me|click) chats\\.viber\\.com invite\\.viber\\.com zalo\\.me join\\.skype\\.com ' +
  '(?:open|pf)\\.kakao\\.com u\\.wechat\\.com matrix\\.to threema\\.id msng\\.link imo\\.im arattai\\.in hangouts\\.google\\.com ' +
  'join\\.slack\\.com vk\\.me wpa\\.qq\\.com qm\\.qq\\.com (?:api|chat|web|call)\\.whatsapp\\.com web\\.telegram\\.org kik\\.me ' +
  'simplex\\.chat guilded\\.gg botim\\.me duo\\.google\\.com wechat\\.me icq\\.im gpay\\.app\\.goo\\.gl'

const SOME_PAGES: Readonly<Record<string, string>> = {
  'whatsapp\\.com': '(?:catalog|channel|message|product|send|otp|community|c|p|dl\\?|invite)',
  'telegram\\.org': '(?!(?:faq|apps|privacy|tos|blog|dl|support|press|evolution|android|file)\\b)[a-z0-9_+]',
  'messenger\\.com': '(?:e2ee\\/)?t',
  'facebook\\.com': '(?:messages|msg|messenger)',
  'fb\\.com': '(?:messages|msg|messenger)',
  'fb\\.me': '(?:msg|m)',
  'instagram\\.com': 'direct',
  'discord(?:app)?\\.com': '(?:invite|users|channels)',
  'snapchat\\.com': '(?:add|chat)',
  'chat\\.google\\.com': '(?:dm|room|u)',
  'groupme\\.com': 'join_group',
  '(?:x|twitter)\\.com': '(?:messages|i\\/chat|direct_messages)',
  'linkedin\\.com': 'messaging',
  'skype\\.com': '(?:invite|chat|call)',
  'teams\\.(?:live|microsoft)\\.com': '(?:l\\/(?:chat|invite|call)|invite)',
  'reddit\\.com': '(?:chat|message\\/compose)',
}

/** Every host whose links are private, with the pages where only some are. Sources of regular expressions. */
export const PRIVATE_HOSTS: readonly PrivateHost[] = [
  ...ANY_PAGE.split(' ').map((host) => ({ host })),
  ...Object.entries(SOME_PAGES).map(([host, paths]) => ({ host, paths })),
]
