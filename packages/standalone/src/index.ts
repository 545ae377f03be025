export { loadStandaloneConfig, StandaloneConfig } from './config.ts'
export { buildStandalone, type Standalone } from './standalone.ts'
export { signToken } from './tokens.ts'
