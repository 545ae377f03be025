import { launchBrowser } from '@touchline/browser'
import type { Teardown } from './teardown.ts'

/** A real Chromium for the test. Its contexts are as people on devices of their own: nothing is shared between them. */
export async function startBrowser(t: Teardown): ReturnType<typeof launchBrowser> {
  const browser = await launchBrowser()
  t.teardown(() => browser.close())
  return browser
}
