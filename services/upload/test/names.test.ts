import { parseAllowlist } from '@touchline/rules'
import t from 'tap'
import { makeShownName } from '../src/names/shown-name.ts'
import { isStoredName, newStoredName, storedNameIn, thumbnailNameOf } from '../src/names/stored-name.ts'
import { image } from './file-fixtures.ts'
import { fileOf, formOf, startUploads } from './harness.ts'
import { closing, filePart, rawUpload } from './raw-request.ts'

t.test('the shown name is the last part of the original, made safe, with an ending of the checked type', async (t) => {
  const cases: [original: string, shown: string][] = [
    ['report.pdf', 'report.pdf'],
    ['REPORT.PDF', 'REPORT.pdf'],
    ['../../etc/passwd', 'passwd.pdf'],
    ['C:\\Users\\me\\report.pdf', 'report.pdf'],
    ['..', 'file.pdf'],
    ['.htaccess', 'htaccess.pdf'],
    ['...hidden.pdf', 'hidden.pdf'],
    ['', 'file.pdf'],
    ['.pdf', 'file.pdf'],
    ['evil.html', 'evil.html.pdf'],
    ['plan.v1.2', 'plan.v1.2.pdf'],
    ['CON.pdf', '_CON.pdf'],
    ['lpt1', '_lpt1.pdf'],
    ['console.pdf', 'console.pdf'],
    ['a<b>:"c|d?*.pdf', 'a_b___c_d__.pdf'],
    ['a\0b\nc\u202egnp.pdf', 'abcgnp.pdf'],
    [`e\u0301te\u0301.pdf`, 'été.pdf'],
    ['प्रशिक्षण योजना.pdf', 'प्रशिक्षण योजना.pdf'],
    ['a\ud800b.pdf', 'a\ufffdb.pdf'],
    ['trailing. . .pdf', 'trailing.pdf'],
    ['anna@example.com.pdf', '[hidden].pdf'],
    ['anna@example.com', '[hidden].pdf'],
    ['ring +91 98765 43210 now.pdf', 'ring [hidden] now.pdf'],
  ]
  for (const [original, shown] of cases) t.equal(makeShownName(original, 'pdf').name, shown, JSON.stringify(original))
  t.equal(makeShownName('photo.jpeg', 'jpg').name, 'photo.jpeg')
  t.equal(makeShownName('photo.png', 'jpg').name, 'photo.png.jpg')
})

t.test('the academy’s own contacts may stay', async (t) => {
  const allowlist = parseAllowlist('office@academy.example')
  t.equal(makeShownName('write to office@academy.example.txt', 'txt', parseAllowlist('')).name, 'write to [hidden].txt')
  t.match(makeShownName('office@academy.example form.pdf', 'pdf', allowlist).name, 'office@academy.example form.pdf')
})

t.test('a stored name is safe, unique, and never longer than 255 bytes', async (t) => {
  const at = new Date(1_795_380_589_776)
  const cases: [shown: string, stem: RegExp][] = [
    ['report.pdf', /^report-/],
    ['[hidden].pdf', /^hidden-/],
    ['ring [hidden] now.pdf', /^ring_hidden_now-/],
    ['a b  c.pdf', /^a_b_c-/],
    ['été.pdf', /^été-/],
    ['प्रशिक्षण.pdf', /^प्रशिक्षण-/],
    ['😀.pdf', /^file-/],
    ['a..b.pdf', /^a\.b-/],
    ['-_.pdf', /^file-/],
  ]
  for (const [shown, stem] of cases) {
    const name = newStoredName(shown, 'pdf', at)
    t.match(name, stem)
    t.match(name, /-1795380589776-[0-9a-f]{16}\.pdf$/)
    t.ok(isStoredName(name), name)
  }
  t.not(newStoredName('a.pdf', 'pdf', at), newStoredName('a.pdf', 'pdf', at))
  for (const letter of ['x', 'é', 'क्', '漢', '𠀀']) {
    const name = newStoredName(makeShownName(`${letter.repeat(400)}.webp`, 'webp').name, 'webp', at)
    t.ok(Buffer.byteLength(name) <= 255, `${Buffer.byteLength(name)} bytes of ${letter}`)
    t.ok(Buffer.byteLength(name) > 230)
    t.ok(isStoredName(name))
    t.ok(isStoredName(thumbnailNameOf(name)))
    t.ok(name.isWellFormed())
    t.equal(storedNameIn(`/uploads/chat/${encodeURIComponent(name)}`), name)
  }
})

t.test('what is no stored name is no name of a file', async (t) => {
  const name = newStoredName('a.pdf', 'pdf', new Date())
  for (const other of [
    '',
    '.',
    '..',
    `../${name}`,
    `a/${name}`,
    `a\\${name}`,
    `.${name}`,
    `${name}\0`,
    `${name}/`,
    'x'.repeat(300),
    `${'é'.repeat(120)}${name}`,
  ]) {
    t.notOk(isStoredName(other), JSON.stringify(other))
  }
  for (const url of [
    name,
    `/uploads/chat/`,
    `/uploads/chat/${name}?a`,
    `/uploads/chat/${name}#a`,
    `/uploads/chat/../${name}`,
    `/uploads/chat/%zz`,
    `https://else.example/uploads/chat/${name}`,
    `//uploads/chat/${name}`,
    '__proto__',
  ]) {
    t.equal(storedNameIn(url), undefined, url)
  }
})

t.test('names through the whole way', async (t) => {
  const { upload, get, port, conversation } = await startUploads(t, { contactAllowlist: 'office@academy.example' })
  for (const name of ['../../../../etc/cron.d/x.txt', 'план 1.txt', '漢'.repeat(200), 'anna@example.com', '.txt']) {
    const reply = await upload(formOf('content', name))
    t.equal(reply.status, 201, name)
    const response = await get(fileOf(reply).url, { userId: 'parent' })
    t.equal(response.status, 200, fileOf(reply).url)
    t.equal(await response.text(), 'content')
  }
  const masked = fileOf(await upload(formOf('x', 'call 98765 43210.txt')))
  t.equal(masked.name, 'call [hidden].txt')
  t.match(masked.url, /^\/uploads\/chat\/call_hidden-\d/)
  t.equal(fileOf(await upload(formOf('x', 'office@academy.example form.txt'))).name, 'office@academy.example form.txt')

  const nameless = Buffer.from(
    '--touchline-test\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n',
  )
  t.match(await rawUpload(t, port, [nameless, closing]), /"name":"file\.txt"/, 'a file without a name')
  t.match(await rawUpload(t, port, [filePart('x', '..\\\\..\\\\boot.txt'), closing]), /"name":"boot\.txt"/)
  const longest = fileOf(await upload(formOf(await image('png'), `${'ü'.repeat(300)}.png`)))
  t.equal((await get(longest.url, { userId: 'coach' })).status, 200)
  t.equal((await get(longest.thumbnailUrl ?? '', { userId: 'coach' })).status, 200)
  t.ok([...conversation.kept.values()].every(({ file }) => Buffer.byteLength(file.name) <= 255))
})
