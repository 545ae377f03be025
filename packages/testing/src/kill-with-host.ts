import type { ChildProcess } from 'node:child_process'

const children = new Set<ChildProcess>()
let isWatching = false

/** Sees to it that a child does not outlive this process, however this process ends short of SIGKILL. */
export function killWithHost(child: ChildProcess): void {
  if (!isWatching) {
    isWatching = true
    process.once('exit', () => {
      for (const running of children) running.kill('SIGKILL')
    })
  }
  children.add(child)
  child.once('exit', () => children.delete(child))
}
