import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/**
 * Fails the build when what the page loads before anything can be seen is larger than agreed: the entry, what it imports
 * and their styles, compressed.
 */
export function firstScreenBudget({ gzipBytes }: { gzipBytes: number }): Plugin {
  return {
    name: 'first-screen-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const names = new Set<string>()
      const take = (name: string): void => {
        const chunk = bundle[name]
        if (chunk?.type !== 'chunk' || names.has(name)) return
        names.add(name)
        for (const style of chunk.viteMetadata?.importedCss ?? []) names.add(style)
        for (const imported of chunk.imports) take(imported)
      }
      for (const [name, chunk] of Object.entries(bundle)) if (chunk.type === 'chunk' && chunk.isEntry) take(name)
      let total = 0
      for (const name of names) {
        const file = bundle[name]
        if (file !== undefined) total += gzipSync(file.type === 'chunk' ? file.code : file.source).length
      }
      const said = `first screen: ${names.size} files, ${(total / 1000).toFixed(1)} kB gzip of ${gzipBytes / 1000} kB`
      if (total > gzipBytes) this.error(`${said}: put what is not needed at first into a chunk of its own`)
      this.info(said)
    },
  }
}
