/** Where commands are served. The gateway never routes it. */
export const COMMAND_PREFIX = '/internal/'
