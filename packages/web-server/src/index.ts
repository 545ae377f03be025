export { ensureWebBuilt } from './build-web.ts'
export { cacheControl, pageHeaders } from './headers.ts'
export { type WebOptions, webPlugin } from './web.plugin.ts'
