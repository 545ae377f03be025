import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { restRoutes } from '@touchline/contracts'
import { apiClient, connectSocket, requesterOf, userToken } from '@touchline/testing'
import { Cleanup } from './cleanup.ts'
import type { CohortsLoad } from './cohorts-load.ts'
import type { Compose } from './compose.ts'
import type { ComposeAcademy } from './compose-academy.ts'
import { inWords } from './outages.ts'

/** What a client may be away for while its replica is replaced, however busy the machine. Usual are two or three seconds. */
const BACK_WITHIN_MS = 30_000

/**
 * Rotates `JWT_SECRET` as docs/operations.md says, which replaces every replica of every service twice, and then makes the
 * gateway and what is beside it anew; all under load.
 */
export async function replaceAndRotate(
  project: Compose,
  academy: ComposeAcademy,
  load: CohortsLoad,
  say: (text: string) => void,
): Promise<void> {
  const old = project.variables.JWT_SECRET
  const fresh = randomBytes(32).toString('hex')
  const replaceAll = async (what: string) => {
    const since = Date.now()
    const text = await project.shell('deploy/replace.sh')
    await load.untilAllOnline()
    const outages = load.outagesSince(since)
    say(`${what}: ${text.trim().replaceAll('\n', ', ')} in ${((Date.now() - since) / 1_000).toFixed(0)} s`)
    say(`  ${inWords(outages)}`)
    assert.ok(outages.longestMs < BACK_WITHIN_MS, 'every client is back soon')
    assert.ok(Math.max(...outages.histogram) < outages.count / 2, 'they do not come back in one burst')
  }

  await project.set({ JWT_SECRET: fresh, JWT_SECRET_OLD: old })
  await replaceAll('both secrets are known')
  assert.deepEqual(await accepted(project, academy, { old, fresh }), { old: true, fresh: true })
  academy.signWith(fresh)
  await project.set({ JWT_SECRET_OLD: '' })
  await replaceAll('only the new secret is known')
  assert.deepEqual(await accepted(project, academy, { old, fresh }), { old: false, fresh: true })

  const since = Date.now()
  await project.shell('docker compose up --detach --wait --no-deps --force-recreate commands gateway web')
  await load.untilAllOnline()
  say(`gateway, commands and web made anew: ${inWords(load.outagesSince(since))}`)
}

/** How often to ask, so that every replica is asked. */
const ASKED_TIMES = 8

/** Whose tokens REST and sockets accept, on every replica alike. */
async function accepted({ url }: Compose, { conversationId }: ComposeAcademy, secrets: Record<string, string>) {
  const answers = Object.entries(secrets).map(async ([name, secret]): Promise<[string, boolean]> => {
    const token = userToken('asha', { secret })
    const input = { params: { id: conversationId }, query: { limit: 1 } }
    const answered = new Set<boolean>()
    for (let n = 0; n < ASKED_TIMES; n += 1) {
      answered.add(
        await apiClient(requesterOf(url), token)
          .call(restRoutes.listMessages, input)
          .then(() => true, isRefusal),
      )
      const cleanup = new Cleanup()
      answered.add(await connectSocket(cleanup, url, { token, timeoutMs: 30_000 }).then(() => true, isRefusal))
      await cleanup.run()
    }
    const [isAccepted, ...others] = [...answered]
    assert.ok(isAccepted !== undefined && others.length === 0, `all replicas agree about the ${name} secret`)
    return [name, isAccepted]
  })
  return Object.fromEntries(await Promise.all(answers))
}

/** False for a refusal of the token; anything else that went wrong is thrown on. */
function isRefusal(error: unknown): false {
  assert.match(String(error), /UNAUTHENTICATED/)
  return false
}
