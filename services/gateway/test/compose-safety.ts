import assert from 'node:assert/strict'
import type { Compose } from './compose.ts'

/** Looks at what keeps a deployment safe: no start without secrets, and containers that can do next to nothing. */
export async function looksSafe({ compose, docker }: Compose): Promise<void> {
  await assert.rejects(
    docker('compose', '--env-file', '/dev/null', 'config', '--quiet'),
    /is not set\. Make a \.env first, as docs\/operations\.md says/,
  )
  const containers = (await compose('ps', '--quiet')).trim().split('\n')
  const format =
    '{{.Name}}|{{.HostConfig.ReadonlyRootfs}}|{{.HostConfig.CapDrop}}|{{.HostConfig.SecurityOpt}}|{{.HostConfig.Memory}}'
  for (const container of containers) {
    const [name = '', ...restrictions] = (await docker('inspect', '--format', format, container)).trim().split('|')
    const memory = Number(restrictions.pop())
    assert.deepEqual(restrictions, ['true', '[ALL]', '[no-new-privileges:true]'], name)
    assert.ok(memory > 0, `${name} has a limit of memory`)
    const processes = (await docker('top', container, '-eo', 'pid,uid')).trim().split('\n').slice(1)
    const users = processes.map((line) => line.trim().split(/\s+/).at(-1))
    assert.ok(users.length > 0 && !users.includes('0'), `${name} runs without root: ${users.join(', ')}`)
  }
}
