/** Where the client tells what it does; `console` fits. It never tells a token or a message's text. */
export interface Logger {
  warn(message: string): void
}

export const silentLogger: Logger = { warn() {} }
