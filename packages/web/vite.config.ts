import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { emojiNames } from './build/emoji-names.ts'
import { firstScreenBudget } from './build/first-screen-budget.ts'

/** Where a Touchline runs that the page is developed against. */
const touchline = process.env.TOUCHLINE_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  // Served below any path, as in a gateway that has other pages too.
  base: './',
  plugins: [react(), emojiNames(), firstScreenBudget({ gzipBytes: 200_000 })],
  build: {
    manifest: true,
    // A data: image would be one more source for the Content Security Policy to allow.
    assetsInlineLimit: 0,
    // The helper that loads chunks ahead is needed by no browser that can run the rest.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/uploads', '/demo', '/web-config.json', '/socket.io'].map((path) => [
        path,
        { target: touchline, ws: path === '/socket.io' },
      ]),
    ),
  },
})
