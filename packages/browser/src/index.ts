export { ensureChromium } from './chromium-files.ts'
export { launchBrowser } from './launch.ts'
