import type { ChildProcess } from 'node:child_process'
import { recordInRun } from './run-folder.ts'

const children = new Set<ChildProcess>()
let isWatching = false

/** Sees to it that a child does not outlive this process; after a SIGKILL of a test it is the run that ends the child. */
export function killWithHost(child: ChildProcess): void {
  if (!isWatching) {
    isWatching = true
    process.once('exit', () => {
      for (const running of children) running.kill('SIGKILL')
    })
  }
  children.add(child)
  recordInRun(child.pid).catch(() => {})
  child.once('exit', () => children.delete(child))
}
