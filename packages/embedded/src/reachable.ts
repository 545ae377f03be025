import { realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ServerAccount } from './server-account.ts'

const execute = 1
const read = 4

/**
 * Whether every folder above the path lets the account through: a checkout below a home of mode 0700 does not. The path
 * itself may be missing, the folder that holds it may not.
 */
export async function canTraverseTo(path: string, account: ServerAccount): Promise<boolean> {
  const first = await realpath(path).then(dirname, () => realpath(dirname(path)))
  for (let folder = first; ; folder = dirname(folder)) {
    if (!allows(await stat(folder), account, execute)) return false
    if (folder === dirname(folder)) return true
  }
}

/** Whether the account can run a program. */
export async function canRun(program: string, account: ServerAccount): Promise<boolean> {
  return (await canTraverseTo(program, account)) && allows(await stat(program), account, read | execute)
}

/** Whether the account can read a file. */
export async function canRead(file: string, account: ServerAccount): Promise<boolean> {
  return (await canTraverseTo(file, account)) && allows(await stat(file), account, read)
}

function allows(entry: { mode: number; uid: number; gid: number }, account: ServerAccount, wanted: number): boolean {
  const shift = entry.uid === account.uid ? 6 : entry.gid === account.gid ? 3 : 0
  return ((entry.mode >> shift) & wanted) === wanted
}
