// Stands for the academy's platform in both examples: it knows who is signed in and signs a token for them.
//   JWT_SECRET=… TOUCHLINE_URL=http://127.0.0.1:8080 SIGNED_IN=neha node platform.mjs
import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'

const { JWT_SECRET, TOUCHLINE_URL = 'http://127.0.0.1:8080', SIGNED_IN = 'neha', PORT = '4000' } = process.env
if (!JWT_SECRET) throw new Error('Set JWT_SECRET to the secret that Touchline verifies tokens with')
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' }

/** A JWT as any library makes it. The role is not in it: Touchline's directory knows that. */
function signToken(userId) {
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const claims = { sub: userId, aud: 'touchline', exp: Math.floor(Date.now() / 1000) + 15 * 60 }
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', JWT_SECRET).update(signed).digest('base64url')}`
}

createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://platform')
  // Here a real platform looks at its session cookie first.
  if (pathname === '/touchline') {
    response.setHeader('content-type', 'application/json').setHeader('cache-control', 'no-store')
    return response.end(JSON.stringify({ url: TOUCHLINE_URL, token: signToken(SIGNED_IN) }))
  }
  const file = join(import.meta.dirname, pathname.endsWith('/') ? `${pathname}index.html` : pathname)
  try {
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
    response.end(await readFile(file))
  } catch {
    response.writeHead(404).end()
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`The platform is at http://127.0.0.1:${PORT}`))
