import type { Browser } from 'playwright-core'
import { ensureChromium } from './chromium-files.ts'

/** A real headless Chromium from npm alone: no browser, library or font of the machine is used. Close it when done. */
export async function launchBrowser(): Promise<Browser> {
  const [{ chromium }, files] = await Promise.all([import('playwright-core'), ensureChromium()])
  return chromium.launch({
    executablePath: files.executable,
    // Only pages of our own are opened, and root, as in a container, can have no sandbox.
    chromiumSandbox: false,
    args: ['--font-render-hinting=none'],
    env: { ...process.env, LD_LIBRARY_PATH: files.libraries, FONTCONFIG_PATH: files.fontConfig },
  })
}
