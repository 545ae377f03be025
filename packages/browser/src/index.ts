export { ensureChromium } from './chromium-files.ts'
export { launchBrowser } from './launch.ts'
export { longestTask } from './longest-task.ts'
