import { conversationRoutes } from './conversations.ts'
import { directoryRoutes } from './directory.ts'
import { fileRoutes } from './files.ts'
import { findingRoutes } from './findings.ts'
import { messageRoutes } from './messages.ts'

export { SYNC_LIMITS } from './conversations.ts'
export * from './directory.ts'
export { DOWNLOAD_PREFIX, LINK_SECONDS, UploadFields } from './files.ts'
export { Content, ReadState, ReadTarget } from './messages.ts'
export * from './route.ts'

/** Every public REST route, by the name of its operation. */
export const restRoutes = {
  ...conversationRoutes,
  ...messageRoutes,
  ...fileRoutes,
  ...findingRoutes,
  ...directoryRoutes,
} as const
