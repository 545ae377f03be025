import {
  type ConversationHandle,
  type ConversationSnapshot,
  createTouchline,
  type ReadableStore,
  type TouchlineClient,
  type TouchlineOptions,
  when,
} from '../src/index.ts'
import { type ProtocolServer, tokenFor } from './protocol-server.ts'

type Teardown = { teardown(fn: () => unknown): unknown }

/** Short where only tests wait for it; what is not tested by its time keeps the usual one. */
const timing = { firstRetry: 20, longestRetry: 100, gap: 20, read: 20, delivered: 50, acknowledgement: 500 }

/** A client of a person that is closed after the test; not connected yet. */
export function makeClient(
  t: Teardown,
  { url }: Pick<ProtocolServer, 'url'>,
  userId: string,
  options: Partial<TouchlineOptions> = {},
): TouchlineClient {
  const client = createTouchline({
    url,
    token: () => tokenFor(userId, { id: String(Math.random()) }),
    ...options,
    timing: { ...timing, ...options.timing },
  })
  t.teardown(() => client.close())
  return client
}

export async function startClient(
  t: Teardown,
  server: Pick<ProtocolServer, 'url'>,
  userId: string,
  options: Partial<TouchlineOptions> = {},
): Promise<TouchlineClient> {
  const client = makeClient(t, server, userId, options)
  await client.connect()
  return client
}

/** The first snapshot that satisfies the condition; fails the test when none comes for long. */
export async function until<Snapshot>(
  store: ReadableStore<Snapshot>,
  condition: (snapshot: Snapshot) => boolean,
  timeoutMs = 15_000,
): Promise<Snapshot> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`not seen: ${JSON.stringify(store.getSnapshot()).slice(0, 2_000)}`)),
      timeoutMs,
    )
  })
  try {
    return await Promise.race([when(store, condition), late])
  } finally {
    clearTimeout(timer)
  }
}

export function texts({ messages }: ConversationSnapshot): string[] {
  return messages.map(({ content }) => content)
}

/** What is shown of own messages that are not among the others yet. */
export function outgoing(handle: ConversationHandle): string[] {
  return handle.getSnapshot().outgoing.map(({ content, state }) => `${content}: ${state}`)
}

/** Every state that a store went through from now on. */
export function history<Snapshot, Value>(
  store: ReadableStore<Snapshot>,
  value: (snapshot: Snapshot) => Value,
): Value[] {
  const seen = [value(store.getSnapshot())]
  store.subscribe(() => seen.push(value(store.getSnapshot())))
  return seen
}
