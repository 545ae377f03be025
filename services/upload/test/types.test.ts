import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { compound, contentTypes, image, office, pdf, rar4, rar5, zip } from './file-fixtures.ts'
import { failure, fileOf, formOf, startUploads } from './harness.ts'

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')

t.test('every allowed type is stored under the ending of its content, whatever the client calls it', async (t) => {
  const { upload, uploadDir, settled } = await startUploads(t)
  const accepted: [label: string, bytes: Buffer | string, name: string, ending: string, mimeType: string][] = [
    ['JPEG', await image('jpeg'), 'a.bin', 'jpg', 'image/jpeg'],
    ['PNG', await image('png'), 'a.exe', 'png', 'image/png'],
    ['GIF', await image('gif'), 'a.gif', 'gif', 'image/gif'],
    ['WebP', await image('webp'), 'a.jpg', 'webp', 'image/webp'],
    ['PDF', pdf, 'a.html', 'pdf', 'application/pdf'],
    ['Word', compound(['WordDocument', '1Table']), 'a.doc', 'doc', 'application/msword'],
    ['Excel', compound(['Workbook']), 'a.xls', 'xls', 'application/vnd.ms-excel'],
    ['Excel 5', compound(['Book']), 'a.xls', 'xls', 'application/vnd.ms-excel'],
    [
      'PowerPoint with a Word document in it',
      compound(['Current User', 'PowerPoint Document'], ['WordDocument']),
      'a.ppt',
      'ppt',
      'application/vnd.ms-powerpoint',
    ],
    ['docx', office('docx'), 'a', 'docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['xlsx', office('xlsx'), 'a', 'xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['pptx', office('pptx'), 'a', 'pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
    ['ZIP', zip({ 'notes.txt': 'hello' }), 'a.zip', 'zip', 'application/zip'],
    ['empty ZIP', zip({}), 'a.zip', 'zip', 'application/zip'],
    ['RAR 4', rar4, 'a.rar', 'rar', 'application/vnd.rar'],
    ['RAR 5', rar5, 'a.rar', 'rar', 'application/vnd.rar'],
    ['text', 'Training at 5 — bring water, 3 < 4 & <3\n', 'a.txt', 'txt', 'text/plain'],
    ['text of one character', '<', 'a.txt', 'txt', 'text/plain'],
    ['text that begins like a bitmap', 'BMI table', 'a.txt', 'txt', 'text/plain'],
    ['text in UTF-16', utf16('Grüße'), 'a.txt', 'txt', 'text/plain'],
    ['text called something else', 'plain', 'a.exe', 'txt', 'text/plain'],
    ['CSV', 'name,goals\nA,1\n', 'a.CSV', 'csv', 'text/csv'],
  ]
  for (const [label, bytes, name, ending, mimeType] of accepted) {
    const reply = await upload(formOf(bytes, name))
    t.equal(reply.status, 201, `${label}: ${JSON.stringify(reply.body)}`)
    const file = fileOf(reply)
    t.equal(file.mimeType, mimeType, label)
    t.match(file.url, new RegExp(`^/uploads/chat/a(_.+|\\..+)?-\\d{13}-[0-9a-f]{16}\\.${ending}$`), label)
    const kept = await readFile(join(uploadDir, 'files', file.url.slice('/uploads/chat/'.length)))
    t.ok(kept.equals(Buffer.from(bytes)), `${label}: the bytes are those that were sent`)
  }
  await settled()
})

t.test('what is not on the list is refused, whatever it is called', async (t) => {
  const { upload, names, settled } = await startUploads(t)
  const refused: [label: string, bytes: Buffer | string][] = [
    ['HTML', '<!doctype html><p>hi'],
    ['HTML after space and a byte order mark', '\ufeff \n\t<HTML><body>'],
    ['HTML after a comment', '<!-- harmless --><html>'],
    ['HTML after ordinary text', 'Dear all,\nplease see <script>alert(1)</script>'],
    ['HTML far down', `${'x'.repeat(65_530)}<script src=x></script>`],
    ['HTML after much space', `${' '.repeat(70_000)}<b>hi</b>`],
    ['HTML in UTF-16', utf16('<html><script>alert(1)</script>')],
    ['a fragment', '<b>hi</b>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['SVG after XML', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['SVG after text', 'a\n<svg onload=alert(1)>'],
    ['XML', '<?xml version="1.0"?><a/>'],
    ['PHP', 'x <?php echo 1; ?>'],
    ['RTF', '{\\rtf1 hello}'],
    ['a contact card', 'BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n'],
    ['NUL', 'abc\0def'],
    ['a control character', 'abc\x01def'],
    ['text that is no UTF-8', Buffer.from([0x61, 0xff, 0xc3, 0x28, 0x62])],
    ['text cut in the middle of a character', Buffer.from([0x61, 0xe2, 0x82])],
    ['a program', Buffer.concat([Buffer.from('7f454c460201010000', 'hex'), Buffer.alloc(64)])],
    ['an installer', compound(['\u4840\u3f3f\u4577'])],
    ['an installer that calls a stream WordDocument', compound(['\u4840\u3f3f\u4577', 'WordDocument'])],
    ['an e-mail', compound(['__properties_version1.0', '__substg1.0_0037001F'])],
    ['an e-mail with a document in it', compound(['__properties_version1.0'], ['WordDocument'])],
    ['an encrypted document', compound(['EncryptionInfo', 'EncryptedPackage'])],
    ['a document that is two', compound(['WordDocument', 'Workbook'])],
    ['docm', zip(contentTypes('application/vnd.ms-word.document.macroEnabled.main+xml', 'word/document.xml'))],
    ['docx with macros', office('docx', { 'word/vbaProject.bin': 'x' })],
    [
      'dotx',
      zip(
        contentTypes(
          'application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml',
          'word/document.xml',
        ),
      ),
    ],
    ['an unknown Office format', zip(contentTypes('application/x.main+xml', 'other/part.xml'))],
    ['jar', zip({ 'META-INF/MANIFEST.MF': 'x', 'A.class': 'x' })],
    ['jar whose manifest is not first', zip({ 'a.txt': 'x', 'META-INF/MANIFEST.MF': 'x' })],
    ['apk', zip({ 'AndroidManifest.xml': 'x', 'classes.dex': 'x' })],
    ['epub', zip({ mimetype: 'application/epub+zip', 'META-INF/container.xml': 'x' })],
    ['odt', zip({ mimetype: 'application/vnd.oasis.opendocument.text' })],
    ['APNG', await animatedPng()],
    ['AVIF', Buffer.concat([Buffer.from('0000001c667479706176696600000000', 'hex'), Buffer.alloc(40)])],
    ['HEIC', Buffer.concat([Buffer.from('0000001c667479706865696300000000', 'hex'), Buffer.alloc(40)])],
    ['TIFF', Buffer.concat([Buffer.from('49492a0008000000', 'hex'), Buffer.alloc(40)])],
    ['BMP', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)])],
    ['MP4', Buffer.concat([Buffer.from('000000186674797069736f6d00000000', 'hex'), Buffer.alloc(40)])],
    ['7z', Buffer.concat([Buffer.from('377abcaf271c0004', 'hex'), Buffer.alloc(40)])],
  ]
  for (const [label, bytes] of refused) {
    for (const name of ['a.txt', 'a.png']) {
      t.equal(failure(await upload(formOf(bytes, name))), '415 FILE_TYPE_NOT_ALLOWED', `${label} as ${name}`)
    }
  }
  await settled()
  t.same(await names('files'), [])
})

