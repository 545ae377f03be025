export { buildUploadService } from './app.ts'
export { UploadConfig } from './config.ts'
export { type UploadCommands, type UploadOptions, uploadPlugin } from './plugin.ts'
