/**
 * Letters of other scripts that look like Latin ones, grouped by the letter they look like. Chosen from the confusables
 * of Unicode Technical Standard 39: those that ordinary fonts draw alike, in the scripts people can type.
 */
const LATIN_TWINS: Readonly<Record<string, string>> = {
  a: 'аɑαᴀꭺᎪ',
  b: 'Ьᖯƅʙ',
  c: 'сϲᴄⅽ',
  d: 'ԁᏧᑯᴅժ',
  e: 'еєҽᴇ℮ε',
  f: 'ƒꜰք',
  g: 'ɡցɢ',
  h: 'һհᏂʜ',
  i: 'іıιɩɪӏ',
  j: 'јʝᴊϳ',
  k: 'кκᴋ',
  l: 'ⅼʟ',
  m: 'мᴍ',
  n: 'ոռɴ',
  o: 'оοσօᴏ',
  p: 'рρᴘ',
  q: 'ԛգ',
  r: 'гᴦʀ',
  s: 'ѕꜱʂ',
  t: 'тτᴛ',
  u: 'υսᴜ',
  v: 'νѵᴠ',
  w: 'ѡԝᴡա',
  x: 'хχ',
  y: 'уγүʏ',
  z: 'ᴢʐ',
  A: 'АΑᗅ',
  B: 'ВΒᏴ',
  C: 'СϹᏟ',
  D: 'Ꭰᗞ',
  E: 'ЕΕᎬ',
  F: 'ϜᖴҒ',
  G: 'ԌᏀ',
  H: 'НΗᎻ',
  I: 'ІΙӀ',
  J: 'ЈᎫ',
  K: 'КΚᏦ',
  L: 'ᏞⅬ',
  M: 'МΜᎷ',
  N: 'Ν',
  O: 'ОΟՕ',
  P: 'РΡᏢ',
  Q: 'Ԛ',
  R: 'ᎡᏒ',
  S: 'ЅՏᏚ',
  T: 'ТΤᎢ',
  U: 'Սᑌ',
  V: 'ѴᏙ',
  W: 'ԜᎳ',
  X: 'ХΧ',
  Y: 'УΥҮ',
  Z: 'ΖᏃ',
}

const LATIN_TWIN_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(LATIN_TWINS).flatMap(([latin, twins]) => [...twins].map((twin) => [twin, latin] as const)),
)

/** The Latin letter that `character` is drawn like, or the character itself. */
export function latinTwin(character: string): string {
  return LATIN_TWIN_OF.get(character) ?? character
}
