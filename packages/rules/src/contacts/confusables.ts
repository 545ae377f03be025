/**
 * Letters that Unicode Technical Standard 39 lists as confusable with a Latin one, by that letter: all of its
 * `confusables.txt` that are single letters, but for scripts whose words are never taken for Latin ones (Arabic, Indic and
 * East Asian scripts) and for what NFKC folds by itself. © Unicode, Inc., under the Unicode License v3.
 */
const CONFUSABLES: Readonly<Record<string, string>> = {
  a: 'ɑαа𝛂𝛼𝜶𝝰𝞪',
  b: 'ƄЬᏏᑲᖯ',
  c: 'ϲсᴄⲥꮯ𐐽',
  d: 'ԁᏧᑯꓒ',
  e: 'еҽꬲ',
  f: 'ſքẝꞙꬵ',
  g: 'ƍɡցᶃ',
  h: 'һհᏂ',
  i: 'ıɩɪͺιіӏᎥιꙇꭵ𑣃𝚤𝛊𝜄𝜾𝝸𝞲',
  j: 'ϳј',
  l: 'ƖǀΙІӀᛁℐℑⅠⲒⵏꓲＩ𐊊𐌉𐌠𖼨𝐈𝐼𝑰𝓘𝕀𝕴𝖨𝗜𝘐𝙄𝙸𝚰𝛪𝜤𝝞𝞘',
  n: 'ոռ',
  o: 'οσоօᴏᴑⲟꬽ𐐬𐓪𑣈𑣗𝛐𝛔𝜊𝜎𝝄𝝈𝝾𝞂𝞸𝞼',
  p: 'ρϱрⲣ𝛒𝛠𝜌𝜚𝝆𝝔𝞀𝞎𝞺𝟈',
  q: 'ԛգզ',
  r: 'гᴦⲅꭇꭈꮁ',
  s: 'ƽѕꜱꮪ𐑈𑣁',
  u: 'ʋυսᴜꞟꭎꭒ𐓶𑣘𝛖𝜐𝝊𝞄𝞾',
  v: 'νѵᴠꮩ𑜆𑣀𝛎𝜈𝝂𝝼𝞶',
  w: 'ɯѡԝաᴡꮃ𑜊𑜎𑜏',
  x: 'хᕁᕽ',
  y: 'ɣʏγуүᶌỿℽꭚ𑣜𝛄𝛾𝜸𝝲𝞬',
  z: 'ᴢꮓ𑣄',
  A: 'ΑАᎪᗅꓮ𐊠𖽀𝚨𝛢𝜜𝝖𝞐',
  B: 'ΒВᏴᗷꓐꞴ𐊂𐊡𐌁𝚩𝛣𝜝𝝗𝞑',
  C: 'ϹСᏟⲤꓚ𐊢𐌂𐐕𐔜𑣲',
  D: 'Ꭰᗞᗪꓓ',
  E: 'ΕЕᎬⴹꓰ𐊆𑢦𑢮𝚬𝛦𝜠𝝚𝞔',
  F: 'ϜᖴꓝꞘ𐊇𐊥𐔥𑢢𑣂𝟊',
  G: 'ԌᏀᏳꓖ',
  H: 'ΗНᎻᕼⲎꓧ𐋏𝚮𝛨𝜢𝝜𝞖',
  J: 'ͿЈᎫᒍꓙꞲ',
  K: 'ΚКᏦᛕⲔꓗ𐔘𝚱𝛫𝜥𝝟𝞙',
  L: 'ᏞᒪⳐꓡ𐐛𐔦𑢣𑢲𖼖',
  M: 'ΜϺМᎷᗰᛖⲘꓟ𐊰𐌑𝚳𝛭𝜧𝝡𝞛',
  N: 'ΝⲚꓠ𐔓𝚴𝛮𝜨𝝢𝞜',
  O: 'ΟОՕⲞⵔ〇ꓳ𐊒𐊫𐐄𐓂𐔖𑢵𝚶𝛰𝜪𝝤𝞞',
  P: 'ΡРᏢᑭⲢꓑ𐊕𝚸𝛲𝜬𝝦𝞠',
  Q: 'ⵕ',
  R: 'ƦᎡᏒᖇꓣ𐒴𖼵',
  S: 'ЅՏᏕᏚꓢ𐊖𐐠𖼺',
  T: 'ΤТᎢⲦꓔ𐊗𐊱𐌕𑢼𖼊𝚻𝛵𝜯𝝩𝞣',
  U: 'Սᑌꓴ𐓎𑢸𖽂',
  V: 'ѴᏙᐯⴸꓦꛟ𐔝𑢠𖼈',
  W: 'ԜᎳᏔꓪ𑣯',
  X: 'ΧХᚷⲬⵝꓫꞳ𐊐𐊴𐌗𐌢𐔧𑣬𝚾𝛸𝜲𝝬𝞦',
  Y: 'ΥϒУҮᎩᎽⲨꓬ𐊲𑢤𖽃𝚼𝛶𝜰𝝪𝞤',
  Z: 'ΖᏃꓜ𐋵𑢩𝚭𝛧𝜡𝝛𝞕',
}

const LATIN_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(CONFUSABLES).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
)

/** The Latin letter that Unicode lists `character` as confusable with. */
export function confusableLatin(character: string): string | undefined {
  return LATIN_OF.get(character)
}
