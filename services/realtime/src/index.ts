export { buildRealtime } from './app.ts'
export { RealtimeConfig } from './config.ts'
export { type RealtimeOptions, realtimePlugin } from './plugin.ts'
export { type Timing, usualTiming } from './timing.ts'
