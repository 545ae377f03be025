/** A year, in seconds: what a file keeps whose name changes with its content. */
const FOR_EVER = 31_536_000

/**
 * The headers of the page and everything that belongs to it. This is the one place where they are written down: the plugin
 * beside this file sends them, and whatever else serves the page (the web container's configuration) has to send the same.
 *
 * `parentOrigins` are the origins whose pages may show the chat in a frame; without one nobody may.
 */
export function pageHeaders(parentOrigins: readonly string[]): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(parentOrigins),
    // The page is served on the same origin as people's files: neither may be taken for something else.
    'x-content-type-options': 'nosniff',
    // A photo is taken by the device's own camera application, which needs no permission of the page.
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  }
}

/** What may be loaded: only what this server serves, no script or style written into a page, no plugin, no form. */
function contentSecurityPolicy(parentOrigins: readonly string[]): string {
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    // Previews of files that are not sent yet are blobs.
    'img-src': ["'self'", 'blob:', 'data:'],
    // The same origin's sockets are meant by 'self' too.
    'connect-src': ["'self'"],
    'font-src': ["'self'"],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': parentOrigins.length > 0 ? parentOrigins : ["'none'"],
  }
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')
}

/** `Cache-Control` by what is asked for: a hashed name never changes its content, everything else may with each build. */
export const cacheControl = {
  hashed: `public, max-age=${FOR_EVER}, immutable`,
  page: 'no-cache',
} as const
