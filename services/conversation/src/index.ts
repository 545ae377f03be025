export { buildConversation } from './app.ts'
export { ConversationConfig } from './config.ts'
export { type Conversation, type ConversationOptions, createConversation } from './conversation.ts'
export { type ConversationPluginOptions, conversationPlugin } from './plugin.ts'
