/** Pieces that, repeated, have made detectors of contacts slow: half addresses, endless numbers, escapes, number words. */
const PIECES = [
  'a@|1-|9.|a at |1 |12-|a.|@|9|(|+1|1,|ab12|1a|a_at_|a dot |"@|://|gmail.com |98765 43210 |+9876543210 |a@b.co |one ',
  'double |call |9😀|a\u0336|९|\u200b|http://a@b.co |f0:|&#64;|[hidden]|tel:1|nine|%40|&nbsp;|<br>|\\u0040|::1|978-|9 ok ',
  '98765 bro |t.me/|a.t.me |(a) |a at gmail |mail id |quatre vingt |i1|www.|एट|三',
].flatMap((list) => list.split('|'))

/** Texts of `length` UTF-16 units that are made to be slow, with the piece that each repeats. */
export function hostileTexts(length: number): { readonly piece: string; readonly text: string }[] {
  return PIECES.map((piece) => ({ piece, text: piece.repeat(Math.ceil(length / piece.length)).slice(0, length) }))
}
