import t from 'tap'
import {
  ClientId,
  Content,
  EntityId,
  errors,
  isErrorCode,
  NameText,
  PlatformId,
  restRoutes,
  TouchlineError,
  validator,
} from '../src/index.ts'

t.test('what is visible', async (t) => {
  const { is } = validator(Content)
  for (const text of ['a', '.', '🏏', 'é', 'अ', '中', '  x  ', 'a\nb\tc', '\u202ea', '❤️', '1'])
    t.ok(is(text), JSON.stringify(text))
  const blank = [
    '',
    ' ',
    '\n',
    '\t',
    '\u00a0',
    '\u3000',
    '\u200b',
    '\u200d',
    '\u2060',
    '\ufeff',
    '\u2800',
    '\u3164',
    '\u00ad',
    '\u{e0001}',
  ]
  for (const text of [...blank, blank.join('')]) t.notOk(is(text), JSON.stringify(text))
  for (const text of ['a\u0000', '\ud800a', 'a\udc00', 'a\ud800']) t.notOk(is(text), JSON.stringify(text))
})

t.test('lengths count code points', async (t) => {
  const content = validator(Content)
  t.ok(content.is('🏏'.repeat(4_000)))
  t.notOk(content.is('🏏'.repeat(4_001)))
  t.ok(content.is('e\u0301'.repeat(2_000)))
  t.notOk(content.is('e\u0301'.repeat(2_001)), 'not grapheme clusters')
  const name = validator(NameText)
  t.ok(name.is('🏏'.repeat(80)))
  t.notOk(name.is('🏏'.repeat(81)))
  t.notOk(name.is('two\nlines'))
  t.notOk(name.is('two\u2028lines'))
  const clientId = validator(ClientId)
  t.ok(clientId.is('x'.repeat(64)) && clientId.is('🏏'.repeat(64)))
  t.notOk(clientId.is('x'.repeat(65)) || clientId.is('') || clientId.is('a\nb') || clientId.is('\ud800'))
})

t.test('identifiers', async (t) => {
  const platform = validator(PlatformId)
  for (const id of ['a', 'user-1', 'a.b:c|d~e_f', '__proto', 'constructor', 'x'.repeat(128)]) t.ok(platform.is(id), id)
  for (const id of ['', '__proto__', 'a@b.example', '+44', 'a b', 'a/b', 'é', 'a\u0000', 'x'.repeat(129)]) {
    t.notOk(platform.is(id), id)
  }
  const entity = validator(EntityId)
  t.ok(entity.is('x') && entity.is('x'.repeat(64)))
  t.notOk(entity.is('') || entity.is('x'.repeat(65)) || entity.is('a\u0000') || entity.is('\ud800'))
})

t.test('a fault names its place, never its content', async (t) => {
  const { parse } = validator(restRoutes.putUser.body)
  const faultOf = (value: unknown) => {
    try {
      parse(value)
      return 'none'
    } catch (error) {
      if (!(error instanceof TouchlineError) || error.code !== 'VALIDATION') throw error
      return error.message
    }
  }
  const good = { role: 'coach', displayName: 'Vik' }
  t.equal(faultOf(good), 'none')
  t.match(faultOf({ ...good, displayName: 'secret\u0000' }), /^displayName holds characters that are not allowed$/)
  const unknown = faultOf({ ...good, contact: 1 })
  t.match(unknown, 'contact', 'an unknown property is named: it came from the caller, and is no content')
  const hostile = [{ ...good, active: 'secret' }, { role: 'secret', displayName: 'x' }, 'secret', null, ['secret']]
  hostile.push(JSON.parse('{"role":"coach","displayName":"x","__proto__":{"a":"secret"}}'))
  for (const bad of hostile) {
    const fault = faultOf(bad)
    t.not(fault, 'none')
    t.notMatch(fault, 'secret')
  }
  const input = { ...good }
  t.equal(parse(input), input, 'the value itself, unchanged')
})

t.test('sync names conversations by ids only', async (t) => {
  const { is } = validator(restRoutes.sync.body)
  t.ok(is({ versions: {} }) && is({ versions: { x: 0 } }))
  for (const key of ['', '\u0000', 'x'.repeat(65), '\ud800']) {
    t.notOk(is({ versions: { [key]: 1 } }), JSON.stringify(key))
    t.notOk(is({ versions: { [key]: 'anything' } }))
  }
})

t.test('the error registry', async (t) => {
  for (const [code, { status, retryable, text }] of Object.entries(errors)) {
    t.match(code, /^[A-Z_]+$/)
    t.ok(status >= 400 && status < 600 && text.length > 0)
    t.equal(retryable, status === 429 || status === 503, `${code}: a repeat helps where it is asked for`)
    t.ok(isErrorCode(code))
  }
  for (const [name, route] of Object.entries(restRoutes)) {
    for (const code of route.errors) t.ok(isErrorCode(code), `${name}: ${code}`)
  }
  for (const code of ['toString', '__proto__', '', 1, undefined]) t.notOk(isErrorCode(code))
  t.match(new TouchlineError('RATE_LIMITED', undefined, { retryAfterMs: 5 }), { statusCode: 429, retryAfterMs: 5 })
})
