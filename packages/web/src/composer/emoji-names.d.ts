declare module 'virtual:emoji-names/*' {
  import type { EmojiData } from 'frimousse'

  const names: EmojiData
  export default names
}