t.test('what is damaged is rejected', async (t) => {
  const { upload, names, settled } = await startUploads(t)
  const png = await image('png')
  const archive = zip({ 'a.txt': 'x' })
  const document = compound(['WordDocument'])
  const circular = Buffer.from(document)
  circular.writeUInt32LE(1, 512 + 4)
  const rejected: [label: string, bytes: Buffer][] = [
    ['empty', Buffer.alloc(0)],
    ['a PNG without a width', resized(png, 0)],
    ['a JPEG that is only its signature', Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(40)])],
    ['a picture of too many pixels', resized(png, 30_000)],
    ['a ZIP that was cut off', archive.subarray(0, archive.length - 10)],
    ['a ZIP with a wrong table', Buffer.concat([archive.subarray(0, -22), end(9)])],
    ['a docx by its parts, not by its table', office('docx').subarray(0, -22)],
    ['a compound file that was cut off', document.subarray(0, 700)],
    ['a compound file that runs in a circle', circular],
  ]
  for (const [label, bytes] of rejected) {
    t.equal(failure(await upload(formOf(bytes, 'a.png'))), '422 FILE_REJECTED', label)
  }
  await settled()
  t.same(await names('files'), [])
})

/** A PNG with the chunk by which animations are told. */
async function animatedPng(): Promise<Buffer> {
  const png = await image('png')
  const control = Buffer.from('000000086163544c000000010000000000000000', 'hex')
  return Buffer.concat([png.subarray(0, 33), control, png.subarray(33)])
}

/** The picture with a header that claims so many pixels each way. */
function resized(png: Buffer, side: number): Buffer {
  const claim = Buffer.from(png)
  claim.writeUInt32BE(side, 16)
  claim.writeUInt32BE(side, 20)
  return claim
}

/** The end of a ZIP archive that claims so many entries. */
function end(count: number): Buffer {
  const record = Buffer.alloc(22)
  record.write('PK\x05\x06', 'latin1')
  record.writeUInt16LE(count, 10)
  return record
}
